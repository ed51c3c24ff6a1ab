"""Questions that a programme answers by itself: told from all others, and never guessed (docs/domain.md, section 3)."""

from functools import cache

import pytest
from tests.unit.reading.builder import CONFIG, mail

from leadbot.model.program import Program
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

QUESTIONS = {
    "commission": [
        "Wanneer wordt de commissie op WaaS uitbetaald?",
        "Wij vragen ons af op welk moment ALSO de partnercommissie voor een WaaS-bundel uitkeert.",
        "Ik heb een vraag over de commissie op WaaS-bundels. Wanneer wordt die uitgekeerd?",
        "When does ALSO pay the commission on a WaaS bundle?",
    ],
    "delivery": [
        "Worden de WaaS-notebooks bij ons of rechtstreeks bij de eindklant geleverd?",
        "Is de levering van WaaS-bundels gratis?",
        "Betalen wij verzendkosten voor een WaaS-bundel? Wie betaalt die verzendkosten?",
        "Are WaaS bundles delivered to us or directly to the end customer?",
    ],
    "sell-out": [
        "Wordt de verkoop van WaaS-bundels ook gerapporteerd aan de fabrikant?",
        "Telt de WaaS-omzet mee voor onze partnerstatus?",
        "Is the sell-out of WaaS reported to the manufacturers?",
    ],
    "own-services": [
        "Mogen wij zelf installatie en configuratie bij WaaS aanbieden?",
        "Kunnen we eigen diensten toevoegen aan de WaaS-bundels?",
        "Can we add our own services to the WaaS bundles?",
    ],
    "office-upgrade": [
        "Kan een klant bij WaaS ook Office 365 Business Premium krijgen in plaats van Business Essentials?",
        "Is Business Premium mogelijk in een WaaS-bundel, en tegen welke meerprijs?",
        "Can the end customer have Business Premium instead of Business Essentials in a WaaS bundle?",
    ],
    "higher-commission": [
        "Krijg ik een hogere commissie als ik bij WaaS Business Premium verkoop?",
        "Levert een extra monitor bij WaaS ook meer commissie op?",
        "Do we get a higher commission for options in a WaaS bundle?",
    ],
    "licence-delivery": [
        "Hoe worden de Office 365-licenties bij een WaaS-bundel geleverd?",
        "Via welke weg ontvangt de klant de Office 365-licenties van WaaS?",
        "How are the Office 365 licences of a WaaS bundle delivered?",
    ],
    "terms": [
        "Welke looptijden zijn er mogelijk voor WaaS?",
        "Is bij WaaS ook een kortere looptijd dan 36 maanden mogelijk?",
        "Which contract lengths are possible with WaaS?",
    ],
    "early-termination": [
        "Kan een klant zijn WaaS-contract tussentijds opzeggen?",
        "Stel dat een klant na een jaar stopt met zijn bedrijf. Kan hij het WaaS-contract dan tussentijds beëindigen en wat kost dat?",
        "Mijn klant wil misschien eerder van zijn WaaS-overeenkomst af. Wat zijn de kosten als hij voortijdig opzegt?",
        "Can an end customer cancel a WaaS agreement early?",
    ],
    "renewal": [
        "Kan een WaaS-overeenkomst door de eindklant worden verlengd?",
        "Hoe lang kan een klant een WaaS-contract verlengen?",
        "Can a WaaS agreement be extended by the customer?",
    ],
    "invoicing": [
        "Wie stuurt de factuur voor WaaS naar de eindklant?",
        "Gaat een WaaS-bundel ten koste van onze kredietlimiet?",
        "Who invoices the end customer for WaaS?",
    ],
    "other-hardware": [
        "Kan een klant ook MacBooks krijgen via WaaS?",
        "Is een ander merk laptop mogelijk binnen WaaS? Het gaat om een ander merk dan het standaardaanbod, kan dat?",
        "Is other hardware possible in a WaaS bundle?",
    ],
    "return": [
        "Hoe gaat het retourneren van de hardware aan het einde van de WaaS-overeenkomst?",
        "Worden de gegevens op de WaaS-laptops gewist?",
        "How is the WaaS hardware returned at the end of the agreement?",
    ],
}
FOR_STAFF = [
    "Hij wil weten of hij een WaaS-contract van 36 maanden na anderhalf jaar kan opzeggen. En wie stuurt hem de factuur, jullie of ik?",
    "If they take Business Premium in WaaS, does our commission go up as well? And can an end customer stop a 36 month agreement early?",
    "Hoeveel commissie krijgen wij op 10 WaaS Notebooks voor 36 maanden?",
    "Wij hebben de WaaS-commissie van maart nog niet ontvangen. Wanneer wordt die uitbetaald?",
    "Wanneer worden de WaaS-notebooks geleverd?",
    "Hoe lang is de levertijd van een WaaS Desktop?",
    "Loopt een WaaS-contract na afloop automatisch af of moet de klant opzeggen?",
    "Een WaaS-notebook is defect. Hoe kan de klant de laptop retourneren?",
    "Wat kost een WaaS Notebook Pro per maand?",
    "Hoe kan ik mij aanmelden voor het WaaS-programma?",
    "Wij hebben een factuur van WaaS dubbel ontvangen, wie stuurt de creditfactuur?",
    "Kan een klant zijn WaaS-contract tussentijds opzeggen? En kunnen wij volgende week even bellen?",
    "Hoe werkt WaaS eigenlijk?",
]


@cache
def also() -> Program:
    """The shipped Dutch programme."""
    return load_program("also-waas", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def topics(text: str) -> tuple[str, tuple[str, ...]]:
    found = read(mail(f"Goedemorgen,\n\n{text}\n\nMet vriendelijke groet,", subject="Vraag over WaaS"), also())
    return found.kind, found.topics


@pytest.mark.parametrize(("entry", "text"), [(entry, text) for entry, texts in QUESTIONS.items() for text in texts])
def test_a_question_is_told_by_what_it_asks(entry: str, text: str) -> None:
    assert topics(text) == ("question", (entry,))


@pytest.mark.parametrize("text", FOR_STAFF)
def test_several_questions_and_those_that_no_entry_answers_are_for_a_person(text: str) -> None:
    kind, found = topics(text)
    assert kind != "question" or len(found) != 1 or found == ("",)


@pytest.mark.parametrize(
    "polite", ["Kunt u mij dit laten weten?", "Zou u dat willen toelichten?", "Alvast bedankt voor uw antwoord.", "Hoor graag."]
)
def test_a_courtesy_behind_a_question_is_no_question_of_its_own(polite: str) -> None:
    assert topics(f"Welke looptijden zijn er mogelijk voor WaaS? {polite}") == ("question", ("terms",))


def test_every_entry_of_the_programme_is_asked_here() -> None:
    assert set(QUESTIONS) == {entry.id for entry in also().faq}


def test_a_lead_asks_nothing() -> None:
    found = read(
        mail("Graag meld ik Garage Hoekstra B.V. aan, KvK 24169778, 6 WaaS Notebooks voor 24 maanden.", subject="Nieuwe klant"), also()
    )
    assert (found.kind, found.topics) == ("lead", ())


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Wie levert de notebooks af?", ("Wie levert de notebooks af?",)),
        ("Kunnen jullie deze klant aanmelden?", ()),
        ("Kunt u mij dat even laten weten?", ()),
        ("Oké?", ()),
    ],
)
def test_a_question_beside_a_lead_is_kept_for_staff(text: str, beside: tuple[str, ...]) -> None:
    lead = "Graag meld ik Garage Hoekstra B.V. aan, KvK 24169778, 6 WaaS Notebooks voor 24 maanden."

    assert read(mail(f"{lead}\n\n{text}", subject="Nieuwe klant"), also()).beside == beside


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("terms", "Welke looptijden zijn er mogelijk?"),
        ("own-services", "Mogen wij zelf installatie en configuratie aanbieden?"),
        ("licence-delivery", "How are the Office 365 licences delivered?"),
        ("return", "Hoe gaat het retourneren van de hardware aan het einde van de overeenkomst?"),
    ],
)
def test_what_the_programme_answers_is_a_question_of_it_though_the_mail_does_not_name_it(entry: str, text: str) -> None:
    found = read(mail(text, subject="Vraag"), also())
    assert (found.kind, found.topics) == ("question", (entry,))


def test_an_offer_of_somebody_elses_is_no_question() -> None:
    advert = "Wilt u gratis levering? Profiteer nu van 40% korting op laptops. Klik hier om u af te melden voor onze nieuwsbrief."
    assert read(mail(advert, subject="Aanbieding"), also()).kind == "unrelated"

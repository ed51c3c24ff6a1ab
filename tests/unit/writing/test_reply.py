from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leadbot.mime.files.contents import Trouble
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Address, Defect
from leadbot.model.outgoing import Occasion, OutgoingMail
from leadbot.model.program import Peak
from leadbot.model.reasons import REJECTING
from leadbot.model.submission import Ambiguity, Item
from leadbot.model.verdict import Outcome
from leadbot.writing import compose_reply

from .builder import DUE, EVIDENCE, LANGUAGES, NOW, PARTNER, SENDER, TEMPLATE_SET, correspondence, draft, judged, program, reply, verdict
from .test_templates import CHECKS

SNAPSHOT = """\
Dzień dobry,

dziękujemy za zgłoszenie klienta „Hurtownia Amper Sp. z o.o.”.

Zgłoszenie GL-2026-00042 wymaga uzupełnienia.

- Brakuje adresu klienta (np. ul. Długa 5, 00-001 Warszawa).
- Brakuje numeru NIP partnera.

Wystarczy odpowiedzieć na tę wiadomość i wypełnić:

Adres klienta: ______
NIP partnera: ______

Miejsce tego zgłoszenia w kolejności wpływu zachowujemy do 30.11.2026 (poniedziałek). Jeżeli dane dotrą do tego dnia, liczy się data \
pierwszej wiadomości.

Dane zgłoszenia GL-2026-00042
-----------------------------

Wpłynęło: 16.11.2026, 10:42
Nazwa klienta: Hurtownia Amper Sp. z o.o.
NIP klienta: 679-728-04-18
Liczba PC w firmie klienta: 30
Plan usługi i liczba licencji: 25 × Microsoft 365 Business Standard (rozliczenie roczne)
Nazwa partnera: Netstar IT Sp. z o.o.
Opiekun tematu: Marta Zielińska
Telefon opiekuna tematu: +48 601 234 785
E-mail opiekuna tematu: marta@netstar.example

Jeżeli coś odczytaliśmy błędnie, wystarczy odpowiedzieć na tę wiadomość i podać poprawne dane.

Pozdrawiamy
Zespół Próba

Program Próba · csp@promise.example · Odpowiedź przygotowana automatycznie. W korespondencji prosimy zachować w temacie numer \
GL-2026-00042.
"""

SEVERAL = """\
Hello,

Thank you for your message. Here is the result for each lead; details follow below.

GL-2026-00042 | Hurtownia Amper Sp. z o.o. | confirmed
GL-2026-00043 | Frezja | rejected


1. GL-2026-00042 – Hurtownia Amper Sp. z o.o.
=============================================

We confirm: lead GL-2026-00042 is correct and registered.

Details of lead GL-2026-00042
-----------------------------

Received: 16 November 2026, 10:42
Client's name: Hurtownia Amper Sp. z o.o.
Client's address: ul. Składowa 14, 62-800 Kalisz
Client's tax number (NIP): 679-728-04-18
Client's number of PCs: 30
Product and quantity: 25 × Microsoft 365 Business Standard (annual billing)


2. GL-2026-00043 – Frezja
=========================

We cannot accept lead GL-2026-00043.

The lead comes to 2 licences in all; the minimum is 3.

The programme's condition: “At least 3 licences.”

What you can do: Please add licences.

A reply to this message counts as a correction or an appeal: corrected details are judged anew, and a person considers an appeal.

Details of lead GL-2026-00043
-----------------------------

Received: 16 November 2026, 10:42
Client's name: Frezja
Client's address: ul. Składowa 14, 62-800 Kalisz
Client's tax number (NIP): 679-728-04-18
Client's number of PCs: 30
Product and quantity: 2 × Microsoft 365 E3


Details that all leads share
============================

Partner's name: Netstar IT Sp. z o.o.
Partner's tax number (NIP): 852-258-83-96
Your contact person: Marta Zielińska
Your contact's phone: +48 601 234 785
Your contact's e-mail: marta@netstar.example

If we misread anything, simply reply to this message with the right details.

Kind regards
Sample team

Sample programme · csp@promise.example · This reply was prepared automatically. Please keep the reference GL-2026-00042 in the subject.
"""


def test_an_incomplete_lead_is_asked_for_exactly_what_is_missing_in_one_mail() -> None:
    lead = judged(
        Outcome.INCOMPLETE, "missing:client.address", "missing:partner.tax_id", draft=draft(without=("client.address", "partner.tax_id"))
    )

    assert reply(lead).text == SNAPSHOT


def test_several_leads_get_one_mail_with_an_overview_and_a_verdict_each() -> None:
    small = judged(
        Outcome.REJECTED,
        "below-minimum-quantity",
        rule="minimum",
        facts={"quantity": "2", "minimum": "3"},
        reference=Reference("GL-2026-00043"),
        draft=draft(client__name="Frezja", items=(Item(product="m365-e3", quantity=2),)),
    )

    mail = reply(judged(), small, to=correspondence(language="en"))

    assert mail.text == SEVERAL
    assert mail.subject == "Re: Zgłoszenie tematu [GL-2026-00042 +1]"


def test_of_several_leads_each_form_says_which_lead_it_is_about() -> None:
    lacking = judged(Outcome.INCOMPLETE, "missing:client.address", reference=Reference("GL-2026-00043"))

    text = reply(judged(), lacking).text

    assert "Numer zgłoszenia: GL-2026-00043\nAdres klienta: ______" in text


def test_a_lead_received_in_a_peak_period_is_told_that_answers_may_take_longer() -> None:
    peak = Peak(first=date(2026, 11, 16), last=date(2026, 11, 20), notice={"pl": "Trwa okres wzmożonego ruchu.", "en": "A peak period."})
    waiting = judged(Outcome.IN_REVIEW, "check:microsoft-registration")
    before = replace(waiting, received_at=datetime(2026, 11, 15, 22, 59, tzinfo=UTC))

    assert "Trwa okres wzmożonego ruchu." in reply(waiting, program=program(peaks=(peak,))).text
    assert "Trwa okres" not in reply(before, program=program(peaks=(peak,))).text
    assert "Trwa okres" not in reply(judged(), program=program(peaks=(peak,))).text


def test_a_lead_in_review_is_told_since_when_it_is_checked_and_when_the_answer_comes() -> None:
    text = reply(judged(Outcome.IN_REVIEW, "check:microsoft-registration")).text

    assert "Zgłoszenie poprawne, weryfikacja w Microsoft od 16.11.2026." in text
    assert "najpóźniej 23.11.2026 (poniedziałek)" in text


def test_a_check_is_said_to_run_since_it_was_opened() -> None:
    opened = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
    later = {"now": NOW + timedelta(days=3)}

    known = reply(judged(Outcome.IN_REVIEW, "check:microsoft-registration", occasion=Occasion.STATUS, checking_since=opened), **later)
    unknown = reply(judged(Outcome.IN_REVIEW, "check:microsoft-registration", occasion=Occasion.STATUS), **later)

    assert "od 18.11.2026" in known.text
    assert "od 16.11.2026" in unknown.text


def test_a_promise_that_is_past_is_not_repeated() -> None:
    text = reply(judged(Outcome.IN_REVIEW, "check:credit", occasion=Occasion.STATUS), now=DUE + timedelta(days=1)).text

    assert "23.11.2026" not in text
    assert "gdy tylko go poznamy" in text


def test_the_last_day_of_the_promise_still_counts() -> None:
    assert "23.11.2026" in reply(judged(Outcome.IN_REVIEW, "check:credit"), now=DUE).text


def test_a_rejection_tells_the_fact_the_condition_the_remedy_and_how_to_appeal() -> None:
    lead = judged(Outcome.REJECTED, "below-minimum-quantity", rule="minimum", facts={"quantity": "2", "minimum": "3"})

    text = reply(lead).text

    assert "Łączna liczba licencji w zgłoszeniu to 2, a wymagane minimum to 3." in text
    assert "Warunek programu: „Co najmniej 3 licencje.”" in text
    assert "Co można zrobić: Prosimy dodać licencje." in text
    assert "odwołanie rozpatrzy pracownik" in text


def test_staffs_words_are_told_with_their_rejection() -> None:
    text = reply(judged(Outcome.REJECTED, "vendor-discretion", rule="staff", facts={"note": "Klient zrezygnował"})).text

    assert "Uzasadnienie: Klient zrezygnował" in text


def test_a_condition_that_two_rules_quote_is_told_once() -> None:
    lead = judged(Outcome.REJECTED, "below-minimum-quantity", "product-not-eligible", rule="minimum")

    assert reply(lead).text.count("Co najmniej 3 licencje.") == 1


def test_a_stated_sector_is_named_in_words() -> None:
    lead = judged(Outcome.REJECTED, "public-sector", facts={"field": "client.sector", "value": "education"})

    assert "sektor: edukacja" in reply(lead).text


def test_a_known_lead_is_sent_its_reference_and_state_again() -> None:
    text = reply(judged(Outcome.CONFIRMED, occasion=Occasion.ALREADY_REGISTERED)).text

    assert "jest już zgłoszony przez Państwa firmę" in text
    assert "zgłoszenie GL-2026-00042 jest poprawne i zarejestrowane" in text


def test_a_completed_lead_reads_back_what_is_new() -> None:
    text = reply(judged(Outcome.CONFIRMED, occasion=Occasion.COMPLETED, changed=("client.pc_count",))).text

    assert "dziękujemy za uzupełnienie" in text
    assert "Nowe dane z Państwa wiadomości\n------------------------------\n\nLiczba PC w firmie klienta: 30\n\n" in text


def test_items_outside_the_programme_are_named_as_such() -> None:
    items = (Item(product="m365-e3", quantity=5), Item(product="visio", quantity=2))

    text = reply(judged(draft=draft(items=items))).text

    assert "  - 2 × Microsoft Visio (poza programem)" in text
    assert "Poza programem: Microsoft Visio." in text


def test_attachments_that_could_not_be_read_are_named_with_the_reason() -> None:
    unread = [
        Defect(code="attachment-protected", detail="leady\r\nluty.xlsx"),
        Defect(code="attachment-picture", detail="skan.jpg"),
        Defect(code="attachment-cut", detail="skan.jpg"),
    ]
    text = reply(unread=unread).text
    assert "- leady luty.xlsx – plik jest zabezpieczony hasłem" in text
    assert "- skan.jpg – skan, zdjęcie" in text
    assert text.count("skan.jpg") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_reason_for_not_reading_has_words_in_every_language(language: str, trouble: Trouble) -> None:
    assert TEMPLATE_SET.words(language).has("unread", trouble)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (LeadState.IN_LINE, "czeka w kolejce"),
        (LeadState.WITHDRAWN, "zostało wycofane"),
        (LeadState.LAPSED, "nie zostało uzupełnione w terminie"),
        (LeadState.EXPIRED, "upłynął"),
        (LeadState.WON, "zakończyło się sprzedażą"),
        (LeadState.LOST, "zamknięte bez sprzedaży"),
    ],
)
def test_a_lead_past_its_verdict_is_told_by_its_state(state: LeadState, said: str) -> None:
    text = reply(judged(Outcome.REJECTED, "duplicate", state=state, occasion=Occasion.STATUS)).text

    assert said in text
    assert "nie możemy przyjąć" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(REJECTING))
def test_every_rejecting_code_makes_a_mail(language: str, code: str) -> None:
    _is_whole(reply(judged(Outcome.REJECTED, code), to=correspondence(language=language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", CHECKS)
def test_every_check_makes_a_mail(language: str, check: str) -> None:
    _is_whole(reply(judged(Outcome.IN_REVIEW, f"check:{check}"), to=correspondence(language=language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", Occasion)
@pytest.mark.parametrize("state", LeadState)
def test_every_occasion_and_state_makes_a_mail(language: str, occasion: Occasion, state: LeadState) -> None:
    _is_whole(reply(judged(occasion=occasion, state=state, draft=draft(without=("client.name",))), to=correspondence(language=language)))


def test_a_language_without_templates_falls_back_to_the_programs() -> None:
    assert reply(to=correspondence(language="de")).text.startswith("Dzień dobry,")


def test_a_reply_about_no_lead_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one lead"):
        compose_reply(
            correspondence(), [], program(), TEMPLATE_SET, key="reply:x", purpose=reply().purpose, answers=None, sender=SENDER, now=NOW
        )


def test_copies_go_to_colleagues_but_never_to_ourselves_or_twice_to_the_partner() -> None:
    colleague = Address(name="", email="ewa@netstar.example")

    mail = reply(to=correspondence(cc=(colleague, SENDER, PARTNER)))

    assert (mail.to, mail.cc) == ((PARTNER,), (colleague,))


@pytest.mark.failure("F66")
def test_a_value_is_inert_in_both_parts() -> None:
    hostile = '<script>alert(1)</script> {{ 7*7 }} {% if %} "><a href="https://evil.example">x</a>\r\n> quote\nBcc: x'

    mail = reply(judged(draft=draft(client__name=hostile)))

    assert "<script" not in mail.html
    assert "href" not in mail.html.replace("href=&#34;", "")
    assert "{{ 7*7 }}" in mail.html
    assert all("quote" not in line or not line.startswith((">", " >")) for line in mail.text.splitlines())
    assert not any(line.startswith("Bcc") for line in mail.text.splitlines())


def test_an_ambiguity_is_told_with_its_readings() -> None:
    ambiguity = Ambiguity(field="items", readings=("Microsoft 365 E3", "Office 365 E3"), evidence=EVIDENCE)
    lead = judged(Outcome.INCOMPLETE, "ambiguous:items", draft=draft(ambiguity, without=("items",)))

    assert "„Microsoft 365 E3” albo „Office 365 E3”" in reply(lead).text


def test_only_findings_behind_the_verdict_are_told() -> None:
    passed = verdict(Outcome.CONFIRMED)

    assert "Warunek programu" not in reply(judged(verdict=passed)).text


def _is_whole(mail: OutgoingMail) -> None:
    assert "GL-2026-00042" in mail.subject
    assert "GL-2026-00042" in mail.text
    assert "GL-2026-00042" in mail.html
    assert "{" not in mail.text
    assert len(mail.subject) <= 150

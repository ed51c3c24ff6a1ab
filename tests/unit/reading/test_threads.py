"""In a conversation bare values answer what was asked, and each part of an answer speaks of the lead that it names."""

import pytest
from tests.unit.reading.builder import CONFIG, mail, submission, values

from leadbot.model.message import Kind
from leadbot.model.submission import Asked, FieldContent, Item, LeadDraft, Submission, Thread
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

NIP = "9569184131"


def answer(text: str, *asked: str) -> Submission:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=asked, client_name="Mebelux S.A."),))
    return submission(text + "\n", subject="Re: [GL-2026-00042] Zgłoszenie", thread=thread)


def supplied(text: str, *asked: str) -> dict[str, FieldContent]:
    found = answer(text, *asked)
    assert found.kind is Kind.FOLLOW_UP
    (lead,) = found.leads
    return {k: v for k, v in values(lead).items() if k not in ("contact.name", "contact.email")}


@pytest.mark.parametrize(
    "text",
    [
        f"22, NIP {NIP}",
        f"22; NIP {NIP}",
        f"NIP {NIP}, 22",
        f"22\n{NIP}",
        f"dwadzieścia dwa, NIP: {NIP}",
        f"Dzień dobry,\n22, NIP {NIP}",
        f"PC: 22\nNIP: {NIP}",
        f"22 komputery, a NIP to {NIP}",
    ],
)
@pytest.mark.parametrize("owner", ["client", "partner"])
def test_bare_values_answer_all_that_was_asked(text: str, owner: str) -> None:
    assert supplied(text, "client.pc_count", f"{owner}.tax_id") == {"client.pc_count": 22, f"{owner}.tax_id": NIP}


@pytest.mark.parametrize("text", ["22", "22.", "Dziękujemy, 22.", "Mają 22", "22 szt.", "około 22"])
def test_a_bare_number_counts_computers_where_only_they_were_asked_for(text: str) -> None:
    assert supplied(text, "client.pc_count") == {"client.pc_count": 22}


def test_a_bare_number_is_a_doubt_where_licences_were_asked_for_too() -> None:
    found = answer("22", "client.pc_count", "items")
    assert (found.kind, found.leads) == (Kind.QUESTION, ())


@pytest.mark.parametrize("text", ["Dziękuję", "OK, czekamy na decyzję.", "Dzięki za szybką odpowiedź"])
def test_thanks_supply_nothing_and_ask_nothing(text: str) -> None:
    assert supplied(text, "client.pc_count") == {}


@pytest.mark.parametrize(
    "street", ["ul. Nowa 7", "Nowa 7", "Nowa 7/3", "ul. Nowa 7, Rybnik", "Nowa 7, 44-200 Rybnik", "os. Zielone 12 m. 4, 44-200 Rybnik"]
)
@pytest.mark.parametrize("field", ["client.address", "partner.address"])
def test_a_street_line_answers_for_the_address(street: str, field: str) -> None:
    assert supplied(street, field) == {field: street}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Chodzi o Microsoft 365 E3", Item(product="m365-e3")),
        ("Chodzi o Office 365 E3.", Item(product="o365-e3")),
        ("Microsoft 365 E3", Item(product="m365-e3")),
        ("To ma być M365 E3, dziękuję.", Item(product="m365-e3")),
        ("O365 E3, 20 szt.", Item(product="o365-e3", quantity=20)),
        ("Klientowi chodzi o Microsoft 365 Business Premium", Item(product="m365-business-premium")),
    ],
)
def test_a_plan_named_where_items_were_asked_for_is_the_item(text: str, item: Item) -> None:
    assert supplied(text, "items") == {"items": (item,)}


def test_both_readings_of_an_unclear_plan_are_whole_items() -> None:
    lead = submission(
        "Klient: Mebelux S.A., ul. Lipowa 12, 00-950 Warszawa\nPlan: 20 x E3 i 5 x M365 Business Basic rocznie\nPC: 30"
    ).leads[0]
    doubt = lead.ambiguous("items")
    assert doubt is not None
    assert {
        frozenset((i.product, i.quantity) for i in reading if isinstance(i, Item))
        for reading in doubt.candidates
        if isinstance(reading, tuple)
    } == {
        frozenset({("m365-e3", 20), ("m365-business-basic", 5)}),
        frozenset({("o365-e3", 20), ("m365-business-basic", 5)}),
    }


def test_both_ends_of_a_range_are_whole_items() -> None:
    doubt = (
        submission("Klient: Mebelux S.A., ul. Lipowa 12, 00-950 Warszawa\nPlan: 20-25 x Microsoft 365 E3\nPC: 30")
        .leads[0]
        .ambiguous("items")
    )
    assert doubt is not None
    assert doubt.candidates == ((Item(product="m365-e3", quantity=20),), (Item(product="m365-e3", quantity=25),))


TWO = Thread(
    leads=(
        Asked(reference="GL-2026-00001", fields=("client.pc_count",), client_name="Browar Zdrój Sp. z o.o."),
        Asked(reference="GL-2026-00002", fields=("client.pc_count",), client_name="Tartak Modrzew S.A."),
    )
)


def counts(leads: tuple[LeadDraft, ...]) -> list[tuple[str | None, FieldContent]]:
    return [(lead.reference, values(lead)["client.pc_count"]) for lead in leads]


@pytest.mark.parametrize(
    "text",
    [
        "Numer zgłoszenia: GL-2026-00001\nLiczba PC: 30\n\nNumer zgłoszenia: GL-2026-00002\nLiczba PC: 14",
        "GL-2026-00001: 30 PC\nGL-2026-00002: 14 PC",
        "GL-2026-00001 - 30\nGL-2026-00002 - 14",
        "W GL-2026-00001 jest 30 komputerów, w GL-2026-00002 14 komputerów.",
        "Do GL-2026-00001 podaję liczbę PC.\n30\nDo GL-2026-00002 tak samo.\n14",
        "Browar Zdrój: 30 PC\nTartak Modrzew: 14 PC",
        "Browar Zdrój Sp. z o.o. - 30 komputerów\nTartak Modrzew S.A. - 14 komputerów",
    ],
)
def test_each_part_answers_for_the_lead_that_it_names(text: str) -> None:
    found = submission(text + "\n", subject="Re: [GL-2026-00001]", thread=TWO)
    assert found.kind is Kind.FOLLOW_UP
    assert counts(found.leads) == [("GL-2026-00001", 30), ("GL-2026-00002", 14)]


def test_the_partners_data_above_all_references_are_for_each_lead() -> None:
    text = "NIP partnera: 7966567638\n\nGL-2026-00001\nPC: 30\n\nGL-2026-00002\nPC: 14\n"
    found = submission(text, subject="Re: [GL-2026-00001]", thread=TWO)
    assert [lead.text("partner.tax_id") for lead in found.leads] == ["7966567638", "7966567638"]
    assert counts(found.leads) == [("GL-2026-00001", 30), ("GL-2026-00002", 14)]


def test_one_reference_in_a_conversation_of_several_leads_names_the_lead() -> None:
    found = submission("W GL-2026-00002 komputerów jest 14.\n", subject="Re: [GL-2026-00001]", thread=TWO)
    assert counts(found.leads) == [("GL-2026-00002", 14)]


@pytest.mark.parametrize("text", ["No oczywiście ten ich sprzęt", "około ten"])
def test_a_small_word_that_is_a_number_in_another_language_counts_nothing(text: str) -> None:
    assert "client.pc_count" not in supplied(text, "client.pc_count")


def test_a_small_word_before_a_product_is_not_its_quantity() -> None:
    assert supplied("Chodzi o ten Microsoft 365 Business Premium", "items") == {"items": (Item(product="m365-business-premium"),)}


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("vegahost.es", "vegahost.es"),
        ("vegahost.es, disculpe", "vegahost.es"),
        ("Claro, vegahost.es", "vegahost.es"),
        ("Es vegahost.com.", "vegahost.com"),
        ("¿vegahost.es?", ""),
        ("Sin vegahost.es", ""),
        ("carlos@vegahost.es", ""),
    ],
)
def test_a_bare_host_answers_for_the_web_site(text: str, site: str) -> None:
    program = load_program("infomaniak-partner", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))
    thread = Thread(leads=(Asked(reference="IK-2026-00001", fields=("partner.website",)),))
    found = read(mail(f"{text}\n\nCarlos\n", subject="Re: [IK-2026-00001]"), program, thread)
    assert "".join(lead.text("partner.website") for lead in found.leads) == site

"""How Polish partners write: corrections, totals, notes, what is put off, small letters, what takes a lead back."""

import pytest
from tests.unit.reading.builder import (
    NIP,
    OTHER_NIP,
    PARTNER,
    fields,
    forwarded,
    item,
    items,
    mail,
    only_lead,
    promise,
    submission,
    values,
    with_client,
)

from leadbot.model.message import Kind
from leadbot.reading import read

KNOWN = "GL-2026-00042"


def test_a_full_stop_parts_a_unit_from_the_thing_counted_next() -> None:
    text = with_client("Business Premium, 12 szt., ale po telefonie: nie 12 tylko 15 sztuk. Komputerów u nich jest 19.")
    read_ = fields(text)
    assert read_["client.pc_count"] == 19
    assert read_["items"] == (item("m365-business-premium", 15),)


def test_a_correction_in_the_senders_words_counts_for_the_mail_below() -> None:
    below = f"bierzemy Microsoft 365 Business Premium, 12 szt.\nFaktura na: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}"
    assert fields(f"Uwaga: nie 12 tylko 15 sztuk.\n\n{PARTNER}", forwarded(below))["items"] == (item("m365-business-premium", 15),)


def test_a_total_replaces_what_was_ordered_before() -> None:
    below = f"zamawiamy 18 licencji M365 Business Standard\nMebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}"
    own = f"Dodali jeszcze 2 sztuki, czyli razem będzie 20.\n\n{PARTNER}"
    assert fields(own, forwarded(below))["items"] == (item("m365-business-standard", 20),)


def test_two_numbers_of_computers_that_the_sender_cannot_tell_apart_are_ambiguous() -> None:
    line = "Z komputerami jest tak, że klient pisał 80, a informatyk mówił o 95. Nie wiem, która liczba jest aktualna."
    lead = only_lead(with_client(f"10 x M365 Business Basic\n{line}"))
    assert lead.get("client.pc_count") is None
    assert lead.ambiguous("client.pc_count") is not None


def test_notes_tell_of_services_that_the_client_has_and_of_no_wish() -> None:
    lead = values(only_lead(with_client("Plan: Office 365 E3, 25 szt.\nUwagi: przejście z O365 Business Premium (25 szt.)")))
    assert lead["client.existing_services"] == ("o365-business-premium",)
    assert lead["items"] == (item("o365-e3", 25),)


def test_a_product_that_stays_as_it_is_takes_no_number() -> None:
    follow_up = submission(f"{KNOWN}\nBusiness Standard ma być nie 25, a 35 szt. (Apps for business bez zmian)")
    assert follow_up.kind is Kind.FOLLOW_UP
    assert follow_up.leads[0].items() == (item("m365-business-standard", 35),)


def test_words_of_staying_in_the_next_sentence_are_about_something_else() -> None:
    follow_up = submission(f"{KNOWN}: klient zmniejszył zamówienie z 30 na 24 licencje Business Premium. Reszta bez zmian.")
    assert follow_up.leads[0].items() == (item("m365-business-premium", 24),)


def test_what_will_be_registered_another_time_is_no_part_of_the_lead() -> None:
    text = (
        with_client("18 szt. M365 BP")
        + "\n\nTrzeci, piekarnia z Sieradza (jakieś 12 x Business Standard), zgłoszę go osobno jak podejmie decyzję."
    )
    assert only_lead(text).items() == (item("m365-business-premium", 18),)


@pytest.mark.parametrize(
    "words",
    [
        "Proszę to zgłoszenie wykreślić, nie będziemy już tego ciągnąć.",
        "prosze skasowac tego leada",
        "Klient się rozmyślił. Proszę o zamknięcie tematu po naszej stronie.",
        "Czy mogliby Państwo wycofać to zgłoszenie?",
        "Temat upadł, anulujcie proszę rejestrację.",
    ],
)
def test_a_verb_and_what_it_is_about_take_a_lead_back(words: str) -> None:
    assert submission(f"Dzień dobry,\n\n{words} ({KNOWN})", subject="Mebelux").kind is Kind.WITHDRAWAL


def test_a_question_whether_a_lead_can_be_taken_back_takes_none_back() -> None:
    assert submission(f"Czy możemy jeszcze wycofać zgłoszenie {KNOWN}, gdyby klient zrezygnował?").kind is not Kind.WITHDRAWAL


def test_a_client_named_in_the_subject_and_again_in_the_text_needs_no_capitals() -> None:
    withdrawal = submission("meble zawisza z gl-2026-00088 poszli do konkurencji, prosze to zgloszenie wykreslic.", subject="meble zawisza")
    assert values(withdrawal.leads[0])["client.name"] == "meble zawisza"


def test_a_withdrawal_tells_who_and_not_why() -> None:
    withdrawal = submission(f"Proszę wycofać zgłoszenie {KNOWN}: Mebelux Sp. z o.o. kupił 20 x Microsoft 365 E5 gdzie indziej.")
    assert values(withdrawal.leads[0]).keys() == {"client.name", "contact.name", "contact.email"}


def test_a_street_named_by_a_number_keeps_it_behind_its_town() -> None:
    read_ = fields(f'Klient: "Apteki" Sp. z o.o., 20-080 Lublin, ul. 3 Maja 14, NIP {NIP}\n9 x M365 E3\n\n{PARTNER}')
    assert read_["client.address"] == "20-080 Lublin, ul. 3 Maja 14"


def test_a_writer_without_capitals_is_read_though_a_name_has_some() -> None:
    text = (
        f"prosze leada na firme Auto Czesci Rogala sp j, nip {OTHER_NIP}, ul dabrowskiego 88, 60-101 poznan, chca 14 sztuk m365 bs. "
        "kompow jest 16. dane nasze, wilknet grzegorz wilk nip 7966567638 ul slowackiego 3, 60-822 poznan tel 505 120 333"
    )
    read_ = fields(text)
    assert read_["client.name"] == "Auto Czesci Rogala sp j"
    assert read_["client.address"] == "ul dabrowskiego 88, 60-101 poznan"
    assert read_["partner.name"] == "wilknet grzegorz wilk"
    assert read_["partner.address"] == "ul slowackiego 3, 60-822 poznan"


def test_computers_counted_behind_an_address_under_its_label() -> None:
    follow_up = submission(f"{KNOWN}\nbrakujący adres klienta: ul. Żytnia 15, 05-500 Piaseczno, a komputerów mają trzydzieści dwa.")
    assert values(follow_up.leads[0])["client.pc_count"] == 32


def test_a_plan_named_alone_is_of_the_family_that_its_product_shares() -> None:
    assert items("Chcą Business Central. W specyfikacji jest osiem licencji Essentials i trzy Team Members") == [
        ("d365-business-central-essentials", 8, None),
        ("d365-team-members", 3, None),
    ]


def test_an_agreement_that_the_client_has_and_will_buy_under_is_the_licensing() -> None:
    lead = fields(with_client("40 x M365 E3, klient ma umowę Enterprise Agreement i w jej ramach chce kupować."))
    assert lead["deal.licensing"] == "ea"


def test_somebody_who_waits_asks_how_the_lead_stands() -> None:
    message = mail(f"Dzień dobry, czy są jakieś postępy z {KNOWN}? Klient dopytuje.", subject="status")
    assert read(message, promise()).kind is Kind.STATUS


@pytest.mark.parametrize(
    "line", ["Potrzebują między 20 a 30 licencji Business Standard, jeszcze liczą.", "Business Standard, pomiędzy 20 a 30 sztuk"]
)
def test_a_quantity_between_two_numbers_is_ambiguous(line: str) -> None:
    lead = only_lead(with_client(line))
    assert lead.get("items") is None
    assert lead.ambiguous("items") is not None


def test_plans_that_need_no_family_beside_other_plans_of_it() -> None:
    assert items("wdraża Dynamics 365: Sales Professional - 14, Customer Service - 6, Field Service - 4.") == [
        ("d365-sales-professional", 14, None),
        ("d365-customer-service", 6, None),
        ("d365-field-service", 4, None),
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Liczba komputerów: 85 (stacjonarne 70 + laptopy 15)", 85),
        ("Komputerów 6 - przepraszam, 9, bo dochodzi filia.", 9),
        ("W firmie 12 laptopów i 5 stacjonarnych", 17),
    ],
)
def test_parts_of_a_number_of_computers_are_not_added_to_it(line: str, count: int) -> None:
    assert fields(with_client(f"9 x M365 E3\n{line}"))["client.pc_count"] == count


def test_a_house_number_keeps_its_flat_behind_the_town() -> None:
    read_ = fields(f"Klient: Rogal sp. z o.o., 42-217 Częstochowa, al. Pokoju 14 m. 3; NIP {NIP}\n9 x M365 E3\n\n{PARTNER}")
    assert read_["client.address"] == "42-217 Częstochowa, al. Pokoju 14 m. 3"


def test_a_name_in_quotes_behind_its_form_belongs_to_the_name() -> None:
    text = f'Dane klienta:\nGminna Spółdzielnia "Samopomoc Chłopska"\nul. Rynek 4, 42-120 Miedźno\nNIP {NIP}\n\n9 x M365 E3\n\n{PARTNER}'
    assert fields(text)["client.name"] == 'Gminna Spółdzielnia "Samopomoc Chłopska"'


def test_a_foreign_number_without_a_label_ends_with_its_sentence() -> None:
    text = f"zgłaszam firmę Nordhaus GmbH, Hauptstraße 12, 10115 Berlin, DE136695976. 20 x Microsoft 365 E3, umowa roczna.\n\n{PARTNER}"
    assert fields(text)["client.tax_id"] == "DE136695976"


def test_a_colleague_named_with_an_address_becomes_the_contact() -> None:
    follow_up = submission(f"{KNOWN}: opiekunem będzie Anna Sikora, 606 400 812, a.sikora@itserwis.example.")
    read_ = values(follow_up.leads[0])
    assert (read_["contact.name"], read_["contact.email"]) == ("Anna Sikora", "a.sikora@itserwis.example")


def test_a_firm_and_its_owner_in_small_letters_are_the_partners_name() -> None:
    client = f"zglaszam klienta: stolpol sp. z o.o., nip {NIP}, ul. sosnowa 12, 42-233 mykanow\nchce kupic 5 szt office 365 e3"
    text = f"{client}\n\njan nowicki\nitserwis jan nowicki\nul. wodna 4, 76-200 slupsk\nnip 7966567638"
    assert fields(text)["partner.name"] == "itserwis jan nowicki"

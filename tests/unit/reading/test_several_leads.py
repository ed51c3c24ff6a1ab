"""Several leads in one mail share the partner and keep what is their own."""

from tests.unit.reading.builder import NIP, OTHER_NIP, PARTNER, submission, values, with_client

from leadbot.model.message import CELL

THIRD = "6753732389"


def told(text: str) -> list[tuple[object, ...]]:
    leads = submission(text).leads
    assert {lead.text("partner.name") for lead in leads} == {"IT Serwis Jan Nowicki"}
    return [
        (
            lead.text("client.name"),
            lead.text("client.tax_id"),
            [(i.product, i.quantity) for i in lead.items()],
            lead.get("client.pc_count") and lead.get("client.pc_count").value,  # type: ignore[union-attr]
        )
        for lead in leads
    ]


EXPECTED = [
    ("Mleczarnia Łąka Sp. z o.o.", NIP, [("m365-e3", 14)], 37),
    ("Skład Iskra S.A.", OTHER_NIP, [("m365-business-basic", 4)], 5),
]


def test_numbered_blocks_are_leads() -> None:
    text = (
        f"1) klient: Mleczarnia Łąka Sp. z o.o., ul. Mleczna 4, 18-200 Wysokie Mazowieckie, NIP {NIP}\n- "
        "produkt: M365 E3, 14 szt.\n- liczba PC: 37\n\n"
        f"2) klient: Skład Iskra S.A., ul. Torowa 1, 18-300 Zambrów, NIP {OTHER_NIP}\n- produkt: M365 BB, 4 "
        f"szt.\n- liczba PC: 5\n\n{PARTNER}"
    )
    assert told(text) == EXPECTED


def test_repeated_labels_are_leads() -> None:
    text = (
        f"LEAD 1\nKlient: Mleczarnia Łąka Sp. z o.o.\nNIP: {NIP}\nPlan: M365 E3\nIlość: 14\nPC: 37\n\n"
        f"LEAD 2\nKlient: Skład Iskra S.A.\nNIP: {OTHER_NIP}\nPlan: M365 BB\nIlość: 4\nPC: 5\n\n{PARTNER}"
    )
    assert told(text) == EXPECTED


def test_lines_are_leads() -> None:
    text = (
        f"Klient 1: Mleczarnia Łąka Sp. z o.o., NIP {NIP}, 14 x M365 E3, 37 PC\n"
        f"Klient 2: Skład Iskra S.A., NIP {OTHER_NIP}, 4 x M365 BB, 5 PC\n\n{PARTNER}"
    )
    assert told(text) == EXPECTED


def test_prose_paragraphs_are_leads() -> None:
    text = (
        "Mam dwa tematy.\n\n"
        f"Pierwszy to Mleczarnia Łąka Sp. z o.o. z Łomży, NIP {NIP}. Potrzebują 14 licencji M365 E3, komputerów mają 37.\n\n"
        f"Drugi to Skład Iskra S.A., NIP {OTHER_NIP}. Tutaj 4 licencje M365 BB, komputerów 5.\n\n{PARTNER}"
    )
    assert told(text) == EXPECTED


def test_table_rows_are_leads() -> None:
    rows = [
        ("Lp.", "Klient", "NIP", "Produkt", "Ilość", "PC"),
        ("1", "Mleczarnia Łąka Sp. z o.o.", NIP, "M365 E3", "14", "37"),
        ("2", "Skład Iskra S.A.", OTHER_NIP, "M365 BB", "4", "5"),
    ]
    assert told("\n".join(CELL.join(r) for r in rows) + f"\n\n{PARTNER}") == EXPECTED


def test_one_client_in_two_rows_is_one_lead_with_two_items() -> None:
    rows = [
        ("Klient", "NIP", "Produkt", "Ilość", "PC"),
        ("Uzdrowisko Zdrój Sp. z o.o.", THIRD, "Microsoft 365 Business Standard", "2", "26"),
        ("Uzdrowisko Zdrój Sp. z o.o.", THIRD, "Visio Plan 2", "4", "26"),
    ]
    found = told("\n".join(CELL.join(r) for r in rows) + f"\n\n{PARTNER}")
    assert found == [("Uzdrowisko Zdrój Sp. z o.o.", THIRD, [("m365-business-standard", 2), ("visio", 4)], 26)]


def test_what_is_said_of_both_holds_for_both() -> None:
    text = (
        f"Klient 1: Łąka Sp. z o.o., NIP {NIP}, 14 x M365 E3\nKlient 2: Iskra S.A., NIP {OTHER_NIP}, 4 x M365 "
        f"BB\n\nObie umowy roczne.\n\n{PARTNER}"
    )
    assert [item.billing for lead in submission(text).leads for item in lead.items()] == ["annual", "annual"]


def test_a_second_address_of_a_client_is_no_second_client() -> None:
    text = (
        f"Zgłaszam Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}, oddział: ul. Polna 3, 44-200 Rybnik. 25 x M365 BS, PC 30."
    )
    (lead,) = submission(f"{text}\n{PARTNER}").leads
    assert lead.text("client.address") == "ul. Lipowa 12, 00-950 Warszawa"


def test_a_company_that_is_only_mentioned_is_no_client() -> None:
    text = f"{with_client('25 x M365 BS, PC 30')}\n\nSerwis prowadzi im Delta Soft S.A. z Krakowa."
    (lead,) = submission(text).leads
    assert lead.text("client.name") == "Mebelux Sp. z o.o."


def test_capital_letters_number_leads_too() -> None:
    text = (
        f"A) Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n   25 x M365 BS\n   30 PC\n"
        f"B) Cegła S.A., ul. Polna 3, 20-001 Lublin, NIP {OTHER_NIP}\n   10 x O365 E3\n   12 PC\n\n{PARTNER}"
    )
    leads = submission(text).leads
    assert [(values(lead)["client.name"], values(lead)["client.pc_count"]) for lead in leads] == [
        ("Mebelux Sp. z o.o.", 30),
        ("Cegła S.A.", 12),
    ]


def test_a_list_of_hundreds_is_read_to_its_end() -> None:
    ids = [number for number in (f"{at:09d}" for at in range(100_000_000, 100_000_900)) for number in [_with_check_digit(number)] if number]
    lines = [
        f"Klient{'abcdefghij'[at % 10]}{at} Sp. z o.o., ul. Lipowa {at % 90 + 1}, 00-950 Warszawa, NIP {nip}" for at, nip in enumerate(ids)
    ]
    found = submission("\n".join(f"{line}, 5 x Microsoft 365 E3" for line in lines[:400]) + f"\n\n{PARTNER}").leads
    assert [lead.text("client.tax_id") for lead in found] == ids[:400]


def _with_check_digit(nine: str) -> str:
    digit = sum(int(d) * w for d, w in zip(nine, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
    return f"{nine}{digit}" if digit < 10 else ""

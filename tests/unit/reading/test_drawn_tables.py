"""Tables that are drawn with signs in plain text are read as the same tables with cells."""

import pytest
from tests.unit.reading.builder import mail, values
from tests.unit.reading.dutch import also

from leadbot.model.submission import FieldContent, LeadDraft, Submission
from leadbot.reading import read

ROWS = [
    ["Klant", "Adres", "KvK", "Product", "Aantal", "Looptijd"],
    ["Bloemen Roos B.V.", "Rozenstraat 1, 1016 NX Amsterdam", "34123456", "WaaS Notebook", "5", "24"],
    ["Slagerij Vlees V.O.F.", "Markt 2, 2611 GS Delft", "27123456", "WaaS Desktop", "2", "12"],
    ["Garage Van Dam BV", "Industrieweg 12, 8013 AB Zwolle", "51234567", "WaaS Notebook Pro", "7", "36 maanden"],
]


def told(table: str) -> Submission:
    return read(mail(f"Hierbij drie klanten:\n\n{table}\n\nMvg\nPetra Vos\nVos Computers B.V.\n", subject="Registratie"), also())


def of_client(lead: LeadDraft) -> dict[str, FieldContent]:
    return {k: v for k, v in values(lead).items() if k.startswith(("client.", "items"))}


def joined(sign: str, rows: list[list[str]] = ROWS) -> str:
    return "\n".join(sign.join(row) for row in rows)


def markdown(rows: list[list[str]] = ROWS) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def boxed() -> str:
    rule = "+" + "+".join(["-----"] * 6) + "+"
    return "\n".join([rule, *(line for row in ROWS for line in ("| " + " | ".join(row) + " |", rule))])


@pytest.mark.parametrize(
    "table",
    [
        joined(" | "),
        joined("|"),
        joined(";"),
        joined(" ; "),
        markdown(),
        boxed(),
        joined(" | ").replace("\n", "\n\n"),
        "\n".join("> " + line for line in joined(" | ").split("\n")),
        joined(" | ").replace("NX Amsterdam |", "NX\nAmsterdam |"),
    ],
)
def test_each_row_is_one_lead_with_what_stands_in_it(table: str) -> None:
    leads = [of_client(lead) for lead in told(table).leads]
    assert leads == [of_client(lead) for lead in told(joined("\t")).leads]
    assert [lead["client.name"] for lead in leads] == [row[0] for row in ROWS[1:]]


def test_a_drawn_table_of_labels_and_values_is_one_lead() -> None:
    (lead,) = told("\n".join(f"| {label} | {value} |" for label, value in zip(ROWS[0], ROWS[1], strict=True))).leads
    assert (lead.text("client.name"), lead.text("client.registry_id"), lead.items()[0].quantity) == ("Bloemen Roos B.V.", "34123456", 5)


def test_an_omitted_last_cell_is_empty() -> None:
    rows = [[*ROWS[0], "Levering"], *ROWS[1:]]
    assert [lead.text("client.name") for lead in told(joined(";", rows)).leads] == [row[0] for row in ROWS[1:]]


def test_signs_in_sentences_and_signatures_make_no_table() -> None:
    client = "Klant: Bloemen Roos B.V.; Rozenstraat 1, 1016 NX Amsterdam; KvK 34123456"
    (lead,) = told(f"{client}\nWens: 5 WaaS Notebooks; 24 maanden; nieuw\n\nJan | Verkoop\nT 06 | M 07").leads
    assert (lead.text("client.name"), lead.text("client.registry_id"), lead.items()[0].quantity) == ("Bloemen Roos B.V.", "34123456", 5)

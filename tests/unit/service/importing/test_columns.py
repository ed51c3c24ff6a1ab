"""Columns are found by name, in any language, wherever they stand."""

import pytest

from leadbot.app import folders
from leadbot.model.columns import COLUMNS
from leadbot.programs import load_lexicons
from leadbot.service.importing.columns import Layout, NoColumns, find_columns
from leadbot.service.importing.files import Row, Sheet
from leadbot.service.importing.rows import CLIENTS, EVENTS, PARTNERS, PRICES, SALES

LEXICONS = load_lexicons(folders("lexicons", None))
SALE = ["date", "client_tax_id", "product", "quantity", "annual_value", "currency"]
LAYOUTS = {"clients": CLIENTS, "partners": PARTNERS, "prices": PRICES, "sales": SALES, "events": EVENTS}


def sheet(*rows: str) -> Sheet:
    """A sheet out of texts with commas."""
    return Sheet(name="", rows=tuple(Row(line=line, cells=[c or None for c in row.split(",")]) for line, row in enumerate(rows, 1)))


def found(head: str, layout: Layout) -> list[str]:
    """The ids of the columns by place."""
    columns = find_columns(sheet(head, "1,2,3,4,5,6,7"), layout, LEXICONS.values())
    return sorted(columns.places, key=lambda id_: columns.places[id_])


@pytest.mark.parametrize(
    ("head", "layout", "ids"),
    [
        ("NIP,Nazwa firmy,Data", "clients", ["tax_id", "name", "dated"]),
        ("Y-tunnus,Yritys,Pvm", "clients", ["tax_id", "name", "dated"]),
        ("BTW-nummer,Klant,diensten", "clients", ["tax_id", "name", "services"]),
        ("CIF,Razón social,fecha", "clients", ["tax_id", "name", "dated"]),
        ("N° TVA,Raison sociale,Date", "clients", ["tax_id", "name", "dated"]),
        ("Org.nr,Företag,Datum", "clients", ["tax_id", "name", "dated"]),
        ("client_tax_id,customer name", "clients", ["tax_id", "name"]),
        ("Partner Number,Company,E-mail domain,Since", "partners", ["number", "name", "email_domain", "dated"]),
        ("deal_type,bundle,term_months,commission,currency", "prices", ["deal_type", "bundle", "term_months", "commission", "currency"]),
        (
            "Soort contract,Bundel,Looptijd in maanden,Commissie,Valuta",
            "prices",
            ["deal_type", "bundle", "term_months", "commission", "currency"],
        ),
        (
            "Data sprzedaży,NIP,Produkt,Ilość,Wartość roczna,Waluta",
            "sales",
            SALE,
        ),
        ("Data,NIP (klienta),Produkt,Ilość licencji,Wartość roczna [netto],Waluta", "sales", SALE),
        ("Viite,Tapahtuma,Päivä,Summa,Valuutta,Laskun numero", "events", ["reference", "event", "date", "amount", "currency", "note"]),
    ],
)
def test_columns_in_any_language(head: str, layout: str, ids: list[str]) -> None:
    assert found(head, LAYOUTS[layout]) == ids


def test_titles_above_the_columns_and_columns_of_no_use_are_passed_over() -> None:
    columns = find_columns(sheet("List of clients", "as of 2026", "remarks,VAT number,company", "x,1,A"), CLIENTS, LEXICONS.values())
    assert (columns.line, columns.unknown, [row.line for row in columns.rows]) == (3, ("remarks",), [4])


@pytest.mark.parametrize(
    ("head", "words"), [("a,b", "no row names"), ("date,services", "tax_id or name is missing"), ("NIP,VAT number,name", "two columns")]
)
def test_a_sheet_without_its_columns_is_told(head: str, words: str) -> None:
    with pytest.raises(NoColumns, match=words):
        found(head, CLIENTS)


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_name_of_one_language_means_two_columns_of_a_list(name: str) -> None:
    for language, lexicon in LEXICONS.items():
        own = [(text.casefold(), id_) for id_, sources in LAYOUTS[name].columns.items() for text in lexicon.columns.get(sources[0], ())]
        texts = [text for text, _ in own]
        assert [pair for pair in own if texts.count(pair[0]) > 1] == [], language


def test_every_column_of_a_list_has_a_meaning_and_a_name_in_every_shipped_language() -> None:
    used = {source for layout in LAYOUTS.values() for sources in layout.columns.values() for source in sources}
    assert used == set(COLUMNS)
    assert [(code, id_) for code, lexicon in LEXICONS.items() for id_ in COLUMNS if not lexicon.columns.get(id_)] == []

"""A file of staff's into the registry: what is kept, what is told, and what a second import changes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from leadbot.app import program_by_name
from leadbot.model.deals import DealEvent, EventKind, Price, Sale
from leadbot.model.errors import ConfigurationError
from leadbot.model.facts import ListEntry
from leadbot.model.imports import ListImport
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.registry import SqlRegistry, open_registry
from leadbot.service.importing import Upload, import_list
from support.office import ALFA, CLIENT, Office, form

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHARED = frozenset({"free.example"})
PROMISE, ALSO, INFOMANIAK = "promise-generuj-leady", "also-waas", "infomaniak-partner"
Import = Callable[..., ListImport]


@pytest.fixture(scope="module")
def programs() -> dict[str, Program]:
    """The programmes whose lists are imported here."""
    return {id_: program_by_name(id_) for id_ in (PROMISE, ALSO, INFOMANIAK)}


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[SqlRegistry]:
    registry = open_registry(f"sqlite:///{tmp_path / 'leadbot.db'}")
    yield registry
    registry.close()


@pytest.fixture
def imported(registry: SqlRegistry, programs: dict[str, Program]) -> Import:
    """Imports a text."""

    def do(list_id: str, text: str, *, program: str = PROMISE, dry_run: bool = False, empty: bool = False) -> ListImport:
        upload = Upload(list=list_id, file="list.csv", octets=text.encode(), by="anna", dry_run=dry_run, empty=empty)
        return import_list(registry, programs[program], upload, SHARED, NOW)

    return do


def entries(registry: SqlRegistry, list_id: str) -> list[ListEntry]:
    with registry.begin() as uow:
        return uow.lists.entries(PROMISE, list_id)


TWO = "NIP,nazwa\n521-007-91-92,Alfa Systemy sp. z o.o.\n5210158388,Beta Serwis s.c.\n"


def test_an_imported_list_is_in_use_and_holds_its_rows(imported: Import, registry: SqlRegistry) -> None:
    made = imported("smb-clients", TWO)

    assert (made.applied, len(made.added), made.refused) == (True, 2, ())
    assert [entry.tax_id for entry in entries(registry, "smb-clients")] == ["5210079192", "5210158388"]
    with registry.begin() as uow:
        assert "smb-clients" in uow.lists.imported(PROMISE)
        assert [(run.list, run.by, run.added) for run in uow.lists.runs(PROMISE)] == [("smb-clients", "anna", 2)]


def test_the_same_file_again_changes_nothing(imported: Import, registry: SqlRegistry) -> None:
    imported("smb-clients", TWO)
    before = entries(registry, "smb-clients")

    again = imported("smb-clients", TWO)

    assert (again.added, again.changed, again.gone, again.same) == ((), (), (), 2)
    assert entries(registry, "smb-clients") == before


def test_what_a_new_file_adds_changes_and_leaves_out_is_shown(imported: Import, registry: SqlRegistry) -> None:
    imported("existing-clients", "NIP,nazwa,usługi\n5210079192,Alfa,Office 365\n5210158388,Beta,\n")

    made = imported("existing-clients", "NIP,nazwa,usługi\n5210079192,Alfa,Office 365; M365 E3\n5210554339,Eta,\n")

    assert made.added == ("5210554339, Eta",)
    assert made.changed == (("5210079192, Alfa, office-365", "5210079192, Alfa, office-365 + m365-e3"),)
    assert made.gone == ("5210158388, Beta",)
    assert [entry.name for entry in entries(registry, "existing-clients")] == ["Alfa", "Eta"]


def test_a_dry_run_tells_the_same_and_writes_nothing(imported: Import, registry: SqlRegistry) -> None:
    made = imported("smb-clients", TWO, dry_run=True)

    assert (made.applied, len(made.added)) == (False, 2)
    with registry.begin() as uow:
        assert (uow.lists.entries(PROMISE, "smb-clients"), uow.lists.imported(PROMISE), uow.lists.runs(PROMISE)) == ([], frozenset(), [])


def test_of_a_list_with_a_wrong_row_nothing_is_kept_and_every_wrong_row_is_told(imported: Import, registry: SqlRegistry) -> None:
    imported("smb-clients", TWO)

    made = imported("smb-clients", "NIP,nazwa\n5210079192,Alfa\n5210079193,Beta\n,\n,  \n1234,Gamma\n")

    assert (made.applied, made.added, made.gone) == (False, (), ())
    assert [(p.file, p.line, p.where, p.value) for p in made.refused] == [
        ("list.csv", 3, "NIP", "5210079193"),
        ("list.csv", 6, "NIP", "1234"),
    ]
    assert all(p.message and p.remedy for p in made.refused)
    assert len(entries(registry, "smb-clients")) == 2


def test_a_list_is_never_emptied_by_mistake(imported: Import, registry: SqlRegistry) -> None:
    imported("smb-clients", TWO)

    refused = imported("smb-clients", "NIP,nazwa\n")
    assert (refused.applied, refused.refused[0].message) == (False, "the file has no rows; the list has 2")
    assert len(entries(registry, "smb-clients")) == 2

    meant = imported("smb-clients", "NIP,nazwa\n", empty=True)
    assert (meant.applied, len(meant.gone)) == (True, 2)
    assert entries(registry, "smb-clients") == []


def test_a_partner_is_known_by_number_name_or_domain_but_never_by_one_that_strangers_share(imported: Import, registry: SqlRegistry) -> None:
    made = imported("banned-partners", "numer,nazwa,domena\ngl p 7,Alfa,www.alfa.example\n12,,\n,Beta,anna@free.example\n")
    assert [(p.line, p.where) for p in made.refused] == [(4, "domena")]

    imported("banned-partners", "numer,nazwa,domena\ngl p 7,Alfa,www.alfa.example\n12,,\n,Beta,\n")
    rows = entries(registry, "banned-partners")
    assert [(row.number, row.name, row.email_domain) for row in rows] == [
        ("GL-P-0007", "Alfa", "alfa.example"),
        ("GL-P-0012", "", ""),
        ("", "Beta", ""),
    ]


@pytest.mark.parametrize(
    ("list_id", "text", "words"),
    [
        ("smb-client", TWO, "no such list"),
        ("smb-clients", "", "no row names a column"),
        ("smb-clients", "a,b\n1,2\n", "no row names a column"),
        ("sales-report", "date,product\n2026-01-01,x\n", "client_tax_id or reference is missing"),
    ],
)
def test_a_file_or_list_that_cant_be_meant_is_refused(imported: Import, list_id: str, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        imported(list_id, text)


SALES = """date,client_tax_id,product,billing,quantity,annual_value,currency
2026-07-15,5225758812,m365-business-basic,annual,12,1440.00,PLN
2026-07-15,5225758812,m365-business-basic,annual,12,1440.00,PLN
2026-08-01,5219898750,Office 365 E3,roczne,250,"45 000,00",PLN
2026-08-02,5219898750,Windows licence,,-1,-10.00,PLN
"""


def test_a_sales_report_is_typed_and_equal_rows_of_one_file_are_two(imported: Import, registry: SqlRegistry) -> None:
    made = imported("sales-report", SALES)
    again = imported("sales-report", SALES)

    basic = Sale(
        on=date(2026, 7, 15),
        product="m365-business-basic",
        quantity=12,
        annual_value=Decimal(1440),
        currency="PLN",
        billing="annual",
        client_tax_id="5225758812",
    )
    assert (len(made.added), made.refused, len(again.added), again.same) == (4, (), 0, 4)
    with registry.begin() as uow:
        sales = uow.deals.sales(PROMISE)
    assert sales[:2] == [basic, basic]
    assert [(s.product, s.billing, s.quantity, s.annual_value) for s in sales[2:]] == [
        ("o365-e3", "annual", 250, Decimal(45000)),
        ("Windows licence", "", -1, Decimal(-10)),
    ]


def test_rows_that_are_dated_after_today_are_told(imported: Import) -> None:
    ahead = SALES.replace("2026-08-01", "2026-11-21").replace("2026-08-02", "2027-01-01")

    assert imported("sales-report", SALES).notes == ()
    assert tuple(map(str, imported("sales-report", ahead).notes)) == (
        "2 rows are dated after today, 2026-11-20, and count from their day on: lines 4, 5",
    )


def test_of_a_report_the_good_rows_are_kept_and_the_mended_file_adds_the_others(imported: Import) -> None:
    wrong = SALES.replace("250,", "many,").replace('"45 000,00",PLN', '"45 000,00",EUR')

    made = imported("sales-report", wrong)
    mended = imported("sales-report", SALES)

    assert (made.applied, len(made.added)) == (True, 3)
    assert [(p.line, p.where) for p in made.refused] == [(4, "quantity"), (4, "currency")]
    assert (len(mended.added), mended.same) == (1, 3)


def test_a_price_list_is_replaced_and_has_one_price_for_each_thing(imported: Import, registry: SqlRegistry) -> None:
    head = "soort contract,bundel,looptijd,commissie,valuta\n"
    doubled = imported("price-list", head + "new,waas-desktop,12,18.50,EUR\nnew,WaaS Desktop,12,19.50,EUR\n", program=ALSO)
    assert [(p.line, p.message) for p in doubled.refused] == [(3, "this price stands already in line 2")]

    imported("price-list", head + 'new,waas-desktop,12,"18,50",EUR\n', program=ALSO)
    made = imported("price-list", head + "new,waas-desktop,12,19.50,EUR\nrenewal,waas-desktop,12,9.00,EUR\n", program=ALSO)

    assert made.changed == (("new, waas-desktop, 12, 18.5, EUR", "new, waas-desktop, 12, 19.50, EUR"),)
    with registry.begin() as uow:
        assert uow.deals.prices(ALSO) == [
            Price(deal_type="new", product="waas-desktop", term_months=12, amount=Decimal("19.5"), currency="EUR"),
            Price(deal_type="renewal", product="waas-desktop", term_months=12, amount=Decimal(9), currency="EUR"),
        ]


def test_events_are_of_known_leads_and_each_tells_what_it_needs(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    text = (
        "reference,event,date,amount,currency,note\n"
        "gl-2026-00001,Won,2026-11-17,,,\n"
        "GL-2026-00001,client paid,2026-11-18,100.00,PLN,F-1\n"
        "GL-2026-00001,client-paid,2026-11-18,,PLN,F-1\n"
        "GL-2026-00001,wonn,2026-11-18,,,\n"
        "GL-2026-00099,won,2026-11-18,,,\n"
        "GL-2026-00001,paid,2026-11-18,5.00,EUR,\n"
    )
    upload = Upload(list="events", file="e.csv", octets=text.encode(), by="anna")

    made = import_list(office.registry, office.desk.program, upload, SHARED, NOW)

    assert [(p.line, p.where, p.remedy) for p in made.refused][1][2] == "Did you mean `won`?"
    assert [(p.line, p.where) for p in made.refused] == [(4, "amount"), (5, "event"), (6, "reference"), (7, "currency")]
    reference = Reference("GL-2026-00001")
    with office.registry.begin() as uow:
        assert uow.deals.events_of(reference) == [
            DealEvent(reference=reference, event=EventKind.WON, on=date(2026, 11, 17)),
            DealEvent(
                reference=reference, event=EventKind.CLIENT_PAID, on=date(2026, 11, 18), amount=Decimal(100), currency="PLN", note="F-1"
            ),
        ]


def test_money_needs_its_currency_where_a_program_reckons_in_several(imported: Import) -> None:
    text = "reference,event,date,amount,currency\nIK-2026-00001,paid,2026-11-18,5.00,\n"
    assert "currency" in {problem.where for problem in imported("events", text, program=INFOMANIAK).refused}

    text = text.replace("5.00,", "5.00,CHF")
    assert "currency" not in {problem.where for problem in imported("events", text, program=INFOMANIAK).refused}


def test_a_lead_is_judged_by_a_list_as_soon_as_it_is_imported(office: Office) -> None:
    def smb(text: str) -> None:
        upload = Upload(list="smb-clients", file="smb.csv", octets=text.encode(), by="anna")
        import_list(office.registry, office.desk.program, upload, SHARED, NOW)

    smb("NIP\n5210079192\n")
    refused = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    smb("NIP\n5210079192\nPL 642-317-14-56\n")
    admitted = office.take(form(CLIENT, ALFA), at="2026-11-16 10:00", subject="Nowy temat")

    verdicts = [[str(reason) for reason in office.lead_of(message).verdict.reasons] for message in (refused, admitted)]
    assert verdicts == [["client-not-eligible"], ["check:microsoft-registration"]]


def test_a_workbook_with_days_and_numbers_says_the_same_as_text(registry: SqlRegistry, programs: dict[str, Program]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Raport sprzedaży 2026"])
    book.active.append(["Data sprzedaży", "NIP klienta", "Produkt", "Rozliczenie", "Ilość", "Wartość roczna", "Waluta"])
    book.active.append([date(2026, 7, 15), 5225758812, "m365-business-basic", "roczne", 12, 1440.1, "PLN"])
    octets = BytesIO()
    book.save(octets)

    upload = Upload(list="sales-report", file="r.xlsx", octets=octets.getvalue(), by="anna")
    assert import_list(registry, programs[PROMISE], upload, SHARED, NOW).refused == ()

    with registry.begin() as uow:
        (sale,) = uow.deals.sales(PROMISE)
    assert (sale.on, sale.client_tax_id, sale.quantity, sale.annual_value, sale.billing) == (
        date(2026, 7, 15),
        "5225758812",
        12,
        Decimal("1440.1"),
        "annual",
    )

"""`mark`, `record`, `payouts` and gates by `decide`, in the order in which an operator needs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.cli import leadbot
from leadbot.registry import open_registry

REF = "IO-2026-00001"


class Desk:
    """Runs commands on an installation with a confirmed referral."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "leadbot.yaml"
        self.config.write_text(
            "database: sqlite:///leadbot.db\n"
            "programs:\n"
            "  - {program: ibas-ontrack, address: kumppanit@ibas.example, inbox: 'maildir:inbox', outgoing: 'maildir:out', staff: []}\n",
            "utf-8",
        )
        registry = open_registry(f"sqlite:///{folder / 'leadbot.db'}")
        row = {
            "reference": REF,
            "received_at": "2026-07-20T10:00:00+03:00",
            "partner": {"name": "Kumppani Oy"},
            "client": {"name": "Asiakas Oy"},
            "items": [{"product": "data-recovery"}],
            "deal": {"option": "referral"},
        }
        with registry.begin() as uow:
            store_leads(uow, program_by_name("ibas-ontrack"), [row])
        registry.close()

    def run(self, *words: str, day: str) -> str:
        """The output; fails where the command does."""
        environment = {"LEADBOT_CONFIG": str(self.config), "LEADBOT_NOW": f"{day}T09:00:00+02:00"}
        done = CliRunner().invoke(leadbot, list(words), env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def payouts(self, day: str) -> list[list[str]]:
        rows = map(json.loads, self.run("payouts", "--json", day=day).splitlines())
        return [[row["amount"], row["state"], *row["reasons"]] for row in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_referral_is_won_invoiced_and_paid(desk: Desk) -> None:
    assert "the lead is won" in desk.run("mark", REF, "client-approved", day="2026-08-03")
    desk.run("mark", REF, "invoiced", "--amount", "4000.00", "--note", "L-1", day="2026-08-10")
    assert desk.payouts("2026-08-10") == [["400.00", "estimated", "client-unpaid"]]
    desk.run("mark", REF, "client-paid", "--amount", "4000.00", "--note", "L-1", day="2026-09-30")
    assert desk.payouts("2026-09-30") == [["400.00", "earned"]]
    desk.run("record", "request", REF, "--quarter", "2026-Q3", day="2026-10-01")
    assert desk.payouts("2026-10-01") == [["400.00", "invoice-asked"]]
    told = desk.run("record", "invoice", REF, "--quarter", "2026-Q3", "--number", "S-1", "--net", "400.00", day="2026-10-20")
    assert "recorded partner invoice: quarter 2026-Q3" in told
    assert desk.payouts("2026-10-20") == [["400.00", "invoiced"]]
    desk.run("mark", REF, "paid", "--amount", "400.00", day="2026-11-12")
    assert desk.payouts("2026-11-12") == [["400.00", "paid"]]
    assert "0.10 x 4000.00 = 400.00" in desk.run("payouts", day="2026-11-12")


def test_what_was_paid_too_much_is_told_and_decided(desk: Desk) -> None:
    for event in ("invoiced", "client-paid"):
        desk.run("mark", REF, event, "--amount", "4000.00", "--note", "L-1", day="2026-09-30")
    desk.run("mark", REF, "paid", "--amount", "410.00", day="2026-11-12")
    told = desk.run("payouts", day="2026-11-12")
    assert f"{REF}: 10.00 of 410.00 EUR is too much for Kumppani Oy: decide {REF} approve|reject --check gate:overpaid" in told

    answer = ("decide", REF, "reject", "--check", "gate:overpaid", "--part", "overpaid@EUR")
    assert "gate:overpaid refused (10.00 EUR stays with the partner)" in desk.run(*answer, day="2026-11-13")
    assert "it stays with the partner" in desk.run("payouts", day="2026-11-13")


def test_collections_and_later_contracts_are_recorded(desk: Desk) -> None:
    for number, amount in (("L-1", "1000.00"), ("L-2", "500.00")):
        for event in ("invoiced", "client-paid"):
            desk.run("mark", REF, event, "--amount", amount, "--note", number, "--date", "2026-10-05", day="2026-11-20")
    desk.run("record", "collection", REF, "--invoice", "L-1", "--costs", "100.00", day="2026-11-20")
    desk.run("record", "contract", REF, "--accepted", "2026-09-01", "--invoice", "L-2", day="2026-11-20")

    assert desk.payouts("2026-11-20") == [["90.00", "earned"], ["0.00", "refused", "future-project"]]


def test_a_contract_accepted_late_waits_for_staff(desk: Desk) -> None:
    assert "the lead is expired" in desk.run("mark", REF, "client-approved", day="2027-01-17")
    desk.run("mark", REF, "invoiced", "--amount", "100.00", day="2027-01-18")
    assert desk.payouts("2027-01-18") == [["0.00", "refused", "accepted-late"]]
    assert "passed" in desk.run("decide", REF, "approve", "--check", "gate:late-acceptance", day="2027-01-19")
    assert desk.payouts("2027-01-19") == [["10.00", "estimated", "client-unpaid"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mark", REF, "wonn"), "no event. Known: client-approved"),
        (("mark", REF, "paid", "--amount", "12,50"), "Write such as 1250.00"),
        (("mark", REF, "won", "--date", "1.2.2026"), "Write such as 2026-11-20"),
        (("record", "invoice", REF, "--quarter", "2026-Q3"), "a right invoice has --number and --net"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_to_do(desk: Desk, words: tuple[str, ...], told: str) -> None:
    environment = {"LEADBOT_CONFIG": str(desk.config), "LEADBOT_NOW": "2026-11-20T09:00:00+02:00"}
    done = CliRunner().invoke(leadbot, list(words), env=environment)

    assert (done.exit_code, told in done.output) == (2, True)


def test_the_accountant_gets_a_file_of_what_is_due_and_nothing_is_marked_paid(desk: Desk, tmp_path: Path) -> None:
    desk.run("mark", REF, "invoiced", "--amount", "4000.00", "--note", "L-1", day="2026-08-10")
    desk.run("mark", REF, "client-paid", "--amount", "4000.00", "--note", "L-1", day="2026-09-30")
    desk.run("record", "request", REF, "--quarter", "2026-Q3", day="2026-10-01")
    desk.run("record", "invoice", REF, "--quarter", "2026-Q3", "--number", "77", "--net", "400.00", day="2026-10-02")
    assert "payments to its partner go to FI2112345600000785" in desk.run(
        "record", "account", REF, "--iban", "FI21 1234 5600 0007 85", day="2026-10-03"
    )
    (account,) = map(json.loads, desk.run("accounts", "--json", day="2026-10-04").splitlines())
    assert (account["partner"], account["iban"], account["state"]) == ("Kumppani Oy", "FI2112345600000785", "confirmed")
    assert "FI2112345600000785" in desk.run("accounts", day="2026-10-04")
    file = tmp_path / "out.csv"
    told = desk.run("payouts", "--program", "ibas-ontrack", "--payment-file", str(file), day="2026-10-05")

    assert "1 payments, 400.00 EUR" in told
    assert file.read_text("utf-8").splitlines() == [
        "payee,iban,amount,currency,remittance,invoice,due_on,references,net,vat,parts",
        f"Kumppani Oy,FI2112345600000785,400.00,EUR,77 {REF},77,2026-11-14,{REF},400.00,0.00,{REF}=400.00",
    ]
    assert desk.payouts("2026-10-05") == [["400.00", "invoiced"]]


def test_a_payment_without_a_known_account_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.run("mark", REF, "invoiced", "--amount", "4000.00", "--note", "L-1", day="2026-08-10")
    desk.run("mark", REF, "client-paid", "--amount", "4000.00", "--note", "L-1", day="2026-09-30")
    desk.run("record", "invoice", REF, "--quarter", "2026-Q3", "--number", "77", "--net", "400.00", day="2026-10-02")
    told = desk.run("payouts", "--program", "ibas-ontrack", "--payment-file", str(tmp_path / "out.csv"), day="2026-10-05")

    assert "Kumppani Oy: no bank account is known" in told


def test_a_payment_file_of_the_only_programme_needs_no_name(desk: Desk, tmp_path: Path) -> None:
    told = desk.run("payouts", "--payment-file", str(tmp_path / "out.csv"), day="2026-10-05")

    assert "0 payments" in told
    assert (tmp_path / "out.csv").is_file()


def test_of_several_programmes_a_payment_file_is_of_one(desk: Desk) -> None:
    another = "  - {program: infor-referral, address: p@infor.example, inbox: 'maildir:in2', outgoing: 'maildir:out2', staff: []}\n"
    desk.config.write_text(desk.config.read_text("utf-8") + another, "utf-8")

    done = CliRunner().invoke(
        leadbot, ["payouts", "--payment-file", str(desk.config.parent / "payments.csv")], env={"LEADBOT_CONFIG": str(desk.config)}
    )

    assert (done.exit_code, "add --program P, where P is one of ibas-ontrack, infor-referral" in done.output) == (2, True)

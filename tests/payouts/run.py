"""`python tests/payouts/run.py FOLDER…`: worked payouts through the service functions, on an empty registry, with the clock at `now`.

Prints the payouts of each folder and what differs from its expected.json. Exit status 1 where anything does. README.md says what a
folder holds.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.payouts.values import with_values

from leadbot.app import free_mail_domains, program_by_name
from leadbot.cli.payout_lines import payout_lines, payout_row
from leadbot.judging.folding import fold
from leadbot.model.deals import BenefitChoice, Collection, DealFact, InvoiceRequest, LaterContract, PartnerInvoice
from leadbot.model.errors import LeadbotError
from leadbot.model.facts import ListEntry
from leadbot.model.fields import ITEM_PARTS
from leadbot.model.lead import ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import MessageKey
from leadbot.model.payout import Payout, PayoutState
from leadbot.model.program import Program
from leadbot.model.stored import StoredMessage
from leadbot.model.submission import Evidence, FieldContent, FieldValue, Item, LeadDraft
from leadbot.model.verdict import Outcome, Verdict
from leadbot.registry import SqlRegistry, SqlUnitOfWork, open_registry
from leadbot.service.importing import Upload, import_list
from leadbot.service.pay import answer_gate, payouts, record

EXAMINER = "examiner"
TEXT_KEYS = ("reference", "partner", "base", "cap", "amount", "currency", "due_on", "state")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What one folder came to."""

    payouts: tuple[Payout, ...]
    missing: tuple[Json, ...]
    """Expected rows that are not there."""
    surplus: tuple[Json, ...]
    """Rows that nobody expects."""
    refused: tuple[str, ...]
    """What is wrong with the imported files, and what staff's doors refuse."""

    @property
    def differs(self) -> bool:
        """Whether anything is otherwise than expected."""
        return bool(self.missing or self.surplus)


def run(folder: Path, *, backwards: bool = False) -> Outcomes:
    """The payouts of a folder beside the expected ones; `backwards` imports its lists in the other order."""
    meta = read(folder, "meta.json", {})
    now = datetime.fromisoformat(meta["now"])
    program = with_values(program_by_name(meta["program"]), read(folder, "program.json", {}))
    with tempfile.TemporaryDirectory() as scratch:
        registry = open_registry(f"sqlite:///{scratch}/leadbot.db")
        with registry.begin() as uow:
            store_leads(uow, program, read(folder, "leads.json", []))
        lists = meta.get("import", [])
        refused = import_lists(registry, program, folder, reversed(lists) if backwards else lists, now)
        with registry.begin() as uow:
            refused = [*refused, *enter_staff(uow, program, read(folder, "staff.json", {}), now)]
            found = payouts(uow, program, now).payouts
        registry.close()
    expected = [comparable(row) for row in read(folder, "expected.json", [])]
    got = [comparable(payout_row(payout) | {"warnings": payout.warnings}) for payout in found if not is_bare_estimate(payout)]
    return Outcomes(
        payouts=found,
        missing=tuple(unmatched(expected, got)),
        surplus=tuple(unmatched(got, expected)),
        refused=tuple(refused),
    )


def read(folder: Path, name: str, default: Any) -> Any:
    """A JSON file of the folder; `default` where there is none."""
    file = folder / name
    return json.loads(file.read_text("utf-8")) if file.is_file() else default


def store_leads(uow: SqlUnitOfWork, program: Program, rows: Sequence[Json]) -> None:
    """The leads as they stand, under their references; their partners as registered."""
    partners: dict[str, ListEntry] = {}
    for row in rows:
        lead = stored_lead(program, row)
        message = StoredMessage(
            key=lead.from_message,
            program=program.id,
            message_id=f"<{lead.reference}@partner.example>",
            thread_ids=(),
            received_at=lead.received_at,
            stored_at=lead.received_at,
            size=1,
        )
        uow.messages.store((message, b"x"))
        uow.leads.put(lead, ClientKeys(key="", folded_name="", contact_email="", contact_phone=""), ())
        partner = row["partner"]
        since = partner.get("admitted_on")
        partners[lead.partner.tax_id or lead.partner.name] = ListEntry(
            tax_id=lead.partner.tax_id,
            number=lead.partner.number,
            name=lead.partner.name,
            dated=date.fromisoformat(since) if since else None,
        )
        if benefit := partner.get("benefit"):
            record(uow, program, BenefitChoice(reference=lead.reference, benefit=benefit, at=lead.received_at), EXAMINER, lead.received_at)
    if any(spec.id == "partners" for spec in program.lists):
        uow.lists.replace(program.id, "partners", list(partners.values()), fold)


def stored_lead(program: Program, row: Json) -> Lead:
    """One row of leads.json."""
    partner, received = row["partner"], datetime.fromisoformat(row["received_at"])
    values: dict[str, FieldContent | None] = {
        "client.name": row["client"].get("name"),
        "client.tax_id": row["client"].get("tax_id"),
        "client.registry_id": row["client"].get("registry_id"),
        "items": tuple(Item(**{name: item.get(name) for name in ITEM_PARTS}) for item in row.get("items") or ()),
        "partner.name": partner["name"],
        "partner.tax_id": partner.get("tax_id"),
        "partner.number": partner.get("number"),
        **{f"deal.{name}": value for name, value in (row.get("deal") or {}).items()},
    }
    evidence = Evidence(source="staff", quote=EXAMINER)
    fields = tuple(FieldValue(id=id_, value=value, evidence=evidence) for id_, value in values.items() if value is not None)
    return Lead(
        reference=Reference(row["reference"]),
        program=program.id,
        program_version=program.version,
        kind="lead",
        state=LeadState(row.get("state", "confirmed")),
        verdict=Verdict(outcome=Outcome.CONFIRMED, reasons=(), findings=()),
        draft=LeadDraft(fields=fields),
        received_at=received,
        due_at=received,
        place_until=None,
        from_message=MessageKey(f"mail-{row['reference']}"),
        partner=PartnerIdentity(
            address=f"{row['reference'].lower()}@partner.example",
            domain="",
            tax_id=partner.get("tax_id") or "",
            name=partner["name"],
            number=partner.get("number") or "",
        ),
        language=program.language,
    )


def import_lists(registry: SqlRegistry, program: Program, folder: Path, lists: Any, now: datetime) -> Iterator[str]:
    """Import the files in that order; yields what is refused of them."""
    refused: list[str] = []
    for entry in lists:
        octets = (folder / entry["file"]).read_bytes()
        if not octets.strip():
            continue
        upload = Upload(list=entry["list"], file=entry["file"], octets=octets, by=EXAMINER, empty=True)
        done = import_list(registry, program, upload, free_mail_domains(), now)
        refused += [f"{problem.file}:{problem.line}: {problem.value}: {problem.message}" for problem in done.refused]
    return iter(refused)


def enter_staff(uow: SqlUnitOfWork, program: Program, staff: Json, now: datetime) -> list[str]:
    """What has no list, through its doors; what they refuse."""
    refused: list[str] = []
    for row in staff.get("decisions", ()):
        passed, at = row["answer"] == "approve", datetime.fromisoformat(row["at"])
        try:
            answer_gate(uow, program, Reference(row["reference"]), row["check"], passed=passed, by=EXAMINER, now=at)
        except LeadbotError as error:
            refused.append(str(error))
    for fact in facts(staff):
        try:
            record(uow, program, fact, EXAMINER, now)
        except LeadbotError as error:
            refused.append(str(error))
    return refused


def facts(staff: Mapping[str, Any]) -> Iterator[DealFact]:
    """Invoice requests with what came of them, collections, later contracts."""
    for row in staff.get("invoice_requests", ()):
        of: Json = {"reference": Reference(row["reference"]), "quarter": row["quarter"]}
        for mail in row.get("mails", ()):
            yield InvoiceRequest(**of, at=datetime.fromisoformat(mail["at"]), result=mail["result"] or "")
        for invoice in row.get("invoices", ()):
            yield PartnerInvoice(
                **of,
                received_at=datetime.fromisoformat(invoice["received_at"]),
                net=None if invoice["net"] is None else Decimal(invoice["net"]),
                currency=invoice.get("currency") or "",
                number=invoice.get("number") or "",
                fault=invoice.get("fault") or "",
            )
    for row in staff.get("collections", ()):
        yield Collection(reference=Reference(row["reference"]), invoice=row["invoice"], costs=Decimal(row["costs"]))
    for row in staff.get("later_contracts", ()):
        yield LaterContract(
            reference=Reference(row["reference"]),
            accepted_on=date.fromisoformat(row["accepted_on"]),
            invoices=tuple(row["invoices"]),
            document=row["document"] or "",
        )


def is_bare_estimate(payout: Payout) -> bool:
    """An estimate of a lead that has no sale; expected.json has none."""
    return payout.state is PayoutState.ESTIMATED and not payout.reasons


def comparable(row: Mapping[str, Any]) -> Json:
    """A row as README.md compares it: reasons as a set, the rate as a number, all else as text."""
    rate = row["rate"]
    return {
        **{key: row[key] for key in TEXT_KEYS},
        "rate": None if rate is None else str(Decimal(rate).normalize()),
        "reasons": sorted(row["reasons"]),
        "warnings": sorted(row.get("warnings", ())),
    }


def unmatched(rows: Sequence[Json], others: Sequence[Json]) -> Iterator[Json]:
    """Rows that have no equal among the others, each of which serves once."""
    left = Counter(json.dumps(row, sort_keys=True) for row in others)
    for row in rows:
        key = json.dumps(row, sort_keys=True)
        if left[key]:
            left[key] -= 1
        else:
            yield row


def main(folders: Sequence[str]) -> int:
    """Run them all and tell."""
    if not folders:
        print(__doc__)
        return 2
    differing = 0
    for name in folders:
        outcomes = run(Path(name))
        differing += outcomes.differs
        print(f"== {name}: {len(outcomes.payouts)} payouts, {'differs' if outcomes.differs else 'as expected'}")
        for payout in outcomes.payouts:
            print("\n".join(payout_lines(payout)))
        for title, rows in (("expected and not there", outcomes.missing), ("there and not expected", outcomes.surplus)):
            for row in rows:
                print(f"-- {title}: {json.dumps(row, ensure_ascii=False)}")
        for problem in outcomes.refused:
            print(f"-- refused: {problem}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

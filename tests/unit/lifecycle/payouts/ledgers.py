"""Short ways to write a ledger, and to read the payouts that follow from it."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from leadbot.lifecycle.payouts import settled
from leadbot.model.deals import DealEvent, DealLead, DealPartner, EventKind, GateAnswer, InvoiceRequest, Ledger, PartnerInvoice, Price, Sale
from leadbot.model.lead import LeadState, Reference
from leadbot.model.payout import Payout, PayoutState
from leadbot.model.program import Program
from leadbot.model.submission import Item
from leadbot.programs import load_program

PROGRAMS = Path(__file__).parents[4] / "config" / "programs"
_numbers = count(1)


@cache
def shipped(name: str) -> Program:
    """A shipped programme."""
    return load_program(name, [PROGRAMS], {})


def at(day: str, program: Program, hour: str = "10:00") -> datetime:
    """That hour of a day in the program's zone."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(program.calendar.time_zone))


class Story:
    """One programme's ledger as it is written."""

    def __init__(self, name: str) -> None:
        self.program = shipped(name)
        self.leads: list[DealLead] = []
        self.events: list[DealEvent] = []
        self.sales: list[Sale] = []
        self.prices: list[Price] = []
        self.gates: list[GateAnswer] = []
        self.requests: list[InvoiceRequest] = []
        self.invoices: list[PartnerInvoice] = []
        self.more: dict[str, object] = {}
        self.in_use: set[str] = set()

    def lead(
        self,
        received: str,
        *items: Item,
        partner: str = "Partner",
        client: str = "client",
        hour: str = "10:00",
        state: LeadState = LeadState.CONFIRMED,
        admitted: str | None = None,
        benefit: str = "",
        on_lists: tuple[str, ...] = ("earlier-partners",),
        **choices: str,
    ) -> Reference:
        """A lead that was confirmed; its partner is no new one unless the test says so."""
        defaults = {spec.id: spec.default for spec in self.program.fields if spec.default}
        reference = Reference(f"XX-2026-{next(_numbers):05d}")
        who = DealPartner(
            key=partner,
            name=partner,
            admitted_on=date.fromisoformat(admitted) if admitted else None,
            benefit=benefit,
            on_lists=frozenset(on_lists),
        )
        self.leads.append(
            DealLead(
                reference=reference,
                state=state,
                received_at=at(received, self.program, hour),
                partner=who,
                client_tax_id=client,
                items=items,
                choices=defaults | {name.replace("__", "."): value for name, value in choices.items()},
            )
        )
        return reference

    def event(self, reference: str, kind: str, day: str, amount: str | None = None, note: str = "") -> None:
        money = Decimal(amount) if amount else None
        self.events.append(
            DealEvent(reference=Reference(reference), event=EventKind(kind), on=date.fromisoformat(day), amount=money, note=note)
        )

    def sale(
        self,
        day: str,
        value: str,
        *,
        quantity: int = 1,
        product: str = "m365-business-basic",
        billing: str = "annual",
        client: str = "client",
        currency: str = "PLN",
        reference: str = "",
    ) -> None:
        self.sales.append(
            Sale(
                on=date.fromisoformat(day),
                product=product,
                quantity=quantity,
                annual_value=Decimal(value),
                currency=currency,
                billing=billing,
                client_tax_id=client,
                reference=reference,
            )
        )

    def answer(self, reference: str, gate: str, day: str, *, passed: bool = True) -> None:
        self.gates.append(GateAnswer(reference=Reference(reference), gate=gate, passed=passed, at=at(day, self.program)))

    def asked(self, reference: str, quarter: str, day: str, result: str = "delivered") -> None:
        request = InvoiceRequest(reference=Reference(reference), quarter=quarter, at=at(day, self.program), result=result)
        self.requests.append(request)

    def invoice(
        self, reference: str, quarter: str, day: str, net: str, *, fault: str = "", hour: str = "10:00", currency: str = "EUR"
    ) -> None:
        self.invoices.append(
            PartnerInvoice(
                reference=Reference(reference),
                quarter=quarter,
                received_at=at(day, self.program, hour),
                net=Decimal(net),
                currency=currency,
                number="1",
                fault=fault,
            )
        )

    def ledger(self, now: str, hour: str = "10:00") -> Ledger:
        return Ledger(
            now=at(now, self.program, hour),
            leads=tuple(self.leads),
            events=tuple(self.events),
            sales=tuple(self.sales),
            prices=tuple(self.prices),
            gates=tuple(self.gates),
            requests=tuple(self.requests),
            invoices=tuple(self.invoices),
            lists_in_use=frozenset(self.in_use),
            **self.more,  # type: ignore[arg-type]
        )

    def payouts(self, now: str, hour: str = "10:00") -> list[Payout]:
        """What is due, held, asked, paid or refused at that hour, estimates without a sale left out."""
        found = settled(self.program, self.ledger(now, hour)).payouts
        return [payout for payout in found if payout.state is not PayoutState.ESTIMATED or payout.reasons]

    def told(self, now: str, hour: str = "10:00") -> list[str]:
        """Each payout in a line: amount, state, reasons."""
        return [" ".join((str(payout.amount), payout.state, *payout.reasons)) for payout in self.payouts(now, hour)]

    def loose(self, now: str) -> list[str]:
        """Why rows of the report are for staff."""
        return [loose.reason for loose in settled(self.program, self.ledger(now)).loose]

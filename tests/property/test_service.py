"""Whatever partners and staff do in whatever order, the registry keeps its promises (docs/architecture.md, invariants 1 to 4 and 7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from leadbot.judging import client_keys
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.registry.audit import audit
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide, reopen
from leadbot.service.desk import Mode
from leadbot.service.unit_of_work import UnitOfWork
from support.office import ALFA, BETA, Office, form, moment

CLIENTS = (
    {"Klient": "Browar Zdrój Sp. z o.o.", "NIP klienta": "6423171456", "Adres klienta": "ul. Słodowa 8, 44-200 Rybnik"},
    {"Klient": "Tartak Modrzew S.A.", "NIP klienta": "6797280418", "Adres klienta": "ul. Leśna 2, 38-500 Sanok"},
)
PARTNERS = (
    (ALFA, "Jan Nowak <jan.nowak@alfa.example>"),
    (ALFA, "Ola Mak <ola@alfa.example>"),
    (ALFA, "Jan Nowak <jan.nowak@gmail.com>"),
    (BETA, "Ewa Lis <ewa.lis@beta.example>"),
)
PLANS = ("25 szt. Microsoft 365 Business Standard", "5 szt. Dynamics 365 Sales Professional", "2 szt. Microsoft 365 Business Basic")
CHANGES = (
    "Liczba PC: 30",
    "NIP klienta: 6797280418",
    "NIP klienta: 6423171457",
    "Telefon: 609 111 222",
    *(f"Plan i ilość: {plan}" for plan in PLANS),
    "Dziękuję, ok.",
    "Proszę o wycofanie zgłoszenia.",
    "Jaki jest status zgłoszenia?",
)
CORRECTIONS = (
    "client.pc_count=31",
    "client.tax_id=6797280418",
    "client.tax_id=6423171456",
    "items=25 m365-e3",
    "items=2 m365-e3",
    "partner.tax_id=7740001454",
)
clients, partners, plans = st.sampled_from(CLIENTS), st.sampled_from(PARTNERS), st.sampled_from(PLANS)
pick = st.integers(0, 9)
delays = st.sampled_from([0, 0, 0, 3, 30, 400])


class Desk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.office = Office(Path(self.folder.name))
        self.at = moment("2026-03-02 08:00")
        self.confirmed: set[str] = set()

    def teardown(self) -> None:
        self.office.close()
        self.folder.cleanup()

    def later(self, hours: int = 1) -> str:
        self.at += timedelta(hours=hours)
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    def one(self, number: int) -> Lead | None:
        leads = self.office.leads()
        return leads[number % len(leads)] if leads else None

    def earlier(self, hours: int) -> str:
        """A moment that has passed: what was received then is read only now."""
        self.later()
        return f"{self.at - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"

    @rule(client=clients, partner=partners, plan=plans, whole=st.booleans(), known=st.booleans(), delay=delays)
    def register(
        self, client: dict[str, str], partner: tuple[dict[str, str], str], plan: str, whole: bool, known: bool, delay: int
    ) -> None:
        company, sender = partner
        lines = form(client, company, **{"Plan i ilość": plan, "Liczba PC": "30" if whole else None})
        if not known:
            lines = lines.replace(f"NIP klienta: {client['NIP klienta']}\n", "")
        self.office.take(lines, at=self.earlier(delay), sender=sender)

    @rule(number=pick, partner=partners, change=st.sampled_from(CHANGES))
    def write(self, number: int, partner: tuple[dict[str, str], str], change: str) -> None:
        lead = self.one(number)
        if lead is not None:
            self.office.take(f"{lead.reference}\n{change}", at=self.later(), sender=partner[1], subject="Zgłoszenie")

    @rule(number=pick, partner=partners, change=st.sampled_from(CHANGES), delay=delays)
    def answer_our_mail(self, number: int, partner: tuple[dict[str, str], str], change: str, delay: int) -> None:
        rows = self.office.outbox()
        if rows:
            self.office.take(change, at=self.earlier(delay), sender=partner[1], answers=rows[number % len(rows)])

    @rule(number=pick, approve=st.booleans(), only_first=st.booleans())
    def staff_decide(self, number: int, approve: bool, only_first: bool) -> None:
        lead = self.one(number)
        if lead is None:
            return
        check = lead.open_checks()[0].id if only_first and lead.open_checks() else None
        self.by_staff(
            lambda uow: decide(uow, self.office.desk, lead.reference, Decision(approve=approve, check=check, note="bo tak"), self.at)
        )

    @rule(number=pick, value=st.sampled_from(CORRECTIONS))
    def staff_correct(self, number: int, value: str) -> None:
        lead = self.one(number)
        if lead is not None:
            parsed = [parse_value(value, self.office.desk.program, "anna")]
            self.by_staff(lambda uow: correct(uow, self.office.desk, lead.reference, parsed, "anna", self.at))

    @rule(number=pick)
    def staff_reopen(self, number: int) -> None:
        lead = self.one(number)
        if lead is not None:
            self.by_staff(lambda uow: reopen(uow, self.office.desk, lead.reference, "anna", self.at))

    def by_staff(self, act: Callable[[UnitOfWork], object]) -> None:
        try:
            with self.office.registry.begin() as uow:
                act(uow)
        except NotPossible:
            return
        self.confirmed = {lead.reference for lead in self.office.leads() if lead.state is LeadState.CONFIRMED}

    @rule(days=st.sampled_from([1, 20]), late=st.booleans())
    def time_passes(self, days: int, late: bool) -> None:
        self.later(days * 24)
        if not late:
            self.office.lapse(self.later())

    @rule(mode=st.sampled_from(list(Mode)), line=st.booleans())
    def configured_anew(self, mode: Mode, line: bool) -> None:
        self.office.desk = replace(self.office.desk, mode=mode)
        self.office.with_program(line=line)

    @invariant()
    def nothing_is_parked_or_left(self) -> None:
        assert set(self.office.dispositions()) <= {Disposition.ANSWERED, Disposition.SILENT, Disposition.WITH_STAFF}

    @invariant()
    def the_audit_finds_nothing_broken(self) -> None:
        with self.office.registry.begin() as uow:
            report = audit(uow)
        assert not report.broken, report.findings

    @invariant()
    def what_waits_and_what_is_asked_agree(self) -> None:
        for lead in self.office.leads():
            if lead.state in {LeadState.IN_REVIEW, LeadState.CONFIRMED}:
                asked = {reason.subject for reason in lead.verdict.reasons if reason.code == "check"}
                assert asked == {check.id for check in lead.open_checks()}, lead
            if lead.state is LeadState.INCOMPLETE:
                assert lead.place_until is not None

    @invariant()
    def a_confirmed_lead_is_never_displaced(self) -> None:
        """It stays, unless its own partner changed it or took it back; another's mail never rejects it."""
        allowed = {LeadState.CONFIRMED, LeadState.IN_REVIEW, LeadState.WITHDRAWN}
        states = {lead.reference: lead.state for lead in self.office.leads()}
        assert all(states[reference] in allowed for reference in self.confirmed)

    @invariant()
    def two_companies_never_hold_one_client_for_one_family(self) -> None:
        with self.office.registry.begin() as uow:
            leads = uow.leads.all()
        holding = [lead for lead in leads if lead.state is LeadState.CONFIRMED]
        seen: set[tuple[str, str]] = set()
        for lead in holding:
            key = client_keys(lead.draft, self.office.desk.program).key
            families = {f.id for item in lead.draft.items() if (f := self.office.desk.program.catalogue.family_of(item.product))}
            for family in families if key else ():
                assert (key, family) not in seen
                seen.add((key, family))

    @invariant()
    def no_partner_reads_of_another(self) -> None:
        beta = {lead.reference for lead in self.office.leads() if lead.partner.address.endswith("@beta.example")}
        staff = {person.email for person in self.office.desk.staff}
        for row in self.office.outbox():
            if row.state is not OutboxState.CANCELLED and row.to not in staff:
                text = self.office.text_of(row)
                others = {reference for reference in text.split() if reference.strip(".,:[]") in beta}
                assert bool(others) <= row.to.endswith("@beta.example")
                if row.to.endswith("@beta.example"):
                    assert "alfa.example" not in text
                    assert "gmail.com" not in text
                else:
                    assert "beta.example" not in text


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=60, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))

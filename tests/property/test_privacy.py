"""No partner's data stand in another partner's mail, whatever happens to two leads for one client (docs/architecture.md, invariant 7).

Every shipped programme in which leads meet, in each of its languages: forms out of our own labels, through the whole way of a mail.
"""

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbot.app import program_by_name
from leadbot.judging import folded_name
from leadbot.model.errors import NotPossible
from leadbot.model.facts import ListEntry
from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Kind
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import Program
from leadbot.service.decide import Decision, decide
from leadbot.service.digest import send_digests
from leadbot.writing.values import label
from support.office import TEMPLATES, Office, moment


@dataclass(frozen=True)
class Company:
    """A partner whose every datum is a word of its own."""

    name: str
    street: str
    contact: str
    phone: str
    domain: str
    number: str
    nip: str

    @property
    def email(self) -> str:
        return f"{self.contact.split()[1].lower()}@{self.domain}"

    @property
    def sender(self) -> str:
        return f"{self.contact} <{self.email}>"

    def words(self) -> tuple[str, ...]:
        """What tells of this company, small."""
        given, family = self.contact.split()
        return tuple(word.lower() for word in (self.name.split()[0], self.street.split()[1], given, family, self.domain, self.number))


ONE = Company(
    "Zefirex Systems",
    "ul. Wierzbowa 77/3, 87-100 Torvalia",
    "Gwidona Przepiorska",
    "+48601734785",
    "zefirex.example",
    "IO-P-0711",
    "5260250274",
)
TWO = Company(
    "Quorvane Digital",
    "ul. Lawendowa 19, 35-001 Mirakow",
    "Ksawery Dzwonkow",
    "+48602958896",
    "quorvane.example",
    "IO-P-0822",
    "7740001454",
)
PARTNERS = (ONE, TWO)
CLIENT_IDS = {
    "promise-generuj-leady": ("client.tax_id", "6423171456"),
    "also-waas": ("client.registry_id", "24169778"),
    "ibas-ontrack": ("client.tax_id", "2077474-0"),
    "infor-referral": ("client.tax_id", "732829320"),
}
"""The programmes in which two partners may meet, and what their clients are known by."""
OPENINGS = {
    "pl": "Zgłaszam nowy temat.",
    "en": "I would like to register a new lead.",
    "nl": "Graag melden wij een nieuwe klant aan.",
    "fr": "Je souhaite référencer une nouvelle opportunité.",
    "fi": "Haluamme ilmoittaa uuden asiakkaan.",
    "sv": "Vi vill anmäla en ny kund.",
}
STATUS = {
    "pl": "Jaki jest status naszych zgłoszeń?",
    "en": "What is the status of our leads?",
    "nl": "Wat is de status van onze aanmeldingen?",
    "fr": "Où en sont nos référencements ?",
    "fi": "Mikä on ilmoitustemme tilanne?",
    "sv": "Vad är status för våra anmälningar?",
}
WITHDRAWAL = {
    "pl": "Proszę o wycofanie zgłoszenia {}.",
    "en": "Please withdraw our lead {}.",
    "nl": "Graag trekken wij aanmelding {} in.",
    "fr": "Nous retirons notre référencement {}.",
    "fi": "Perumme ilmoituksen {}.",
    "sv": "Vi drar tillbaka anmälan {}.",
}
THANKS = {
    "pl": "Dziękuję, ok.",
    "en": "Thank you, fine.",
    "nl": "Dank u wel.",
    "fr": "Merci beaucoup.",
    "fi": "Kiitos paljon.",
    "sv": "Tack så mycket.",
}
EVERYWHERE = [
    (program_id, language)
    for program_id in CLIENT_IDS
    for language in (program_by_name(program_id).language, *program_by_name(program_id).fallback_languages)
]


def form(program: Program, language: str, partner: Company, *, without: str = "", quantity: str = "") -> str:
    """A lead mail of our own labels: all required fields of a lead, the client's id, and the partner's data."""
    words = TEMPLATES.words(language)
    id_field, id_ = CLIENT_IDS[program.id]
    own = {
        "client.name": "Korvatex Industrial",
        "client.tax_id": "",
        "client.contact.name": "Leokadia Mrozek",
        "client.contact.phone": "+48603111222",
        "client.contact.email": "mrozek@korvatex.example",
        "client.pc_count": "30",
        "deal.description": "Remplacement d'un ERP vieillissant sur trois sites.",
        "partner.name": partner.name,
        "partner.address": partner.street,
        "partner.tax_id": partner.nip,
        "partner.number": partner.number,
        "contact.name": partner.contact,
        "contact.phone": partner.phone,
        "contact.email": partner.email,
        id_field: id_,
    }
    lines = []
    for spec in program.fields:
        lead = [need for need in spec.needs() if need.kind is Kind.LEAD and "deal.type" not in need.where]
        asked = bool(lead) or spec.id in {id_field, "partner.name"}
        value = own.get(spec.id, spec.example.get(language, ""))
        if spec.id == "items" and quantity:
            value = re.sub(r"\d+", quantity, value, count=1)
        if asked and value and spec.id != without:
            lines.append(f"{label(spec.id, program, words)}: {value}")
    return "\n".join([OPENINGS[language], "", *lines])


class Rivalry:
    """Two partners, one client, one desk; every step is an hour after the last."""

    def __init__(self, folder: Path, program_id: str, language: str) -> None:
        program = program_by_name(program_id)
        self.office = Office(folder, program=program)
        self.language = language
        self.at = moment("2026-11-16 08:00")
        self.missing = next(spec.id for spec in program.fields if spec.id in {"client.pc_count", "client.address", "client.contact.name"})
        if any(spec.id == "partners" for spec in program.lists):
            with self.office.registry.begin() as uow:
                entries = [ListEntry(number=partner.number, name=partner.name) for partner in PARTNERS]
                uow.lists.replace(program_id, "partners", entries, lambda name: folded_name(name, program))

    def later(self, hours: int = 1) -> str:
        self.at += timedelta(hours=hours)
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    def lead_of(self, who: int) -> Lead | None:
        return next((lead for lead in reversed(self.office.leads()) if lead.partner.address == PARTNERS[who].email), None)

    def step(self, what: str, who: int) -> None:
        partner, program = PARTNERS[who], self.office.desk.program
        lead = self.lead_of(who)
        bodies = {
            "whole": form(program, self.language, partner),
            "half": form(program, self.language, partner, without=self.missing),
            "other items": form(program, self.language, partner, quantity="41"),
            "status": STATUS[self.language],
            "withdraw": WITHDRAWAL[self.language].format(lead.reference if lead else ""),
            "thanks": THANKS[self.language],
        }
        if what in bodies:
            answers = next((row for row in reversed(self.office.outbox()) if row.to == partner.email), None) if what == "thanks" else None
            self.office.take(
                f"{bodies[what]}\n\n{partner.contact}\n{partner.name}",
                at=self.later(),
                sender=partner.sender,
                subject="Lead",
                answers=answers,
            )
        elif what == "place ends":
            self.later(24 * 20)
            self.office.lapse(self.later())
        elif lead is not None:
            self.by_staff(lead, approve=what == "approve")

    def by_staff(self, lead: Lead, *, approve: bool) -> None:
        try:
            with self.office.registry.begin() as uow:
                decide(uow, self.office.desk, lead.reference, Decision(approve=approve, note="" if approve else "Uwaga"), self.at)
        except NotPossible:
            return

    def mails(self) -> Iterator[tuple[str, str]]:
        """To whom each mail went, and all that stands in it: headers, text and HTML."""
        with self.office.registry.begin() as uow:
            for row in uow.outbox.all():
                if row.state is not OutboxState.CANCELLED:
                    mail = email.message_from_bytes(uow.outbox.envelope(row.id)[2], policy=default)
                    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
                    yield row.to, "\n".join([*map(str, mail.values()), *parts]).lower()

    def nobody_reads_of_another(self) -> int:
        """How many partners' mails there are, none of which holds a word, number or reference of the other."""
        references = {lead.reference: lead.partner.address for lead in self.office.leads()}
        count = 0
        for to, text in self.mails():
            if to == "anna@promise.pl":
                continue
            count += 1
            other = next(partner for partner in PARTNERS if partner.email != to)
            digits = re.sub(r"\D", "", text)
            assert not [word for word in other.words() if word in text], text
            assert other.phone[3:] not in digits
            assert other.nip not in digits
            assert not [reference for reference, owner in references.items() if owner != to and reference.lower() in text], text
        return count


@contextmanager
def rivalry(program_id: str, language: str) -> Iterator[Rivalry]:
    with TemporaryDirectory() as folder:
        made = Rivalry(Path(folder), program_id, language)
        yield made
        made.office.close()


WHATS = ("whole", "half", "other items", "status", "withdraw", "thanks", "place ends", "approve", "refuse")
STEPS = st.lists(st.tuples(st.sampled_from(WHATS), st.integers(0, 1)), min_size=4, max_size=9)
MEETING = [
    ("whole", 0),
    ("whole", 1),
    ("status", 1),
    ("other items", 0),
    ("approve", 0),
    ("thanks", 1),
    ("withdraw", 0),
    ("status", 0),
    ("status", 1),
]
WAITING = [
    ("half", 0),
    ("whole", 1),
    ("status", 0),
    ("status", 1),
    ("whole", 0),
    ("status", 1),
    ("refuse", 0),
    ("place ends", 0),
    ("whole", 1),
]


@pytest.mark.parametrize("steps", [MEETING, WAITING], ids=["a held client", "an incomplete lead"])
@pytest.mark.parametrize(("program_id", "language"), EVERYWHERE)
def test_two_partners_of_one_client_read_nothing_of_each_other(program_id: str, language: str, steps: list[tuple[str, int]]) -> None:
    with rivalry(program_id, language) as scene:
        met: set[LeadState] = set()
        for what, who in steps:
            scene.step(what, who)
            met |= {lead.state for lead in scene.office.leads()}
        assert {LeadState.IN_LINE if scene.office.desk.program.line else LeadState.REJECTED} <= met
        assert {row.state for row in scene.office.outbox()} <= {OutboxState.QUEUED, OutboxState.HELD}
        assert scene.nobody_reads_of_another() >= 5


@given(where=st.sampled_from(EVERYWHERE), steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_nor_in_whatever_order_things_happen(where: tuple[str, str], steps: list[tuple[str, int]]) -> None:
    with rivalry(*where) as scene:
        for what, who in (("whole", 0), *steps):
            scene.step(what, who)
        scene.nobody_reads_of_another()


def test_staff_read_of_both() -> None:
    with rivalry("promise-generuj-leady", "pl") as scene:
        scene.step("half", 0)
        scene.step("whole", 1)
        send_digests(scene.office.registry, scene.office.desk, moment("2026-11-17 09:00"))

        digest = next(text for to, text in scene.mails() if to == "anna@promise.pl")
        assert all(partner.name.lower() in digest for partner in PARTNERS)

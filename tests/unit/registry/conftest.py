"""A registry on a temporary file, and the smallest messages, leads and mails to put into it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from leadbot.model.catalogue import Catalogue
from leadbot.model.lead import ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, OutboxState, Purpose
from leadbot.model.program import Calendar, ListSpec, Program
from leadbot.model.stored import OutboxEntry, StoredMessage
from leadbot.model.submission import Evidence, FieldValue, Item, LeadDraft, Money
from leadbot.model.verdict import Outcome, Verdict
from leadbot.registry import SqlRegistry, SqlUnitOfWork, open_registry

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Make:
    """Builds model values; keywords replace what does not matter to a test."""

    noon = NOON

    def __init__(self) -> None:
        self._numbers = count(1)

    def message(self, key: str | None = None, *, minutes: int = 0, **changes: Any) -> StoredMessage:
        key = key or f"m{next(self._numbers)}"
        received = NOON + timedelta(minutes=minutes)
        plain = StoredMessage(
            key=MessageKey(key),
            program="demo",
            message_id=f"<{key}@partner.example>",
            thread_ids=(),
            received_at=received,
            stored_at=received,
            size=3,
        )
        return replace(plain, **changes)

    def draft(self, **fields: Any) -> LeadDraft:
        evidence = Evidence(source="body", quote="so it says")
        return LeadDraft(fields=tuple(FieldValue(id=id_.replace("__", "."), value=v, evidence=evidence) for id_, v in fields.items()))

    def rich_draft(self) -> LeadDraft:
        return self.draft(
            client__name="Żółć sp. z o.o.",
            client__pc_count=30,
            items=(Item(product="suite", quantity=25), Item(product="extra", billing="annual", term_months=36)),
            client__existing_services=("suite",),
            deal__value=Money(amount=Decimal("1200.50"), currency="PLN"),
        )

    def partner(self, name: str = "acme", **changes: Any) -> PartnerIdentity:
        plain = PartnerIdentity(address=f"anna@{name}.example", domain=f"{name}.example", tax_id=f"tax-{name}", name=name)
        return replace(plain, **changes)

    def keys(self, key: str = "tax:1", name: str = "bolt", email: str = "", phone: str = "") -> ClientKeys:
        return ClientKeys(key=key, folded_name=name, contact_email=email, contact_phone=phone)

    def lead(self, reference: str = "DM-2026-00001", *, from_message: str, minutes: int = 0, **changes: Any) -> Lead:
        received = NOON + timedelta(minutes=minutes)
        plain = Lead(
            reference=Reference(reference),
            program="demo",
            program_version="abc",
            kind="lead",
            state=LeadState.CONFIRMED,
            verdict=Verdict(outcome=Outcome.CONFIRMED, reasons=(), findings=()),
            draft=self.rich_draft(),
            received_at=received,
            due_at=received + timedelta(days=7),
            place_until=None,
            from_message=MessageKey(from_message),
            partner=self.partner(),
            language="pl",
        )
        return replace(plain, **changes)

    def entry(self, key: str | None = None, *, minutes: int = 0, **changes: Any) -> OutboxEntry:
        key = key or f"notice:{next(self._numbers)}"
        plain = OutboxEntry(
            key=key,
            program="demo",
            purpose=Purpose.NOTICE,
            answers=None,
            references=(),
            sender="csp@vendor.example",
            recipients=("anna@acme.example",),
            subject="About your lead",
            message_id=f"<{key}@vendor.example>",
            thread="<root@partner.example>",
            registers=True,
            raw=b"Subject: x\r\n\r\ny\r\n",
            created_at=NOON + timedelta(minutes=minutes),
            state=OutboxState.QUEUED,
        )
        return replace(plain, **changes)

    def correspondence(self) -> Correspondence:
        anna = Address(name="Anna Żak", email="anna@acme.example")
        return Correspondence(
            to=anna, cc=(anna,), subject="Lead", message_id="<1@partner.example>", references=("<0@partner.example>",), language="pl"
        )

    def program(self, *lists: ListSpec, **changes: Any) -> Program:
        plain = Program(
            id="demo",
            version="abc",
            title={},
            team={},
            prefix="DM",
            language="pl",
            calendar=Calendar(country="PL", time_zone="Europe/Warsaw"),
            promise_days=5,
            fields=(),
            catalogue=Catalogue(),
            rules=(),
            checks=(),
            lists=lists,
        )
        return replace(plain, **changes)

    def stored_lead(self, uow: SqlUnitOfWork, reference: str, *holds: str, **changes: Any) -> Lead:
        """A lead put into the registry with its own message; `keys` as a keyword, or those of `keys()`."""
        keys = changes.pop("keys", self.keys())
        minutes = changes.get("minutes", 0)
        message = self.message(minutes=minutes)
        uow.messages.store((message, b"raw"))
        lead = self.lead(reference, from_message=message.key, **changes)
        uow.leads.put(lead, keys, holds)
        return lead


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, up-to-date database: copying it is a hundred times quicker than making it."""
    file = tmp_path_factory.mktemp("fresh") / "leadbot.db"
    open_registry(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'leadbot.db'}"


@pytest.fixture
def registry(url: str, tmp_path: Path, fresh: Path) -> Iterator[SqlRegistry]:
    shutil.copy(fresh, tmp_path)
    opened = open_registry(url, busy_seconds=0.05)
    yield opened
    opened.close()


@pytest.fixture
def uow(registry: SqlRegistry) -> Iterator[SqlUnitOfWork]:
    with registry.begin() as begun:
        yield begun

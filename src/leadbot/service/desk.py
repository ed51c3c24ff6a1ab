"""One program at work: its mailbox's address, its staff, and how far leadbot may go alone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from leadbot.mime import organisational_domain
from leadbot.model.checkers import Checker
from leadbot.model.lead import PartnerIdentity
from leadbot.model.message import Address
from leadbot.model.program import Program
from leadbot.model.submission import LeadDraft, Standing
from leadbot.writing import Templates


class Mode(StrEnum):
    """How far leadbot may go alone (docs/architecture.md, Configuration)."""

    SHADOW = "shadow"
    """Partners get nothing; staff see what they would have got."""
    HOLD = "hold"
    """Receipts and questions go out, rejections wait for staff."""
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the services know of one configured program."""

    program: Program
    mode: Mode
    address: Address
    """What leadbot sends from; never answered."""
    staff: tuple[Address, ...]
    escalate_to: Address | None
    """Who hears of leads that must be answered today."""
    digest_at: time
    """In the program's zone: from then on the day's digest is due."""
    undo: timedelta
    """For so long an order by reply can be taken back; then it is carried out."""
    proves_senders: bool
    """Whether a border server is named whose word on senders counts."""
    require_dmarc: bool
    templates: Templates
    free_mail: frozenset[str]
    """Domains that many strangers share."""
    checkers: tuple[tuple[Checker, Address], ...] = ()
    """Who outside the team answers checks, with an address."""
    questions_at_once: bool = True
    """Whether staff get a partner's question when it comes in; else together with the next digest."""
    empty_digest: bool = False
    """Whether staff get a short digest on a business day on which nothing waits for them."""
    weekly_workbook: bool = True
    """Whether a week's first digest brings the leads of the last one as a workbook."""

    def is_staff(self, address: str) -> bool:
        """Whether mail from there is a colleague's."""
        return any(address == person.email for person in self.staff)

    def colleagues(self) -> frozenset[str]:
        """Addresses of the vendor's own people: staff, and who hears of what they leave undone."""
        return frozenset(person.email for person in (*self.staff, *([self.escalate_to] if self.escalate_to else [])))

    def own_domain(self, address: str) -> str:
        """The organisational domain of an address; empty for free-mail, which proves no company."""
        domain = organisational_domain(address.rpartition("@")[2])
        return "" if domain in self.free_mail else domain

    def partner(self, sender: Address, draft: LeadDraft) -> PartnerIdentity:
        """Who sends this draft, as far as the mail tells."""
        tax_id = draft.get("partner.tax_id")
        return PartnerIdentity(
            address=sender.email,
            domain=self.own_domain(sender.email),
            tax_id=str(tax_id.value) if tax_id and tax_id.standing is Standing.VALID else "",
            name=draft.text("partner.name"),
        )

    def zone(self) -> ZoneInfo:
        """The time zone of the program's calendar."""
        return ZoneInfo(self.program.calendar.time_zone)

    def day(self, now: datetime) -> date:
        """The program's local day."""
        return now.astimezone(self.zone()).date()

    def day_start(self, now: datetime) -> datetime:
        """Midnight before `now` in the program's zone, aware."""
        return now.astimezone(self.zone()).replace(hour=0, minute=0, second=0, microsecond=0)

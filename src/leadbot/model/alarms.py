"""What can be wrong with an installation, and what its operator is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing wrong, as one look finds it."""

    code: str
    """A key of `TROUBLES`."""
    program: str = ""
    """Empty where the whole installation is meant."""
    ids: tuple[str, ...] = ()
    """Message keys or outbox ids that it is about."""
    detail: str = ""
    """What was found, for people; no partner's data and no secret."""

    @property
    def name(self) -> tuple[str, str]:
        """The same at every look."""
        return self.code, self.program


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleKind:
    """What holds for all troubles of a code."""

    title: str
    """A sentence without its full stop."""
    remedy: str
    """What to do, in whole sentences."""
    patience: timedelta = timedelta(0)
    """It is told once it has lasted so long."""
    happens: bool = False
    """It happens and is not over later: each of its ids is told once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A trouble from look to look."""

    trouble: Trouble
    since: datetime
    seen_at: datetime
    told_at: datetime | None = None
    """When the operator was told last; None: not yet."""
    told_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One mail to the operator."""

    trouble: Trouble
    since: datetime
    over: bool = False
    """True: it was told of before, and is no more."""
    again: bool = False
    """True: it was told of before, and goes on."""


_BLIP = timedelta(minutes=15)

TROUBLES: Mapping[str, TroubleKind] = {
    "mailbox-login": TroubleKind(
        title="the mailbox refuses the login",
        remedy="Correct user or password (`inbox`, or its password_file); try `leadbot check --connect`. Mails wait in the mailbox.",
    ),
    "mailbox-unreachable": TroubleKind(
        title="the mailbox is out of reach",
        remedy="See whether server and network are up; `leadbot check --connect` tries it. Mails wait in the mailbox; none is lost.",
        patience=_BLIP,
    ),
    "mailbox-trouble": TroubleKind(
        title="something is wrong in the mailbox",
        remedy="Do what the words above ask. The other mails are handled meanwhile.",
        patience=_BLIP,
    ),
    "mailbox-silent": TroubleKind(
        title="no mail has come for longer than usual",
        remedy="Send the mailbox a mail from outside, and see whether it arrives. Look at forwarding rules, quota and the domain's MX.",
    ),
    "outgoing-login": TroubleKind(
        title="the mail server refuses the login",
        remedy="Correct user or password (`outgoing`, or its password_file); try `leadbot check --connect`. Answers wait in the outbox.",
    ),
    "outgoing-unreachable": TroubleKind(
        title="the mail server is out of reach",
        remedy="See whether server and network are up; `leadbot check --connect` tries it. Answers wait in the outbox; none is lost.",
        patience=_BLIP,
    ),
    "outbox-stuck": TroubleKind(
        title="an answer has waited for hours to be sent",
        remedy="See what the server said with `leadbot outbox`. leadbot goes on trying for about four days.",
    ),
    "parked": TroubleKind(
        title="mails could not be handled",
        remedy="List them with `leadbot parked`, and have staff read them in the mailbox. `leadbot parked --retry KEY` tries one again.",
    ),
    "mail-unknown": TroubleKind(
        title="answers may or may not have arrived",
        remedy="Look for each in the server's log or with its partner. Then `leadbot outbox --resolve ID sent`, or `resend`.",
    ),
    "unproven-order": TroubleKind(
        title="an order in the name of staff came without proof of its sender",
        remedy="It had no effect. Ask the person named whether they wrote it: if not, somebody pretends to be them; "
        "if they did, their mail lacks DMARC, and `trust.authserv_id` may name another server than theirs.",
        happens=True,
    ),
    "restored": TroubleKind(
        title="the database was put back from an earlier time",
        remedy="Mails received since then are taken in again. Whatever may have been sent before waits: `leadbot outbox` shows it as "
        "unknown or held, for the reason `restored`. Look whether it went out, then `leadbot outbox --resolve ID sent`, or `resend`.",
        happens=True,
    ),
    "database": TroubleKind(
        title="the database is out of reach",
        remedy="Do what the words above ask. Mails wait in the mailbox, and nothing is sent meanwhile.",
        patience=timedelta(minutes=5),
    ),
    "disk-low": TroubleKind(
        title="the disk is nearly full",
        remedy="Make room. On a full disk leadbot takes no mail in and sends none; nothing is lost.",
    ),
    "step-failed": TroubleKind(
        title="a step of the work fails",
        remedy="The log has the place; report it with that. Everything else goes on, and the step is tried in every cycle.",
    ),
    "cycle-failed": TroubleKind(
        title="the whole work fails",
        remedy="The log has the place; report it with that. Mails wait in the mailbox.",
    ),
    "reader-unreachable": TroubleKind(
        title="no mail can be read",
        remedy="Look at the machine's memory and processes. Mails wait, and are read once there is room.",
        patience=_BLIP,
    ),
}
"""By code; each has its paragraph in docs/operations.md."""

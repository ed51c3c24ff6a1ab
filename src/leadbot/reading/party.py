"""A company of a mail with what is known of it, and the people, phones and addresses beside it."""

from dataclasses import dataclass, field

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Standing
from leadbot.reading.fold import key
from leadbot.reading.text import Mention, Role, What

Position = tuple[int, int]
"""A statement's index and a place in it."""
_MOST_READINGS = 9
"""Different values of one kind that are kept of a company; two are ambiguous already."""


@dataclass(slots=True)
class Party:
    """One company of the mail, as far as it shows."""

    role: Role | None
    at: Position
    place: SegmentKind = SegmentKind.OWN
    block: int = 0
    section: int = 0
    values: dict[What, list[Mention]] = field(default_factory=dict)
    last: Position = (0, 0)
    sure: bool = False
    """A label or cue says whose it is."""
    own: bool = False
    """The sender's company as its own client."""
    begins: bool = False
    """A list item or table row begins with it."""

    def put(self, mention: Mention, at: int) -> None:
        """Add a value; what is known already changes nothing, and a correction replaces it."""
        known = self.values.setdefault(mention.what, [])
        if mention.corrects and mention.certain:
            known.clear()
        elif any(m.corrects and m.source != mention.source for m in known):
            return
        if len(known) < _MOST_READINGS and all(m.value != mention.value or (mention.what is What.ADDRESS and not m.certain) for m in known):
            known.append(mention)
        self.last = max(self.last, (at, mention.end))

    def call(self, mention: Mention) -> None:
        """Take a fuller name, which a legal form ends, for a short one that only its place showed to be one."""
        names = self.values.get(What.NAME, [])
        if len(names) == 1 and not names[0].certain and mention.certain and len(key(str(mention.value))) > len(key(self.name())):
            names[0] = mention

    def lacks(self, mention: Mention) -> bool:
        """Whether it has no such value yet; a valid id of another type is no such value."""
        known = self.values.get(mention.what, [])
        if mention.what is not What.TAX_ID or mention.standing is not Standing.VALID:
            return not known
        return all(m.standing is Standing.VALID and m.rank != mention.rank for m in known)

    def first(self, what: What) -> Mention | None:
        """The value of that kind, or None."""
        known = self.values.get(what)
        return known[0] if known else None

    def identified(self) -> bool:
        """Whether an id of it is known."""
        return self.first(What.TAX_ID) is not None or self.first(What.REGISTRY_ID) is not None

    def name(self) -> str:
        """Its name as written; may be empty."""
        mention = self.first(What.NAME)
        return str(mention.value) if mention is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """A person, phone number or e-mail address, and whose."""

    mention: Mention
    role: Role | None
    at: Position
    block: int
    place: SegmentKind
    labelled: bool
    """It stands under a label for the partner's or client's person."""
    depth: int = 0
    beside: Party | None = None
    """The company it stands beside, where nothing else tells its role."""


@dataclass(frozen=True, slots=True)
class Parties:
    """All companies and contact details of a mail."""

    parties: tuple[Party, ...]
    bits: tuple[Bit, ...]

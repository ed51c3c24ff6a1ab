"""References of leads quoted in a mail, in the program's form."""

from leadbot.model.message import Message, SegmentKind
from leadbot.reading.vocabulary import Vocabulary


def references_in(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """All references of a text, in order, without repeats."""
    prefix = vocabulary.program.prefix
    if prefix.casefold() not in text.casefold():
        return ()
    return tuple(dict.fromkeys(f"{prefix}-{m.group(1)}-{m.group(2)}" for m in vocabulary.reference.finditer(text)))


def first_reference(message: Message, vocabulary: Vocabulary) -> str | None:
    """The first reference quoted anywhere, the subject first."""
    found = references_in("\n".join([message.subject, message.text()]), vocabulary)
    return found[0] if found else None


def own_references(message: Message, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Those in the subject and the sender's own words."""
    return references_in("\n".join([message.subject, message.text(SegmentKind.OWN)]), vocabulary)

"""Whether a short answer to a question of ours is a clear yes or no."""

from leadbot.model.message import Message, SegmentKind
from leadbot.reading.invoice_lines import BODY, lines_by_source
from leadbot.reading.vocabulary import Vocabulary

_MOST_WORDS = 60


def read_confirmation(message: Message, vocabulary: Vocabulary) -> bool | None:
    """True for a yes, False for a no; None where the sender's own words are neither, both, a question, or long."""
    own = message.text(SegmentKind.OWN)
    if vocabulary.invoices is None or not message.in_reply_to or len(own.split()) > _MOST_WORDS or "?" in own:
        return None
    lines = next((lines for source, lines in lines_by_source(message, vocabulary) if source == BODY), [])
    yes, no = (any(line.found(name) for line in lines) for name in ("confirmations", "denials"))
    return yes if yes is not no else None

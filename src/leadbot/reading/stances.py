"""Words that tell whether a thing is the client's already, left by it, or wished for."""

from leadbot.reading.phrases import Hit, outermost
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

HAS, WANTS = WORD + "has", WORD + "wants"


def stance_cues(statement: Statement, start: int, end: int) -> list[Hit]:
    """The cues `has` and `wants` of a stretch, by place. Behind a verb of replacing, `by` announces what is wished for."""
    hits = [h for h in statement.found(HAS, WANTS) if start <= h.start < end]
    replacing = [h.end for h in statement.found(WORD + "replaces") if start <= h.start < end]
    if replacing:
        by = (h for h in statement.found(WORD + "replaced_by") if min(replacing) <= h.start < end)
        hits.extend(Hit(WANTS, h.start, h.end) for h in by)
    return outermost(hits)

"""The client's number of computers."""

from collections.abc import Sequence
from dataclasses import replace

from leadbot.model.submission import Ambiguity, FieldValue, Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import evidence_of, span_in
from leadbot.reading.items import Reading
from leadbot.reading.text import Mention, What
from leadbot.reading.vocabulary import WORD

_FIELD = "client.pc_count"


def read_pc_count(statements: Sequence[Analysed]) -> Reading:
    """The count; several kinds of machines in one sentence add up, a total or a correction settles, else two counts are ambiguous."""
    found: list[tuple[Mention, bool]] = []
    for analysed in statements:
        mentions = [m for m in analysed.mentions if m.what is What.PC_COUNT]
        if mentions:
            found.append((_of_statement(analysed, mentions), analysed.statement.has(WORD + "correction_cues")))
    if not found:
        return Reading()
    corrections = [mention for mention, corrects in found if corrects]
    chosen = corrections[-1] if corrections else found[0][0]
    values = {m.value for m, _ in found if m.standing is Standing.VALID}
    evidence = evidence_of(chosen)
    readings = chosen.options or (tuple(str(v) for v in sorted(values, key=str)) if len(values) > 1 and not corrections else ())
    if readings:
        return Reading(ambiguity=Ambiguity(field=_FIELD, readings=readings, evidence=evidence))
    return Reading(value=FieldValue(id=_FIELD, value=chosen.value, evidence=evidence, standing=chosen.standing))


def _of_statement(analysed: Analysed, mentions: list[Mention]) -> Mention:
    numbers = [m for m in mentions if isinstance(m.value, int)]
    if len(numbers) < 2:
        return mentions[0]
    statement = analysed.statement
    subsets = [h.start for h in statement.found(WORD + "subset_cues")]
    whole = [m for m in numbers if not any(cue < m.start for cue in subsets)]
    if subsets and whole:
        numbers = whole
    totals = [h.start for h in statement.found(WORD + "total_cues")]
    after_total = [m for m in numbers if any(t < m.start for t in totals)]
    if after_total:
        return after_total[0]
    sorry = any(numbers[-2].end <= h.start < numbers[-1].start for h in statement.found(WORD + "apologies"))
    if sorry or statement.has(WORD + "correction_cues"):
        return numbers[-1]
    if len(numbers) > 2 and numbers[0].value == sum(int(m.value) for m in numbers[1:] if isinstance(m.value, int)):
        return numbers[0]
    distinct = {m.value for m in numbers}
    if len(distinct) == 1:
        return numbers[0]
    total = sum(int(m.value) for m in numbers if isinstance(m.value, int))
    return replace(numbers[0], value=total, quote=statement.text, words="", span=span_in(statement, 0, len(statement.text)))

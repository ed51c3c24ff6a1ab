"""Names of companies that no form shows: a turn of phrase introduces them, or they begin with a word for an institution."""

import re
from collections.abc import Iterator

from leadbot.reading.fold import squash
from leadbot.reading.names import capital_run
from leadbot.reading.phrases import Hit, outermost
from leadbot.reading.text import Mention, Spans, Statement, What
from leadbot.reading.vocabulary import WORD


def introduced(statement: Statement, spans: Spans, found: list[Mention]) -> Iterator[Mention]:
    """Such names, institutions first; `found` is what the statement holds besides."""
    if statement.place.source == "subject":
        return
    if statement.has_any(_OPENERS):
        yield from _opened(statement, spans)
    if statement.has_any(_INTRODUCE):
        yield from _cued(statement, spans, found)


def _cued(statement: Statement, spans: Spans, found: list[Mention]) -> Iterator[Mention]:
    """Names that a turn of phrase introduces: `my firm is Ahoj Systemy`, `the company's name is …`."""
    done = 0
    direct = {h.end for h in statement.found(WORD + "company_intro")}
    for hit in outermost(statement.found(*_INTROS)):
        if hit.start < done:
            continue
        stop = min([len(statement.text)] + [m.start for m in found if m.start >= hit.end])
        stop = min([stop] + [s for s, e in spans.taken if s >= hit.end])
        run = capital_run(statement, hit.end, stop)
        run = _with_own_word(statement, hit, run) if run is not None else None
        if (
            run is None
            or not spans.free(*run)
            or _is_person_called(statement, run[0])
            or statement.text[hit.end : run[0]].strip(' :-"„(').count(" ") > 2
        ):
            continue
        text = squash(statement.text[run[0] : run[1]]).rstrip(".")
        anchored = re.fullmatch(r"[\s,(/\-–;]{1,4}", statement.text[run[1] : stop] or "x") is not None and stop < len(statement.text)
        naming = hit.id.endswith("_intro") and (" " in text or hit.end in direct) and not _starts_with_given_name(statement, run[0])
        opened = text[:1] == "("
        bracketed = opened and statement.text[run[1] : run[1] + 1] == ")" and " " in text
        text = text.lstrip("(")
        if sum(c.isalpha() for c in text) > 2 and (anchored or naming or bracketed):
            done = run[1]
            yield Mention(what=What.NAME, value=text, start=run[0] + opened, end=run[1], certain=False)


def _with_own_word(statement: Statement, hit: Hit, run: tuple[int, int]) -> tuple[int, int]:
    """The run with the introducing word before it, where that is written as part of the name: `la Coopérative Agricole du Berry`."""
    own = statement.text.rfind(" ", hit.start, hit.end) + 1
    trade = any(h.start == own and h.end == hit.end for h in statement.found(WORD + "company_words"))
    return (own, run[1]) if own > hit.start and run[0] == hit.end + 1 and trade and statement.text[own].isupper() else run


_INTROS = tuple(WORD + id_ for id_ in ("company_intro", "partner_intro", "client_intro", "role_client", "role_partner"))
_INTRODUCE = frozenset(_INTROS)
_OPENERS = frozenset({WORD + "name_openers", WORD + "small_openers"})
INTRODUCE_NAMES = _OPENERS | _INTRODUCE
"""Phrases without one of which no name is introduced."""


def _opened(statement: Statement, spans: Spans) -> Iterator[Mention]:
    """Names that begin with a word for an institution: `Ville de Nancy`, `Syndicat des Eaux`; some such words are written small, too."""
    done = 0
    small = {h.start for h in statement.found(WORD + "small_openers")}
    for hit in outermost(statement.found(WORD + "name_openers", WORD + "small_openers")):
        capital = statement.text[hit.start].isupper()
        if hit.start < done or not (capital or hit.start in small):
            continue
        stop = min([len(statement.text)] + [s for s, _ in spans.taken if s >= hit.end])
        run = capital_run(statement, hit.start if capital else hit.end, stop)
        if run is not None and run[1] > hit.end and (capital or run[0] - hit.end <= 1) and spans.free(hit.start, run[1]):
            done = run[1]
            text = squash(statement.text[hit.start : run[1]]).rstrip(".")
            yield Mention(what=What.NAME, value=text, start=hit.start, end=run[1], certain=False)


def _is_person_called(statement: Statement, start: int) -> bool:
    """Whether a given name follows words that announce a person: `talk to my partner Peio Larralde`."""
    called = statement.found(*(WORD + id_ for id_ in ("contact_cue", "person_cue", "self_intro")))
    return _starts_with_given_name(statement, start) and any(0 <= start - h.end <= 2 for h in called)


def _starts_with_given_name(statement: Statement, start: int) -> bool:
    return any(h.id == WORD + "given_names" and h.start == start for h in statement.hits)

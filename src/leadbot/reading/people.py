"""People known by a given name, in the form in which a name stands by itself."""

import re
from collections.abc import Iterator, Mapping

from leadbot.reading.fold import fold, squash
from leadbot.reading.names import NO_PERSON, Word, stops_name
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_SURNAME = re.compile(r"\s+(?:[^\W\d_]\.\s+)?((?:[^\W\d_]['’])?[^\W\d_]{2,}(?:[-–'’][^\W\d_]{2,})?)")
_TITLED = re.compile(r"\.?[ ]((?:(?:[Dd]e|[Dd]u|[Ll][ea]|[Vv][ao]n) )?[A-ZÀ-Þ][^\W\d_]+(?:[-–'’][^\W\d_]+)?(?: [A-ZÀ-Þ][^\W\d_]+)?)")
_LOCAL_PART = re.compile(r"([^\s@<>(),;:]{3,64})@")
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-zà-öø-ÿ][a-zà-öø-ÿ]")
_TELLING = 3
"""Letters of a surname that must stand in an address before it tells how the name ends."""
_ENDING = 6
"""Letters that inflection adds or changes at most."""
_CALLS = (
    LABEL + "person",
    LABEL + "contact",
    LABEL + "client_contact",
    *(WORD + id_ for id_ in ("titles", "contact_cue", "person_cue", "self_intro")),
)
_STABLE = "-"
"""In the place of a base: the ending falls off, where the stem before it is the name's own form."""
_TOUCHING = 3
_NO_SURNAME = NO_PERSON | {WORD + "name_connectors", WORD + "articles"}
"""What words that follow a given name in a text without capitals are not, either."""


TELL_OF_PEOPLE = frozenset({WORD + "given_names", WORD + "surname_titles"})
"""Phrases without one of which nobody is found."""


def find_people(statement: Statement, vocabulary: Vocabulary, spans: Spans) -> Iterator[Mention]:
    """`Anna Nowak`, `Mr John Smith`; in a text without capitals only behind a word that announces a person."""
    done = 0
    given = statement.found(WORD + "given_names")
    small = bool(given) and _CAPITALISED.search(statement.text) is None
    for hit in given:
        start = _first_of_double(statement.text, hit.start)
        if hit.start < done or not spans.free(start, hit.end):
            continue
        if not (statement.text[start].isupper() or (small and _is_called(statement, start))):
            continue
        end = _surname_end(statement, hit, spans, vocabulary.lexicons[0].surnames if vocabulary.lexicons else 1, small=small)
        if end is None or not spans.free(start, end):
            continue
        done = end
        value = _by_itself(squash(statement.text[start:end]), statement, vocabulary.person_endings)
        yield Mention(what=What.PERSON, value=value, start=start, end=end)
        spans.take(start, end)
    yield from _by_title(statement, spans)


def _by_title(statement: Statement, spans: Spans) -> Iterator[Mention]:
    """`Mme Delmas`: people of whom only a title tells that they are some."""
    for hit in statement.found(WORD + "surname_titles"):
        match = _TITLED.match(statement.text, hit.end)
        if match is None or not statement.text[hit.start].isupper() or not spans.free(hit.start, match.end()):
            continue
        word = Word(match.group(1).split()[0], match.start(1), match.start(1) + len(match.group(1).split()[0]))
        if not any(h.start == word.start and h.id in NO_PERSON for h in statement.hits):
            spans.take(hit.start, match.end())
            yield Mention(what=What.PERSON, value=squash(match.group(1)), start=match.start(1), end=match.end(1))


def _first_of_double(text: str, at: int) -> int:
    """Where a double given name begins whose second half stands at `at`: `Pieter-Jan`."""
    if text[at - 1 : at] not in ("-", "–"):
        return at
    first = at - 1
    while first > 0 and text[first - 1].isalpha():
        first -= 1
    return first if first < at - 1 else at


def _is_called(statement: Statement, at: int) -> bool:
    return any(0 <= at - h.end <= _TOUCHING for h in statement.found(*_CALLS))


def _surname_end(statement: Statement, hit: Hit, spans: Spans, surnames: int, *, small: bool) -> int | None:
    """Behind a second given name, if there is one, and as many surnames as people of that language have."""
    end = None
    at = _past_particles(statement, hit.end, small=small)
    for _ in range(1 + surnames):
        match = _SURNAME.match(statement.text, at)
        if match is None or not (small or match.group(1)[0].isupper()) or "\n" in match.group():
            break
        word = Word(match.group(1), match.start(1), match.end(1))
        if end is not None and not spans.free(word.start, word.end):
            break
        if stops_name(statement, word) or any(
            h.start == word.start and h.id in (_NO_SURNAME if small else NO_PERSON) for h in statement.hits
        ):
            break
        end = match.end(1)
        at = end if small else _past_particles(statement, end, small=small)
        if not any(h.start == match.start(1) and h.id == WORD + "given_names" for h in statement.hits):
            surnames -= 1
        if not surnames:
            break
    return end


def _past_particles(statement: Statement, at: int, *, small: bool) -> int:
    """Behind `van der` and the like, where a name goes on with a capital."""
    past = at
    for hit in statement.found(WORD + "name_particles"):
        if hit.start - past in (1, 2) and not statement.text[past : hit.start].strip(" '’"):
            past = hit.end
    goes_on = statement.text[past : past + 2].strip("'’ ")[:1]
    return past if goes_on.isupper() or (small and goes_on.isalpha()) else at


def _by_itself(name: str, statement: Statement, endings: Mapping[str, str]) -> str:
    """The name without the ending that the sentence gives it, as an address beside it or the language's endings tell."""
    if not endings:
        return name
    rest, _, surname = name.rpartition(" ")
    return f"{rest} {_from_address(rest, surname, statement) or _without_ending(surname, endings)}".strip()


def _from_address(given: str, surname: str, statement: Statement) -> str:
    """`Virralle` with matti.virta@… beside it is `Virta`."""
    written = fold(surname)
    for match in _LOCAL_PART.finditer(statement.folded):
        first, _, last = match.group(1).partition(".")
        if not last.isalpha() or first not in (fold(given), fold(given)[:1]):
            continue
        common = next((n for n in range(min(len(last), len(written)), 0, -1) if last[:n] == written[:n]), 0)
        if common >= _TELLING and len(written) - common <= _ENDING:
            return surname[:common] + last[common:]
    return ""


def _is_stable(stem: str) -> bool:
    """Whether a stem is a name's own form: neither its last consonant nor its vowel is one that cases change."""
    return len(stem) > _TELLING and stem[-1] in "aouiy" and stem[-2] in "hlmnrs" and stem[-3] != stem[-2]


def _without_ending(surname: str, endings: Mapping[str, str]) -> str:
    for ending, base in endings.items():
        if base == _STABLE:
            stem = surname.removesuffix(ending)
            if stem != surname and _is_stable(fold(stem)):
                return stem
            continue
        stem = surname.removesuffix(ending)
        if stem != surname and len(stem) >= _TELLING and fold(stem[-1]) in "aeiouy":
            return stem + base
    return surname

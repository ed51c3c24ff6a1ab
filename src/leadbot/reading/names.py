"""Names of companies and people in a text: runs of capitalised words, legal forms, and what labels announce."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leadbot.reading.fold import fold, squash
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences, writes_small
from leadbot.reading.text import Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD

_HARD = re.compile(r"\.{4,}|…{2,}|[,;|(\n\t→➔➜⇒]|[-–=]+>|\s[/\-–—|]\s|:\s|(?<=\w{4})[.!?]\s(?=[A-ZŁŚŻŹĆÓ])")
_QUOTES = "\"'„”“«»"
_NAME_WORDS = 9
_WRITTEN = re.compile(r"\S+")
_PERSON_WORD = re.compile(r"(?:[^\W\d_]['’])?[^\W\d_]{2,}(?:[-'’][^\W\d_]{2,})?")
_ELIDED = re.compile(r"^[^\W\d_]['’](?=[^\W\d_])")
"""An article without its vowel: `l'Estuaire`."""
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,4}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, with its place in the statement."""

    text: str
    start: int
    end: int


def find_companies(statement: Statement, spans: Spans) -> Iterator[Mention]:
    """Company names that a legal form ends or begins."""
    for start, end in _led(statement, spans):
        spans.take(start, end)
        yield Mention(what=What.NAME, value=squash(statement.text[start:end]), start=start, end=end)
    ends: list[tuple[int, int]] = []
    for hit in statement.found(WORD + "legal_forms"):
        if not _is_form(statement, hit) or not spans.free(hit.start, hit.end):
            continue
        end = _with_partners(statement, _form_end(statement, hit), hit, spans)
        if ends and hit.start <= ends[-1][1] + 1:
            ends[-1] = (ends[-1][0], end)
        else:
            ends.append((hit.start, end))
    for form, end in ends:
        start = _name_start(statement, form, spans)
        if start < form:
            spans.take(start, end)
            yield Mention(what=What.NAME, value=squash(statement.text[start:end]), start=start, end=end)


FORMS = frozenset({WORD + "legal_forms", WORD + "leading_forms"})
"""Phrases without one of which no form shows a company."""
_WORD_BEFORE = re.compile(r"[^\W\d_][\w\-]*(?= $)")


def _led(statement: Statement, spans: Spans) -> Iterator[tuple[int, int]]:
    """Names that begin with their form: `Tmi Matti Virtanen`; a form behind a name ends that one."""
    for hit in statement.found(WORD + "leading_forms"):
        before = next(
            (Word(m.group(), m.start(), m.end()) for m in _WORD_BEFORE.finditer(statement.text, max(0, hit.start - 40), hit.start)), None
        )
        ends_name = before is not None and before.text[0].isupper() and not stops_name(statement, before)
        follows = statement.text[hit.end : hit.end + 1] == " " and statement.text[hit.end + 1 : hit.end + 2].isupper()
        if not statement.text[hit.start].isupper() or ends_name or not follows:
            continue
        run = capital_run(statement, hit.end, len(statement.text))
        if run is not None and spans.free(hit.start, run[1]):
            yield hit.start, run[1]


_PARTNER = r"[A-ZŁŚŻŹĆÓ][^\W\d_]+(?:[-–][A-ZŁŚŻŹĆÓ][^\W\d_]+)?"
_PARTNERS = re.compile(
    rf"\s(?:{_PARTNER}|[A-ZŁŚŻŹĆÓ]\.)(?:(?:,? i|,|\s&)?\s(?:{_PARTNER}|[A-ZŁŚŻŹĆÓ]\.)){{0,4}}(?=\s*(?:[,;(|]|$|\s[-–]\s))"
)


def _with_partners(statement: Statement, end: int, form: Hit, spans: Spans) -> int:
    """The end of a partnership's name with its partners' names behind the form: `Sp. j. Nowak, Zięba`."""
    if not any(h.end == form.end for h in statement.found(WORD + "partnerships")):
        return end
    match = _PARTNERS.match(statement.text, end)
    if match is None:
        return end
    stops = [h.start for h in statement.hits if (h.id in _STOPS or h.id in _NO_PARTNER) and match.start() < h.start < match.end()]
    stop = min([match.end(), *stops])
    name = statement.text[end:stop].rstrip(" ,;i&") if stops else statement.text[end:stop]
    return end + len(name) if spans.free(end, end + len(name)) else end


def _is_form(statement: Statement, hit: Hit) -> bool:
    """Short forms are words too (`sa`, `as`): they need capitals or dots, unless the language says that they are no words."""
    bare = statement.text[hit.start : hit.end + 1][: hit.end - hit.start]
    letters = letters_of(bare)
    if letters > 3 or "." in bare or (bare.isupper() and letters > 1):
        return True
    return any(h.start == hit.start and h.end == hit.end for h in statement.found(WORD + "sure_forms"))


def _form_end(statement: Statement, hit: Hit) -> int:
    if "(" in statement.text[hit.start : hit.end] and statement.text[hit.end : hit.end + 1] == ")":
        return hit.end + 1
    dotted = statement.text[hit.end : hit.end + 1] == "." and "." in statement.text[hit.start : hit.end]
    final = statement.text[hit.start : hit.end].rpartition(" ")[2]
    sure = any(h.end == hit.end for h in statement.found(WORD + "sure_forms"))
    abbreviated = statement.text[hit.end : hit.end + 1] == "." and len(final) <= 2 and not sure
    quoted = _QUOTED_NAME.match(statement.text, hit.end) if letters_of(final) > _SHORT_FORM else None
    return quoted.end() if quoted is not None else hit.end + (dotted or abbreviated)


_QUOTED_NAME = re.compile(r" [\"„”“«'][^\"„”“»'\n]{2,60}[\"”“»']")
"""What a co-operative is called behind its form: `Spółdzielnia „Społem”`."""
_SHORT_FORM = 3


def letters_of(text: str) -> int:
    """How many letters stand in it."""
    return sum(map(str.isalpha, text))


def _name_start(statement: Statement, form: int, spans: Spans) -> int:
    """Where the name before a legal form begins; a comma may part the two: `Serra Cloud, S.L.`."""
    text = statement.text
    form = len(text[:form].rstrip(" ,")) if text[:form].rstrip().endswith(",") else form
    floor = max(
        [0, form - 120] + [e for s, e in spans.taken if e <= form] + [m.end() for m in _HARD.finditer(text, max(0, form - 120), form)]
    )
    words = [Word(m.group(), m.start(), m.end()) for m in _WRITTEN.finditer(text, floor, form)]
    lower = bool(words) and _is_lower(words[-1].text)
    start = form
    for word in reversed(words[-_NAME_WORDS:]):
        part_of_name = start == form and word.text[:1].isupper()
        if (stops_name(statement, word) and not part_of_name) or (_is_lower(word.text) and not lower and not _connects(statement, word)):
            break
        start = word.start
    start = _with_small_opener(statement, floor, start)
    while start < form and _leads_nowhere(statement, start, lower) and not _opens_small(statement, start):
        step = re.compile(r"\S+\s+").match(text, start)
        start = step.end() if step else form
    return min(start, form)


def _with_small_opener(statement: Statement, floor: int, start: int) -> int:
    """Where a name begins with the word for an institution or trade before it that is written small: `bouwbedrijf Van Essen B.V.`."""
    openers = statement.found(WORD + "small_openers")
    return next((h.start for h in openers if floor <= h.start and h.end == start - 1 and statement.text[start].isupper()), start)


def _opens_small(statement: Statement, start: int) -> bool:
    return any(h.start == start for h in statement.found(WORD + "small_openers"))


def _is_lower(word: str) -> bool:
    bare = word.strip(_QUOTES + ".,-")
    return bool(bare) and bare[0].isalpha() and bare[0].islower()


def _connects(statement: Statement, word: Word) -> bool:
    return word.text in ("&", "+", "-", "–") or _is_cue(statement, word, "name_connectors")


def _leads_nowhere(statement: Statement, start: int, lower: bool) -> bool:
    """A connector cannot begin a name."""
    word = _WRITTEN.match(statement.text, start)
    return word is not None and not lower and _is_lower(word.group())


_STOPS = frozenset(
    [
        WORD + id_
        for id_ in (
            "role_client",
            "role_partner",
            "partner_intro",
            "name_stops",
            "contact_cue",
            "person_cue",
            "self_intro",
            "licence_units",
            "greetings",
            "name_cue",
        )
    ]
    + [LABEL + id_ for id_ in ("tax_id", "registry_id", "phone", "email", "address", "contact", "person", "other_number", "partner_number")]
)


def stops_name(statement: Statement, word: Word) -> bool:
    """Whether a name ends before that word."""
    at = word.start + len(word.text) - len(word.text.lstrip(_QUOTES))
    if word.text[0] in "'’" and len(word.text) == at - word.start + 1:
        return False  # `'t`, an article
    if statement.text[at : at + 1].isupper() and statement.text[max(0, word.start - 2) : word.start] == "& ":
        return False
    stops = [h for h in _stops(statement) if h.start <= at < h.end]
    if stops and _opens_name(statement, at, at + len(word.text[at - word.start :].rstrip(_QUOTES)), stops):
        return False
    joined = _JOINED.match(statement.text[at : word.end]) if stops else None
    return any(not (joined and h.end < at + joined.end()) for h in stops)


def _opens_name(statement: Statement, start: int, end: int, stops: list[Hit]) -> bool:
    """Whether a word that says other things, too, begins a name: `Nowy Dom Sp. z o.o.`, `our client Partner Finance Ltd`."""
    text = statement.text
    if not (text[start].isupper() and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()) or any(h.end > end for h in stops):
        return False
    if any(h.start == end + 1 for h in _stops(statement)):
        return False
    if any(h.start == start for h in statement.found(WORD + "name_adjectives")):
        return True
    return any(h.end < start and text[h.end : start].strip(" ") in ("", ":") for h in statement.found(*_ANNOUNCE))


_ANNOUNCE = (WORD + "role_client", WORD + "role_partner", WORD + "name_cue", LABEL + "name")
_JOINED = re.compile(r"\w+-(?=[^\W\d_])")


def _stops(statement: Statement) -> tuple[Hit, ...]:
    known: tuple[Hit, ...] | None = statement.kept.get("stops")
    if known is None:
        known = statement.kept["stops"] = tuple(h for h in statement.hits if h.id in _STOPS)
    return known


def name_from(statement: Statement, start: int, end: int, spans: Spans) -> Mention | None:
    """The name at the start of a labelled value: up to a legal form that stands before anything else, or to the first separator."""
    text = statement.text
    start += len(text[start:end]) - len(text[start:end].lstrip(" \t-–,."))
    stop = min([end] + [s for s, _ in spans.taken if s >= start])
    breaks = [m.start() for m in _HARD.finditer(text, start + 1, stop)]
    labels = [h.start for h in statement.hits if h.id in _ENDS_NAME and start < h.start < stop and text[h.start - 1 : h.start] in " ("]
    cut = min([stop, *breaks, *labels])
    cut = min(_with_form(statement, cut), max(stop, cut))
    cut = _without_full_stop(statement, start, cut)
    value = squash(text[start:cut]).strip(" ,;-–")
    if letters_of(value) < 2 or len(value) > 120:
        return None
    begin = text.find(text[start:cut].strip(), start)
    return Mention(what=What.NAME, value=value, start=begin, end=begin + len(text[start:cut].strip()))


def _without_full_stop(statement: Statement, start: int, cut: int) -> int:
    """The end without the dot of the sentence; the dots of legal forms and abbreviations belong to the name."""
    end = start + len(statement.text[start:cut].rstrip())
    last = statement.text[start:end].rpartition(" ")[2]
    if not last.endswith(".") or last.count(".") > 1:
        return cut
    own = statement.found(WORD + "legal_forms", WORD + "abbreviations")
    return cut if any(h.end in (end - 1, end) for h in own) else end - 1


def _with_form(statement: Statement, cut: int) -> int:
    """The end of a legal form that a comma parts from its name, else `cut`."""
    behind = re.compile(r",\s{0,2}").match(statement.text, cut)
    forms = statement.found(WORD + "legal_forms") if behind is not None else ()
    ends = [_form_end(statement, h) for h in forms if behind is not None and h.start == behind.end() and _is_form(statement, h)]
    return max(ends, default=cut)


_ENDS_NAME = frozenset(LABEL + id_ for id_ in ("tax_id", "registry_id", "phone", "email", "other_number", "fax"))


def capital_run(statement: Statement, start: int, end: int) -> tuple[int, int] | None:
    """The capitalised words from `start` on: what a cue such as `our company is` introduces."""
    first = last = None
    for match in _WRITTEN.finditer(statement.text, start, end):
        word = Word(match.group(), match.start(), match.end())
        core = word.text.strip(_QUOTES + ",.;:()")
        core = core if first is None else _ELIDED.sub("", core)
        proper = core[:1].isupper() or (first is not None and core[:1].isdigit())
        if not core and first is None:
            continue
        if not proper and not (first is not None and _connects(statement, word)):
            if first is None and (_is_cue(statement, word, "name_cue") or _is_cue(statement, word, "articles")):
                continue
            break
        if first is None and _is_cue(statement, word, "titles"):
            return None
        if stops_name(statement, word) or (first is not None and word.text.startswith("(")):
            break
        first = word.start if first is None else first
        if proper:
            last = word.start + len(word.text.removesuffix(".").rstrip(",;:()") if word.text.endswith(").") else word.text.rstrip(",;:()"))
        if word.text[-1] in ",;:)" or (word.text[-1] == "." and len(core) > 3 and not _is_cue(statement, word, "abbreviations")):
            break
    if first is None or last is None or last - first > 120:
        return None
    return first, last


def _is_cue(statement: Statement, word: Word, id_: str) -> bool:
    at = word.start + len(word.text) - len(word.text.lstrip("'’"))
    return any(h.start <= at < h.end for h in statement.found(WORD + id_))


def chunk_before(statement: Statement, start: int, spans: Spans) -> tuple[int, int] | None:
    """The stretch between separators that ends just before `start`: where a name stands in `X, ul. Długa 5`."""
    text = statement.text
    end = start
    while end > 0 and text[end - 1] in " ,;/|(\n-–:":
        end -= 1
    if end == 0 or end == start:
        return None
    if text[end - 1] == ")" and "(" in text[:end]:
        end = text.rindex("(", 0, end)
        end = len(text[:end].rstrip())
    sentence = max(s for s, _ in sentences(statement) if s < end)
    floor = max([sentence] + [e for s, e in spans.taken if e <= end] + [m.end() for m in _HARD.finditer(text, max(0, end - 130), end)])
    run = None
    for match in _WRITTEN.finditer(text, floor, end):
        run = capital_run(statement, match.start(), end)
        if run is not None and run[1] >= end - 1:
            return run if _introduced(statement, floor, run[0]) else None
    return _lower_run(statement, floor, end) if writes_small(statement) else None


def _lower_run(statement: Statement, floor: int, end: int) -> tuple[int, int] | None:
    """The last words before `end` in a text without capitals."""
    start = end
    for match in reversed(list(_WRITTEN.finditer(statement.text, floor, end))[-5:]):
        if stops_name(statement, Word(match.group(), match.start(), match.end())):
            break
        start = match.start()
    while start < end and _leads_nowhere(statement, start, lower=False):
        step = re.compile(r"\S+\s+").match(statement.text, start)
        word = Word(statement.text[start : step.end()].strip(), start, step.end()) if step else None
        if word is None or not _connects(statement, word):
            break
        start = word.end
    return (start, end) if start < end else None


def _introduced(statement: Statement, floor: int, start: int) -> bool:
    """Whether a name begins its stretch, or follows a word that introduces names; the tail of a sentence is none."""
    skipped = statement.text[floor:start].split()
    if not skipped:
        return True
    last = Word(skipped[-1], statement.text.rfind(skipped[-1], floor, start), start)
    if _is_cue(statement, last, "name_cue"):
        return True
    return len(skipped) <= 4 and (stops_name(statement, last) or _is_cue(statement, last, "client_intro"))


def is_person(text: str, particles: frozenset[str] = frozenset()) -> bool:
    """Whether two to four capitalised words, and particles between them, could be a person's name."""
    words = squash(text).split()
    inner = [w for w in words[1:-1] if fold(w) in particles]
    proper = [w for w in words if w not in inner]
    if not 2 <= len(proper) <= 4:
        return False
    return all((_PERSON_WORD.fullmatch(w) or _INITIAL.fullmatch(w)) and w[0].isupper() for w in proper)


_NO_PARTNER = frozenset(WORD + id_ for id_ in ("street_prefixes", "wants", "has", "countries", "greetings"))
NO_PERSON = frozenset(
    WORD + id_ for id_ in ("legal_forms", "company_words", "generic_senders", "job_titles", "program", "countries", "name_stops")
)
"""What words of a person's name are not."""

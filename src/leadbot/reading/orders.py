"""Staff's answer to their digest: `1 ok`, `2 no, duplicate`, `3 ask for the licences`, `4 licences=25`, `5 reopen`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from leadbot.model.fields import FIELDS
from leadbot.model.lexicon import Lexicon, OrderWords
from leadbot.model.orders import ITEM_PARTS, Act, Order, Unclear, UnclearLine
from leadbot.model.reasons import REJECTING
from leadbot.reading.fold import fold, key, squash
from leadbot.reading.reservations import Reservations, agreeing

_MOST_LINES = 200
_LONGEST_LINE = 500
_NUMBER = re.compile(r"#?(\d{1,4})(?!\d)")
_RANGE = re.compile(r"#?(\d{1,4})\s?(?:-|\.\.)\s?#?(\d{1,4})(?!\d)")
_MOST_IN_RANGE = 200
_REFERENCE = re.compile(r"\b[A-Z]{1,6}-\d{4}-\d{5,}\b", re.IGNORECASE)
_SIGNS = frozenset(" ,;.:)&+")
"""What may stand between numbers, and before an act."""
_SIGN = re.compile(r"\s*[,;:.\-–—]\s*")
_GREETING_WORDS = 4
_VALUE = re.compile(r"([^=]{1,60})=(.{1,300})")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of several languages together, folded, longest first."""

    acts: tuple[tuple[str, Act], ...]
    negations: frozenset[str]
    every: tuple[str, ...]
    joints: tuple[str, ...]
    because: tuple[str, ...]
    thanks: tuple[str, ...]
    closings: tuple[str, ...]
    """What opens a signature."""
    reasons: tuple[tuple[str, str], ...]
    """Words and what they mean."""
    fields: Mapping[str, str]
    """Keys of words, and the field."""


class OrderReader:
    """Reads orders in the languages of these lexicons."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        known = list(lexicons)
        openers = [opener for lexicon in known for opener in lexicon.mail.signature_openers]
        self._words = replace(_words_of([lexicon.orders for lexicon in known]), closings=_sorted(openers))
        self._reservations = Reservations(known)

    def read(self, text: str) -> tuple[Order | UnclearLine, ...]:
        """What the first lines of staff's own words say.

        They end with the blank line below an order, or where a line thanks or takes leave. A greeting or thanks above them are passed
        over; every other line is an order or is unclear.
        An order that is not understood wholly is unclear: `all ok except 2` approves nothing.
        """
        lines = self._joined(_first_lines(text, self._words))
        pieces = [piece for line in lines for piece in _pieces(line, self._words)]
        return agreeing([(_order(piece, self._words, self._reservations), _named_in(piece, self._words)) for piece in pieces])

    def _joined(self, lines: Iterable[str]) -> list[str]:
        """A line that goes on with the order above it is one with it."""
        joined: list[str] = []
        for line in lines:
            if joined and not _begins_order(line, self._words) and self._reservations.goes_on(line):
                joined[-1] = f"{joined[-1]} {line}"
            else:
                joined.append(line)
        return joined


def _first_lines(text: str, words: _Words) -> Iterator[str]:
    begun = thanked = False
    for raw in text.split("\n")[:_MOST_LINES]:
        line = squash(raw).strip("*•> ")[:_LONGEST_LINE]
        if not line and begun:
            return
        courteous = bool(line) and _is_courtesy(fold(line), words)
        if begun and courteous:
            return
        if not line or courteous or (not begun and (_is_greeting(line, words) or (thanked and _says_nothing(line, words)))):
            thanked = thanked or courteous
            continue
        begun = True
        yield line


def _is_courtesy(folded: str, words: _Words) -> bool:
    """Whether a line only thanks or takes leave: `Thanks, Anna`; one with a number orders something."""
    if any(char.isdigit() for char in folded) or "=" in folded:
        return False
    return _act_at(folded, 0, words) is None and any(_begins(folded, word) for word in (*words.thanks, *words.closings))


def _says_nothing(line: str, words: _Words) -> bool:
    """Whether a line below thanks is a name or a firm: a few words without a number or an act."""
    return (
        len(line.split()) <= _GREETING_WORDS
        and not any(char.isdigit() or char == "=" for char in line)
        and _act_at(fold(line), 0, words) is None
    )


def _thanks_follow(folded: str, at: int, words: _Words) -> bool:
    at = _behind_signs(folded, at)
    return any(_begins(folded[at:], word) for word in words.thanks)


def _is_greeting(line: str, words: _Words) -> bool:
    short = len(line.split()) <= _GREETING_WORDS and line.endswith((",", "!", "."))
    return short and not any(char.isdigit() for char in line) and _act_at(fold(line), 0, words) is None


def _pieces(line: str, words: _Words) -> Iterator[str]:
    """`1 ok, 2 no` cut where another case with its act begins."""
    folded, start = fold(line), 0
    for match in _NUMBER.finditer(folded):
        at = match.start()
        begins = at > start and folded[at - 1] in _SIGNS and not folded[:at].rstrip().endswith("=")
        if begins and _names_act(folded[start:at], words) and _names_act(folded[at:], words) and _ends(folded[start:at], words):
            yield line[start : start + _without_joint(folded[start:at], words)].rstrip(" ,;")
            start = at
    yield line[start:]


def _ends(folded: str, words: _Words) -> bool:
    """Whether an order may end there: words of an approval run on to what follows them, unless a sign parts them."""
    _, _, at = _cases(folded, words)
    found = _act_at(folded, at, words)
    if found is None or found[0] is not Act.APPROVE:
        return True
    rest = folded[found[1] : _without_joint(folded, words)].strip(" ")
    return not rest.strip("#!.") or rest[-1] in ",;.&"


def _without_joint(folded: str, words: _Words) -> int:
    """Where it ends before an `and` at its end."""
    bare = folded.rstrip(" #")
    joint = next((joint for joint in words.joints if bare.endswith(f" {joint}")), None)
    return len(bare) - len(joint) if joint else len(folded)


def _begins_order(line: str, words: _Words) -> bool:
    folded = fold(line)
    every, numbers, at = _cases(folded, words)
    return every or bool(numbers) or _REFERENCE.match(folded) is not None or _act_at(folded, at, words) is not None


def _named_in(line: str, words: _Words) -> frozenset[int | str]:
    """The numbers and references that a line begins with, perhaps behind its act."""
    folded = fold(line)
    found = _act_at(folded, 0, words)
    references = (match.group().upper() for match in _REFERENCE.finditer(line))
    return frozenset((*_cases(folded[found[1] if found else 0 :], words)[1], *references))


def _names_act(folded: str, words: _Words) -> bool:
    """Whether it begins with cases and what is to be done with them."""
    every, numbers, at = _cases(folded, words)
    return bool(every or numbers) and (_act_at(folded, at, words) is not None or "=" in folded[at:])


def _order(line: str, words: _Words, reservations: Reservations) -> Order | UnclearLine:
    folded = _REFERENCE.sub(lambda match: " " * len(match.group()), fold(line))
    every, numbers, at = _cases(folded, words)
    found = _act_at(folded, at, words)
    references = _references(line, found[1] if found and found[0] is not Act.FILE else len(line))
    about = Order(line=line, act=Act.APPROVE, cases=numbers, every=every, references=references)
    if found is None:
        return _whole(_correction(about, line[at:], words), line[at:], reservations)
    act, end = found
    if not every and not numbers and not references:
        # `ok 1, 3`: the act first.
        references, end = _references_at(line, end, words)
        every, numbers, behind = _cases(folded[end:], words)
        if (numbers or every) and not folded[end + behind :].strip(" .!"):
            return Order(line=line, act=act, cases=numbers, every=every, references=references)
        if act is Act.APPROVE and (every or numbers):
            return UnclearLine(line=line, why=Unclear.CONDITION, subject=_note(line[end:]))
        about = replace(about, references=references)
    if act is Act.APPROVE and _REFERENCE.search(line, end):
        return UnclearLine(line=line, why=Unclear.CONDITION, subject=_note(line[end:]))
    return _whole(_completed(about, act, folded[at : found[1]].strip(), line[end:], words), line[end:], reservations)


def _whole(read: Order | UnclearLine, rest: str, reservations: Reservations) -> Order | UnclearLine:
    if isinstance(read, Order) and reservations.leaves_open(read, rest):
        return UnclearLine(line=read.line, why=Unclear.CONDITION, subject=_note(rest))
    return read


def _references(line: str, end: int) -> tuple[str, ...]:
    """Leads that are named before the order's act is told."""
    return tuple(dict.fromkeys(match.group().upper() for match in _REFERENCE.finditer(line, 0, end)))


def _references_at(line: str, at: int, words: _Words) -> tuple[tuple[str, ...], int]:
    """The leads named there one after the other, and where the rest begins."""
    folded, end, found = fold(line), at, []
    while match := _REFERENCE.match(line, _behind_joint(folded, end, words)):
        found.append(match.group().upper())
        end = match.end()
    return tuple(dict.fromkeys(found)), end


def _behind_joint(folded: str, at: int, words: _Words) -> int:
    at = _behind_signs(folded, at)
    joint = next((joint for joint in words.joints if _begins(folded[at:], joint)), None)
    return _behind_signs(folded, at + len(joint)) if joint else at


def _completed(about: Order, act: Act, said: str, rest: str, words: _Words) -> Order | UnclearLine:
    """The order with what stands behind its act."""
    match act:
        case Act.APPROVE:
            return _approval(about, rest, words)
        case Act.REJECT:
            return _refusal(about, said, rest, words)
        case Act.ASK:
            return _question(about, rest, words)
        case _:
            return replace(about, act=act, note=_note(rest))


def _approval(about: Order, rest: str, words: _Words) -> Order | UnclearLine:
    told = fold(rest)
    if "?" in told or _act_at(told, 0, words) is not None:
        return UnclearLine(line=about.line, why=Unclear.CONDITION, subject=_note(rest))
    thanked = _thanks_follow(told, 0, words)
    if thanked and not (about.cases or about.every or about.references):
        return UnclearLine(line=about.line, why=Unclear.NO_CASE)  # said of what is done, or an approval
    return replace(about, act=Act.APPROVE, note="" if thanked else _note(rest))


def _refusal(about: Order, said: str, rest: str, words: _Words) -> Order | UnclearLine:
    sign = _SIGN.match(rest)
    told = fold(rest[sign.end() if sign else 0 :]).strip()
    because = next((word for word in words.because if _begins(told, word)), None)
    given = told[len(because) :].strip(" ,:") if because else told
    code = _reason(given, words)
    note = "" if code and _is_whole(given, code, words) else _note(rest)
    if said in words.negations and rest.strip(" .!") and not sign and not because:
        return UnclearLine(line=about.line, why=Unclear.DENIED_REASON, subject=_note(rest))
    if "?" in told:
        return UnclearLine(line=about.line, why=Unclear.CONDITION, subject=_note(rest))
    return replace(about, act=Act.REJECT, reason=code, note=note, denies=said in words.negations)


def _reason(told: str, words: _Words) -> str | None:
    """The reason code that these words begin with."""
    return next((code for word, code in words.reasons if _begins(told, word)), None)


def _is_whole(told: str, code: str, words: _Words) -> bool:
    bare = told.strip(" .!")
    return any(bare == word for word, meant in words.reasons if meant == code)


def _question(about: Order, rest: str, words: _Words) -> Order | UnclearLine:
    parts = _parts(rest.strip(" :.?!"), words)
    known = [words.fields.get(key(part)) for part in parts]
    unknown = [part for part, id_ in zip(parts, known, strict=True) if id_ is None]
    if unknown or not parts:
        return UnclearLine(line=about.line, why=Unclear.UNKNOWN_FIELD, subject=", ".join(unknown))
    asked = (id_.partition(".")[0] if id_ in ITEM_PARTS else id_ for id_ in known if id_)
    return replace(about, act=Act.ASK, fields=tuple(dict.fromkeys(asked)))


def _correction(about: Order, rest: str, words: _Words) -> Order | UnclearLine:
    values: list[tuple[str, str]] = []
    for piece in rest.strip(" :.)").split(";"):
        match = _VALUE.fullmatch(piece.strip())
        if match is None:
            return UnclearLine(line=about.line, why=Unclear.NO_ACT, subject=_note(rest))
        name, value = match[1].strip(), match[2].strip()
        id_ = words.fields.get(key(name))
        if id_ is None:
            return UnclearLine(line=about.line, why=Unclear.UNKNOWN_FIELD, subject=name)
        values.append((id_, value))
    return replace(about, act=Act.CORRECT, values=tuple(values))


def _parts(text: str, words: _Words) -> list[str]:
    """Fields between commas and joints."""
    joints = "|".join(re.escape(joint) for joint in words.joints)
    pieces = re.split(rf"\s*[,;]\s*|\s+(?:{joints})\s+" if joints else r"\s*[,;]\s*", text, flags=re.IGNORECASE)
    return [piece.strip() for piece in pieces if piece and piece.strip()]


def _cases(folded: str, words: _Words) -> tuple[bool, tuple[int, ...], int]:
    """Whether all are meant, the numbers, and where the rest begins."""
    at = _behind_signs(folded, 0)
    every = next((word for word in words.every if _begins(folded[at:], word)), None)
    if every is not None:
        return True, (), _behind_signs(folded, at + len(every))
    numbers: list[int] = []
    while True:
        span = _RANGE.match(folded, at)
        single = span or _NUMBER.match(folded, at)
        if single is None or folded[single.end() : single.end() + 1] == "=":
            break
        numbers.extend(_in_range(int(single[1]), int(single[2])) if span else [int(single[1])])
        at = _past_joint(folded, single.end(), words)
    return False, tuple(dict.fromkeys(numbers)), at


def _in_range(first: int, last: int) -> range:
    return range(first, min(last, first + _MOST_IN_RANGE) + 1)


def _past_joint(folded: str, at: int, words: _Words) -> int:
    """Behind the punctuation, and behind an `and` that another number follows."""
    at = _behind_signs(folded, at)
    for joint in words.joints:
        behind = at + len(joint) + 1
        if _begins(folded[at:], joint) and _NUMBER.match(folded, behind):
            return behind
    return at


def _act_at(folded: str, at: int, words: _Words) -> tuple[Act, int] | None:
    """The act that is named there, and where its words end."""
    start = _behind_signs(folded, at)
    for word, act in words.acts:
        if _begins(folded[start:], word):
            return act, start + len(word)
    return None


def _behind_signs(folded: str, at: int) -> int:
    while at < len(folded) and folded[at] in _SIGNS:
        at += 1
    return at


def _begins(text: str, word: str) -> bool:
    """Whether the text begins with these whole words."""
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum() and text[len(word) : len(word) + 1] != "="


def _note(rest: str) -> str:
    return squash(rest).strip(" ,;:-–—.!")


def _words_of(languages: Sequence[OrderWords]) -> _Words:
    acts = [(fold(word), Act(name)) for words in languages for name in Act if name != Act.CORRECT for word in getattr(words, name, ())]
    denied = [(fold(word), Act.REJECT) for words in languages for word in words.no]
    return _Words(
        acts=_longest_first([*acts, *denied]),
        negations=frozenset(word for word, _ in denied),
        every=_sorted(word for words in languages for word in words.every),
        joints=_sorted(word for words in languages for word in words.joints),
        because=_sorted(word for words in languages for word in words.because),
        thanks=_sorted(word for words in languages for word in words.thanks),
        closings=(),
        reasons=_longest_first(
            [
                *((fold(word), code) for words in languages for code, said in words.reasons.items() for word in said),
                *((code, code) for code in REJECTING),
            ]
        ),
        fields=_named_fields(languages),
    )


def _named_fields(languages: Sequence[OrderWords]) -> Mapping[str, str]:
    said = {key(word): id_ for words in languages for id_, names in words.fields.items() for word in names}
    return {key(id_): id_ for id_ in (*FIELDS, *ITEM_PARTS)} | said


def _longest_first(pairs: Sequence[tuple[str, T]]) -> tuple[tuple[str, T], ...]:
    return tuple(sorted(dict.fromkeys(pairs), key=lambda pair: (-len(pair[0]), pair[0])))


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)))

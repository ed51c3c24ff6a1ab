"""Postal addresses: street and number with postcode and town, in either order, on one line or two."""

import re
from collections.abc import Iterator
from dataclasses import replace

from leadbot.reading.fold import squash
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import writes_small
from leadbot.reading.streets import bare_street, street_by_ending
from leadbot.reading.text import Label, Mention, Spans, Statement, What
from leadbot.reading.towns import town_after_street, town_ahead, town_before, town_end, town_told, with_suffix
from leadbot.reading.vocabulary import WORD, Vocabulary

_HOUSE = r"\d{1,4}(?:\s?[A-Za-z](?![\w]))?(?:(?:\s?[/\-]\s?\d{1,4}[A-Za-z]?|[/\-][A-Za-z]{1,3})(?!\w))?"
_FLAT = re.compile(r"[\s,]*(\d{1,4}[A-Za-z]?)(?!\w)")
_NUMBER_ENDS = re.compile(rf"(?<![\w/]){_HOUSE}\s*$")
_NUMBER = re.compile(rf"(?<![\w/]){_HOUSE}")
_BETWEEN = re.compile(r"[\s,;/|\-]*$")
_BOUNDARY = re.compile(r"[,;|(:\n]|\s[/\-]\s|\.\s(?=[A-ZŁŚŻŹĆÓ\d])")
_FOREIGN_POSTCODE = re.compile(r"(?<![\w\-])(?:[A-Z]{1,2}-)?(?:\d{3} \d{2}|\d{4,5}(?: [A-Z]{2})?)(?= [^\W\d_])(?![\w\-])")
_WINDOW = 90
"""How far a street may begin before its postcode."""
_TIGHT_PREFIX = re.compile(r"^(\w{2,3}\.)(?=\w)")


def find_addresses(statement: Statement, vocabulary: Vocabulary, spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The addresses in a statement that show themselves as such."""
    prefixes = statement.found(WORD + "street_prefixes")
    shouted = statement.text.upper()
    if vocabulary.postcodes is not None and vocabulary.postcodes.search(shouted):
        for match in vocabulary.postcodes.finditer(shouted if writes_small(statement) else statement.text):
            if spans.free(*match.span()) and not (_is_box(statement, match.start()) or _is_called_up(statement.text, match.start())):
                yield from _around(statement, match.start(), match.end(), prefixes, spans, expected=_expected(label))
    for match in _FOREIGN_POSTCODE.finditer(statement.text):
        if spans.free(*match.span()):
            yield from _foreign(statement, match.start(), match.end(), prefixes, spans)
    for prefix in prefixes:
        if spans.free(prefix.start, prefix.end):
            yield from _street_alone(statement, prefix, spans, expected=_expected(label))
    for start, end in street_by_ending(statement, vocabulary, spans):
        town = town_after_street(statement, end)
        expected = _expected(label)
        yield _without_postcode(statement, start, town or end, spans, expected=expected, town=town is not None)


def _is_box(statement: Statement, start: int) -> bool:
    """Whether a number is a post box's, not a postcode."""
    return any(h.end < start <= h.end + 3 for h in statement.found(WORD + "box_prefixes"))


def _is_called_up(text: str, start: int) -> bool:
    """Whether the digits go on a number with a country code: `+49 761 555 0123`."""
    return _CODED.search(text, max(0, start - 24), start) is not None


_CODED = re.compile(r"(?:\+|00)\d{1,3}[\d ()./\-]{0,20}$")


def labelled_address(statement: Statement, start: int, end: int, spans: Spans) -> Mention | None:
    """What stands after the label `Address`, where it looks like none we know: taken whole."""
    stop = min([s for s, _ in spans.taken if s >= start] + [end])
    text = statement.text[start:stop]
    value = _tidy(text)
    if sum(c.isalpha() for c in value) < 3 or not (any(c.isdigit() for c in value) or "," in value):
        return None
    spans.take(start, stop)
    return Mention(what=What.ADDRESS, value=value, start=start, end=stop)


def _expected(label: Label | None) -> bool:
    return label is not None and "address" in label.kinds


def _around(statement: Statement, start: int, end: int, prefixes: tuple[Hit, ...], spans: Spans, *, expected: bool) -> Iterator[Mention]:
    until = with_suffix(statement, town_end(statement, end))
    apart = _town_apart(statement, start, end, until, prefixes, spans)
    if apart is not None:
        yield _address(statement, *apart, spans)
        return
    street_start = _street_ending(statement, start, prefixes, spans)
    if street_start is None:
        town = start if until > end else town_before(statement, start, spans)
        after = _street_after(statement, until, prefixes) if town is not None else None
        if after is None and not expected:
            return
        first, last = start if town is None else town, after or until
    else:
        first, last = street_start, until
        town = town_ahead(statement, street_start, spans) if until == end else None
        first = street_start if town is None else town
    mention = _address(statement, first, last, spans)
    if first == street_start and until == end:
        mention = replace(mention, value=f"{mention.value} {town_told(statement, first)}".strip())
    yield mention


def _address(statement: Statement, first: int, last: int, spans: Spans) -> Mention:
    """The address in that stretch, its country behind it included."""
    last = _with_country(statement, last)
    spans.take(first, last)
    return Mention(what=What.ADDRESS, value=_tidy(statement.text[first:last]), start=first, end=last)


def _town_apart(statement: Statement, start: int, end: int, until: int, prefixes: tuple[Hit, ...], spans: Spans) -> tuple[int, int] | None:
    """An address whose town stands before its postcode: `ul. Długa 5, Kraków 31-147`, `Kraków, 31-147, ul. Długa 5`."""
    listed = until > end and statement.text[end : end + 1] in (",", "\n")
    if until > end and not listed:
        return None
    town = town_ahead(statement, start, spans)
    if town is None:
        return None
    street = _street_ending(statement, town, prefixes, spans)
    closed = end + (statement.text[end : end + 1] == ")" and "(" in statement.text[town:start])
    if street is not None:
        return street, closed
    after = _street_after(statement, end, prefixes)
    return (town, after) if after is not None else None


def _street_ending(statement: Statement, at: int, prefixes: tuple[Hit, ...], spans: Spans) -> int | None:
    """Where the street begins that ends right before a postcode or town."""
    led = _number_first(statement, at, prefixes, spans)
    return led if led is not None else _street_before(statement, at, prefixes, spans)


def _foreign(statement: Statement, start: int, end: int, prefixes: tuple[Hit, ...], spans: Spans) -> Iterator[Mention]:
    joined = any(0 <= start - h.end <= 1 for h in statement.found(WORD + "address_joints"))
    if not (joined or statement.text[:start].rstrip(" ")[-1:] in (",", "\n", "/", ";")) or not statement.text[end + 1 : end + 2].isupper():
        return
    street = _street_before(statement, start, prefixes, spans)
    if street is None:
        return
    last = _with_country(statement, town_end(statement, end))
    spans.take(street, last)
    yield Mention(what=What.ADDRESS, value=_tidy(statement.text[street:last]), start=street, end=last)


def _street_alone(statement: Statement, prefix: Hit, spans: Spans, *, expected: bool) -> Iterator[Mention]:
    """A street without a postcode: `ul. Długa 5, Gdańsk`."""
    if statement.text[prefix.end : prefix.end + 1] not in (".", " ", "/") or not _is_prefix(statement, prefix):
        return
    leading = _leading_number(statement, prefix.start, 0)
    if leading is not None and spans.free(leading, prefix.end):
        yield from _led_street(statement, leading, prefix, spans, expected=expected)
        return
    number = _house_after(statement, prefix)
    if number is None or _BOUNDARY.search(statement.text, prefix.end + 1, _before_comma(statement.text, number.start())):
        return
    end = _with_details(statement, _with_flat(statement, number.end()))
    town = town_after_street(statement, end)
    if not spans.free(prefix.start, town or end):
        return
    yield _without_postcode(statement, prefix.start, town or end, spans, expected=expected, town=town is not None)


def _without_postcode(statement: Statement, start: int, end: int, spans: Spans, *, expected: bool, town: bool) -> Mention:
    """A street, its town behind it or, under a label for an address, before it: `Address: Gdańsk, ul. Długa 5`."""
    ahead = town_ahead(statement, start, spans) if expected and not town else None
    start = start if ahead is None else ahead
    spans.take(start, end)
    certain = expected or town
    return Mention(what=What.ADDRESS, value=_tidy(statement.text[start:end]), start=start, end=end, certain=certain)


def _house_after(statement: Statement, prefix: Hit) -> re.Match[str] | None:
    """The house number behind a street's prefix; a number that the street's name begins with is none: `ul. 3 Maja 14`."""
    text, stop = statement.text, prefix.end + 60
    first = _NUMBER.search(text, prefix.end, stop)
    if first is None or text[prefix.end : first.start()].strip(" .") or _NAME_AFTER.match(text, first.end()) is None:
        return first
    second = _NUMBER.search(text, first.end(), stop)
    return first if second is None or re.search(r"[,;|(\n]", text[first.end() : second.start()]) else second


_NAME_AFTER = re.compile(r"(?: (?:[^\W\d_]{1,12}\. )?[^\W\d_]{3,20}){1,4} \d")


def _led_street(statement: Statement, start: int, prefix: Hit, spans: Spans, *, expected: bool) -> Iterator[Mention]:
    """A street behind its number, without a postcode: `12 rue du Bac, Paris`."""
    bound = _BOUNDARY.search(statement.text, prefix.end, prefix.end + 60)
    end = bound.start() if bound else min(len(statement.text), prefix.end + 60)
    town = town_after_street(statement, end)
    last = town or end
    if last - prefix.end > 1 and spans.free(start, last) and (bound or end == len(statement.text)):
        yield _without_postcode(statement, start, last, spans, expected=expected, town=town is not None)


def _is_prefix(statement: Statement, prefix: Hit) -> bool:
    """A street's prefix is followed by a name: a capital, or a number with a name (`3 Maja`)."""
    at = prefix.end
    for small in statement.found(WORD + "town_connectors"):
        if at <= small.start <= at + 2 and statement.text[small.start].islower():
            at = small.end
    rest = statement.text[at : at + 20].lstrip("./ '’")
    if writes_small(statement):
        return rest[:1].isalnum()
    return rest[:1].isupper() or rest[:1].isdigit() or rest[:1] in "„\"'"


"""Small words of a street's name: `Calle de la Paz`, `Rue du Lac`."""
_COMMA = re.compile(r",\s?(?:n[º°o]?\.?\s?|núm\.?\s?)?$")
_DETAIL = re.compile(
    r"\s*(?:n[º°o]\.?\s?|núm\.?\s?)?(?:\d{1,4}\s?[ºª°]?\.?\s?[A-Za-z]{0,4}\.?(?:\s?[-/]?\s?\d{0,3}\s?[ºª°]?\s?[A-Za-z]{0,4}\.?)?|s/n)\s*",
    re.IGNORECASE,
)
"""A number, a floor or a door behind the street's name: `145`, `2º 1ª`, `3º izq.`, `s/n`."""


def _before_comma(text: str, number: int) -> int:
    """Where a street's name ends that a comma parts from its number: `Calle Mayor, 12`."""
    comma = _COMMA.search(text, max(0, number - 8), number)
    return comma.start() if comma is not None else number


def _with_details(statement: Statement, end: int) -> int:
    """The end of the floors and doors behind a house number."""
    text = statement.text
    flats = {h.start: h.end for h in statement.found(WORD + "flat")}
    while text[end : end + 1] == ",":
        start = end + 1 + (text[end + 1 : end + 2] == " ")
        detail = re.compile(r"\d{1,2}\s?[ºª°][\sA-Za-z0-9ºª°.]{0,10}(?=[,;.)\n]|$|\s-\s)").match(text, start)
        named = flats.get(start)
        if detail is None and named is None:
            break
        stop = re.compile(r"[^,;\n]{0,14}?(?=[,;\n)]|\.\s|\.?$|\s-\s)").match(text, named) if named is not None else None
        following = detail.end() if detail is not None else (stop.end() if stop is not None else end)
        if following <= end:
            break
        end = following
    return end


def _prefixed_street(statement: Statement, prefixes: tuple[Hit, ...], floor: int, end: int) -> int | None:
    """The start of a street with its prefix, of which commas part number, floor and door: `C/ Aribau, 145, 2º 1ª`."""
    flats = [(h.start, h.end) for h in statement.found(WORD + "flat")]
    for prefix in reversed([p for p in prefixes if floor <= p.start < end and _is_prefix(statement, p)]):
        stretch = statement.text[prefix.end : end]
        if re.search(r"[;|(\n]|\.\s[A-Z]\w{3}", stretch) or not re.search(r"\d|s/n", stretch):
            continue
        name, *details = stretch.split(",")
        at = prefix.end + len(name) + 1
        fits = sum(c.isalpha() for c in name) > 1
        for detail in details:
            flat = any(at <= s <= at + 1 for s, _ in flats) and len(detail) <= 16
            fits = fits and (flat or _DETAIL.fullmatch(detail) is not None)
            at += len(detail) + 1
        if fits:
            return prefix.start
    return None


def _street_before(statement: Statement, postcode: int, prefixes: tuple[Hit, ...], spans: Spans) -> int | None:
    text = statement.text
    joint = next((h for h in statement.found(WORD + "address_joints") if 0 <= postcode - h.end <= 1), None)
    postcode = joint.start if joint is not None else postcode
    gap = _BETWEEN.search(text, max(0, postcode - 8), postcode)
    end = gap.start() if gap else postcode
    floor = max([0, end - _WINDOW] + [e for s, e in spans.taken if e <= end])
    prefixed = _prefixed_street(statement, prefixes, floor, end)
    if prefixed is not None:
        return prefixed
    number = _house_before(statement, floor, end)
    if number is None:
        return None
    named = [p for p in prefixes if floor <= p.start < number and _is_prefix(statement, p)]
    near = [p for p in named if not re.search(r"[,;|(\n]", text[p.end : number])]
    if near:
        return near[0].start
    return bare_street(statement, floor, number)


def _number_first(statement: Statement, postcode: int, prefixes: tuple[Hit, ...], spans: Spans) -> int | None:
    """Where an address begins whose house number stands before the street: `12 bis, rue du Bac, BP 45, 75007 Paris`; or that has none."""
    text = statement.text
    floor = max([0, postcode - _WINDOW] + [e for s, e in spans.taken if e <= postcode])
    named = [p for p in prefixes if floor <= p.start and p.end < postcode and _is_prefix(statement, p)]
    for prefix in named:
        leading = _leading_number(statement, prefix.start, floor)
        rest = text[prefix.end : postcode]
        if (leading is not None or not any(c.isdigit() for c in _without_box(statement, prefix, postcode))) and not _LEAVES.search(rest):
            return prefix.start if leading is None else leading
    return None


def _leading_number(statement: Statement, street: int, floor: int) -> int | None:
    """Where the house number begins that stands before a street's name."""
    match = _NUMBER_BEFORE.search(statement.text, max(floor, street - 16), street)
    if match is None:
        return None
    extra = match.group(2)
    known = not extra or len(extra) == 1 or any(h.start == match.start(2) for h in statement.found(WORD + "number_extension"))
    return match.start() if known else None


def _without_box(statement: Statement, prefix: Hit, end: int) -> str:
    """The text from a street to the postcode, numbers of post boxes left out."""
    boxes = [h for h in statement.found(WORD + "box_prefixes") if prefix.start <= h.start < end]
    text, at = "", prefix.end
    for box in boxes:
        number = _BOX_NUMBER.match(statement.text, box.end)
        if number is not None and box.start >= at:
            text, at = text + statement.text[at : box.start], number.end()
        elif number is not None:
            at = number.end()
    return text + statement.text[at:end]


_NUMBER_BEFORE = re.compile(r"(?<![\w/.,\-])(\d{1,4}(?:\s?[\-/]\s?\d{1,4})?)(?:\s?([A-Za-z]{1,6})(?!\w))?\s?,?\s{1,2}$")
_BOX_NUMBER = re.compile(r"[\s.:°n]{0,4}\d{1,6}")
_LEAVES = re.compile(r"[|(;:]|\.\s(?=[A-ZÀ-Þ])")


def _house_before(statement: Statement, floor: int, end: int) -> int | None:
    """Where the house number that ends at `end` begins, a flat's number behind it included."""
    text = statement.text
    flats = [h for h in statement.found(WORD + "flat") if floor < h.start and h.end < end]
    if flats and _FLAT.fullmatch(text[flats[-1].end : end].lstrip(".")):
        end = flats[-1].start
        while end > floor and text[end - 1] in " ,/":
            end -= 1
    for hit in statement.found(WORD + "house_suffixes"):
        if floor < hit.start and hit.end == end and text[hit.start - 1].isspace():
            end = hit.start - 1
    match = _NUMBER_ENDS.search(text, max(floor, end - 14), end)
    return None if match is None else match.start()


def _with_flat(statement: Statement, end: int) -> int:
    for hit in statement.found(WORD + "flat"):
        if end <= hit.start <= end + 3 or (hit.end == end and hit.end - hit.start == 1):
            match = _FLAT.match(statement.text, hit.end + (statement.text[hit.end : hit.end + 1] == "."))
            return match.end(1) if match else end
    return end


def _street_after(statement: Statement, end: int, prefixes: tuple[Hit, ...]) -> int | None:
    """Town first, street behind it: `00-502 Warszawa, ul. Bracka 6/9`."""
    for prefix in prefixes:
        leading = _leading_number(statement, prefix.start, end) if end < prefix.start <= end + 10 else None
        if leading is not None and not statement.text[end:leading].strip(" ,\n") and _is_prefix(statement, prefix):
            bound = _BOUNDARY.search(statement.text, prefix.end, prefix.end + 60)
            stop = bound.start() if bound is not None else min(len(statement.text.rstrip(" .")), prefix.end + 60)
            return stop - (statement.text[stop - 1] == ")")
        if end <= prefix.start <= end + 3 and _is_prefix(statement, prefix):
            number = _house_after(statement, prefix)
            if number is not None and not re.search(r"[,;|(\n]", statement.text[prefix.end : number.start()]):
                return _with_flat(statement, number.end())
    bare = _STREET_AHEAD.match(statement.text, end)
    return _with_flat(statement, bare.end()) if bare is not None else None


_STREET_AHEAD = re.compile(rf"[,\n]\s?(?:[A-ZŁŚŻŹĆÓĘĄŃÄÖÜ][\w'’.\-]{{1,30}}\s){{1,4}}{_HOUSE}(?=[\s,;.)/|]|$)")


def _with_country(statement: Statement, end: int) -> int:
    for hit in statement.found(WORD + "countries"):
        if end < hit.start <= end + 3 and statement.text[end : hit.start].strip(" ,(") == "":
            return hit.end
    return end


_ABBREVIATED = re.compile(r"(?<![^\W_])[a-zß-ÿ]{2,5}\.$")
"""A floor or a side at an address's end, whose full stop is its own: `3º izq.`."""


def _tidy(text: str) -> str:
    lines = [line.strip(" ,;/|") for line in text.split("\n")]
    value = squash(", ".join(line for line in lines if line)).strip(" ,;/|-")
    value = re.sub(r"\s[/|]\s", ", ", value)
    if value.endswith(".") and _ABBREVIATED.search(value) is None:
        value = value[:-1]
    return _TIGHT_PREFIX.sub(r"\1 ", value)

"""The kinds of perturbation: each takes a mail's octets and what was read from it, and gives the same mail written otherwise."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

from tests.mails.perturbing.clients import FORWARDS, REPLIES, introduced
from tests.mails.perturbing.surgery import Unfit, encoded, flowed, is_html, only_plain, opened, put, rewritten, substituted, text_of, texts

from leadbot.mime.lines import plain_lines
from leadbot.mime.phrases import phrases
from leadbot.mime.quotes import start_at
from leadbot.model.program import Program

Row = Mapping[str, Any]
"""What `leadbot read --json` prints of the mail as it is."""
Kind = Callable[[bytes, Row, Program], Iterator[tuple[str, bytes]]]
"""Variants of the mail by name. Raises Unfit where the kind makes no sense for it."""


def leads(row: Row) -> list[dict[str, Any]]:
    return [lead["fields"] for lead in row["leads"]]


def ascii_only(text: str) -> str:
    """Without diacritics, as people type who have no such keys."""
    plain = text.translate(str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "ß": "ss"}))
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)))


def diacritics(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    yield "dropped", substituted(opened(raw), ascii_only, ascii_only)
    decomposed = lambda text: unicodedata.normalize("NFD", text)  # noqa: E731
    yield "decomposed", substituted(opened(raw), decomposed)


_LABEL = re.compile(r"^(\s*(?:\d{1,2}[.)]\s*|[-*•]\s*)?)([^\W\d_][^\W_]*(?:[ /\-][^\W_]+){0,3})(\s?:)(?=[ \t]+\S|$)", re.MULTILINE)


def case(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    """Labels, plan names and addresses in other case; names and prose keep theirs, for there capitals tell."""
    upper = lambda text: _LABEL.sub(lambda m: m[1] + m[2].upper() + m[3], text)  # noqa: E731
    lower = lambda text: _LABEL.sub(lambda m: m[1] + m[2].lower() + m[3], text)  # noqa: E731
    values = _value_case(program)
    made = False
    for name, change in (("labels-upper", upper), ("labels-lower", lower), ("values", values)):
        try:
            yield name, substituted(opened(raw), change)
            made = True
        except Unfit:
            continue
    if not made:
        raise Unfit("no labels, plans or addresses in its text")


_EMAIL = re.compile(r"(?<![\w.@<:])[\w.+-]+@[\w.-]+\w")
_FAMILY = re.compile(
    r"\b(?:microsoft|office|business|standard|premium|basic|dynamics|sales|professional|central|essentials|webassist)\b", re.IGNORECASE
)


def _value_case(program: Program) -> Callable[[str], str]:
    def change(text: str) -> str:
        text = _EMAIL.sub(lambda m: m[0].upper() if m[0].islower() else m[0], text)
        return _FAMILY.sub(lambda m: m[0].upper(), text)

    return change


def id_format(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    ids = {str(v) for fields in leads(row) for f, v in fields.items() if f.endswith((".tax_id", ".registry_id"))}
    if not ids:
        raise Unfit("no id in it")
    for number in range(_FORMATS):

        def change(text: str, number: int = number) -> str:
            for value in ids:
                text = _spelt(value).sub(lambda m, v=value: _written(v, number, m[0]), text)
            return text

        try:
            yield f"id-{number}", substituted(opened(raw), change)
        except Unfit:
            if number == _FORMATS - 1:
                raise


_FORMATS = 4


def _spelt(value: str) -> re.Pattern[str]:
    """The id in any grouping; what goes before it in letters is part of it."""
    body = r"[\s.\-]?".join(map(re.escape, value))
    return re.compile(rf"(?<![\w\-/.]){body}(?![\w\-/]|\.\d)")


def _written(value: str, number: int, was: str) -> str:
    digits = re.sub(r"\D", "", value)
    letters = re.match(r"[A-Z]*", value)[0]  # type: ignore[index]
    rest = value[len(letters) :]
    ways = {
        ("", 10): ["{0}", "{0:3}-{1:3}-{2:2}-{3:2}", "{0:3} {1:3} {2:2} {3:2}", "{0:3}-{1:2}-{2:2}-{3:3}"],
        ("", 9): ["{0}", "{0:3} {1:3} {2:3}", "{0:3}.{1:3}.{2:3}", "{0:3} {1:3} {2:3}"],
        ("", 8): ["{0}", "{0:7}-{1:1}", "{0}", "{0:7}-{1:1}"],
        ("", 14): ["{0}", "{0:3} {1:3} {2:3} {3:5}", "{0}", "{0:9} {1:5}"],
        ("CHE", 9): ["CHE{0}", "CHE-{0:3}.{1:3}.{2:3}", "CHE {0:3}.{1:3}.{2:3}", "CHE {0:3} {1:3} {2:3}"],
    }.get((letters, len(digits)) if rest.isdigit() else ("?", 0))
    if ways is None or len(value) != len(digits) + len(letters):
        return was
    return _grouped(ways[number], digits)


def _grouped(way: str, digits: str) -> str:
    at = 0
    made = []
    for piece in re.split(r"(\{\d(?::\d+)?\})", way):
        match = re.fullmatch(r"\{\d(?::(\d+))?\}", piece)
        if match is None:
            made.append(piece)
            continue
        length = int(match[1]) if match[1] else len(digits)
        made.append(digits[at : at + length])
        at += length
    return "".join(made)


def phone_format(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    import phonenumbers as p

    found = {str(v) for fields in leads(row) for f, v in fields.items() if f.endswith(".phone") and str(v).startswith("+")}
    if not found:
        raise Unfit("no phone in it")
    country = program.calendar.country
    for way in ("international", "zeros", "national", "dashes"):

        def change(text: str, way: str = way) -> str:
            for value in found:
                number = p.parse(value)
                home = p.region_code_for_number(number) == country
                text = _dialled(number).sub(lambda m, n=number, h=home: _dial(n, way, h, m[0]), text)
            return text

        try:
            yield way, substituted(opened(raw), change)
        except Unfit:
            if way == "dashes":
                raise


def _dialled(number: Any) -> re.Pattern[str]:
    import phonenumbers as p

    national = p.national_significant_number(number)
    trunk = r"(?:\(0\)\s?|\(0?|0[\s\-]?)?"
    body = r"[\s.\-()/]{0,2}".join(national)
    return re.compile(
        rf"(?<![\w+])(?:(?:\(?\+|00)\s?{number.country_code}\)?[\s.\-]{{0,2}}{trunk}|{trunk})?(?<!\d){body}(?!\d)(?!\s?(?:w\.|wew|ext))"
    )


def _dial(number: Any, way: str, home: bool, was: str) -> str:
    import phonenumbers as p

    international = p.format_number(number, p.PhoneNumberFormat.INTERNATIONAL)
    if way == "zeros":
        return international.replace("+", "00", 1)
    if way == "national" and home:
        return p.format_number(number, p.PhoneNumberFormat.NATIONAL)
    if way == "dashes":
        return p.format_number(number, p.PhoneNumberFormat.NATIONAL).replace(" ", "-") if home else international
    return international


def charset(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    for name, encoding in (("utf-8", "base64"), ("utf-8", "8bit"), ("utf-16", "base64"), *((c, "quoted-printable") for c in _PAGES)):
        mail = opened(raw)
        try:
            for part in texts(mail):
                put(part, text_of(part), charset=name, encoding=encoding)
        except UnicodeEncodeError:
            continue
        yield f"{name}-{encoding}", mail.as_bytes()


_PAGES = ("windows-1250", "iso-8859-2", "windows-1252", "iso-8859-15")

_FOOTERS = {
    "pl": "Ta wiadomość może zawierać informacje poufne i jest przeznaczona wyłącznie dla jej adresata.",
    "en": "This e-mail is confidential and intended solely for the addressee. If you have received it in error, please delete it.",
    "fi": "Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle.",
    "sv": "Detta meddelande är konfidentiellt och endast avsett för adressaten.",
    "nl": "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
    "es": "Este mensaje es confidencial y va dirigido exclusivamente a su destinatario.",
    "fr": "Ce message est confidentiel et destiné exclusivement à son destinataire.",
}
_PHONES = {
    "pl": "Wysłano z iPhone'a", "en": "Sent from my iPhone", "fi": "Lähetetty iPhonesta", "sv": "Skickat från min iPhone",
    "nl": "Verstuurd vanaf mijn iPhone", "es": "Enviado desde mi iPhone", "fr": "Envoyé de mon iPhone",
}  # fmt: skip
_BANNERS = (
    "[EXTERNAL] This message came from outside the organisation. Do not click links or open attachments unless you know the sender.",
    "You don't often get email from this address. Learn why this is important <https://aka.ms/LearnAboutSenderIdentification>",
    "CAUTION: This email originated from outside of the organization.",
)


def footer(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    language = row["language"] or "en"
    yield "disclaimer", _around(raw, "", f"\n\n{_FOOTERS[language]}\n")
    yield "phone", _around(raw, "", f"\n\n{_PHONES[language]}\n")


def banner(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    for number, line in enumerate(_BANNERS):
        yield f"banner-{number}", _around(raw, f"{line}\n\n", "")


def _around(raw: bytes, above: str, below: str) -> bytes:
    mail = opened(raw)
    for part in texts(mail):
        text = text_of(part)
        put(part, _around_html(text, above, below) if is_html(part) else above + text.rstrip("\n") + below)
    return mail.as_bytes()


def _around_html(html: str, above: str, below: str) -> str:
    top, end = (f"<div>{escape(piece.strip())}</div>" if piece else "" for piece in (above, below))
    opening = re.search(r"<body\b[^>]*>", html, re.IGNORECASE)
    start = opening.end() if opening else 0
    closing = html.lower().rfind("</body>")
    stop = closing if closing >= 0 else len(html)
    return html[:start] + top + html[start:stop] + end + html[stop:]


def rewrap(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    for width in (72, 76):
        yield f"at-{width}", rewritten(opened(raw), lambda text, width=width: "\n".join(_wrapped(text, width)))
    mail = opened(raw)
    only_plain(mail)
    part = next(iter(texts(mail)))
    if flowed(part):
        raise Unfit("is flowed already")
    put(part, "\n".join(_flowing(text_of(part))))
    part.set_param("format", "flowed")
    yield "flowed", mail.as_bytes()


def _wrapped(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        mark = re.match(r"[> ]*", line)[0] if line.startswith(">") else ""  # type: ignore[index]
        if len(line) <= width or "\t" in line or "|" in line or "   " in line.strip():
            yield line
            continue
        yield from (mark + piece for piece in _broken(line[len(mark) :], width - len(mark)))


def _broken(line: str, width: int) -> Iterator[str]:
    while len(line) > width and (at := line.rfind(" ", 1, width + 1)) > 0 and line[:at].strip():
        yield line[:at]
        line = line[at + 1 :]
    yield line


def _flowing(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line == "-- " or line.startswith(">"):
            yield line
            continue
        *soft, last = _broken(line.rstrip(), 70)
        yield from (f"{_stuffed(piece)} " for piece in soft)
        yield _stuffed(last)


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line


def html(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    """HTML instead of text, as Outlook, Gmail and simple programs make it; text instead of HTML where both are there."""
    mail = opened(raw)
    parts = list(texts(mail))
    if any(map(is_html, parts)):
        if all(map(is_html, parts)):
            raise Unfit("is HTML already")
        yield "plain", only_plain(mail).as_bytes()
        only_plain(mail)
        raw = mail.as_bytes()
    for name, make in (("outlook", _outlook_html), ("gmail", _gmail_html), ("br", _br_html)):
        mail = opened(raw)
        for part in texts(mail):
            lines = plain_lines(text_of(part), flowed(part), str(part.get_param("delsp", "")).lower() == "yes")
            part.del_param("format")
            put(part, make([(line.depth, line.text) for line in lines]), subtype="html")
        yield name, mail.as_bytes()


Lines = list[tuple[int, str]]


def _outlook_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f"<p class=MsoNormal>{escape(text) or '<o:p>&nbsp;</o:p>'}</p>")


def _gmail_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f'<div dir="auto">{escape(text) or "<br>"}</div>')


def _br_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f"{escape(text)}<br>\n")


def _quoted(lines: Lines, line: Callable[[str], str]) -> str:
    made = []
    for depth, group in groupby(_depths(lines), key=lambda pair: pair[0]):
        made.append("<blockquote type=cite>" * depth + "".join(line(text) for _, text in group) + "</blockquote>" * depth)
    return f"<html><head><title>x</title></head><body>{''.join(made)}</body></html>"


def _depths(lines: Lines) -> Iterator[tuple[int, str]]:
    yield from lines


def quote_header(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    """An older mail's header as other mail programs write it; where there is none, an older mail of ours below the text."""
    language = row["language"] or "en"
    mail = opened(raw)
    only_plain(mail)
    part = next(iter(texts(mail)))
    if flowed(part):
        raise Unfit("flowed text has no lines of its own")
    text = text_of(part)
    split = _older(text, program)
    forward = split is not None and _is_forward(row, raw)
    styles = {**REPLIES[language], **(FORWARDS[language] if forward or split is None else {})}
    for name, template in styles.items():
        if split is None and name in FORWARDS[language] and template is FORWARDS[language][name]:
            continue
        yield name, _with_header(raw, text, split, template, language)


def _is_forward(row: Row, raw: bytes) -> bool:
    return bool(re.search(rb"(?im)^subject:\s*(?:pd|fwd?|fw|vl|vs|vb|rv|tr|doorst)\b", raw))


def _older(text: str, program: Program) -> tuple[str, str, str, str] | None:
    """What stands above the older mail, its writer's name and address, and its text without marks; None where there is none."""
    known = phrases(program.mail_words)
    lines = plain_lines(text)
    for index in range(len(lines)):
        start = start_at(lines, index, known)
        if start is not None:
            rest = lines[index + start.length :]
            if start.writer is None or any(start_at(rest, at, known) for at in range(len(rest))):
                raise Unfit("more than one older mail, or none that names its writer")
            if any(line.depth for line in rest) and not all(line.depth for line in rest if line.text):
                raise Unfit("answers stand between the older mail's lines")
            above = "\n".join(text.split("\n")[:index])
            return above, start.name, start.writer.email, "\n".join(line.text for line in rest)
    if any(line.depth for line in lines):
        raise Unfit("quotes without a header")
    return None


_OURS = {
    "pl": "Dzień dobry,\nprosimy o przesłanie zgłoszenia w odpowiedzi na tę wiadomość.\nDziękujemy", "en": "Hello,\nplease send us your lead in reply to this mail.\nThank you",
    "fi": "Hei,\npyydämme lähettämään liidin vastauksena tähän viestiin.\nKiitos", "sv": "Hej,\nskicka gärna ert lead som svar på detta mejl.\nTack",
    "nl": "Hallo,\nstuur ons uw lead graag als antwoord op dit bericht.\nBedankt", "es": "Hola,\nenvíenos su oportunidad en respuesta a este mensaje.\nGracias",
    "fr": "Bonjour,\nmerci de nous envoyer votre demande en réponse à ce message.\nMerci",
}  # fmt: skip


def _with_header(raw: bytes, text: str, split: tuple[str, str, str, str] | None, template: str, language: str) -> bytes:
    mail = only_plain(opened(raw))
    part = next(iter(texts(mail)))
    if split is not None:
        above, name, email, below = split
        put(part, f"{above}\n" + introduced(template, below, name=name, email=email, to="Info <info@firma.example>", subject="Info"))
        return mail.as_bytes()
    old = introduced(
        template, _OURS[language], name="Program", email="program@vendor.example", to="Info <info@firma.example>", subject="Info"
    )
    put(part, f"{text.rstrip()}\n\n{old}\n")
    subject = encoded("Re: ")
    was = mail.get("Subject", "")
    del mail["Subject"]
    mail["Subject"] = was if re.match(r"\s*(?:re|odp|sv|vs|antw)\s*:", was, re.IGNORECASE) else f"{subject}\r\n {was.strip()}"
    if "In-Reply-To" not in mail:
        mail["In-Reply-To"] = "<ours@vendor.example>"
    return mail.as_bytes()


_LABELLED = re.compile(r"(?P<mark>\s*(?:\d{1,2}[.)]\s+|[-*•]\s+)?)(?P<label>[^\W\d_][^:\t@>]{1,60}):(?P<value>[ \t]+\S.*)")


def label_order(raw: bytes, row: Row, program: Program) -> Iterator[tuple[str, bytes]]:
    """Labelled lines of one party in another order: the line that names the party stays before those it speaks for."""
    heads = _party_words(program)
    yield "reversed", rewritten(opened(raw), lambda text: "\n".join(_reordered(text.split("\n"), heads, lambda rest: rest[::-1])))
    yield "rotated", rewritten(opened(raw), lambda text: "\n".join(_reordered(text.split("\n"), heads, lambda rest: rest[1:] + rest[:1])))


def _party_words(program: Program) -> re.Pattern[str]:
    ids = ("role_client", "role_partner", "label_partner")
    words = {w for lexicon in program.lexicons.values() for id_ in ids for w in lexicon.words.get(id_, ())}
    labels = {
        w
        for lexicon in program.lexicons.values()
        for id_ in ("name", "contact", "client_contact", "person")
        for w in lexicon.labels.get(id_, ())
    }
    joined = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words | labels, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _reordered(lines: list[str], heads: re.Pattern[str], order: Callable[[list[str]], list[str]]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _LABELLED.fullmatch(lines[end]):
            end += 1
        if end < len(lines) and lines[end].strip():
            # The last line goes on in the next one: it stays where it is.
            end -= 1
        if end - at < 2:
            yield lines[at]
            at += 1
            continue
        yield from _run(lines[at:end], heads, order)
        at = end


def _run(run: list[str], heads: re.Pattern[str], order: Callable[[list[str]], list[str]]) -> Iterator[str]:
    """The marks stay in their order; the lines behind them move, each party's among themselves."""
    found = [m for line in run if (m := _LABELLED.fullmatch(line))]
    marks = [m["mark"] for m in found]
    bodies: list[str] = []
    group: list[str] = []
    for match in found:
        body = f"{match['label']}:{match['value']}"
        if heads.search(match["label"]) and group:
            bodies += [group[0], *order(group[1:])]
            group = []
        group.append(body)
    bodies += [group[0], *order(group[1:])]
    yield from (mark + body for mark, body in zip(marks, bodies, strict=True))


KINDS: Mapping[str, Kind] = {
    "label-order": label_order,
    "case": case,
    "diacritics": diacritics,
    "id-format": id_format,
    "phone-format": phone_format,
    "quote-header": quote_header,
    "html": html,
    "charset": charset,
    "footer": footer,
    "banner": banner,
    "rewrap": rewrap,
}

"""The text laid out otherwise: HTML, charset, line breaks, lines above and below, order of labels."""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from tests.mails.perturbing.kind import Row, Variants
from tests.mails.perturbing.surgery import Unfit, flowed, is_html, only_plain, opened, put, rewritten, text_of, texts

from leadbot.mime.lines import plain_lines
from leadbot.model.program import Program


def charset(raw: bytes, row: Row, program: Program) -> Variants:
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


def footer(raw: bytes, row: Row, program: Program) -> Variants:
    language = row["language"] or "en"
    yield "disclaimer", _around(raw, "", f"\n\n{_FOOTERS[language]}\n")
    yield "phone", _around(raw, "", f"\n\n{_PHONES[language]}\n")


def banner(raw: bytes, row: Row, program: Program) -> Variants:
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


def rewrap(raw: bytes, row: Row, program: Program) -> Variants:
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


def html(raw: bytes, row: Row, program: Program) -> Variants:
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
            put(part, make([(line.depth, _kept_apart(line.text)) for line in lines]), subtype="html")
        yield name, mail.as_bytes()


def _kept_apart(text: str) -> str:
    """Runs of spaces as mail programs keep them apart in HTML."""
    return re.sub(r" {2,}", lambda m: "\xa0" * (len(m[0]) - 1) + " ", text)


Lines = list[tuple[int, str]]


def _outlook_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f"<p class=MsoNormal>{escape(text) or '<o:p>&nbsp;</o:p>'}</p>")


def _gmail_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f'<div dir="auto">{escape(text) or "<br>"}</div>')


def _br_html(lines: Lines) -> str:
    return _quoted(lines, lambda text: f"{escape(text)}<br>\n")


def _quoted(lines: Lines, line: Callable[[str], str]) -> str:
    made = []
    for depth, group in groupby(lines, key=lambda pair: pair[0]):
        inside = "".join(
            _table(rows) if tabled else "".join(map(line, rows))
            for tabled, pairs in groupby(group, key=lambda pair: "\t" in pair[1])
            for rows in [[text for _, text in pairs]]
        )
        made.append("<blockquote type=cite>" * depth + inside + "</blockquote>" * depth)
    return f"<html><head><title>x</title></head><body>{''.join(made)}</body></html>"


def _table(rows: list[str]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row.split("\t")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


_LABELLED = re.compile(r"(?P<mark>\s*(?:\d{1,2}[.)]\s+|[-*•]\s+)?)(?P<label>[^\W\d_][^:\t@>]{1,60}):(?P<value>[ \t]+\S.*)")


def label_order(raw: bytes, row: Row, program: Program) -> Variants:
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

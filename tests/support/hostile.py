"""Hostile mails, one class each. They name no product of any program, unless their name says that they carry a lead."""

import gzip
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable
from io import BytesIO

from support.office import ALFA, CLIENT, form

RECEIVED = b"Received: from mail.partner.example by mx.promise.example; Mon, 16 Nov 2026 09:00:00 +0100\r\n"
LEAD = form(CLIENT, ALFA).encode()
LENGTH = 40_000
"""Octets of an endless text."""


def endless(unit: bytes) -> bytes:
    """The same again and again, up to LENGTH."""
    return unit * (LENGTH // len(unit))


def letter(name: str, body: bytes = b"", headers: bytes = b"", *, sender: bytes | None = None, subject: bytes = b"Oferta") -> bytes:
    """A mail with its own Message-ID and sender, so that no class of hostile mail shares its fate with another."""
    who = sender or b"From: Jan <jan@%s.example>\r\n" % name.encode()
    return (
        b"%s%sTo: csp@promise.pl\r\nSubject: %s\r\nDate: Mon, 16 Nov 2026 09:00:00 +0100\r\nMessage-ID: <%s@hostile.example>\r\n%s\r\n%s"
        % (
            RECEIVED,
            who,
            subject,
            name.encode(),
            headers,
            body,
        )
    )


def text(name: str, body: bytes, **parts: bytes) -> bytes:
    """A plain text in UTF-8."""
    return letter(
        name, body, b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", **parts
    )


def html(name: str, body: bytes) -> bytes:
    """An HTML text alone."""
    return letter(name, body, b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n")


def mixed(name: str, parts: Iterable[bytes], *, kind: bytes = b"mixed") -> bytes:
    """A multipart of finished parts."""
    body = b"".join(b"--b\r\n%s\r\n" % part for part in parts) + b"--b--\r\n"
    return letter(name, body, b"MIME-Version: 1.0\r\nContent-Type: multipart/%s; boundary=b\r\n" % kind)


def attached(name: bytes, content: bytes, media_type: bytes = b"application/octet-stream") -> bytes:
    """A file as a part."""
    lines = re.sub(rb"(.{76})", rb"\1\r\n", b64encode(content))
    head = b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=%s\r\n\r\n" % (
        media_type,
        name,
    )
    return head + lines


def _zip(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _nested(count: int, name: str) -> bytes:
    inner = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1, count))
    return letter(name, b"--b0\r\n" + inner + b"\r\nNIP 7740001454", b"Content-Type: multipart/mixed; boundary=b0\r\n")


def _base64_garbage(name: str) -> bytes:
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    return letter(name, b"!!!==\r\n\xff\xfe AAAA=BBBB\r\n" * 40_000, head)


CLASSES: dict[str, Callable[[str], bytes]] = {
    # Form
    "empty": lambda _: b"",
    "only-a-colon": lambda _: b":",
    "no-header": lambda _: b"tylko tekst bez naglowka\r\n" * 10,
    "binary": lambda _: bytes(range(256)) * 4000,
    "mbox-line": lambda name: b"From jan@x.example Mon Nov 16 09:00:00 2026\r\n" + text(name, b"tekst"),
    "cr-only": lambda name: text(name, LEAD.replace(b"\n", b"\r\n")).replace(b"\r\n", b"\r"),
    "mixed-newlines": lambda name: text(name, b"a\r\nb\rc\nd\r\r\n\n\re"),
    "no-body": lambda name: letter(name),
    "body-of-spaces": lambda name: text(name, b" \t\r\n" * 100_000),
    "body-of-nul": lambda name: text(name, endless(b"\0")),
    "one-endless-line": lambda name: text(name, b"a" * 5_000_000),
    "million-empty-lines": lambda name: text(name, b"\r\n" * 1_000_000),
    # MIME
    "nested-multiparts": lambda name: _nested(2_000, name),
    "nested-mails": lambda name: letter(name, b"Content-Type: message/rfc822\r\n\r\n" * 5_000, b"Content-Type: message/rfc822\r\n"),
    "hundred-thousand-parts": lambda name: mixed(name, [b"\r\nx"] * 100_000),
    "two-hundred-thousand-headers": lambda name: letter(name, b"tekst", b"".join(b"X-%d: a\r\n" % n for n in range(200_000))),
    "no-boundary": lambda name: letter(name, b"tekst", b"Content-Type: multipart/mixed\r\n"),
    "wrong-boundary": lambda name: letter(
        name, b"--y\r\nContent-Type: text/plain\r\n\r\ntekst\r\n--y--", b"Content-Type: multipart/mixed; boundary=x\r\n"
    ),
    "bracketed-boundary": lambda name: letter(name, b"--<y>\r\n\r\ntekst\r\n--<y>--", b'Content-Type: multipart/mixed; boundary="<y>"\r\n'),
    "boundary-of-spaces": lambda name: letter(name, b"--   \r\n\r\ntekst\r\n", b'Content-Type: multipart/mixed; boundary="   "\r\n'),
    "content-type-of-semicolons": lambda name: letter(name, b"tekst", b"Content-Type: text/plain" + b";" * 50_000 + b"\r\n"),
    "content-type-bare-star": lambda name: letter(name, b"tekst", b"Content-Type: text/plain; name*\r\n"),
    "rfc2231-pieces": lambda name: letter(
        name, b"tekst", b"Content-Type: text/plain" + b"".join(b";\r\n name*%d*=%%41" % n for n in range(5_000)) + b"\r\n"
    ),
    "rfc2231-numbers": lambda name: letter(
        name, b"tekst", b"Content-Type: text/plain; name*99999999999999999999*=a; name*-1=b; name*x=c\r\n"
    ),
    "unknown-charset": lambda name: letter(name, "zażółć".encode(), b"Content-Type: text/plain; charset=utf-8 euao6y\r\n"),
    "executable-charset": lambda name: letter(name, b"\\x41\\N{BEL}", b"Content-Type: text/plain; charset=unicode_escape\r\n"),
    "zlib-charset": lambda name: letter(name, b"x\x9c", b"Content-Type: text/plain; charset=zlib\r\n"),
    "nul-in-charset": lambda name: letter(name, b"tekst", b'Content-Type: text/plain; charset="utf\0-8"\r\n'),
    "lone-surrogates": lambda name: letter(
        name, b"\xd8\x00\xd8\x00a\x00", b"Content-Type: text/plain; charset=utf-16-be\r\n", subject=b"\xed\xa0\x80\xed\xb0\x80"
    ),
    "surrogates-in-encoded-word": lambda name: text(name, b"tekst", subject=b"=?utf-16?b?2AA=?= =?utf-7?q?+2AA-?= =?utf-8?b?7aCA?="),
    "base64-garbage": _base64_garbage,
    "base64-of-30-mb": lambda name: mixed(name, [b"\r\ntekst", attached(b"duzy.bin", b"\0" * 18_000_000)]),
    "quoted-printable-garbage": lambda name: letter(
        name, b"=ZZ=\r\n=4" * 200_000, b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    ),
    "unknown-encoding": lambda name: letter(name, b"tekst", b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n"),
    "tnef": lambda name: mixed(name, [attached(b"winmail.dat", b"\x78\x9f\x3e\x22" + b"\0" * 500, b"application/ms-tnef")]),
    "encrypted": lambda name: letter(
        name,
        b"MIAGCSqGSIb3DQEHA6CAMIACAQAx",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n",
    ),
    "font-part": lambda name: mixed(name, [attached(b"a.ttf", b"abc", b"font/ttf"), b"Content-Type: signature/x\r\n\r\nx"]),
    "evil-file-names": lambda name: mixed(
        name,
        [
            attached(f, b"x")
            for f in (b'"../../etc/passwd"', b'"C:\\\\x\\0y.exe"', b'".."', b'"' + b"n" * 5_000 + b'.pdf"', b"=?utf-8?q?=0D=0ABcc:_x?=")
        ],
    ),
    "archive-bombs": lambda name: mixed(
        name,
        [
            attached(b"a.zip", _zip(a=b"\0" * 50_000_000)),
            attached(b"a.gz", gzip.compress(b"\0" * 50_000_000)),
            attached(b"a.xlsx", _zip(x=b"\0" * 20_000_000)),
        ],
    ),
    # Headers
    "two-from": lambda name: text(name, LEAD, sender=b"From: a@alfa.example\r\nFrom: b@beta.example\r\n"),
    "from-two-addresses": lambda name: text(name, LEAD, sender=b"From: a@alfa.example, b@beta.example\r\n"),
    "from-group": lambda name: text(name, LEAD, sender=b"From: partnerzy: a@alfa.example;\r\n"),
    "from-empty-group": lambda name: text(name, LEAD, sender=b"From: undisclosed-recipients:;\r\n"),
    "from-missing": lambda name: text(name, LEAD, sender=b"X-From: a@alfa.example\r\n"),
    "from-two-brackets": lambda name: text(name, LEAD, sender=b"From: a@alfa.example <b@evil.example>]<c@x.example>\r\n"),
    "from-quoted-words": lambda name: text(name, LEAD, sender=b'From: Jan <"jan nowak"@quoted.example>\r\n'),
    "from-encoded-newline": lambda name: text(name, LEAD, sender=b"From: =?utf-8?q?Jan=0D=0ABcc:_x@evil.example?= <a@evil.example>\r\n"),
    "from-bare-newline": lambda name: text(name, LEAD, sender=b'From: "Jan\rBcc: x@evil.example" <a@evil.example>\r\n'),
    "from-comments": lambda name: text(name, b"tekst", sender=b"From: " + b"(" * 2_000 + b"x" + b")" * 2_000 + b" a@comments.example\r\n"),
    "from-endless-name": lambda name: text(name, b"tekst", sender=b"From: " + b"Jan " * 50_000 + b"<a@endless.example>\r\n"),
    "from-is-us": lambda name: text(name, LEAD, sender=b"From: CSP <CSP@Promise.PL>\r\n"),
    "to-of-commas": lambda name: letter(name, b"tekst", b"To: " + b"," * 100_000 + b"\r\n"),
    "to-one-quote": lambda name: letter(name, b"tekst", b'To: "\r\nCc: (c):\r\nReply-To: foo <foo@bar.example>,\r\n'),
    "twenty-thousand-addresses": lambda name: letter(
        name, b"tekst", b"Cc: " + b",\r\n ".join(b"x%d@y.example" % n for n in range(20_000)) + b"\r\n"
    ),
    "subject-of-encoded-words": lambda name: text(name, b"tekst", subject=b"=?utf-8?q?a?= " * 20_000),
    "subject-of-words": lambda name: text(name, b"tekst", subject=b"slowo " * 100_000),
    "message-id-exchange": lambda name: letter(name, b"tekst", b"Message-ID: <[x]@y]>\r\n"),
    "message-id-endless": lambda name: letter(name, b"tekst").replace(b"<" + name.encode() + b"@", b"<" + b"x" * 60_000 + b"@"),
    "message-id-empty": lambda name: letter(name, b"tekst").replace(b"<" + name.encode() + b"@hostile.example>", b""),
    "references-endless": lambda name: letter(
        name,
        b"tekst",
        b"References:" + b"".join(b"\r\n <%d@x.example>" % n for n in range(20_000)) + b"\r\nIn-Reply-To: <" + b"<" * 10_000 + b">\r\n",
    ),
    "absurd-dates": lambda name: (
        b"Date: Tue, 03 Feb 99999 09:42:23 +9999\r\n"
        + letter(name, b"tekst", b"Received: x; 32 Foo 0101 99:99:99 +99999999999\r\n").replace(RECEIVED, b"")
    ),
    "header-without-end": lambda _: RECEIVED + b"From: a@endless-header.example\r\nX: " + b"y" * 3_000_000,
    "folded-for-ever": lambda name: letter(name, b"tekst", b"X-Long: a" + b"\r\n b" * 300_000 + b"\r\n"),
    "authentication-results": lambda name: letter(
        name, b"tekst", b"Authentication-Results: mx.promise.example;" + b" dmarc=pass (((" * 20_000 + b"\r\n"
    ),
    # Text
    "one-word-of-a": lambda name: text(name, endless(b"a") + b"@"),
    "dotted-address": lambda name: text(name, b"x" + endless(b".a") + b"@"),
    "many-at-signs": lambda name: text(name, endless(b"@")),
    "many-addresses": lambda name: text(name, b" ".join(b"jan%d@x%d.example" % (n, n) for n in range(LENGTH // 20))),
    "many-links": lambda name: html(name, b"".join(b'<a href="https://x%d.example/?q=%d">NIP</a> ' % (n, n) for n in range(5_001))),
    "endless-wrote": lambda name: text(name, endless(b"On Mon, 16 Nov 2026 at 09:00 Jan Nowak <jan@x.example>\r\nwrote:\r\n")),
    "endless-on": lambda name: text(name, endless(b"On ") + b"wrote:"),
    "endless-quotes": lambda name: text(name, endless(b"> ") + b"x"),
    "rising-quotes": lambda name: text(name, b"".join(b">" * n + b" x\r\n" for n in range(1_500))),
    "endless-headers-in-text": lambda name: text(
        name, endless(b"Od: a@x.example\r\nDo: b@x.example\r\nTemat: x\r\nData: 2026-11-16 09:00\r\n")
    ),
    "endless-signatures": lambda name: text(name, endless(b"-- \r\nPozdrawiam\r\nJan\r\n")),
    "endless-labels": lambda name: text(name, endless(b"NIP: \r\nNazwa klienta: \r\nAdres: \r\nLiczba PC: \r\n")),
    "endless-tax-ids": lambda name: text(name, endless(b"NIP 774-000-14-54\r\n")),
    "endless-digits": lambda name: text(name, endless(b"7740001454")),
    "endless-spaced-digits": lambda name: text(name, endless(b"1 2-3 ")),
    "endless-products": lambda name: text(name, endless(b"25 x Microsoft 365 Business Standard, E3, ")),
    "endless-phones": lambda name: text(name, endless(b"tel. +48 601 202 303 ")),
    "endless-streets": lambda name: text(name, endless("ul. Długa 5, 00-001 Warszawa ".encode())),
    "endless-firms": lambda name: text(name, endless("Zakład Mechaniczny Bolt sp. z o.o. ".encode())),
    "endless-names": lambda name: text(name, endless(b"Jan Nowak Anna Lis ")),
    "endless-colons": lambda name: text(name, endless(b"a: ")),
    "endless-titles": lambda name: text(name, endless(b"dr: Staszek: czy, ")),
    "endless-tabs": lambda name: text(name, endless(b"a\t")),
    "endless-dots": lambda name: text(name, endless(b".")),
    "endless-parentheses": lambda name: text(name, endless(b"(") + endless(b")")),
    "endless-combining": lambda name: text(name, b"e" + endless("\u0301".encode())),
    "right-to-left": lambda name: text(name, endless("\u202eNIP\u202c: \u20661454\u2069 \u200f\u200e".encode())),
    "odd-line-breaks": lambda name: text(name, endless(b"\x0c\x0b\x85\xe2\x80\xa8\x1c\x1d\x1e\x1f")),
    # HTML
    "nested-tables": lambda name: html(name, b"<table><tr><td>" * 5_000 + b"NIP"),
    "nested-quotes": lambda name: html(name, b"<blockquote>" * 20_000 + b"x"),
    "nested-fonts": lambda name: html(name, b"<font><b><i>" * 30_000 + b"x"),
    "wide-spans": lambda name: html(name, b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x</td></tr>" * 500 + b"</table>"),
    "many-cells": lambda name: html(name, b"<table>" + endless(b"<tr>" + b"<td>NIP</td>" * 200 + b"</tr>") + b"</table>"),
    "html-comments": lambda name: html(name, b"<!-- <p>" * 100_000),
    "html-entities": lambda name: html(name, b"&#x110000;&#0;&#xD800;&nbsp;&bogus" * 20_000),
    "html-styles": lambda name: html(name, b"<style>" + b"p{color:red}" * 50_000 + b"</style><p style='" + b"color:red;" * 50_000 + b"'>x"),
    "html-hidden": lambda name: html(name, b"<p>" + b'<span style="display:none">NIP 7740001454</span>' * 10_000),
    "html-open-tags": lambda name: html(name, b"<" * 500_000),
    "html-attributes": lambda name: html(name, b"<p " + b"a=b " * 100_000 + b">x"),
}
"""Every class by its name, which is the mail's Message-ID, too."""


def mails() -> dict[str, bytes]:
    """One mail of every class."""
    return {name: make(name) for name, make in CLASSES.items()}


def tax_id(number: int) -> str:
    """A valid one, another for each number (weights of the Polish tax id)."""
    digits = f"{200_000_000 + number}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
    return tax_id(number + 10_000_000) if check == 10 else digits + str(check)


def ordinary_lead(number: int) -> bytes:
    """A complete lead of a partner of its own for a client of its own."""
    client = CLIENT | {"Klient": f"Zakład Numer {number} sp. z o.o.", "NIP klienta": tax_id(number)}
    partner = ALFA | {
        "Partner": f"Firma Partnerska {number} S.A.",
        "NIP partnera": tax_id(500_000 + number),
        "E-mail": f"jan@partner{number}.example",
    }
    name = f"ordinary-{number}"
    sender = f"From: Jan Nowak <jan@partner{number}.example>\r\n".encode()
    return text(name, form(client, partner).encode(), sender=sender, subject="Zgłoszenie leada".encode())

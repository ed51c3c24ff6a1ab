"""Whatever a mail holds, reading it never fails, invents nothing, and takes no time that grows with its square."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reading.builder import mail, promise

from leadbot.model.message import Address, SegmentKind
from leadbot.model.message import Segment as MailSegment
from leadbot.model.reading import Reading
from leadbot.model.submission import Asked, Submission, Thread
from leadbot.reader import Reader
from leadbot.reading import read
from leadbot.reading.fold import fold

PIECES = [
    "Klient: ",
    "Partner: ",
    "NIP ",
    "9569184131",
    "956-918-41-32",
    "PL",
    "DE340172419",
    "ul. Lipowa 12",
    ", ",
    "00-950 Warszawa",
    "\n",
    "\n\n",
    "\t",
    "\x1f",
    "25 x ",
    "M365 BS",
    "Office 365",
    "E3",
    " - ",
    "dwadzieścia pięć",
    "licencji",
    "komputerów",
    "nie 25 tylko 35",
    "rocznie",
    "Sp. z o.o.",
    "Jan Kowal",
    "tel. 601 222 333",
    "fax ",
    "jan@kowal.example",
    "@",
    "GL-2026-00042",
    "1. ",
    "2) ",
    "> ",
    ":",
    "?",
    "(",
    ")",
    "/",
    '"',
    "brak",
    "posiada",
    "chce",
    "Pozdrawiam",
    "Opiekun: ",
    "Liczba PC: ",
    "🙂",
    "ß",
    "İ",
    "ﬁ",
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=200))
addresses = st.one_of(
    st.none(),
    st.builds(Address, name=texts.map(lambda t: t[:30]), email=st.sampled_from(["jan@kowal.example", "x@y", "@", "biuro@firma.example"])),
)
segments = st.builds(
    MailSegment,
    kind=st.sampled_from(list(SegmentKind)),
    text=texts,
    source=st.sampled_from(["body", "attachment:a.eml"]),
    depth=st.integers(0, 3),
    writer=addresses,
)
threads = st.one_of(
    st.none(),
    st.builds(
        lambda fields: Thread(leads=(Asked(reference="GL-2026-00042", fields=tuple(fields)),)),
        st.lists(st.sampled_from(["client.pc_count", "client.tax_id", "partner.name", "items"])),
    ),
)


def values_of(submission: Submission) -> list[tuple[str, object, str]]:
    return [(f.id, f.value, f.evidence.quote) for lead in submission.leads for f in lead.fields]


@settings(max_examples=250, deadline=None)
@given(st.lists(segments, max_size=5), texts, addresses, threads)
def test_reading_never_fails_and_every_value_has_evidence(
    parts: list[MailSegment], subject: str, sender: Address | None, thread: Thread | None
) -> None:
    found = read(mail(*parts, subject=subject, sender=sender), promise(), thread)
    for _, value, quote in values_of(found):
        assert value is not None
        assert quote or value == ""


@settings(max_examples=200, deadline=None)
@given(texts)
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(segments, max_size=4))
def test_reading_twice_says_the_same(parts: list[MailSegment]) -> None:
    message = mail(*parts)
    assert read(message, promise()) == read(message, promise())


HOSTILE = [
    "a",
    "a ",
    "1 ",
    ".a",
    "@",
    "a\n",
    "klient: ",
    "ul. 1,",
    "microsoft 365 ",
    "(",
    "NIP 123-456-32-18 ",
    "Jan Kowal sp. z o.o. ",
    "+48 601 222 333 ",
    "a\tb\n",
    "25 x E3, ",
    "12-345 Aa ",
    "? ",
    "Alfa S.A. zgłasza Beta S.A. ",
    "NIP 5684792412, przepraszam, ",
    "Liczba PC: ______\n",
    "GL-2026-00042 22, ",
    "Alfa Sp. j. Nowak, Kos i ",
    "nasz NIP ",
    "-> ",
]


@pytest.mark.failure("F82")
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_huge_mail_of_one_piece_is_read(piece: str) -> None:
    message = mail(piece * (40_000 // len(piece)))
    assert read(message, promise()).own_text
    assert read(message, promise(), Thread(leads=(Asked(reference="GL-2026-00042", fields=("client.pc_count", "items")),))).own_text
    assert message.received_at == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


MEGABYTE = 1_000_000
HOSTILE_MAILS = {
    "letters": "a",
    "address without an end": "x" + ".a" * 30 + "@",
    "at signs": "a@",
    "digits": "1234567890",
    "zeros": "0 ",
    "dots": ".",
    "spaces": " ",
    "no-break spaces": "\xa0",
    "wrote lines": "On 2 Nov 2026 at 10:12 X <x@y.example> wrote:\n",
    "wrote words": "on at 10:12 2026 wrote ",
    "headers": "From: a@b.example\nSent: 2.3.2026 10:12\nTo: x\nSubject: y\n\n",
    "headers in a line": "Od: a@b.example Wysłano: 10:12 Do: x Temat: y ",
    "quote marks": ">>>>>>>>\n",
    "rules": "________________\n",
    "separators": "-----Original Message-----\n",
    "banners": "[EXTERNAL]\n",
    "brackets": "[",
    "links": "a@b.example\n<mailto:a@b.example>\n",
    "clauses": "Ta wiadomość może zawierać\n",
    "closings": "Pozdrawiam\nJan\n\n",
    "cells": "a\tb\n",
    "empty lines": "\n",
    "short lines": "a\n",
    "numbers of a list": "1. ",
    "ids": "NIP 123-456-32-18 ",
    "phones": "+48 601 222 333 ",
    "products": "Microsoft 365 ",
    "wrapped lines": ("ala ma kota " * 6)[:70] + "\n",
}


@pytest.fixture(scope="module")
def bounded() -> Iterator[Reader]:
    """The reader that ends an attempt at its limit of processor time."""
    with Reader() as reader:
        yield reader


@pytest.mark.failure("F82")
@pytest.mark.parametrize("subtype", ["plain", "html"])
@pytest.mark.parametrize("name", HOSTILE_MAILS)
def test_a_megabyte_of_hostile_text_is_read_within_the_readers_limit(bounded: Reader, name: str, subtype: str) -> None:
    piece = HOSTILE_MAILS[name]
    head = f"From: Jan Lis <jan@lis.example>\nSubject: Re: x\nContent-Type: text/{subtype}; charset=utf-8\n\n"
    found = bounded.read((head + piece * (MEGABYTE // len(piece))).encode(), promise(), None)

    assert isinstance(found, Reading), found


@pytest.mark.parametrize("name", ["at signs", "headers in a line", "ids", "phones", "products"])
def test_a_subject_as_long_as_a_book_is_read_within_the_readers_limit(bounded: Reader, name: str) -> None:
    piece = HOSTILE_MAILS[name]
    raw = f"From: Jan Lis <jan@lis.example>\nSubject: {piece * (200_000 // len(piece))}\n\nx".encode()

    assert isinstance(bounded.read(raw, promise(), None), Reading)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "1234567890" * 100_000, "Klient: x\n" * 50_000, "sp. z o.o. " * 10_000])
def test_a_text_far_longer_than_any_mail_is_read_as_far_as_a_person_would(text: str) -> None:
    assert [d.code for d in read(mail(text), promise()).defects] == ["text-cut"]

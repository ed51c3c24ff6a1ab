import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from leadbot.mime import parse
from leadbot.mime.files import with_files, without_files
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Attachment, Message, SegmentKind
from support.files import mail_with, pdf, png, xlsx, zipped

Opened = Callable[..., Message]
Troubles = Callable[..., list[tuple[str, str]]]
CSV = b"Klient;NIP\nBolt;9569184131\n"


def test_a_mail_without_files_stays_the_same(words: MailWords) -> None:
    message = parse(mail_with("Dzień dobry"), words)
    assert with_files(message, words) == message


def test_members_of_an_archive_are_opened_under_its_name(opened: Opened) -> None:
    message = opened(("paczka.zip", zipped(("dane/leady.csv", CSV), ("../../wiz.txt", b"Bolt"), ("__MACOSX/x", b"y"))))
    assert [s.source for s in message.segments[1:]] == ["attachment:paczka.zip/leady.csv", "attachment:paczka.zip/wiz.txt"]


def test_one_file_twice_is_read_once(opened: Opened) -> None:
    message = opened(("a.csv", CSV), ("kopia.csv", CSV))
    assert [s.source for s in message.segments if s.kind is SegmentKind.DOCUMENT] == ["attachment:a.csv"]


@pytest.mark.failure("F75")
@pytest.mark.parametrize(
    ("name", "octets", "code"),
    [
        ("faktura.pdf", b"MZ\x90\0" + b"\0" * 200, "attachment-program"),
        ("leady.csv.js", b"alert(1)", "attachment-program"),
        ("stary.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600, "attachment-unknown"),
        ("dane.bin", bytes(range(256)), "attachment-unknown"),
        ("a.rar", b"Rar!\x1a\x07\0abc", "attachment-unknown"),
        ("skan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "attachment-picture"),
        ("skan.png", png(800, 1100), "attachment-picture"),
        ("zdjecie.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50, "attachment-picture"),
        ("tajne.asc", b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "attachment-protected"),
    ],
)
def test_what_is_not_read_is_told_with_its_reason(troubles: Troubles, name: str, octets: bytes, code: str) -> None:
    assert troubles((name, octets)) == [(code, name)]


def test_what_only_decorates_is_not_told(troubles: Troubles) -> None:
    key = b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n"
    assert (
        troubles(("logo.png", png(300, 80)), ("podpis.asc", key), ("puste.txt", b" \r\n"), ("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR"))
        == []
    )


def test_a_protected_member_is_told_and_the_archive_too(troubles: Troubles) -> None:
    archive = bytearray(zipped(("a.csv", CSV)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = archive.find(mark) + offset
        archive[at : at + 2] = struct.pack("<H", 1)
    assert troubles(("tajne.zip", bytes(archive))) == [("attachment-protected", "tajne.zip")]


def nested(levels: int) -> bytes:
    octets = zipped(("a.csv", CSV))
    for _ in range(levels):
        octets = zipped(("b.zip", octets))
    return octets


@pytest.mark.failure("F76")
def test_archives_in_archives_are_opened_a_few_levels_deep(troubles: Troubles) -> None:
    assert troubles(("a.zip", nested(2))) == []
    assert troubles(("a.zip", nested(9))) == [("attachment-too-large", "a.zip/b.zip/b.zip/b.zip")]


def lying() -> bytes:
    archive = bytearray(zipped(("a.csv", CSV * 10_000)))
    at = archive.find(b"PK\x01\x02") + 24
    archive[at : at + 4] = struct.pack("<L", 1000)
    return bytes(archive)


@pytest.mark.failure("F76")
@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (zipped(("a.txt", b"\0" * 200_000_000)), "attachment-too-large"),
        (zipped(*((f"{number}", b"") for number in range(100_000)), method=zipfile.ZIP_STORED), "attachment-too-large"),
        (zipped(*((f"{number}.txt", b"%d" % number) for number in range(900))), "attachment-cut"),
        (lying(), "attachment-broken"),
        (zipped(("a.csv", CSV))[:-20], "attachment-broken"),
    ],
    ids=["bomb", "many members", "more members than are opened", "lying sizes", "cut off"],
)
def test_a_hostile_archive_ends_as_a_defect(troubles: Troubles, octets: bytes, code: str) -> None:
    assert troubles(("a.zip", octets)) == [(code, "a.zip")]


def test_one_bad_file_keeps_no_other_back(opened: Opened) -> None:
    message = opened(
        ("zly.xlsx", xlsx([["a"]])[:-40]),
        ("dobry.csv", CSV),
        ("zly.pdf", b"%PDF-1.4 x"),
        ("tez.pdf", pdf([(50, 700, "Klient: Bolt S.A.")])),
    )
    assert {d.detail for d in message.defects} == {"zly.xlsx", "zly.pdf"}
    assert [s.source for s in message.segments[1:]] == ["attachment:dobry.csv", "attachment:tez.pdf"]


def test_more_octets_than_a_mail_may_have_are_told(words: MailWords) -> None:
    files = tuple(
        Attachment(name=f"{number}.txt", media_type="text/plain", size=9, inline=False, content=b"%d" % number + b"a" * 9_000_000)
        for number in range(6)
    )
    message = with_files(replace(parse(mail_with("x"), words), attachments=files), words)
    assert [d.detail for d in message.defects if d.code == "attachment-too-large"] == ["4.txt", "5.txt"]


def test_without_files_each_is_named(words: MailWords) -> None:
    message = without_files(parse(mail_with("x", ("a.csv", CSV), ("b.pdf", b"%PDF"), ("pusty.txt", b"")), words))
    assert [(d.code, d.detail) for d in message.defects] == [("attachment-costly", "a.csv"), ("attachment-costly", "b.pdf")]
    assert len(message.segments) == 1


def test_after_costly_documents_the_next_are_only_named(troubles: Troubles) -> None:
    def dear(number: int) -> bytes:
        return pdf(*([(50.0, 700.0 - 0.01 * line, f"wiersz {number} {page}") for line in range(1800)] for page in range(3)))

    told = troubles(*((f"{number}.pdf", dear(number)) for number in range(4)), ("a.csv", CSV))
    assert [name for code, name in told if code == "attachment-too-large"] == ["3.pdf"]

from collections.abc import Callable

import pytest

from leadbot.mime.attachments import NAME_LENGTH, file_name
from leadbot.model.message import Message, SegmentKind

Read = Callable[..., Message]


def mixed(*parts: str) -> str:
    return "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


@pytest.mark.failure("F74")
@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("leady luty.xlsx", "leady luty.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\skan.pdf", "skan.pdf"),
        ("/absolute/a.pdf", "a.pdf"),
        ("..", ""),
        (".htaccess", "htaccess"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ('a<b>:"|?*.pdf', "ab.pdf"),
        ("", ""),
    ],
)
def test_names_are_cleaned(declared: str, name: str) -> None:
    assert file_name(declared) == name


@pytest.mark.failure("F74", "F92")
def test_a_long_name_keeps_its_ending() -> None:
    name = file_name("a" * 5000 + ".pdf")
    assert len(name) <= NAME_LENGTH
    assert name.endswith(".pdf")


def test_files_are_listed_with_their_content(read: Read) -> None:
    disposition = "Content-Disposition: attachment; filename*=utf-8''zg%C5%82.pdf"
    part = f"Content-Type: Application/PDF\n{disposition}\nContent-Transfer-Encoding: base64\n\nUERG"
    message = read(mixed("\nw załączniku", part), Content_Type="multipart/mixed; boundary=b")
    (attachment,) = message.attachments
    assert (attachment.name, attachment.media_type, attachment.size, attachment.inline) == ("zgł.pdf", "application/pdf", 3, False)
    assert attachment.content == b"PDF"
    assert message.text().strip() == "w załączniku"


@pytest.mark.failure("F74")
def test_two_files_of_one_name_are_two_files(read: Read) -> None:
    part = "Content-Type: text/csv; name=a.csv\n\nx;y"
    message = read(mixed("\ntekst", part, part), Content_Type="multipart/mixed; boundary=b")
    assert [attachment.name for attachment in message.attachments] == ["a.csv", "a.csv"]


def test_a_picture_that_the_html_shows_is_inline_and_has_no_content(read: Read) -> None:
    body = mixed(
        'Content-Type: text/html\n\n<p>a</p><img src="cid:logo@1">', "Content-Type: image/png; name=logo.png\nContent-ID: <logo@1>\n\nPNG"
    )
    (attachment,) = read(body, Content_Type="multipart/related; boundary=b").attachments
    assert attachment.inline
    assert attachment.content == b""


def test_an_attached_picture_is_no_inline_picture(read: Read) -> None:
    body = mixed("\nskan", "Content-Type: image/jpeg; name=skan.jpg\nContent-ID: <s@1>\n\nJPG")
    (attachment,) = read(body, Content_Type="multipart/mixed; boundary=b").attachments
    assert attachment.content == b"JPG\r\n".strip()
    assert not attachment.inline


def test_a_text_file_is_an_attachment_and_no_text_of_the_mail(read: Read) -> None:
    body = mixed("\ntekst", "Content-Type: text/plain; name=notatka.txt\nContent-Disposition: inline\n\nnotatka")
    message = read(body, Content_Type="multipart/mixed; boundary=b")
    assert message.text().strip() == "tekst"
    assert message.attachments[0].name == "notatka.txt"


def test_calendars_and_cards_are_only_listed(read: Read) -> None:
    message = read(mixed("\ntekst", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"), Content_Type="multipart/mixed; boundary=b")
    assert [attachment.media_type for attachment in message.attachments] == ["text/calendar"]
    assert "VCALENDAR" not in message.text()


def attached(inner: str, name: str = "") -> str:
    head = f'Content-Type: message/rfc822\nContent-Disposition: attachment; filename="{name}"' if name else "Content-Type: message/rfc822"
    return mixed("\nw załączniku", f"{head}\n\n{inner}")


INNER = "From: Ewa Kos <ewa@kos.example>\nSubject: pytanie\n\nProszę o 8 szt. E3\n\nPozdrawiam\nEwa Kos\n"


def test_an_attached_mail_is_a_forwarded_piece_with_its_own_signature(read: Read) -> None:
    message = read(attached(INNER, "mail.eml"), Content_Type="multipart/mixed; boundary=b")
    found = [(s.kind, s.depth, s.source, s.writer.email if s.writer else "") for s in message.segments]
    assert found == [
        (SegmentKind.OWN, 0, "body", ""),
        (SegmentKind.FORWARDED, 1, "attachment:mail.eml", "ewa@kos.example"),
        (SegmentKind.SIGNATURE, 1, "attachment:mail.eml", "ewa@kos.example"),
    ]
    assert message.attachments == ()


def test_an_attached_mail_without_a_name_is_named_by_its_subject(read: Read) -> None:
    message = read(attached(INNER), Content_Type="multipart/mixed; boundary=b")
    assert message.segments[-1].source == "attachment:pytanie"


def test_a_mail_attached_as_a_file_or_in_base64_is_read_too(read: Read) -> None:
    as_file = "Content-Type: application/octet-stream; name=mail.eml\nContent-Transfer-Encoding: base64\n\n"
    encoded = "RnJvbTogYUBiLnBsClN1YmplY3Q6IHgKCktsaWVudDogQm9sdAo="
    for head in (as_file, as_file.replace("application/octet-stream", "message/rfc822")):
        message = read(mixed("\ntekst", head + encoded), Content_Type="multipart/mixed; boundary=b")
        assert message.text(SegmentKind.FORWARDED).strip() == "Klient: Bolt"


def test_files_of_an_attached_mail_are_listed(read: Read) -> None:
    inner = "From: a@b.pl\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c\nContent-Type: text/csv; name=a.csv\n\n1;2\n--c--\n"
    message = read(attached(inner, "mail.eml"), Content_Type="multipart/mixed; boundary=b")
    assert [attachment.name for attachment in message.attachments] == ["a.csv"]


def test_mails_in_mails_are_read_to_the_third_level(read: Read) -> None:
    inner = "From: a@b.pl\n\npoziom 5\n"
    for level in (4, 3, 2, 1):
        inner = f"From: a@b.pl\nContent-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n\npoziom {level}\n" + (
            f"--b{level}\nContent-Type: message/rfc822\n\n{inner}\n--b{level}--\n"
        )
    message = read(attached(inner), Content_Type="multipart/mixed; boundary=b")
    assert [segment.depth for segment in message.segments] == [0, 1, 2, 3]
    assert "poziom 3" in message.text()
    assert "poziom 4" not in message.text()
    assert "too-deep" in {defect.code for defect in message.defects}


@pytest.mark.failure("F21")
@pytest.mark.parametrize(
    "media_type", ["font/woff", "signature/x-unknown", "model/obj", "multipart/mixed", "multipart/x-unknown; boundary=none"]
)
def test_parts_that_nobody_knows_are_files_or_text_and_the_text_is_read(read: Read, media_type: str) -> None:
    message = read(mixed("\nw załączniku", f"Content-Type: {media_type}\n\nabc"), Content_Type="multipart/mixed; boundary=b")

    assert message.text().startswith("w załączniku")
    assert "abc" in message.text() or [(file.media_type, file.content) for file in message.attachments] == [(media_type, b"abc")]


@pytest.mark.failure("F74")
def test_a_file_name_in_pieces_is_put_together_and_cleaned(read: Read) -> None:
    disposition = "attachment; filename*0*=utf-8''..%2Fzg%C5%82o; filename*1*=szenie%00; filename*2=.pdf"
    body = mixed("\ntekst", f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nPDF")

    assert [file.name for file in read(body, Content_Type="multipart/mixed; boundary=b").attachments] == ["zgłoszenie.pdf"]

import base64
from collections.abc import Callable

import pytest

from leadbot.mime import parse
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address, Message

Read = Callable[..., Message]
Build = Callable[..., bytes]


def codes(message: Message) -> set[str]:
    return {defect.code for defect in message.defects}


@pytest.mark.failure("F24")
@pytest.mark.parametrize("newline", [b"\n", b"\r", b"\r\n"])
def test_any_newline_is_a_newline(mail: Build, words: MailWords, newline: bytes) -> None:
    raw = mail("Klient: Bolt\nNIP: 1", X_Long="a\r\n b").replace(b"\r\n", newline)
    message = parse(raw, words)
    assert message.text() == "Klient: Bolt\nNIP: 1\n"
    assert message.subject == "temat"


@pytest.mark.failure("F24")
def test_mixed_newlines_are_read(mail: Build, words: MailWords) -> None:
    assert parse(mail(b"a\rb\nc\r\nd"), words).text().split() == ["a", "b", "c", "d"]


@pytest.mark.failure("F17")
@pytest.mark.parametrize("content_type", ["multipart/mixed", "multipart/mixed; boundary=other", "multipart/alternative; name*"])
def test_a_missing_or_wrong_boundary_does_not_lose_the_text(read: Read, content_type: str) -> None:
    message = read("--b\nContent-Type: text/plain; charset=utf-8\n\nNIP 1\n--b--\n", Content_Type=content_type)
    assert message.text().strip() == "NIP 1"
    assert "boundary-mended" in codes(message)


@pytest.mark.failure("F17")
def test_a_multipart_without_parts_is_read_as_text(read: Read) -> None:
    message = read("NIP 1", Content_Type="multipart/mixed")
    assert message.text().strip() == "NIP 1"
    assert "no-boundary" in codes(message)


@pytest.mark.failure("F17")
def test_a_boundary_in_angle_brackets_is_found(read: Read) -> None:
    assert read("--<b>\n\nNIP 1\n--<b>--\n", Content_Type='multipart/mixed; boundary="<b>"').text().strip() == "NIP 1"


@pytest.mark.failure("F25")
def test_the_first_of_two_content_types_counts(mail: Build, words: MailWords) -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\r\n" + mail("NIP 1", Content_Type="application/pdf")
    message = parse(raw, words)
    assert message.text().strip() == "NIP 1"
    assert "repeated-header" in codes(message)


@pytest.mark.failure("F77")
def test_broken_base64_is_read_as_far_as_it_goes(read: Read) -> None:
    body = base64.b64encode("Dzień dobry, NIP 1".encode()).decode()[:-3] + "!!\n--\n"
    assert read(body, Content_Transfer_Encoding="base64").text().startswith("Dzień dobry, NIP")


def test_a_transfer_encoding_with_a_comment_is_understood(read: Read) -> None:
    assert read("Dzie=C5=84", Content_Transfer_Encoding="Quoted-Printable (as usual)").text().strip() == "Dzień"


@pytest.mark.failure("F32")
def test_an_encrypted_mail_is_told(read: Read) -> None:
    message = read("x", Content_Type="application/pkcs7-mime; smime-type=enveloped-data")
    assert "encrypted" in codes(message)
    assert len(message.attachments) == 1


def test_the_subject_is_one_safe_line(read: Read) -> None:
    assert read(Subject="=?utf-8?Q?Temat=0D=0ABcc=3A_x=40y=2Epl=00?=").subject == "Temat Bcc: x@y.pl"


@pytest.mark.failure("F90")
def test_nul_in_the_text_is_left_out(read: Read) -> None:
    assert read("NIP\x00 1").text().strip() == "NIP 1"


@pytest.mark.failure("F28")
def test_invisible_characters_do_not_break_a_number(read: Read) -> None:
    assert read("NIP 525\u200b026\u00ad02\u206074, ul.\u00a0Długa").text().strip() == "NIP 5250260274, ul. Długa"


def test_composed_letters_are_one_letter(read: Read) -> None:
    assert read("Łódz\u0301").text().strip() == "Łódź"


@pytest.mark.failure("F73")
def test_headers_that_tell_machine_mail_are_kept_in_order(read: Read) -> None:
    message = read(Precedence="bulk", X_Leadbot_Control="accept", Auto_Submitted="no")
    assert message.headers == (("precedence", "bulk"), ("auto-submitted", "no"), ("content-type", "text/plain; charset=utf-8"))


@pytest.mark.failure("F25")
def test_the_first_of_two_headers_counts_and_the_second_is_told(mail: Build, words: MailWords) -> None:
    message = parse(b"Subject: pierwszy\r\nMessage-ID: <1@lis.example>\r\n" + mail(Message_ID="<2@lis.example>"), words)

    assert (message.subject, message.message_id) == ("pierwszy", "<1@lis.example>")
    assert [d.detail for d in message.defects if d.code == "repeated-header"] == ["subject", "message-id"]


@pytest.mark.failure("F90")
def test_nul_in_headers_and_file_names_is_left_out(read: Read) -> None:
    part = '--b\nContent-Type: application/pdf; name="a\0b.pdf"\n\nPDF\n--b--\n'
    message = read(part, Content_Type="multipart/mixed; boundary=b", Subject="te\0mat", From="Jan\0 Lis <jan@lis.example>")

    assert (message.subject, message.sender, [file.name for file in message.attachments]) == (
        "temat",
        Address(name="Jan Lis", email="jan@lis.example"),
        ["ab.pdf"],
    )

from collections.abc import Callable

import pytest

from leadbot.model.message import CELL, Message

Read = Callable[..., Message]


def alternative(plain: str, html: str) -> str:
    return f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"


def text(read: Read, plain: str, html: str) -> str:
    return read(alternative(plain, html), Content_Type="multipart/alternative; boundary=b").text().strip()


def codes(message: Message) -> set[str]:
    return {defect.code for defect in message.defects}


@pytest.mark.failure("F29")
def test_plain_text_is_preferred(read: Read) -> None:
    assert text(read, "NIP 1\nPlan: E3, 8 szt.", "<p>NIP 1<br>Plan: <b>E3</b>, 8 szt.</p>") == "NIP 1\nPlan: E3, 8 szt."


def test_html_is_read_where_plain_text_is_empty_or_a_stub(read: Read) -> None:
    html = "<p>Klient Bolt, NIP 1, plan Office 365 E3, 8 szt.</p>"
    assert text(read, "", html) == "Klient Bolt, NIP 1, plan Office 365 E3, 8 szt."
    assert text(read, "Zobacz HTML", html).startswith("Klient Bolt")


@pytest.mark.failure("F28")
def test_html_is_read_where_it_has_a_table_that_plain_text_lost(read: Read) -> None:
    html = "<p>Dane:</p><table><tr><td>NIP</td><td>1</td></tr><tr><td>PC</td><td>30</td></tr></table>"
    assert text(read, "Dane:\n\nNIP\n\n1\n\nPC\n\n30", html).splitlines()[-2:] == [f"NIP{CELL}1", f"PC{CELL}30"]


def test_html_is_read_where_it_strikes_something_out(read: Read) -> None:
    assert text(read, "Proszę o 5 2 licencje", "<p>Proszę o <s>5</s> 2 licencje</p>") == "Proszę o 2 licencje"


def test_html_is_read_where_plain_text_was_broken_at_a_fixed_width(read: Read) -> None:
    whole = "Klient: Hurtownia Elektryczna Amper Sp. z o.o., ul. Składowa 14, 62-800 Kalisz, NIP 679-728-04-18"
    assert text(read, f"{whole[:68]}\n{whole[69:]}", f"<div>{whole}</div>") == whole


@pytest.mark.failure("F29")
def test_versions_that_say_different_things_are_told(read: Read) -> None:
    body = alternative("Proszę zarejestrować klienta Bolt, plan E3", "<p>Tu stoi coś zupełnie innego niż obok, naprawdę</p>")
    assert "alternatives-differ" in codes(read(body, Content_Type="multipart/alternative; boundary=b"))


@pytest.mark.failure("F28")
def test_html_alone_is_read(read: Read) -> None:
    assert read("<p>NIP 1</p>", Content_Type="text/html; charset=utf-8").text().strip() == "NIP 1"


def test_html_may_name_its_charset_itself(read: Read) -> None:
    html = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>Koñ</p>'.replace("ñ", "ń").encode("cp1250")
    assert read(html, Content_Type="text/html").text().strip() == "Koń"


def test_html_declared_as_plain_text_is_read_as_html(read: Read) -> None:
    assert read("<html><body><p>NIP 1</p></body></html>").text().strip() == "NIP 1"


def test_plain_text_declared_as_html_keeps_its_lines(read: Read) -> None:
    assert read("NIP 1\nPC 30", Content_Type="text/html").text() == "NIP 1\nPC 30\n"


def test_texts_in_several_parts_are_read_one_after_the_other(read: Read) -> None:
    body = "--b\n\npierwsza\n--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b\n\ndruga\n--b--\n"
    assert read(body, Content_Type="multipart/mixed; boundary=b").text().split() == ["pierwsza", "druga"]


def test_flowed_text_is_put_together(read: Read) -> None:
    message = read("Office 365 E3, \n8 szt.\n", Content_Type="text/plain; charset=utf-8; format=flowed")
    assert message.text().startswith("Office 365 E3, 8 szt.")


@pytest.mark.failure("F19")
def test_a_wrong_charset_is_a_defect_and_the_text_is_right(read: Read) -> None:
    message = read("Kościelna 5, Biłgoraj".encode("cp1250"), Content_Type="text/plain; charset=iso-8859-1")
    assert message.text().strip() == "Kościelna 5, Biłgoraj"
    assert "wrong-charset" in codes(message)


@pytest.mark.failure("F77")
def test_a_text_encoded_in_no_known_way_is_shown_as_it_is(read: Read) -> None:
    message = read("NIP 1", Content_Transfer_Encoding="x-secret")
    assert message.text().strip() == "NIP 1"
    assert "unknown-encoding" in codes(message)

import pytest

from leadbot.mime.headers import PARAMETERS_LIMIT, from_base64, header_text, valued


def test_neighbouring_encoded_words_are_joined_without_the_space_between() -> None:
    assert header_text(b"=?utf-8?Q?Zg=C5=82o?=\r\n =?utf-8?Q?szenie?= nowe") == "Zgłoszenie nowe"


@pytest.mark.failure("F22")
def test_a_letter_split_over_two_encoded_words_is_whole() -> None:
    assert header_text(b"=?utf-8?Q?Zg=C5?= =?utf-8?Q?=82oszenie?=") == "Zgłoszenie"


@pytest.mark.failure("F22")
def test_encoded_words_of_different_charsets_stand_side_by_side() -> None:
    assert header_text(b"=?iso-8859-2?Q?Ko=B6?= =?utf-8?B?xYI=?=") == "Kośł"


@pytest.mark.failure("F22")
def test_raw_eight_bit_headers_are_read() -> None:
    assert header_text("Zgłoszenie".encode()) == "Zgłoszenie"
    assert header_text("Zgłoszenie, żółć".encode("cp1250")) == "Zgłoszenie, żółć"


def test_an_encoded_line_break_is_no_line_break() -> None:
    assert header_text(b"=?utf-8?Q?temat=0D=0ABcc:_x=40y.pl?=") == "temat Bcc: x@y.pl"


@pytest.mark.failure("F22")
def test_broken_encoded_words_stay_as_they_are() -> None:
    assert header_text(b"=?utf-8?X?abc?= =?utf-8?Q?abc") == "=?utf-8?X?abc?= =?utf-8?Q?abc"


@pytest.mark.failure("F23")
def test_nul_and_surrogates_never_come_out() -> None:
    assert header_text(b"a\x00b =?utf-8?Q?c=00d?= =?utf-8?Q?=ED=A0=80?=").isprintable()


def test_broken_base64_goes_as_far_as_it_can() -> None:
    assert from_base64(b"U0FN UExF\r\n*!") == b"SAMPLE"
    assert from_base64(b"U0FNUExFA") == b"SAMPLE"


def test_parameters_are_read_with_quotes_and_semicolons() -> None:
    assert valued('Text/Plain; CHARSET="utf-8"; name="a; b.txt"') == ("text/plain", {"charset": "utf-8", "name": "a; b.txt"})


def test_continued_and_encoded_parameters_are_put_together() -> None:
    header = "attachment; filename*1*=%82%20luty; filename*0*=utf-8''Zg%C5; filename*2=.pdf"
    assert valued(header).parameters["filename"] == "Zgł luty.pdf"


def test_a_parameter_without_value_is_left_out() -> None:
    assert valued("text/plain; name*") == ("text/plain", {})


def test_more_parameters_than_the_limit_are_left_out() -> None:
    header = "text/plain" + "".join(f"; a{number}=x" for number in range(PARAMETERS_LIMIT + 50))
    assert len(valued(header).parameters) == PARAMETERS_LIMIT


@pytest.mark.failure("F22")
def test_a_japanese_subject_is_read() -> None:
    assert header_text(b"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=") == "日本"

import pytest

from leadbot.mime.charset import codec, decode

POLISH = "Zażółć gęślą jaźń, ulica Kościelna w Biłgoraju"


@pytest.mark.failure("F18")
@pytest.mark.parametrize(
    "declared", ["utf-8", "UTF8", "utf8mb4", '"utf-8"', "utf-8 euao6y", "windows-1250", "cp-1250", "x-cp1250", "win-1250"]
)
def test_misspelled_names_of_charsets_are_understood(declared: str) -> None:
    assert codec(declared) in ("utf_8", "cp1250")


@pytest.mark.failure("F20")
@pytest.mark.parametrize("declared", ["rot13", "zlib", "utf-7", "unicode_escape", "punycode", "base64", "", "\0", "x-unknown", "idna"])
def test_codecs_that_are_no_charsets_are_never_run(declared: str) -> None:
    assert codec(declared) is None


@pytest.mark.failure("F19")
@pytest.mark.parametrize("declared", [None, "us-ascii", "iso-8859-1", "iso-8859-2", "windows-1250", "unknown-8bit"])
def test_utf_8_is_read_whatever_is_declared(declared: str | None) -> None:
    assert decode(POLISH.encode(), declared).text == POLISH


@pytest.mark.failure("F19")
@pytest.mark.parametrize("declared", ["iso-8859-1", "iso-8859-2", "windows-1252", "windows-1250", "us-ascii", "utf-8", None])
@pytest.mark.parametrize("real", ["cp1250", "iso8859_2"])
def test_polish_letters_are_right_whatever_single_byte_charset_is_declared(real: str, declared: str | None) -> None:
    assert decode(POLISH.encode(real), declared).text == POLISH


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "iso-8859-15", "us-ascii", None])
def test_western_letters_stay_western(declared: str | None) -> None:
    french = "La Société Générale a été créée à Orléans, où l’élève reçoit 5 000 m³"
    assert decode(french.encode("cp1252"), declared).text == french


def test_controls_of_iso_8859_are_read_as_windows_letters() -> None:
    assert decode(b"Ko\x9ccielna, mi\xea\x9f", "iso-8859-2").text == "Kościelna, mięź"
    assert decode(b"l\x92avis 180 \x80", "iso-8859-1").text == "l’avis 180 €"


def test_spanish_marks_at_the_start_of_words_are_no_sign_of_a_wrong_charset() -> None:
    spanish = "¿Qué más necesitáis? ¡Hola, señor!"
    assert decode(spanish.encode("latin-1"), "iso-8859-1") == (spanish, "", "")


@pytest.mark.failure("F19")
def test_a_wrong_charset_is_told() -> None:
    assert decode("Biłgoraj".encode("cp1250"), "iso-8859-1").code == "wrong-charset"


@pytest.mark.failure("F18")
def test_an_unknown_charset_is_told_and_the_text_read_all_the_same() -> None:
    assert decode(POLISH.encode(), "x-unknown") == (POLISH, "unknown-charset", "x-unknown")


@pytest.mark.failure("F18")
def test_a_broken_octet_in_utf_8_loses_that_letter_only() -> None:
    decoded = decode(POLISH.encode() + b"\xc5", "utf-8")
    assert decoded.text == POLISH + "\ufffd"
    assert decoded.code == "decoded-with-loss"


def test_utf_16_with_its_mark_is_read() -> None:
    assert decode(POLISH.encode("utf-16"), "utf-16").text == POLISH


def test_iso_2022_jp_is_read() -> None:
    assert decode("日本".encode("iso2022_jp"), "iso-2022-jp").text == "日本"

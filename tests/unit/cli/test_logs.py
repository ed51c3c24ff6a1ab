"""The log names ids, never people, and shows no password."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.cli.logs import JsonFormatter, TextFormatter, without_people

LOCAL = st.from_regex(r"[A-Za-z0-9.!#$%&*+/?^_{|}~-]{1,20}", fullmatch=True)
FORMATTERS = [TextFormatter("%(levelname)s %(message)s"), JsonFormatter()]


def record(message: str, *, error: BaseException | None = None, **fields: str) -> logging.LogRecord:
    made = logging.LogRecord("leadbot.x", logging.WARNING, "x.py", 1, message, (), (type(error), error, None) if error else None)
    made.__dict__.update(fields)
    return made


@given(LOCAL, st.sampled_from(["alfa.example", "żółw.pl", "127.0.0.1", "a"]))
def test_no_address_gets_into_a_record(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    for formatter in FORMATTERS:
        line = formatter.format(record(f"from <{address}>, {address}", error=ValueError(repr(address))))
        assert address not in line
        assert f"@{domain}" not in line


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=6).filter(lambda text: "…" not in text))
def test_no_password_of_a_url_gets_into_a_record(password: str) -> None:
    for formatter in FORMATTERS:
        assert password not in formatter.format(record(f"imaps://robot:{password}@mail.example/INBOX"))


@pytest.mark.parametrize("text", ["GL-2026-00001", "a folder of mails", "12:30:01 3 mails, 2 sent"])
def test_everything_else_stays(text: str) -> None:
    assert without_people(text) == text


def test_a_json_line_has_its_fields_and_the_whole_error() -> None:
    error = ValueError("no\nlines")
    line = JsonFormatter().format(record("it failed", error=error, action="step-failed", key="0123"))

    row = json.loads(line)
    assert "\n" not in line
    assert (row["level"], row["message"], row["action"], row["key"]) == ("WARNING", "it failed", "step-failed", "0123")
    assert "ValueError" in row["error"]


def test_a_text_line_ends_with_its_fields() -> None:
    assert FORMATTERS[0].format(record("sent", action="cycle", program="p")) == "WARNING sent [action=cycle program=p]"

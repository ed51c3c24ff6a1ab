"""Whatever a mail holds, the wire sees lines that a server understands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.transport.letter import wire_form

RAW = st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"x", b"\xff"]), max_size=30).map(b"".join)


@pytest.mark.failure("F64")
@given(RAW)
def test_every_line_ends_with_crlf_and_with_nothing_else(raw: bytes) -> None:
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire_form(raw))


@pytest.mark.failure("F64")
@given(RAW)
def test_the_lone_dot_stands_at_the_end_only(raw: bytes) -> None:
    assert [n for n, line in enumerate(wire_form(raw).split(b"\r\n")) if line == b"."] == [wire_form(raw).count(b"\r\n") - 1]


@given(RAW)
def test_the_other_side_reads_the_lines_that_were_written(raw: bytes) -> None:
    read = [line[1:] if line.startswith(b".") else line for line in wire_form(raw).split(b"\r\n")[:-2]]

    written = re.split(rb"\r\n|\r|\n", raw)
    assert read == (written[:-1] if written[-1] == b"" and len(written) > 1 else written)

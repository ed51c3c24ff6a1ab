"""Whatever stands in a configuration, it is either right or told with its file; nothing else is ever raised."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.app import App
from leadbot.model.errors import ConfigurationError, Problem

LINES = (
    *("database: sqlite:///leadbot.db", "poll_every: 60", "operator: ops@promise.pl", "programs:", "  - program: promise-generuj-leady"),
    *("    mode: live", "    address: csp@promise.pl", "    inbox: maildir:inbox", "    outgoing: smtp://127.0.0.1:1025?tls=none"),
    *("    staff: [anna@promise.pl]", '    digest_at: "08:00"', "    trust: {authserv_id: mx, require: dmarc}", "    password_file: x"),
)
PIECES = st.sampled_from(
    (":", " ", "\n", "\t", "-", "[", "]", "{", "}", '"', "'", "&a", "*a", "!x", "${X}", "${", "://", "@", "\x00", "|", "#", "0", "null")
)


def problems_of(path: Path) -> tuple[Problem, ...]:
    try:
        App(str(path), environment={}).check()
    except ConfigurationError as error:
        return error.problems
    return ()


@given(st.lists(st.sampled_from(LINES), max_size=14), st.lists(st.tuples(st.floats(0, 1), PIECES | st.text(max_size=3)), max_size=5))
@settings(max_examples=150)
def test_a_damaged_configuration_is_right_or_told(lines: list[str], damages: list[tuple[float, str]]) -> None:
    text = "\n".join(lines)
    for where, new in damages:
        at = int(where * len(text))
        text = text[:at] + new + text[at:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leadbot.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        problems = problems_of(path)
    assert all(problem.file and problem.message and problem.remedy for problem in problems)

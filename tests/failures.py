"""`python tests/failures.py`: writes the table of failure cases into docs/reliability.md, from the marks `failure` of the tests.

A case has tests that bear its number, or a reason why there is none.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- failures: written by `make reliability` -->", "<!-- end of failures -->"

CASES = {
    "F01": "UIDVALIDITY changes → new mails are processed, old ones not again",
    "F02": "UIDVALIDITY can't be read once → nothing is taken in again or lost; the next cycle asks again",
    "F03": "another program's EXPUNGE shifts sequence numbers → mails are named by UID alone",
    "F04": "the answer to a search is longer than a line may be → asked in pieces",
    "F05": "one malformed FETCH answer → that mail is named and tried again, the others are fetched",
    "F06": "a mail without text, or gone since the search → no mail is made up, no error",
    "F07": "RFC822.SIZE wrong, or the text cut off → never used to cut; fetched again",
    "F08": "the connection dies between FETCH and STORE or MOVE → the stored mail is recognised, only the mark is made up for",
    "F09": "silence, or half a line → own patience, a new connection, a full search",
    "F10": "an access token has expired → told within a cycle, exit status not 0",
    "F11": "login refused, or network down → told apart, no storm of logins",
    "F12": "STARTTLS refused → no login in clear",
    "F13": "marked \\Seen by a person → processed all the same",
    "F14": "the folder for processed mail is missing or full, no MOVE → the mail stays, is done, and that is told",
    "F15": "one mail in two places → registered once",
    "F16": "5,000 waiting mails → batches, oldest first, each once",
    "F42": "a digest or an alarm bounces → no mail comes of it",
    "F50": "kill -9 at any step → one lead each, none lost, never two replies",
    "F51": "same Message-ID and content, other Received lines → one message",
    "F52": "same Message-ID, other content → both kept, the second with staff",
    "F53": "no Message-ID: two mails in one second → two leads; a redelivery → one",
    "F54": "two processes at once → one works; the lock ends with its process, however that ends",
    "F55": "a mail that kills its reader → attempts are counted before, the third parks it",
    "F56": "a parked mail is processed again after the repair → once",
    "F57": "SIGTERM amid a batch → the mail in hand is finished or untouched, the process ends in time",
    "F58": "a partner sends a lead twice on purpose → one lead, a clear answer each time",
    "F59": "no answer to the final dot → unknown, never sent again by itself; by hand under the same Message-ID",
    "F60": "patience after DATA → at least the ten minutes of RFC 5321",
    "F61": "4xx and greylisting → later, with an end; 5xx → failed, told; one refused recipient stops no other",
    "F62": "an encoded newline in a partner's subject → one line, no header more",
    "F63": "CR, LF, NUL, commas, quotes, endless and right-to-left names → safe headers, folded",
    "F64": "a lone dot, bare CR or LF, lines over 998 octets → only CRLF and legal lines on the wire",
    "F65": "addresses that are not ASCII, servers without 8BITMIME or SMTPUTF8 → encoded, or refused clearly",
    "F66": "template syntax, markup, a formula in a value → inert",
    "F67": "a certificate that is wrong, or changes while mails are sent → nothing in clear, later again",
    "F85": "the digest at an hour of either DST night; the process down at that hour → exactly one, late where need be",
    "F94": "the database is put back from a backup → no mail is lost, nothing goes out twice",
}
"""What happens → what must become of it."""

WITHOUT_TEST = {
    "F10": "There is no OAuth yet, so there is no token that could expire; a refused login is F11.",
}
"""Why a case has no test."""


def marked_tests() -> dict[str, list[str]]:
    """By number: the places of the tests marked with it, relative to tests/."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.glob("**/test_*.py")):
        for name, numbers in _marked(ast.parse(path.read_text("utf-8"))):
            for number in numbers:
                found.setdefault(number, []).append(f"{path.relative_to(TESTS)}::{name}")
    return found


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.failure":
                    yield node.name, [ast.literal_eval(argument) for argument in mark.args]


def table() -> str:
    """The table, in Markdown."""
    tests = marked_tests()
    lines = ["| case | what happens → what must become of it | shown by |", "| --- | --- | --- |"]
    for number, words in CASES.items():
        lines.append(f"| {number} | {words} | {'<br>'.join(_by_file(tests.get(number, []))) or WITHOUT_TEST[number]} |")
    return "\n".join(lines)


def _by_file(places: list[str]) -> list[str]:
    """A line a file."""
    files: dict[str, list[str]] = {}
    for place in places:
        file, _, name = place.partition("::")
        files.setdefault(file, []).append(re.sub(r"^test_(f\d\d_)?", "", name).replace("_", " "))
    return [f"`{file}`: {'; '.join(names)}" for file, names in files.items()]


def with_table(page: str) -> str:
    """The page with its table as it is now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
    sys.exit()

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
    "F17": "a multipart without boundary, or with a wrong one → its text is found",
    "F18": "a charset unknown, misspelled, empty → read all the same, the loss is told",
    "F19": "a charset declared wrongly → the text is right, and no letter is replaced",
    "F20": "codecs that are no charsets (`zlib`, `unicode_escape`, `utf-7` …) → never run on a mail",
    "F21": "parts that nobody knows (`font/*`, `signature/*`, a multipart that has none) → files like any other",
    "F22": "raw eight-bit headers, mixed encoded words, a letter split over two, ISO-2022-JP → readable text",
    "F23": "lone surrogates after decoding → never in the registry, in JSON or on the wire",
    "F24": "CR alone, LF alone, all mixed → read alike",
    "F25": "a header that stands twice → the first counts and it is told; two From are no sender",
    "F26": 'broken address lists (`To: "`, comments alone, trailing commas, groups) → as far as they go, no error',
    "F27": "a Message-ID such as `<[x]@y]>` → kept as written",
    "F28": "HTML alone, forms as tables, hidden or invisible text → what a reader sees counts",
    "F29": "text and HTML say different things → a fixed one counts, and it is told",
    "F30": "an old mail quoted or forwarded below an answer → its data are no new lead",
    "F31": "staff forward a partner's mail; anyone attaches one → the outer sender and its proof count, never the inner ones",
    "F32": "winmail.dat, S/MIME, PGP → read, or with staff; never an empty lead",
    "F33": "an empty mail, or all of it in a file → no verdict on nothing; the file is read",
    "F34": "Auto-Submitted other than `no`, in any spelling → stored, never answered",
    "F35": "a null return path, mail systems, `owner-`, `-request`, no-reply → never answered",
    "F36": "mailing lists and bulk mail, also by a second Precedence → never answered",
    "F37": "X-Auto-Response-Suppress → no sign of a machine: people's servers set it, too",
    "F38": "our own mail comes back → silent, and it registers nothing",
    "F39": "two bots answer each other without any header that tells → caps, then silence, and staff know",
    "F40": "an absence note in answer to our mail → with its lead, not answered, no new lead",
    "F41": "staff's mail would go to the mailbox that is read → the configuration is refused",
    "F42": "a report to staff comes back → no mail is made of it",
    "F43": "all our mails → Auto-Submitted, thread headers, our own address as envelope sender",
    "F44": "a forged sender → no file and nothing unchecked is sent back; to From alone, never Reply-To",
    "F45": "RFC 3464: failed, delayed, relayed, expanded → only a failure counts",
    "F46": "delivery reports of no standard form → never answered; where they are about no mail of ours, with staff",
    "F47": "a forged delivery report, or about a mail we never sent → logged, changes nothing, shown to nobody",
    "F48": "our answer could not be delivered → the lead stays, staff are told once and what to do",
    "F49": "a report whose original is cut off, eight-bit, or headers alone → still tied to our mail",
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
    "F68": "display names that pose as an address, `a@good <b@evil>` → identity is the one strict address, or nobody's",
    "F69": "forged Authentication-Results, above or below, in a comment, by another id → only our border server's topmost counts",
    "F70": "SPF or DKIM passed for another domain than From's → no proof",
    "F71": "a list or forwarder broke the signature → unproven: no answer where proof is asked for, with staff, the lead keeps its time",
    "F72": "look-alike domains, suffix tricks, case, trailing dot, punycode → no partner's domain",
    "F73": "headers that pose as orders to leadbot → ignored",
    "F74": "file names with paths, NUL, 5,000 characters, RFC 2231 pieces, twice the same → cleaned, both kept",
    "F75": "a file's type lies → its octets decide",
    "F76": "archive bombs, nested archives, lying sizes, 100,000 members, XML entities → bounded, told",
    "F77": "broken base64, unknown encodings → as far as they go, told",
    "F78": "the lead stands in an attachment, inline or without a name → found",
    "F79": "100,000 commas, 20,000 addresses, 50,000 semicolons, a subject of 100,000 words → read up to a limit",
    "F80": "2,000 nested parts, 5,000 nested mails, 2,000 comments → a defect",
    "F81": "200,000 headers, 100,000 parts, 30 MB → bounded, the next mail is read",
    "F82": "a megabyte of one letter, or of what patterns like → within the reader's limit",
    "F83": "disk, database or temporary files full → nothing is taken, told; complete with room",
    "F84": "a flood from one sender → its answers are capped, its leads kept, the others served",
    "F85": "the digest's hour is struck by summer time, or the service was down → sent once, late if need be",
    "F86": "Date missing or absurd → the server's time of receipt counts",
    "F87": "the clock jumps back or ahead → no second digest, no second reply, nothing lost",
    "F88": "deadlines over weekends, holidays, a year's end, 29 February, another zone → defined",
    "F89": "a digest could be made or sent to some only → the others alone are tried again, and told as much",
    "F90": "NUL in subject, body or file name → stored cleaned, the raw mail untouched",
    "F91": "the database is locked → waited for, then out of reach; no mail is lost",
    "F92": "endless values, letters of four octets, headers of 65 kB → shortened with a mark, no error",
    "F93": "two writers race for one key → it is there already, no error",
    "F94": "a migration breaks off; a backup older than the mailbox → the old database stays; nothing is sent twice",
    "F95": "the database fails as a mail was just sent → unknown, never a storm",
    "F96": "unsubscribing from the digest by one click (RFC 8058) → a look-ahead by a mail program changes nothing",
}
"""What happens → what must become of it."""

WITHOUT_TEST = {
    "F10": "There is no OAuth yet, so there is no token that could expire; a refused login is F11.",
    "F96": "The digest goes to people whom the configuration names: it has no List-Unsubscribe, and no link in it acts by itself.",
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

"""What fuzzing begins with: our own corpus, programs, and a small file of each kind that leadbot opens."""

from collections.abc import Iterator
from pathlib import Path

from fuzz.targets import NAMES
from support import hostile
from support.files import mail_with, msg, pdf, png, tnef, xls, xlsx, zipped
from support.office import ALFA, CLIENT, form

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
MAILS = 60
"""Of the corpus, spread over its programs."""
ORDERS = (
    "1 ok\n2 nie, duplikat\n3 zapytaj o licencje\n4 licencje=25\n5 otwórz",
    "1-3, 5 ok\n2 no, duplicate because it is\nall ok",
    "#4 items=25 m365-e3 but not 2\nGL-2026-00001 reject\nundo 1",
    "Hei,\n1 ok, 2 ei\n\nTerveisin",
)


def seeds(target: str) -> Iterator[bytes]:
    """Of that target."""
    match target:
        case "parse" | "read":
            yield from _mails()
        case "attachments":
            for name, content in _files():
                yield bytes([NAMES.index(name)]) + content
        case "orders":
            yield from (text.encode() for text in ORDERS)
        case "yaml":
            yield (ROOT / "config" / "leadbot.example.yaml").read_bytes()
            yield from (path.read_bytes() for path in sorted((ROOT / "config" / "programs").glob("*.yaml")))


def _mails() -> Iterator[bytes]:
    corpus = sorted((TESTS / "mails").glob("*/*.eml"))
    yield from (path.read_bytes() for path in corpus[:: max(1, len(corpus) // MAILS)])
    yield hostile.text("plain", hostile.LEAD)
    yield hostile.html("marked-up", hostile.LEAD)
    yield mail_with(form(CLIENT, ALFA), ("lead.xlsx", _table()), ("lead.txt", hostile.LEAD))


def _table() -> bytes:
    return xlsx([list(CLIENT), list(CLIENT.values())])


def _files() -> Iterator[tuple[str, bytes]]:
    lead = form(CLIENT, ALFA)
    yield "lead.xlsx", _table()
    yield "lead.xlsx", xls([list(CLIENT), list(CLIENT.values())])
    yield "lead.pdf", pdf([(50, 700, "NIP klienta: 6423171456")])
    yield "lead.csv", "\n".join(f"{label};{value}" for label, value in CLIENT.items()).encode()
    yield "lead.txt", lead.encode()
    yield "lead.html", f"<table><tr><td>Klient</td><td>{lead}</td></tr></table>".encode()
    yield "lead.zip", zipped(("lead.txt", lead.encode()), ("lead.xlsx", _table()))
    yield "lead.msg", msg("Lead", ("Jan", "jan@alfa.example"), lead)
    yield "winmail.dat", tnef(lead, ("lead.txt", lead.encode()))
    yield "lead.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan Nowak\r\nEMAIL:jan@alfa.example\r\nEND:VCARD\r\n"
    yield "", png(3, 3)

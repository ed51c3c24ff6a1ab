"""What is fuzzed: each target takes any bytes, and raises where leadbot would break a promise over them."""

import json
import pickle
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from leadbot.app import App, folders, program_by_name
from leadbot.cli.rendering import reading_row
from leadbot.mime import automatic_reason, parse
from leadbot.mime.files import with_files, without_files
from leadbot.model.errors import ConfigurationError
from leadbot.model.message import Attachment, Message
from leadbot.model.program import Program
from leadbot.model.reading import Reading
from leadbot.programs import load_lexicons, parse_program
from leadbot.reader import InProcessReader
from leadbot.reading.orders import OrderReader
from leadbot.service.explain import explain
from support.office import moment

Target = Callable[[bytes], None]

KEPT = Path(__file__).parent / "kept"
"""Inputs that once broke a target, by the target's name."""
NAMES = ("lead.xlsx", "lead.docx", "lead.pdf", "lead.csv", "lead.txt", "lead.html", "lead.zip", "lead.msg", "winmail.dat", "lead.vcf", "")
NOW = moment("2026-11-16 10:00")


@cache
def program() -> Program:
    """One with every kind of field and several languages."""
    return program_by_name("promise-generuj-leady")


@cache
def order_reader() -> OrderReader:
    """Of all languages at once."""
    return OrderReader(load_lexicons(folders("lexicons", None)).values())


def parsing(raw: bytes) -> None:
    """Any octets are a message that can be kept and sent from process to process."""
    message = parse(raw, program().mail_words, "mx.promise.example")
    automatic_reason(message, program().mail_words, frozenset({"csp@promise.pl"}))
    _keepable(message)


def reading(raw: bytes) -> None:
    """Any mail is read, and what it says can be stored and shown."""
    found = InProcessReader(authserv_id="mx.promise.example").read(raw, program(), None)
    assert isinstance(found, Reading), found
    row = reading_row("any.eml", found, explain(found, program(), NOW))
    json.dumps(row, ensure_ascii=False).encode("utf-8")


def attachments(raw: bytes) -> None:
    """Any file is opened or refused; its first octet chooses the name that it comes under."""
    name, content = NAMES[raw[0] % len(NAMES)] if raw else "", raw[1:]
    empty = parse(b"From: jan@alfa.example\r\n\r\n", program().mail_words, None)
    file = Attachment(name=name, media_type="application/octet-stream", size=len(content), inline=False, content=content)
    message = replace(empty, attachments=(file,))
    _keepable(with_files(message, program().mail_words))
    _keepable(without_files(message))


def orders(raw: bytes) -> None:
    """Any text of staff's is orders and lines that are none."""
    for one in order_reader().read(raw.decode("utf-8", "replace")):
        pickle.loads(pickle.dumps(one))


def configuration(raw: bytes) -> None:
    """Any text is a program or a configuration, or is told what is wrong with it."""
    try:
        parse_program(raw.decode("utf-8", "replace"), program().lexicons)
    except ConfigurationError as error:
        str(error).encode("utf-8")
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "leadbot.yaml"
        path.write_bytes(raw)
        try:
            App(str(path), {}).check()
        except ConfigurationError as error:
            str(error).encode("utf-8")


def _keepable(message: Message) -> None:
    assert pickle.loads(pickle.dumps(message)) == message
    message.text().encode("utf-8")
    message.subject.encode("utf-8")


TARGETS: Mapping[str, Target] = {
    "parse": parsing,
    "read": reading,
    "attachments": attachments,
    "orders": orders,
    "yaml": configuration,
}

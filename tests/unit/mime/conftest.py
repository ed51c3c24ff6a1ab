"""What the tests of the mime room share: the mail words of the shipped lexicons, and a builder of small mails."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from leadbot.mime import parse
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Message, Segment, SegmentKind

LEXICONS = Path(__file__).parents[3] / "config" / "lexicons"


def _words(*languages: str) -> MailWords:
    merged: dict[str, tuple[str, ...]] = {}
    for language in languages:
        mail = yaml.safe_load((LEXICONS / f"{language}.yaml").read_text(encoding="utf-8"))["mail"]
        for key, values in mail.items():
            merged[key] = (*merged.get(key, ()), *values)
    return MailWords(**merged)


@pytest.fixture(scope="session")
def words() -> MailWords:
    return _words("pl", "en")


@pytest.fixture(scope="session")
def mail() -> Callable[..., bytes]:
    def build(body: str | bytes = "Dzień dobry", **headers: str) -> bytes:
        """A mail with these headers (underscores are dashes) and this body, UTF-8 where it is text."""
        fields = {"From": "Jan Lis <jan@lis.example>", "To": "csp@promise.pl", "Subject": "temat"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {name: value for name, value in fields.items() if value}
        fields.setdefault("Content-Type", "text/plain; charset=utf-8")
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        return head + b"\r\n" + (body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode())

    return build


@pytest.fixture(scope="session")
def read(mail: Callable[..., bytes], words: MailWords) -> Callable[..., Message]:
    """A small mail, built and parsed with the words of the shipped lexicons."""
    return lambda body="Dzień dobry", **headers: parse(mail(body, **headers), words)


@pytest.fixture(scope="session")
def pieces() -> Callable[[Message], list[tuple[SegmentKind, int, str]]]:
    """A message's segments as (kind, depth, text without empty lines)."""

    def brief(segment: Segment) -> tuple[SegmentKind, int, str]:
        return segment.kind, segment.depth, "\n".join(line for line in segment.text.splitlines() if line.strip())

    return lambda message: [brief(segment) for segment in message.segments]

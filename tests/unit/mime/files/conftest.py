"""What the tests of attached files share: one file opened, and a mail with files parsed and opened."""

from collections.abc import Callable

import pytest

from leadbot.mime import parse
from leadbot.mime.files import with_files
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Message
from support.files import mail_with

Opened = Callable[..., Message]


@pytest.fixture(scope="session")
def opened(words: MailWords) -> Opened:
    """A mail with these files (name, octets), its files opened."""

    def build(*files: tuple[str, bytes], media_type: str = "application/octet-stream") -> Message:
        return with_files(parse(mail_with("W załączniku dane klienta.", *files, media_type=media_type), words), words)

    return build


@pytest.fixture(scope="session")
def text_of(opened: Opened) -> Callable[..., str]:
    """The text of one file, empty lines left out; it must be read wholly."""

    def read(name: str, octets: bytes, media_type: str = "application/octet-stream") -> str:
        message = opened((name, octets), media_type=media_type)
        assert [defect for defect in message.defects if defect.code.startswith("attachment-")] == []
        pieces = [segment.text for segment in message.segments if segment.source != "body"]
        return "\n".join(line for line in "".join(pieces).split("\n") if line.strip())

    return read


@pytest.fixture(scope="session")
def troubles(opened: Opened) -> Callable[..., list[tuple[str, str]]]:
    """What could not be read of these files: codes and names."""

    def read(*files: tuple[str, bytes], media_type: str = "application/octet-stream") -> list[tuple[str, str]]:
        message = opened(*files, media_type=media_type)
        return [(d.code, d.detail) for d in message.defects if d.code.startswith("attachment-")]

    return read

"""The reading corpus of all five programmes: every mail parses without a defect of form, and machine mail is told from people's."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leadbot.mime import automatic_reason, content_digest, message_id, parse, received_at
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Authentication, Message, SegmentKind

MAILS = sorted((Path(__file__).parents[2] / "mails").glob("*/*.eml"))
OF_FORM = {"unparsable", "too-deep", "too-long", "no-boundary", "boundary-mended", "decoded-with-loss", "alternatives-differ", "text-cut"}


@pytest.fixture(scope="module")
def parsed(words: MailWords) -> dict[Path, Message]:
    return {path: parse(path.read_bytes(), words) for path in MAILS}


def test_every_mail_has_sender_time_and_text(parsed: dict[Path, Message]) -> None:
    assert len(parsed) >= 100
    for path, message in parsed.items():
        assert message.sender is not None, path
        assert message.received_at == received_at(path.read_bytes()) is not None, path
        assert message.message_id == message_id(path.read_bytes()) is not None, path
        assert message.text(SegmentKind.OWN, SegmentKind.FORWARDED, SegmentKind.SIGNATURE).strip(), path


def test_no_mail_has_a_defect_of_form_or_a_lost_letter(parsed: dict[Path, Message]) -> None:
    for path, message in parsed.items():
        assert not OF_FORM & {defect.code for defect in message.defects}, path
        assert "\ufffd" not in message.text() + message.subject, path


def test_values_of_the_truth_stand_in_the_text(parsed: dict[Path, Message]) -> None:
    """Names that a mail's body gives are found with all their letters, folded to one line."""
    found = total = 0
    for path, message in parsed.items():
        text = " ".join((message.text() + message.subject).replace("\x1f", " ").replace("\t", " ").split()).casefold()
        for lead in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["leads"]:
            if not message.attachments and (name := lead["fields"].get("client.name")):
                total += 1
                found += " ".join(name.split()).casefold() in text
    assert found == total > 60


def test_machine_mail_is_told_from_peoples_mail(parsed: dict[Path, Message], words: MailWords) -> None:
    for path, message in parsed.items():
        reason = automatic_reason(message, words)
        kind = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["kind"]
        assert (reason.kind.value if reason else None) == (kind if kind in ("automatic", "bounce") else None), path


def test_every_mail_has_a_digest_of_its_own() -> None:
    assert len({content_digest(path.read_bytes()) for path in MAILS}) == len(MAILS)


def test_the_border_server_of_a_mailbox_proves_its_senders(words: MailWords, mail: Callable[..., bytes]) -> None:
    header = "mx.promise.pl; dkim=pass header.d=lis.example; spf=pass smtp.mailfrom=lis.example; dmarc=pass header.from=lis.example"
    message = parse(mail(Authentication_Results=header), words, "mx.promise.pl")
    assert (message.proof.authentication, message.proof.dmarc) == (Authentication.PASS, True)

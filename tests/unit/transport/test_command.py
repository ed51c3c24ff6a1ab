"""Mail by another program's standard input."""

from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError, OutOfReach
from leadbot.model.outgoing import DeliveryOutcome
from leadbot.transport import open_alarm

MAIL = b"Subject: alarm\r\n\r\nwords\r\n"


def test_the_program_gets_the_mail_and_its_words_go_through_no_shell(tmp_path: Path) -> None:
    into = tmp_path / "a; b"

    sent = open_alarm(f"command:tee '{into}'").send(MAIL, "", ["ops@promise.pl"])

    assert sent.outcome is DeliveryOutcome.SENT
    assert into.read_bytes() == MAIL


def test_a_program_that_fails_is_tried_again_later() -> None:
    refused = open_alarm("command:ls /no/such/place").send(MAIL, "", ["ops@promise.pl"])

    assert refused.outcome is DeliveryOutcome.TEMPORARY
    assert "status" in refused.detail


def test_a_program_that_is_not_there_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach, match="Install it"):
        open_alarm("command:no-such-program-anywhere").connect()


@pytest.mark.parametrize("url", ["command:", "command:'open", "telnet://ops:geheim@host", "smtp://ops:geheim@mail.example:port"])
def test_what_is_no_way_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="alarm") as told:
        open_alarm(url)

    assert "geheim" not in str(told.value)

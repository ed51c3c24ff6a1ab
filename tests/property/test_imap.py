"""Whatever an IMAP server says of one mail, the others come, or the mailbox is out of reach; nothing else ever happens."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbot.mailbox import ImapMailbox
from leadbot.mailbox.connection import Patience
from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger
from support.scripted_imap import scripted_imap

PIECES = [
    b"(",
    b")",
    b"* 2 FETCH ",
    b"UID 2 ",
    b"UID x ",
    b"BODY[] ",
    b"{3}\r\n",
    b"{0}\r\n",
    b"abc",
    b"\r\n",
    b'"',
    b"NIL ",
    b"7 ",
    b"[",
    b"\xff\x00",
    b"\\",
]
PIECES += [
    b"RFC822.SIZE ",
    b'INTERNALDATE "31-Feb-2026 25:00:00 +9999" ',
    b"* OK [",
    b"* BYE ",
    b"* 9 EXPUNGE\r\n",
    b"+ ",
    b"TAG NO no\r\n",
    b"* SEARCH 4\r\n",
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=12))
def test_one_mail_told_of_in_any_words_keeps_no_other_back(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    with scripted_imap() as scripted:
        scripted.answers[2] = b"".join(pieces) + b"\r\n"
        server = ImapServer.parse(f"imap://anna:geheim@127.0.0.1:{scripted.port}?tls=none")
        ledger = UidLedger.of(server, Path(tmp_path_factory.getbasetemp()))
        mailbox = ImapMailbox(server, ledger, patience=Patience(connecting=5, answer=0.5, pause=0))

        batch = mailbox.fetch_new(10)
        mailbox.close()

    own = {message.location: message.raw for message in batch.messages}
    assert {own.get("7:1"), own.get("7:3")} == {scripted.mails[1].raw, scripted.mails[3].raw}
    assert set(own) <= {"7:1", "7:2", "7:3"}

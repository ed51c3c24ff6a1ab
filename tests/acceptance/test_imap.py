"""The Promise mails of the corpus from a real IMAP server: the same end as from a Maildir, whatever happens on the way."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from leadbot.mime import received_at
from support.cable import Cable, cable
from support.dovecot import Account, Dovecot
from support.installation import Installation
from support.office import ALFA, CLIENT, form, mail, moment

PROMISE = sorted((Path(__file__).parent.parent / "mails" / "promise-generuj-leady").glob("*.eml"))
AFTER_THE_LAST = "2027-01-04T10:00:00+01:00"
KEYWORD = "$LeadbotProcessed"

Install = Callable[..., Installation]


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Install]:
    """Makes installations that end with the module."""
    with ExitStack() as ending:

        def make(inbox: str, processed: str = "keyword") -> Installation:
            installation = Installation(tmp_path_factory.mktemp("imap"), staff="[]", inbox=inbox, processed=processed)
            ending.callback(installation.stop)
            return installation

        yield make


@pytest.fixture(scope="module")
def from_maildir(install: Install) -> dict[str, list[Any]]:
    """What becomes of the corpus in a Maildir."""
    installation = install("maildir:inbox")
    for path in PROMISE:
        installation.drop(path.stem, path.read_bytes())
    installation.run("once", now=AFTER_THE_LAST)
    return outcome(installation)


@pytest.fixture(scope="module")
def account(dovecot: Dovecot) -> Account:
    """Its INBOX holds the corpus."""
    return filled(dovecot)


@pytest.fixture(scope="module")
def from_imap(install: Install, account: Account) -> Installation:
    installation = install(account.url())
    installation.run("once", now=AFTER_THE_LAST)
    return installation


def filled(dovecot: Dovecot) -> Account:
    """An account with the corpus, each mail received when its trace says."""
    account = dovecot.account()
    for path in PROMISE:
        received = received_at(path.read_bytes())
        assert received is not None
        account.deliver(path.read_bytes(), received)
    return account


def outcome(installation: Installation) -> dict[str, list[Any]]:
    """What became of the mails, without the ids that every installation makes anew."""
    ids = {row["key"]: row["message_id"] for row in installation.rows("messages")}
    own = {"key", "id", "message_id", "answers", "from_message", "next_at"}

    def comparable(row: dict[str, Any]) -> dict[str, Any]:
        message = row.get("from_message") or row.get("answers") or row["key"]
        return {"of": ids[message], **{name: value for name, value in row.items() if name not in own}}

    return {name: sorted(map(comparable, installation.rows(name)), key=repr) for name in ("messages", "leads", "outbox")}


def test_imap_and_maildir_come_to_the_same_end(from_maildir: dict[str, list[Any]], from_imap: Installation) -> None:
    assert len(from_maildir["messages"]) == len(PROMISE)
    assert outcome(from_imap) == from_maildir


@pytest.mark.usefixtures("from_imap")
def test_every_mail_is_marked_and_stays(account: Account) -> None:
    assert account.flags() == {uid: {KEYWORD.encode()} for uid in range(1, len(PROMISE) + 1)}


def test_a_second_run_changes_nothing(from_imap: Installation) -> None:
    before, mails = outcome(from_imap), len(from_imap.sink.mails)

    assert "nothing new" in from_imap.run("once", now=AFTER_THE_LAST)

    assert (outcome(from_imap), len(from_imap.sink.mails)) == (before, mails)


@pytest.mark.failure("F01")
def test_new_numbers_and_lost_marks_change_nothing(from_imap: Installation, account: Account) -> None:
    before, mails = outcome(from_imap), len(from_imap.sink.mails)
    account.renumber(999)
    with account.client() as person:
        person.remove_flags(person.search("ALL"), [KEYWORD])

    assert "received 0;" in from_imap.run("once", now=AFTER_THE_LAST)

    assert (outcome(from_imap), len(from_imap.sink.mails)) == (before, mails)
    assert set(map(frozenset, account.flags().values())) == {frozenset({KEYWORD.encode()})}


@pytest.mark.failure("F08")
@pytest.mark.parametrize(
    ("processed", "step", "cuts"), [("keyword", b"BODY.PEEK", 1), ("keyword", b"UID STORE", 2), ("folder:Done", b"UID MOVE", 2)]
)
def test_a_connection_cut_on_the_way_changes_nothing(
    from_maildir: dict[str, list[Any]], install: Install, dovecot: Dovecot, processed: str, step: bytes, cuts: int
) -> None:
    account = filled(dovecot)
    with cable(dovecot.port) as wire:
        installation = install(account.url(wire.port), processed)
        wire.cut_at, wire.most_cuts = step, cuts

        installation.run("once", now=AFTER_THE_LAST, status=0 if cuts == 1 else 3)
        assert ("was lost" in installation.complaint) == (cuts == 2)
        installation.run("once", now=AFTER_THE_LAST)

    assert outcome(installation) == from_maildir
    if processed != "keyword":
        assert (account.count(), account.count("Done")) == (0, len(PROMISE))


@pytest.mark.failure("F07", "F09")
def test_a_connection_cut_amid_a_mails_text_registers_it_whole_and_once(install: Install, dovecot: Dovecot) -> None:
    account = dovecot.account()
    account.deliver(mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")), moment("2026-11-16 09:00"))
    with cable(dovecot.port) as wire:
        installation = install(account.url(wire.port))
        wire.cut_amid, wire.most_cuts = b"Liczba PC", 2

        installation.run("once", now=AFTER_THE_LAST, status=None)
        installation.run("once", now=AFTER_THE_LAST)

    assert wire.cuts == 2
    assert [row["disposition"] for row in installation.rows("messages")] == ["answered"]
    assert len(installation.sink.mails) == 1
    assert installation.rows("audit")[0]["adds_up"]


@pytest.fixture
def wire(dovecot: Dovecot) -> Iterator[Cable]:
    with cable(dovecot.port) as made:
        yield made


@pytest.mark.failure("F11")
def test_a_server_that_is_down_loses_nothing(install: Install, dovecot: Dovecot, wire: Cable) -> None:
    account = dovecot.account()
    account.deliver(mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")), moment("2026-11-16 09:00"))
    installation = install(account.url(wire.port))
    wire.plugged = False

    installation.run("once", now=AFTER_THE_LAST, status=3)
    assert "that the server is running" in installation.complaint
    wire.plugged = True
    installation.run("once", now=AFTER_THE_LAST)

    assert len(installation.rows("leads")) == 1


@pytest.mark.failure("F11")
def test_a_wrong_password_is_told_as_such(install: Install, dovecot: Dovecot) -> None:
    installation = install(f"imap://anna:${{IMAP_PASSWORD}}@127.0.0.1:{dovecot.port}/INBOX?tls=none")
    installation.more_environment["IMAP_PASSWORD"] = "wrong/@one"

    installation.run("once", now=AFTER_THE_LAST, status=3)
    assert "refused the login of anna" in installation.complaint
    installation.run("check", "--connect", status=3)
    assert "wrong/@one" not in installation.complaint


@pytest.mark.failure("F12")
def test_a_login_in_clear_over_the_net_is_a_wrong_configuration(install: Install) -> None:
    installation = install("imap://anna:geheim@mail.example/INBOX?tls=none")

    installation.run("once", now=AFTER_THE_LAST, status=2)

    assert "in clear" in installation.complaint
    assert "geheim" not in installation.complaint


def test_what_is_wrong_in_the_mailbox_is_told_until_it_is_right(install: Install, dovecot: Dovecot) -> None:
    account = dovecot.account()
    account.deliver(mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")), moment("2026-11-16 09:00"))
    with account.client(None) as person:
        person.create_folder("Done")
    for part in ("tmp", "new", "cur", ""):
        (account.maildir / ".Done" / part).chmod(0o500)
    installation = install(account.url(), "folder:Done")

    for _ in range(2):
        installation.run("once", now=AFTER_THE_LAST, status=1)
        assert "can't be moved to the folder Done" in installation.complaint
    for part in ("", "tmp", "new", "cur"):
        (account.maildir / ".Done" / part).chmod(0o700)
    installation.run("once", now=AFTER_THE_LAST)

    assert len(installation.rows("leads")) == 1
    assert (account.count(), account.count("Done")) == (0, 1)

"""The faults of IMAP that others ran into (F01 to F16), on a real server, or on a scripted one for what a real one does not do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadbot.mailbox import ImapMailbox
from leadbot.mailbox.connection import Patience
from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger
from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch
from leadbot.model.octets import whole
from leadbot.registry import SqlRegistry, open_registry
from leadbot.service.receive import Received, receive
from support.cable import cable
from support.dovecot import Account, Dovecot
from support.scripted_imap import HANG_UP, KEYWORD, SILENCE, Mail, ScriptedImap, scripted_imap

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARK = KEYWORD.encode()
IMPATIENT = Patience(connecting=5, answer=5, pause=0)


@pytest.fixture
def scripted() -> Iterator[ScriptedImap]:
    with scripted_imap() as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account()


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[SqlRegistry]:
    opened = open_registry(f"sqlite:///{tmp_path / 'leadbot.db'}")
    yield opened
    opened.close()


Opening = Callable[..., ImapMailbox]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens the mailbox of a scripted server or of a URL; each time as after a restart of leadbot."""
    mailboxes: list[ImapMailbox] = []

    def open_it(at: ScriptedImap | str, folder: str | None = None, patience: Patience = IMPATIENT) -> ImapMailbox:
        url = at if isinstance(at, str) else f"imap://anna:geheim@127.0.0.1:{at.port}/INBOX?tls=none"
        server = ImapServer.parse(url)
        mailboxes.append(ImapMailbox(server, UidLedger.of(server, tmp_path), folder, patience=patience))
        return mailboxes[-1]

    yield open_it
    for mailbox in mailboxes:
        mailbox.close()


def mail(name: str) -> bytes:
    return f"Message-ID: <{name}@partner.example>\r\nSubject: {name}\r\n\r\nbody\r\n".encode()


def deliver(account: Account, *names: str) -> None:
    """Mails of these names, an hour apart."""
    for hour, name in enumerate(names):
        account.deliver(mail(name), NOON + timedelta(hours=hour))


def subjects(batch: Batch) -> list[str]:
    return [message.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for message in batch.messages]


def settle_all(mailbox: ImapMailbox) -> None:
    while batch := mailbox.fetch_new(50).messages:
        mailbox.settle([message.location for message in batch])


def take_in(mailbox: ImapMailbox, registry: SqlRegistry) -> Received:
    """One cycle's worth of receiving."""
    try:
        return receive(mailbox, registry, "promise", NOON)
    finally:
        mailbox.close()


def taken(received: Received) -> tuple[int, int]:
    """How many mails were new, and how many were known already."""
    return len(received.stored), received.seen_before


# F01, F02: identity


@pytest.mark.failure("F01")
def test_f01_with_a_new_uidvalidity_only_new_mails_are_taken_in(account: Account, opened: Opening, registry: SqlRegistry) -> None:
    deliver(account, "one", "two")
    take_in(opened(account.url()), registry)
    account.renumber(777)
    deliver(account, "three")

    assert taken(take_in(opened(account.url()), registry)) == (1, 0)


@pytest.mark.failure("F01")
def test_f01_under_a_new_uidvalidity_the_ledger_hides_no_new_mail(scripted: ScriptedImap, opened: Opening, registry: SqlRegistry) -> None:
    scripted.permanent_flags = r"\Seen"
    take_in(opened(scripted), registry)
    scripted.validity = 8
    scripted.mails = {uid: Mail(mail(f"other {uid}")) for uid in (1, 2)} | {3: scripted.mails[1]}

    assert taken(take_in(opened(scripted), registry)) == (2, 1)
    assert taken(take_in(opened(scripted), registry)) == (0, 0)


@pytest.mark.failure("F01")
def test_f01_a_mail_is_never_marked_by_the_number_that_another_had(scripted: ScriptedImap, opened: Opening) -> None:
    mailbox = opened(scripted)
    batch = mailbox.fetch_new(10)
    mailbox.close()
    scripted.validity = 8

    mailbox.settle([message.location for message in batch.messages])

    assert scripted.marked() == set()


@pytest.mark.failure("F02")
@pytest.mark.parametrize("select", [b"* 3 EXISTS\r\nTAG OK done\r\n", b"* OK [UIDVALIDITY x] what\r\n* 3 EXISTS\r\nTAG OK done\r\n"])
def test_f02_an_unreadable_uidvalidity_is_waited_out(scripted: ScriptedImap, opened: Opening, registry: SqlRegistry, select: bytes) -> None:
    take_in(opened(scripted), registry)
    scripted.mails[4] = Mail(mail("four"))
    scripted.script["SELECT"] = [select]
    fetched = scripted.verbs().count("UID FETCH")

    with pytest.raises(OutOfReach):
        take_in(opened(scripted), registry)

    assert scripted.verbs().count("UID FETCH") == fetched
    assert taken(take_in(opened(scripted), registry)) == (1, 0)


# F03, F04: numbers and searches


@pytest.mark.failure("F03")
def test_f03_a_mail_that_another_program_expunges_shifts_no_marks(account: Account, opened: Opening) -> None:
    deliver(account, "one", "two", "three", "four")
    mailbox = opened(account.url())
    batch = mailbox.fetch_new(3)
    with account.client() as other:
        other.delete_messages([1])
        other.expunge()

    mailbox.settle([message.location for message in batch.messages])

    assert account.flags() == {2: {MARK}, 3: {MARK}, 4: set()}
    assert subjects(mailbox.fetch_new(10)) == ["four"]


@pytest.mark.failure("F03")
def test_f03_mails_are_named_by_uid_alone(scripted: ScriptedImap, opened: Opening) -> None:
    settle_all(opened(scripted))

    assert {verb for verb in scripted.verbs() if verb.startswith("UID")} == {"UID SEARCH", "UID FETCH", "UID STORE"}
    assert not {"SEARCH", "FETCH", "STORE", "COPY", "MOVE"} & set(scripted.verbs())


@pytest.mark.failure("F04")
def test_f04_the_answer_of_a_search_never_gets_too_long_for_a_line(scripted: ScriptedImap, opened: Opening, tmp_path: Path) -> None:
    many, new = 170_000, {7, 75_000, 170_000}
    scripted.permanent_flags = ""
    scripted.mails = dict.fromkeys(range(1, many + 1), Mail(b"Subject: x\r\n\r\n"))
    address = ImapServer.parse(f"imap://anna:geheim@127.0.0.1:{scripted.port}?tls=none")
    UidLedger.of(address, tmp_path).add(7, set(range(1, many + 1)) - new)

    batch = opened(scripted).fetch_new(10)

    assert {int(message.location.partition(":")[2]) for message in batch.messages} == new
    assert sum(len(f" {uid}") for uid in scripted.mails) > 1_000_000


@pytest.mark.failure("F04")
def test_f04_an_answer_in_several_lines_is_one_answer(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.script["UID SEARCH"] = [b"* SEARCH 1\r\n* SEARCH\r\n* SEARCH 2 3 (MODSEQ 917162500)\r\nTAG OK done\r\n"]

    assert subjects(opened(scripted).fetch_new(10)) == ["1", "2", "3"]


# F05 to F07: answers


MALFORMED = {
    "a blank line behind the text": b"* 2 FETCH (UID 2 RFC822.SIZE 2 BODY[] {2}\r\nab\r\n\r\n)\r\n",
    "a parenthesis too early": b"* 2 FETCH (UID 2) BODY[] {2}\r\nab)\r\n",
    "a parenthesis too few": b"* 2 FETCH (UID 2 BODY[] {2}\r\nab\r\n",
    "a text longer than announced": b"* 2 FETCH (UID 2 RFC822.SIZE 9 BODY[] {2}\r\nab and more\r\n)\r\n",
    "parentheses without end": b"* 2 FETCH " + b"(" * 20_000 + b"\r\n",
    "a line without end": b"* 2 FETCH (UID 2 BODY[] " + b"x" * 1_100_000 + b")\r\n",
    "more octets than there are": b"* 2 FETCH (UID 2 BODY[] {99999999999999999999}\r\nab)\r\n",
    "nothing of what was asked": b"* 2 FETCH (UID 2)\r\n",
    "no number": b"* 2 FETCH (UID two BODY[] {2}\r\nab)\r\n",
    "a connection that ends": HANG_UP,
    "a connection that ends in the text": b"* 2 FETCH (UID 2 BODY[] {200}\r\nab",
}


@pytest.mark.failure("F05")
@pytest.mark.parametrize("fault", MALFORMED)
def test_f05_one_malformed_answer_keeps_no_other_mail_back(
    scripted: ScriptedImap, opened: Opening, registry: SqlRegistry, fault: str
) -> None:
    scripted.answers[2] = MALFORMED[fault]

    received = take_in(opened(scripted), registry)

    assert taken(received) == (2, 0)
    assert [words.partition(":")[0] for words in received.unreadable] == ["INBOX, UID 2"]
    assert scripted.marked() == {1, 3}
    scripted.answers.clear()
    assert taken(take_in(opened(scripted), registry)) == (1, 0)


@pytest.mark.failure("F05")
def test_f05_a_size_that_cannot_be_told_keeps_no_other_mail_back(scripted: ScriptedImap, opened: Opening) -> None:
    broken = b"* 1 FETCH (UID 1 RFC822.SIZE\r\nTAG OK done\r\n"
    scripted.script["UID FETCH"] = [broken, broken]

    batch = opened(scripted).fetch_new(10)

    assert subjects(batch) == ["2", "3"]
    assert len(batch.unreadable) == 1


@pytest.mark.failure("F05")
def test_f05_a_server_that_breaks_at_every_mail_is_out_of_reach(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.mails = {uid: Mail(b"") for uid in range(1, 50)}
    scripted.answers = dict.fromkeys(scripted.mails, HANG_UP)

    with pytest.raises(OutOfReach, match=r"connection .* was lost"):
        opened(scripted).fetch_new(50)

    assert scripted.verbs().count("SELECT") < 10


@pytest.mark.failure("F06")
def test_f06_a_mail_without_text_makes_no_mail_and_is_named(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.answers[2] = b"* 2 FETCH (UID 2 RFC822.SIZE 10 BODY[] NIL)\r\n"

    batch = opened(scripted).fetch_new(10)

    assert subjects(batch) == ["1", "3"]
    assert len(batch.unreadable) == 1


@pytest.mark.failure("F06")
def test_f06_a_mail_that_is_gone_by_now_is_passed_over_in_silence(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.script["UID SEARCH"] = [b"* SEARCH 1 2 3 4\r\nTAG OK done\r\n"]
    scripted.script["UID FETCH"] = [b"* 1 FETCH (FLAGS (\\Seen))\r\nTAG OK done\r\n", b"* 5 FETCH (FLAGS (\\Seen))\r\nTAG OK done\r\n"]
    scripted.mails = {}

    assert opened(scripted).fetch_new(10) == Batch(messages=())


@pytest.mark.failure("F07")
def test_f07_a_text_cut_off_is_fetched_again(scripted: ScriptedImap, opened: Opening) -> None:
    cut = b"".join(scripted.fetched(uid, raw=scripted.mails[uid].raw[: 5 if uid == 2 else None]) for uid in (1, 2, 3))
    outlines = b"".join(scripted.fetched(uid, with_text=False) for uid in (1, 2, 3))
    scripted.script["UID FETCH"] = [outlines + b"TAG OK done\r\n", cut + b"TAG OK done\r\n"]

    batch = opened(scripted).fetch_new(10)

    assert [message.raw for message in batch.messages] == [mail.raw for mail in scripted.mails.values()]


@pytest.mark.failure("F07")
def test_f07_a_size_that_is_only_estimated_cuts_nothing_off(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.answers = {1: scripted.fetched(1, size=1000), 2: scripted.fetched(2, size=1)}

    batch = opened(scripted).fetch_new(10)

    assert [message.raw for message in batch.messages] == [mail.raw for mail in scripted.mails.values()]


@pytest.mark.failure("F07")
def test_f07_a_text_that_is_cut_off_elsewhere_each_time_is_named(scripted: ScriptedImap, opened: Opening) -> None:
    outline = scripted.fetched(1, with_text=False)
    scripted.mails = {1: scripted.mails[1]}
    scripted.script["UID FETCH"] = [
        answer + b"TAG OK done\r\n" for answer in (outline, scripted.fetched(1, raw=b"Subj"), scripted.fetched(1, raw=b"Subje"))
    ]

    batch = opened(scripted).fetch_new(10)

    assert batch.messages == ()
    assert "cut off" in batch.unreadable[0]


LARGE = b"Subject: large\r\n\r\n" + b"0123456789abcdef" * 200_000


@pytest.mark.failure("F07")
@pytest.mark.parametrize("most", [0, 300_000, 2**30])
def test_f07_a_large_mail_is_whole_however_little_the_server_gives_at_a_time(scripted: ScriptedImap, opened: Opening, most: int) -> None:
    scripted.mails[2], scripted.gives_pieces = Mail(LARGE), most

    batch = opened(scripted).fetch_new(10)

    assert [whole(message.raw) for message in batch.messages] == [mail.raw for mail in scripted.mails.values()]
    assert not batch.unreadable


@pytest.mark.failure("F07")
@pytest.mark.parametrize("size", [len(LARGE) - 2**20, len(LARGE) + 5])
def test_f07_a_wrong_size_cuts_no_large_mail_off(scripted: ScriptedImap, opened: Opening, size: int) -> None:
    scripted.mails, scripted.gives_pieces = {1: Mail(LARGE)}, 2**30
    outline = scripted.fetched(1, with_text=False, size=size) + b"TAG OK done\r\n"
    scripted.script["UID FETCH"] = [outline, outline]

    batch = opened(scripted).fetch_new(10)

    assert [whole(message.raw) for message in batch.messages] == [LARGE]


@pytest.mark.failure("F08")
def test_f08_a_large_mail_is_whole_after_the_connection_died_between_its_pieces(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.mails, scripted.gives_pieces = {1: Mail(LARGE)}, 2**30
    outline = scripted.fetched(1, with_text=False) + b"TAG OK done\r\n"
    scripted.script["UID FETCH"] = [outline, outline, HANG_UP]

    batch = opened(scripted).fetch_new(10)

    assert [whole(message.raw) for message in batch.messages] == [LARGE]


@pytest.mark.failure("F06")
def test_f06_a_large_mail_without_text_makes_no_mail_and_is_named(scripted: ScriptedImap, opened: Opening) -> None:
    told = b"* 2 FETCH (UID 2 RFC822.SIZE 2000000 BODY[] NIL)\r\n"
    scripted.mails[2], scripted.answers = Mail(LARGE), {2: told}

    batch = opened(scripted).fetch_new(10)

    assert subjects(batch) == ["1", "3"]
    assert len(batch.unreadable) == 1


# F08, F09, F11, F12: the connection


@pytest.mark.failure("F08")
@pytest.mark.parametrize(("folder", "step"), [(None, b"UID STORE"), ("Done", b"UID MOVE")])
def test_f08_what_was_stored_before_the_connection_died_is_only_settled(
    account: Account, opened: Opening, registry: SqlRegistry, folder: str | None, step: bytes
) -> None:
    deliver(account, "one", "two")
    with cable(account.server.port) as wire:
        wire.cut_at, wire.most_cuts = step, 100
        with pytest.raises(OutOfReach):
            take_in(opened(account.url(wire.port), folder), registry)
        deliver(account, "three")

        wire.cut_at = b""
        received = take_in(opened(account.url(wire.port), folder), registry)

    assert taken(received) == (1, 2)
    assert taken(take_in(opened(account.url(), folder), registry)) == (0, 0)


@pytest.mark.failure("F08")
@pytest.mark.parametrize("step", [b"UID SEARCH", b"UID FETCH", b"BODY.PEEK", b"UID STORE"])
def test_f08_a_connection_lost_once_is_made_again_within_the_cycle(
    account: Account, opened: Opening, registry: SqlRegistry, step: bytes
) -> None:
    deliver(account, "one", "two")
    with cable(account.server.port) as wire:
        wire.cut_at = step

        assert taken(take_in(opened(account.url(wire.port)), registry)) == (2, 0)
        assert (wire.cuts, wire.connections) == (1, 2)


@pytest.mark.failure("F09")
@pytest.mark.parametrize("answer", [SILENCE, b"* SEARCH 1 2"])
def test_f09_silence_and_half_a_line_end_the_wait(scripted: ScriptedImap, opened: Opening, answer: bytes) -> None:
    scripted.script["UID SEARCH"] = [answer, answer]
    mailbox = opened(scripted, patience=Patience(answer=0.1, pause=0))

    with pytest.raises(OutOfReach, match="lost"):
        mailbox.fetch_new(10)

    assert subjects(opened(scripted).fetch_new(10)) == ["1", "2", "3"]


@pytest.mark.failure("F11")
def test_f11_a_refused_login_is_told_as_such_and_not_tried_again_at_once(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.script["AUTHENTICATE"] = [b"TAG NO [AUTHENTICATIONFAILED] wrong\r\n"] * 2
    mailbox = opened(scripted)

    for _ in range(4):
        with pytest.raises(OutOfReach, match=r"refused the login of anna .*Check user and password"):
            mailbox.fetch_new(10)
        mailbox.close()

    assert scripted.verbs().count("AUTHENTICATE") == 2


@pytest.mark.failure("F11")
@pytest.mark.parametrize("answer", [HANG_UP, b"TAG NO [UNAVAILABLE] no user database\r\n", b"* BYE overloaded\r\n"])
def test_f11_a_login_that_failed_for_another_reason_is_no_refusal(scripted: ScriptedImap, opened: Opening, answer: bytes) -> None:
    scripted.script["AUTHENTICATE"] = [answer]
    mailbox = opened(scripted, patience=Patience(answer=1, pause=0))

    with pytest.raises(OutOfReach, match="that the server is running"):
        mailbox.fetch_new(10)

    assert subjects(mailbox.fetch_new(10)) == ["1", "2", "3"]


@pytest.mark.failure("F11")
def test_f11_a_server_that_is_down_says_where_to_look(opened: Opening) -> None:
    with pytest.raises(OutOfReach, match=r"127\.0\.0\.1:1 can't be used: .*Check host and port"):
        opened("imap://anna:geheim@127.0.0.1:1/INBOX?tls=none").fetch_new(10)


@pytest.mark.failure("F12")
@pytest.mark.parametrize(
    ("capabilities", "starttls"), [("IMAP4rev1 AUTH=PLAIN", b""), ("IMAP4rev1 STARTTLS AUTH=PLAIN", b"TAG NO not now\r\n")]
)
def test_f12_without_starttls_nobody_logs_in(scripted: ScriptedImap, opened: Opening, capabilities: str, starttls: bytes) -> None:
    scripted.capabilities = capabilities
    scripted.script["STARTTLS"] = [starttls]

    with pytest.raises(OutOfReach):
        opened(f"imap://anna:geheim@127.0.0.1:{scripted.port}/INBOX").fetch_new(10)

    assert not {"LOGIN", "AUTHENTICATE"} & set(scripted.verbs())


@pytest.mark.failure("F12")
def test_f12_a_server_that_disables_logins_gets_none(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.capabilities = "IMAP4rev1 LOGINDISABLED AUTH=PLAIN"

    with pytest.raises(OutOfReach, match="LOGINDISABLED"):
        opened(scripted).fetch_new(10)

    assert not {"LOGIN", "AUTHENTICATE"} & set(scripted.verbs())


# F13 to F16: what people and servers do with mail


@pytest.mark.failure("F13")
def test_f13_what_people_do_to_flags_hides_no_mail(account: Account, opened: Opening, registry: SqlRegistry) -> None:
    deliver(account, "one", "two", "three")
    with account.client() as person:
        person.add_flags([1], [b"\\Seen", b"\\Answered", b"$Junk"])
        person.add_flags([2], [b"\\Deleted"])

    assert taken(take_in(opened(account.url()), registry)) == (3, 0)
    assert account.flags() == {1: {b"\\Seen", b"\\Answered", b"$Junk", MARK}, 2: {b"\\Deleted", MARK}, 3: {MARK}}


@pytest.mark.failure("F14")
def test_f14_a_missing_folder_is_made(account: Account, opened: Opening) -> None:
    deliver(account, "one", "two")

    settle_all(opened(account.url(), "Załatwione & gotowe"))

    assert (account.count(), account.count("Załatwione & gotowe")) == (0, 2)


@pytest.mark.failure("F14")
def test_f14_what_a_full_folder_does_not_take_stays_marked_until_it_does(
    scripted: ScriptedImap, opened: Opening, registry: SqlRegistry
) -> None:
    full = b"TAG NO [OVERQUOTA] the folder is full\r\n"
    scripted.script["UID MOVE"] = [full]
    received = take_in(opened(scripted, "Done"), registry)

    assert taken(received) == (3, 0)
    assert scripted.marked() == {1, 2, 3}
    assert "OVERQUOTA" in received.troubles[0]

    scripted.script["UID MOVE"] = [full]
    assert "OVERQUOTA" in take_in(opened(scripted, "Done"), registry).troubles[0]

    received = take_in(opened(scripted, "Done"), registry)
    assert (taken(received), received.troubles) == ((0, 0), ())
    assert (set(scripted.mails), set(scripted.moved)) == (set(), {1, 2, 3})


@pytest.mark.failure("F14")
def test_f14_a_folder_that_may_not_be_written_is_told_of(account: Account, opened: Opening, registry: SqlRegistry) -> None:
    deliver(account, "one")
    with account.client(None) as person:
        person.create_folder("Done")
    for part in ("tmp", "new", "cur", ""):
        (account.maildir / ".Done" / part).chmod(0o500)

    received = take_in(opened(account.url(), "Done"), registry)

    assert (taken(received), len(received.troubles)) == ((1, 0), 1)
    assert account.flags() == {1: {MARK}}
    assert taken(take_in(opened(account.url(), "Done"), registry)) == (0, 0)


@pytest.mark.failure("F14")
def test_f14_without_move_mails_are_copied_and_only_they_are_expunged(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.capabilities = "IMAP4rev1 AUTH=PLAIN UIDPLUS"
    mailbox = opened(scripted, "Done")
    mailbox.settle([message.location for message in mailbox.fetch_new(2).messages])
    scripted.mails[3].flags.add(r"\Deleted")

    assert (set(scripted.mails), set(scripted.moved)) == ({3}, {1, 2})
    assert "EXPUNGE" not in scripted.verbs()


@pytest.mark.failure("F14")
def test_f14_a_server_that_can_not_move_at_all_keeps_marked_mail_and_it_is_told(
    scripted: ScriptedImap, opened: Opening, registry: SqlRegistry
) -> None:
    scripted.capabilities = "IMAP4rev1 AUTH=PLAIN"

    received = take_in(opened(scripted, "Done"), registry)

    assert (taken(received), scripted.marked()) == ((3, 0), {1, 2, 3})
    assert "MOVE" in received.troubles[0]
    assert "CREATE" not in scripted.verbs()


@pytest.mark.failure("F15")
def test_f15_one_mail_in_two_places_is_registered_once(account: Account, opened: Opening, registry: SqlRegistry) -> None:
    deliver(account, "one")
    account.deliver(b"Received: from elsewhere\r\n" + mail("one"), NOON)

    assert taken(take_in(opened(account.url()), registry)) == (1, 1)


@pytest.mark.failure("F16")
def test_f16_a_batch_takes_one_command_a_step(scripted: ScriptedImap, opened: Opening) -> None:
    scripted.mails = {uid: Mail(mail(str(uid))) for uid in range(1, 120)}

    settle_all(opened(scripted))

    steps = ["UID SEARCH", "UID FETCH", "UID STORE"]
    assert [verb for verb in scripted.verbs() if verb in steps] == [
        *("UID SEARCH", "UID FETCH", "UID FETCH", "UID STORE"),
        *("UID SEARCH", "UID FETCH", "UID STORE") * 2,
        "UID SEARCH",
    ]
    assert scripted.verbs().count("SELECT") == 1


@pytest.mark.failure("F16")
def test_f16_a_long_queue_comes_in_batches_oldest_first_and_every_mail_once(account: Account, opened: Opening) -> None:
    waiting = 5_000
    for number in range(waiting):
        account.deliver(mail(str(number)), NOON + timedelta(minutes=(number * 7) % waiting))
    mailbox = opened(account.url())
    sizes, times = [], []

    while batch := mailbox.fetch_new(50).messages:
        sizes.append(len(batch))
        times += [message.received_at for message in batch]
        mailbox.settle([message.location for message in batch])

    assert sizes == [50] * (waiting // 50)
    assert times == [NOON + timedelta(minutes=minute) for minute in range(waiting)]


# The ledger, where the server keeps no marks


@pytest.mark.parametrize("fault", ["no keywords allowed", "keywords forgotten", "marking refused", "read-only"])
def test_where_the_server_keeps_no_marks_a_ledger_does(scripted: ScriptedImap, opened: Opening, registry: SqlRegistry, fault: str) -> None:
    read_only = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\nTAG OK [READ-ONLY] done\r\n"
    match fault:
        case "no keywords allowed":
            scripted.permanent_flags = r"\Seen \Deleted"
        case "keywords forgotten":
            scripted.keeps_flags = False
        case "marking refused":
            scripted.script["UID STORE"] = [b"TAG NO [NOPERM] not you\r\n"]
        case _:
            scripted.script |= {"SELECT": [read_only] * 3, "EXAMINE": [read_only] * 3}

    assert taken(take_in(opened(scripted), registry)) == (3, 0)
    scripted.mails[4] = Mail(mail("four"))
    assert taken(take_in(opened(scripted), registry)) == (1, 0)
    assert taken(take_in(opened(scripted), registry)) == (0, 0)


def test_a_lost_ledger_costs_one_more_look(scripted: ScriptedImap, opened: Opening, registry: SqlRegistry, tmp_path: Path) -> None:
    scripted.permanent_flags = ""
    take_in(opened(scripted), registry)
    (ledger,) = tmp_path.glob("leadbot-settled-*.json")
    ledger.unlink()

    assert taken(take_in(opened(scripted), registry)) == (0, 3)
    assert taken(take_in(opened(scripted), registry)) == (0, 0)


# Terms of the connection


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_an_encrypted_connection_serves_alike(
    dovecot: Dovecot, account: Account, opened: Opening, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    deliver(account, "one")
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificates))
    port = dovecot.port if scheme == "imap" else dovecot.tls_port
    url = account.url(port).replace("imap:", f"{scheme}:").replace("127.0.0.1", "localhost").removesuffix("?tls=none")

    assert subjects(opened(url).fetch_new(10)) == ["one"]


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_login(
    dovecot: Dovecot, account: Account, opened: Opening, scheme: str
) -> None:
    port = dovecot.port if scheme == "imap" else dovecot.tls_port
    url = account.url(port).replace("imap:", f"{scheme}:").removesuffix("?tls=none")

    with pytest.raises(OutOfReach, match="certificate is not good"):
        opened(url).fetch_new(10)


def test_a_missing_folder_to_read_is_out_of_reach_and_named(account: Account, opened: Opening) -> None:
    with pytest.raises(OutOfReach, match="folder Leads can't be opened"):
        opened(account.url(folder="Leads")).fetch_new(10)


def test_another_folder_than_the_inbox_can_be_read(account: Account, opened: Opening) -> None:
    with account.client(None) as person:
        person.create_folder("Zgłoszenia")
    account.deliver(mail("one"), NOON, folder="Zgłoszenia")

    assert subjects(opened(account.url(folder="Zg%C5%82oszenia")).fetch_new(10)) == ["one"]


def test_looking_leaves_no_trace(account: Account, opened: Opening) -> None:
    deliver(account, "one")

    opened(account.url(), "Done").fetch_new(10)

    assert account.flags() == {1: set()}
    with account.client(None) as person:
        assert [name for _, _, name in person.list_folders()] == ["INBOX"]

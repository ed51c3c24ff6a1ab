"""What an SMTP server's answers, and its silence, mean for a mail."""

from collections.abc import Iterator

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult
from leadbot.transport.connection import Patience
from leadbot.transport.server import SmtpServer
from leadbot.transport.smtp import SmtpTransport

SENT, TEMPORARY, PERMANENT, UNKNOWN = (
    DeliveryOutcome.SENT,
    DeliveryOutcome.TEMPORARY,
    DeliveryOutcome.PERMANENT,
    DeliveryOutcome.UNKNOWN,
)
MAIL = b"Subject: lead\r\n\r\nbody\r\n"
EIGHT_BIT = "Subject: lead\r\n\r\nżółw\r\n".encode()
INTERNATIONAL = "Subject: żółw\r\n\r\nbody\r\n".encode()
ONE_MAIL = ["MAIL", "RCPT", "DATA"]
PIPELINING = "PIPELINING"


@pytest.fixture(params=["step by step", "in one piece"])
def transport(server, request) -> Iterator[SmtpTransport]:
    if request.param == "in one piece":
        server.features = (*server.features, PIPELINING)
    where = SmtpServer.parse(f"smtp://127.0.0.1:{server.port}?tls=none")
    transport = SmtpTransport(where, patience=Patience(connecting=5, command=5, data_end=0.2))
    yield transport
    transport.close()


def given(server) -> list[bytes]:
    """The texts that came to their end; a lone dot is none."""
    return [text for text in server.texts if text.endswith(b"\r\n.\r\n")]


def send(transport: SmtpTransport, raw: bytes = MAIL, *recipients: str, sender: str = "csp@promise.example") -> DeliveryResult:
    return transport.send(raw, sender, recipients or ["anna@a.example"])


def test_mails_share_one_connection(server, transport) -> None:
    assert [send(transport).outcome for _ in range(3)] == [SENT] * 3

    assert server.verbs() == [ONE_MAIL * 3]


def test_a_connection_carries_fifty_mails_and_then_a_fresh_one_takes_over(server, transport) -> None:
    assert {send(transport).outcome for _ in range(51)} == {SENT}

    assert server.verbs() == [[*ONE_MAIL * 50, "QUIT"], ONE_MAIL]


def test_the_servers_words_are_kept_on_one_line(server, transport) -> None:
    server.script = {".": ["250-queued\r\n250 as\x1b \t42"]}

    assert send(transport) == DeliveryResult(outcome=SENT, detail="250 queued as? 42")


@pytest.mark.failure("F61")
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(("answer", "outcome"), [("451 greylisted", TEMPORARY), ("550 no such user", PERMANENT)])
def test_a_refusal_at_any_step_counts_by_its_first_digit_and_the_connection_stays(server, transport, step, answer, outcome) -> None:
    server.script = {step: [answer]}

    result = send(transport)

    assert result.outcome is outcome
    assert answer in result.detail
    assert send(transport).outcome is SENT
    assert len(server.heard) == 1
    assert "RSET" in server.verbs()[0]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["hang up", "421 closing", "what?", "999 what?", "199 what?"])
def test_a_conversation_that_breaks_before_the_text_is_temporary(server, transport, step, answer) -> None:
    server.script = {step: [answer]}

    assert send(transport).outcome is TEMPORARY

    assert given(server) == []
    assert send(transport).outcome is SENT


@pytest.mark.parametrize("answer", ["250 ok", "221 bye"])
def test_a_server_that_will_not_take_the_text_was_given_nothing(server, transport, answer) -> None:
    server.script = {"DATA": [answer]}

    assert send(transport).outcome is TEMPORARY
    assert given(server) == []


def test_a_server_that_leaves_in_the_middle_of_the_text_was_not_given_its_end(server, transport) -> None:
    larger_than_any_buffer = b"Subject: lead\r\n\r\n" + b"x" * 70 * 2**20
    server.script = {"DATA": ["354 and hang up"]}

    assert send(transport, larger_than_any_buffer).outcome is TEMPORARY

    assert given(server) == []


@pytest.mark.parametrize("answer", ["hang up", "500 what?"])
def test_a_server_that_will_not_start_over_gets_a_fresh_connection(server, transport, answer) -> None:
    server.script = {"RCPT": ["550 no such user"], "RSET": [answer]}

    assert [send(transport).outcome, send(transport).outcome] == [PERMANENT, SENT]

    assert len(server.heard) == 2


@pytest.mark.failure("F59")
@pytest.mark.parametrize("answer", ["hang up", "silence", "what?", "354 go on", "250" + "x" * 10_000])
def test_no_clear_answer_to_the_final_dot_is_unknown_and_never_sent_again(server, transport, answer) -> None:
    server.script = {".": [answer]}

    assert send(transport).outcome is UNKNOWN

    assert len(given(server)) == 1


def test_after_an_unknown_outcome_the_next_mail_goes_over_a_fresh_connection(server, transport) -> None:
    server.script = {".": ["silence"]}

    assert [send(transport).outcome, send(transport).outcome] == [UNKNOWN, SENT]

    assert server.verbs() == [ONE_MAIL, ONE_MAIL]


@pytest.mark.parametrize("farewell", ["hang up", "421 idle for too long"])
def test_a_connection_that_the_server_closed_meanwhile_is_replaced_without_a_trace(server, transport, farewell) -> None:
    send(transport)
    server.script = {"MAIL": [farewell]}

    assert send(transport).outcome is SENT

    assert len(server.heard) == 2
    assert len(given(server)) == 2


@pytest.mark.failure("F61")
def test_one_refused_recipient_does_not_stop_the_others_and_is_named(server, transport) -> None:
    server.script = {"RCPT": ["250 ok", "550 no such user", "250 ok"]}

    result = send(transport, MAIL, "a@a.example", "b@a.example", "c@a.example")

    assert result == DeliveryResult(outcome=SENT, detail="250 ok; refused: b@a.example (550 no such user)")
    assert len(given(server)) == 1


@pytest.mark.failure("F61")
def test_recipients_all_refused_are_tried_again_where_one_may_be_taken_later(server, transport) -> None:
    server.script = {"RCPT": ["550 no such user", "450 greylisted"]}

    result = send(transport, MAIL, "a@a.example", "b@a.example")

    assert result == DeliveryResult(outcome=TEMPORARY, detail="a@a.example (550 no such user), b@a.example (450 greylisted)")
    assert given(server) == []


@pytest.mark.failure("F63")
@pytest.mark.parametrize(
    "bad", ["", "nobody", "a b@c.example", "a@b.example>", "a@b.example\r\nDATA", "a@\udc80.example", "@a.example", "a@"]
)
def test_what_is_no_address_never_reaches_the_server(server, transport, bad) -> None:
    result = send(transport, MAIL, bad, "anna@a.example")

    assert result.outcome is SENT
    assert "not an address" in result.detail
    assert [line for line in server.heard[0] if line.startswith(b"RCPT")] == [b"RCPT TO:<anna@a.example>"]
    assert send(transport, MAIL, bad).outcome is PERMANENT
    assert send(transport, sender="no address").outcome is PERMANENT


def test_an_empty_sender_and_a_mails_size_stand_in_the_envelope(server, transport) -> None:
    send(transport, sender="")

    assert server.heard[0][1] == b"MAIL FROM:<> SIZE=26"


@pytest.mark.failure("F65")
def test_a_mail_of_eight_bits_is_announced(server, transport) -> None:
    assert send(transport, EIGHT_BIT).outcome is SENT

    assert server.heard[0][1].endswith(b" BODY=8BITMIME")
    assert server.texts == [EIGHT_BIT + b".\r\n"]


@pytest.mark.failure("F65")
def test_international_addresses_are_announced_and_their_domains_written_in_ascii(server, transport) -> None:
    assert send(transport, MAIL, "józef@żółw.example").outcome is SENT
    assert send(transport, MAIL, "jozef@żółw.example").outcome is SENT

    assert server.heard[0][1].endswith(b" SMTPUTF8")
    assert server.heard[0][2] == "RCPT TO:<józef@xn--w-uga1v8h.example>".encode()
    assert not server.heard[0][4].endswith(b" SMTPUTF8")


@pytest.mark.failure("F65")
def test_a_server_of_ascii_is_not_given_more_than_that(server, transport) -> None:
    server.features = tuple(feature for feature in server.features if feature == PIPELINING)

    results = [
        send(transport, EIGHT_BIT),
        send(transport, INTERNATIONAL),
        send(transport, MAIL, "józef@a.example"),
        send(transport, MAIL, sender="józef@a.example"),
    ]

    assert [result.outcome for result in results] == [PERMANENT] * 4
    assert all("offers no" in result.detail for result in results)
    assert given(server) == []
    assert send(transport, MAIL, "józef@a.example", "anna@a.example").outcome is SENT


@pytest.mark.failure("F64")
def test_only_crlf_and_doubled_dots_go_over_the_wire(server, transport) -> None:
    send(transport, b"Subject: lead\n\n.\rtwo\n..three\r\n.")

    assert server.texts == [b"Subject: lead\r\n\r\n..\r\ntwo\r\n...three\r\n..\r\n.\r\n"]


def test_we_say_who_we_are_by_our_address(server, transport) -> None:
    send(transport)

    assert server.heard[0][0] == b"ehlo [127.0.0.1]"


@pytest.mark.parametrize("answer", ["550 go away", "hang up"])
def test_a_server_that_will_not_talk_to_us_is_out_of_reach(server, transport, answer) -> None:
    server.script = {"EHLO": [answer], "HELO": [answer]}

    with pytest.raises(OutOfReach, match="can't be used"):
        send(transport)


def test_a_server_that_takes_commands_in_one_piece_is_given_the_envelope_at_once(server) -> None:
    server.features = (*server.features, PIPELINING)
    server.script = {"RCPT": ["550 no such user", "250 ok"], ".": ["250 taken"]}
    transport = SmtpTransport(SmtpServer.parse(f"smtp://127.0.0.1:{server.port}?tls=none"))

    result = send(transport, MAIL, "ola@a.example", "anna@a.example")
    transport.close()

    assert result == DeliveryResult(outcome=SENT, detail="250 taken; refused: ola@a.example (550 no such user)")
    assert server.verbs() == [["MAIL", "RCPT", "RCPT", "DATA", "QUIT"]]
    assert server.ahead == [["RCPT", "RCPT", "DATA"]]


def test_a_server_that_waits_for_a_text_without_a_recipient_is_given_none(server) -> None:
    server.features = (*server.features, PIPELINING)
    server.script = {"RCPT": ["550 no such user"], ".": ["554 no valid recipients"]}
    transport = SmtpTransport(SmtpServer.parse(f"smtp://127.0.0.1:{server.port}?tls=none"))

    assert [send(transport).outcome, send(transport).outcome] == [PERMANENT, SENT]
    transport.close()

    assert server.texts == [b".\r\n", MAIL + b".\r\n"]
    assert len(server.heard) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("code", [500, 501, 502, 503])
def test_a_server_that_offers_more_than_it_can_do_is_spoken_to_step_by_step(server, step, code) -> None:
    server.features = (*server.features, PIPELINING)
    server.script = {step: [f"{code} what?"]}
    transport = SmtpTransport(SmtpServer.parse(f"smtp://127.0.0.1:{server.port}?tls=none"))

    assert [send(transport).outcome, send(transport).outcome] == [SENT, SENT]
    transport.close()

    assert given(server) == [MAIL + b".\r\n"] * 2
    assert server.ahead == [["RCPT", "DATA"]]


@pytest.mark.failure("F49")
@pytest.mark.parametrize(
    ("message_id", "feature", "option"),
    [
        ("<leadbot.0a@promise.pl>", "DSN", b" RET=HDRS ENVID=leadbot.0a@promise.pl"),
        ("<a=b+c@promise.pl>", "DSN", b" RET=HDRS ENVID=a+3Db+2Bc@promise.pl"),
        ("<leadbot.0a@promise.pl>", "8BITMIME", b""),
        ("<two words@promise.pl>", "DSN", b""),
        ("<" + "a" * 200 + "@promise.pl>", "DSN", b""),
    ],
)
def test_a_server_that_reports_failures_is_told_what_the_envelope_is_called(
    server, transport, message_id: str, feature: str, option: bytes
) -> None:
    server.features = (feature,)
    mail = f"Subject: lead\r\nMessage-ID: {message_id}\r\n\r\nMessage-ID: <other@promise.pl>\r\n".encode()

    assert send(transport, mail).outcome is SENT
    assert server.heard[0][1] == b"MAIL FROM:<csp@promise.example>" + option

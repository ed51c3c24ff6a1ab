from collections.abc import Callable

import pytest

from leadbot.mime import automatic_reason, parse
from leadbot.model.lexicon import MailWords
from leadbot.model.message import AutomaticKind, Message

Read = Callable[..., Message]


@pytest.fixture
def code(read: Read, words: MailWords) -> Callable[..., str]:
    """The code of the reason why a mail is automatic; empty for a person's mail."""

    def ask(body: str = "Dzień dobry", own: tuple[str, ...] = (), **headers: str) -> str:
        reason = automatic_reason(read(body, **headers), words, own)
        return reason.code if reason else ""

    return ask


Code = Callable[..., str]


@pytest.mark.failure("F34", "F35", "F36")
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto-submitted"),
        ({"Auto_Submitted": "Auto-Generated; owner=x"}, "auto-submitted"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "auto-submitted"),
        ({"Auto_Submitted": "auto-notified"}, "auto-submitted"),
        ({"Precedence": "Bulk"}, "precedence"),
        ({"Precedence": "auto_reply"}, "precedence"),
        ({"Precedence": "list"}, "precedence"),
        ({"List_Id": "<news.x.pl>"}, "list"),
        ({"List_Unsubscribe": "<https://x.pl/u>"}, "list"),
        ({"X_Autoreply": "yes"}, "auto-reply-header"),
        ({"X_Autorespond": "temat"}, "auto-reply-header"),
        ({"Subject": "Automatyczna odpowiedź: temat"}, "auto-reply-subject"),
        ({"Subject": "Out of Office: temat"}, "auto-reply-subject"),
        ({"Subject": "Nieobecność"}, "auto-reply-subject"),
        ({"From": "no-reply@x.pl"}, "no-reply-sender"),
        ({"From": "Sklep <noreply+123@x.pl>"}, "no-reply-sender"),
        ({"From": "do_not_reply@x.pl"}, "no-reply-sender"),
        ({"From": "nieodpowiadaj@x.pl"}, "no-reply-sender"),
        ({"From": "lista-owner@x.pl"}, "system-sender"),
        ({"From": "postmaster@x.pl"}, "system-sender"),
        ({"X_Loop": "csp@promise.pl"}, "x-loop"),
        ({"Return_Path": "<>"}, "null-return-path"),
        ({"Content_Type": "multipart/report; report-type=disposition-notification; boundary=b"}, "report"),
    ],
)
def test_signs_of_machine_mail_are_seen(code: Code, headers: dict[str, str], expected: str) -> None:
    assert code(**headers) == expected


@pytest.mark.failure("F37")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Auto_Submitted": "No (human)"},
        {"Precedence": "normal"},
        {"Precedence": "first-class"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "no"},
        {"Subject": "Re: Automatyczna odpowiedź: temat"},
        {"Subject": "Nieobecność Jana a zgłoszenie GL-2026-00042"},
        {"From": "Norbert Reply <n.reply@x.pl>"},
        {"From": "biuro@no-reply.example"},
        {"X_Loop": "jan@lis.example"},
        {"Return_Path": "<jan@lis.example>"},
        {"X_Mailer": "PHP"},
    ],
)
def test_a_persons_mail_is_not_taken_for_a_machines(code: Code, headers: dict[str, str]) -> None:
    assert code(**headers) == ""


@pytest.mark.failure("F36")
def test_a_second_precedence_counts_too(mail: Callable[..., bytes], words: MailWords) -> None:
    reason = automatic_reason(parse(b"Precedence: normal\r\nPrecedence: junk\r\n" + mail(), words), words)
    assert reason is not None
    assert reason.code == "precedence"


@pytest.mark.failure("F38")
def test_our_own_mail_come_back_is_automatic(code: Code) -> None:
    assert code(own=("CSP@Promise.pl",), From="csp@promise.pl") == "own-address"
    assert code(own=("inny@promise.pl",), From="csp@promise.pl") == ""


REPORT = (
    "--b\nContent-Type: text/plain\n\nnie doręczono\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    "Final-Recipient: rfc822; Jan@Lis.example\nAction: {action}\nStatus: {status}\n\n--b\n"
    "Content-Type: text/rfc822-headers\n\nMessage-ID: <leadbot.1@promise.pl>\nSubject: x\n--b--\n"
)


@pytest.mark.failure("F45")
@pytest.mark.parametrize(("action", "status"), [("failed", "5.1.1"), ("delayed", "4.4.1")])
def test_a_delivery_report_is_a_bounce_with_its_status(read: Read, words: MailWords, action: str, status: str) -> None:
    body = REPORT.format(action=action, status=status)
    message = read(body, Content_Type="multipart/report; report-type=delivery-status; boundary=b", Auto_Submitted="auto-replied")
    reason = automatic_reason(message, words)
    assert reason is not None
    assert (reason.kind, reason.code) == (AutomaticKind.BOUNCE, "delivery-report")
    assert reason.detail == f"action={action} status={status} recipient=jan@lis.example"
    assert message.header("returned-message-id") == ("<leadbot.1@promise.pl>",)
    assert message.attachments == ()


@pytest.mark.failure("F46")
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"From": "Mail Delivery System <MAILER-DAEMON@x.pl>"}, "Hi. This is the qmail-send program."),
        ({"From": "postmaster@x.pl", "Return_Path": "<>"}, "Niedoręczona"),
        ({"From": "postmaster@x.pl"}, "550 5.1.1 User unknown"),
        ({"X_Failed_Recipients": "jan@lis.example"}, "failed"),
        ({"Return_Path": "<>", "From": "system@x.pl"}, "status: 5.1.1 user unknown"),
        ({"Content_Type": "multipart/report; report-type=delivery-status; boundary=b"}, "cut off"),
    ],
)
def test_bounces_of_no_standard_form_are_seen(read: Read, words: MailWords, headers: dict[str, str], body: str) -> None:
    reason = automatic_reason(read(body, **headers), words)
    assert reason is not None
    assert reason.kind is AutomaticKind.BOUNCE


def test_an_absence_note_with_a_null_return_path_is_no_bounce(read: Read, words: MailWords) -> None:
    reason = automatic_reason(read("Wracam 5.10. Tel. 550 123 456", Return_Path="<>", Auto_Submitted="auto-replied"), words)
    assert reason is not None
    assert reason.kind is AutomaticKind.AUTOMATIC


@pytest.mark.failure("F73")
def test_headers_from_outside_can_not_pose_as_a_report(code: Code) -> None:
    assert code(Delivery_Status="action=failed", Returned_Message_Id="<1@x>") == ""


@pytest.mark.failure("F45", "F49")
def test_a_report_says_whom_it_was_for_and_what_we_called_the_envelope(read: Read) -> None:
    body = (
        "--b\nContent-Type: message/delivery-status\n\nOriginal-Envelope-Id: leadbot.1@promise.pl\nReporting-MTA: dns; mx\n\n"
        "Original-Recipient: rfc822;Jan@Lis.example\nFinal-Recipient: X-Unknown ; <jan.private@poczta.example>\n"
        "Action: Failed (user unknown)\nStatus: 5.1.1 (bad)\n\nAction: delayed\nFinal-Recipient: rfc822;ewa@lis.example\n--b--\n"
    )
    message = read(body, Content_Type="multipart/report; report-type=delivery-status; boundary=b")

    assert message.header("original-envelope-id") == ("leadbot.1@promise.pl",)
    assert message.header("delivery-status") == (
        "action=failed status=5.1.1 recipient=jan.private@poczta.example original=jan@lis.example",
        "action=delayed status= recipient=ewa@lis.example",
    )


@pytest.mark.failure("F49")
def test_a_mail_that_a_report_of_no_standard_form_has_attached_is_known_by_its_id(read: Read) -> None:
    body = "--b\n\nfailed\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <leadbot.1@promise.pl>\n\nx\n--b--\n"

    message = read(body, Content_Type="multipart/mixed; boundary=b", From="MAILER-DAEMON@x.pl")

    assert message.header("returned-message-id") == ("<leadbot.1@promise.pl>",)

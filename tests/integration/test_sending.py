"""A mail server that is away, refuses, falls silent or shows another certificate: nothing is lost, doubled or said in clear."""

import ssl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from trustme import CA

from leadbot.transport.connection import Patience
from support.hostile import ordinary_lead, text
from support.installation import Installation, Sink
from support.office import ALFA, CLIENT, form
from support.scripted_smtp import HANG_UP, ScriptedServer, scripted_smtp
from support.smtp import LoopbackServer

NOW = "2026-11-16T10:00:00+01:00"
LATER = ("2026-11-16T10:10:00+01:00", "2026-11-16T10:30:00+01:00", "2026-11-16T11:10:00+01:00")
MANY = 20


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    with scripted_smtp() as server:
        yield server


@pytest.fixture
def scripted_house(tmp_path: Path, scripted: ScriptedServer) -> Iterator[Installation]:
    """An installation that sends over the scripted server."""
    installation = Installation(tmp_path, outgoing=f"smtp://127.0.0.1:{scripted.port}?tls=none", staff="[]")
    yield installation
    installation.stop()


def fill(installation: Installation, count: int) -> None:
    for number in range(count):
        installation.drop(f"{number:03}", ordinary_lead(number))


def states(installation: Installation) -> Counter[str]:
    return Counter(row["state"] for row in installation.rows("outbox"))


def send_elsewhere(installation: Installation, url: str) -> None:
    """The configuration names another server from now on."""
    lines = installation.config.read_text("utf-8").splitlines()
    kept = [f"    outgoing: {url}" if line.strip().startswith("outgoing:") else line for line in lines]
    installation.config.write_text("\n".join(kept) + "\n", "utf-8")


class Moody(Sink):
    """Takes a few mails a connection, and answers the end of the others as told."""

    answers: list[str] = []  # noqa: RUF012 - replaced by each test
    connections = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        return await super().handle_DATA(server, session, envelope) if answer.startswith("250") else answer


def test_a_server_down_for_three_cycles_and_then_up_gets_every_mail_once(installation: Installation) -> None:
    fill(installation, MANY)
    url = f"smtp://127.0.0.1:{installation.port}?tls=none"
    send_elsewhere(installation, "smtp://127.0.0.1:9?tls=none")
    for moment in (NOW, *LATER[:2]):
        installation.run("once", now=moment, status=3)
        assert states(installation) == {"queued": MANY + 1}

    sink = installation.sink = installation.server.handler = Moody()
    send_elsewhere(installation, url)
    installation.run("once", now=LATER[2])

    assert states(installation) == {"sent": MANY + 1}
    assert [len(sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(MANY)] == [1] * MANY
    assert Counter(Counter(mail["Message-ID"] for mail in sink.mails).values()) == {1: MANY + 1}
    assert sink.connections > 1
    assert len(installation.rows("leads")) == MANY


@pytest.mark.failure("F61")
def test_a_server_that_says_later_for_three_cycles_gets_every_mail_once(installation: Installation) -> None:
    fill(installation, MANY)
    sink = installation.sink = installation.server.handler = Moody()
    for moment in (NOW, *LATER[:2]):
        sink.answers = ["451 4.3.0 later"] * 2 * MANY
        installation.run("once", now=moment)
        assert states(installation) == {"queued": MANY + 1}

    sink.answers = []
    installation.run("once", now=LATER[2])

    assert states(installation) == {"sent": MANY + 1}
    assert [len(sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(MANY)] == [1] * MANY


@pytest.mark.failure("F59")
def test_a_server_that_leaves_after_the_final_dot_has_its_mail_looked_for_by_a_person(
    scripted: ScriptedServer, scripted_house: Installation
) -> None:
    fill(scripted_house, 2)
    scripted.script = {".": [HANG_UP]}

    scripted_house.run("once", now=NOW, status=1)
    scripted_house.run("once", now=LATER[2], status=1)

    assert states(scripted_house) == {"unknown": 1, "sent": 1}
    assert len(scripted.texts) == 2
    unknown = next(row for row in scripted_house.rows("outbox") if row["state"] == "unknown")
    scripted_house.run("outbox", "--resolve", str(unknown["id"]), "resend", now=LATER[2])
    scripted_house.run("once", now=LATER[2])
    assert [unknown["message_id"].encode() in sent for sent in scripted.texts] == [True, False, True]


@pytest.mark.failure("F60")
def test_the_answer_to_the_final_dot_is_waited_for_as_long_as_rfc_5321_asks() -> None:
    assert Patience().data_end >= 600
    assert Patience().command >= 300


@pytest.mark.failure("F61")
def test_a_mail_refused_for_good_is_told_until_a_person_ends_it(scripted: ScriptedServer, scripted_house: Installation) -> None:
    fill(scripted_house, 2)
    scripted.script = {"RCPT": ["550 5.1.1 no such user"]}

    scripted_house.run("once", now=NOW, status=1)
    scripted_house.run("once", now=LATER[2], status=1)

    assert states(scripted_house) == {"failed": 1, "sent": 1}
    assert {finding["code"] for finding in scripted_house.rows("audit")[0]["findings"]} == {"mail-failed"}


@pytest.mark.failure("F65")
def test_a_server_of_seven_bits_takes_every_answer_but_one_to_an_address_it_can_not_write(
    scripted: ScriptedServer, scripted_house: Installation
) -> None:
    scripted.features = ()
    partner = ALFA | {"Partner": "Żółw S.A."}
    for number, address in enumerate(("józef@żółw.example", "jozef@żółw.example", "jozef@zolw.example")):
        client = CLIENT | {"Klient": f"Zakład {number} S.A."}
        sender = f"From: Józef <{address}>\r\n".encode()
        scripted_house.drop(str(number), text(f"seven-{number}", form(client, partner).encode(), sender=sender, subject=b"Lead"))

    scripted_house.run("once", now=NOW, status=None)

    outcome = {row["to"]: row["state"] for row in scripted_house.rows("outbox")}
    assert outcome == {"józef@xn--w-uga1v8h.example": "failed", "jozef@xn--w-uga1v8h.example": "sent", "jozef@zolw.example": "sent"}
    assert all(sent.isascii() for sent in scripted.texts)


class Renewing(Sink):
    """Has another certificate once it has taken so many mails, and ends that connection."""

    def __init__(self, context: ssl.SSLContext, other: CA, after: int) -> None:
        super().__init__()
        self.context, self.other, self.after = context, other, after
        self.in_clear = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.in_clear += session.ssl is None
        if len(self.mails) == self.after:
            self.after = -1
            self.other.issue_cert("localhost").configure_cert(self.context)
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"


@pytest.mark.failure("F67")
def test_a_certificate_that_turns_bad_while_mails_are_sent_stops_them_until_it_is_good(installation: Installation) -> None:
    trusted, context = CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.issue_cert("localhost").configure_cert(context)
    trusted.cert_pem.write_to_path(str(installation.folder / "trusted.pem"))
    installation.more_environment["SSL_CERT_FILE"] = str(installation.folder / "trusted.pem")
    sink = Renewing(context, CA(), after=2)
    server = LoopbackServer(sink, hostname="127.0.0.1", port=0, tls_context=context)
    server.start()
    send_elsewhere(installation, f"smtp://localhost:{server.port}")
    fill(installation, 5)

    installation.run("once", now=NOW, status=3)
    assert "certificate is not good for localhost" in installation.complaint
    assert states(installation) == {"sent": 2, "queued": 4}
    trusted.issue_cert("localhost").configure_cert(context)
    installation.run("once", now=LATER[0])
    server.stop()

    assert states(installation) == {"sent": 6}
    assert Counter(Counter(mail["Message-ID"] for mail in sink.mails).values()) == {1: 6}
    assert sink.in_clear == 0

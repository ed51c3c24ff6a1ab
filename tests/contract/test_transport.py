"""What every transport promises, be it real or a stand-in."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from trustme import CA

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult
from leadbot.testing import FakeTransport
from leadbot.transport import MaildirTransport, SmtpTransport, open_transport
from leadbot.transport.server import SmtpServer
from support.smtp import LoopbackServer

MAIL = b"From: a@a.example\r\nSubject: one\r\n\r\n.a line that begins with a dot\r\n.\r\nend\r\n"
OTHER = MAIL.replace(b"one", b"two")
PASSWORD = "pa:ss/w#rd@ż"


class Transport(Protocol):
    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult: ...
    def connect(self) -> None: ...
    def close(self) -> None: ...


@dataclass
class Road:
    """A transport, and a look at the other end."""

    transport: Transport
    arrived: Callable[[], list[bytes]]
    cut_off: Callable[[], None]
    answer_next: Callable[[DeliveryOutcome], None] = lambda _: None


@dataclass
class PostOffice:
    """What an SMTP server takes in, and how it answers the next mail."""

    password: str = PASSWORD
    answers: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "hang up":
            server.transport.close()
        elif answer.startswith("2"):
            self.taken.append(bytes(envelope.content or b""))
            self.encrypted.append(session.ssl is not None)
        return answer

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        right = data.password == self.password.encode()
        return AuthResult(success=right, handled=right)

    def answer_next(self, outcome: DeliveryOutcome) -> None:
        self.answers.append({"temporary": "451 later", "permanent": "554 never", "unknown": "hang up"}[outcome])


@pytest.fixture
def serve() -> Iterator[Callable[..., LoopbackServer]]:
    """Starts servers, and stops them afterwards."""
    running: list[LoopbackServer] = []

    def start(office: PostOffice, **settings: Any) -> LoopbackServer:
        server = LoopbackServer(office, hostname="127.0.0.1", port=0, **settings)
        server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def smtp_road(serve: Callable[..., LoopbackServer]) -> Iterator[Road]:
    office = PostOffice()
    server = serve(office)
    transport = open_transport(f"smtp://127.0.0.1:{server.port}?tls=none")
    yield Road(transport, lambda: office.taken, server.stop, office.answer_next)
    transport.close()


@pytest.fixture
def fake_road() -> Road:
    fake = FakeTransport()
    return Road(
        fake,
        lambda: [handed.raw for handed in fake.sent],
        lambda: fake.answers.append(OutOfReach("gone")),
        fake.answers.append,
    )


@pytest.fixture
def maildir_road(tmp_path: Path) -> Road:
    path = tmp_path / "there" / "outgoing"
    path.parent.mkdir()

    def arrived() -> list[bytes]:
        return [file.read_bytes() for file in sorted((path / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)]

    def cut_off() -> None:
        path.write_bytes(b"a file where the folder should be")

    return Road(MaildirTransport(path), arrived, cut_off)


@pytest.fixture(params=["smtp_road", "maildir_road", "fake_road"])
def road(request: pytest.FixtureRequest) -> Road:
    found: Road = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["smtp_road", "fake_road"])
def answering_road(request: pytest.FixtureRequest) -> Road:
    found: Road = request.getfixturevalue(request.param)
    return found


def send(road: Road, raw: bytes = MAIL) -> DeliveryOutcome:
    return road.transport.send(raw, "csp@promise.example", ["anna@a.example", "ola@a.example"]).outcome


def content(mails: list[bytes]) -> list[list[bytes]]:
    """Lines: how they end is each transport's own affair."""
    return [mail.splitlines() for mail in mails]


@pytest.mark.failure("F64")
def test_a_mail_arrives_as_it_was_written(road: Road) -> None:
    assert send(road) is DeliveryOutcome.SENT

    assert content(road.arrived()) == content([MAIL])


def test_mails_arrive_one_by_one(road: Road) -> None:
    assert [send(road, MAIL), send(road, OTHER), send(road, MAIL)] == [DeliveryOutcome.SENT] * 3

    assert sorted(content(road.arrived())) == sorted(content([MAIL, OTHER, MAIL]))


def test_sending_goes_on_after_close(road: Road) -> None:
    road.transport.close()
    send(road)
    road.transport.close()
    road.transport.close()

    assert send(road, OTHER) is DeliveryOutcome.SENT
    assert sorted(content(road.arrived())) == sorted(content([MAIL, OTHER]))


def test_an_empty_envelope_sender_is_allowed(road: Road) -> None:
    assert road.transport.send(MAIL, "", ["anna@a.example"]).outcome is DeliveryOutcome.SENT


def test_a_mail_for_nobody_fails_for_good(road: Road) -> None:
    result = road.transport.send(MAIL, "csp@promise.example", [])

    assert result == DeliveryResult(outcome=DeliveryOutcome.PERMANENT, detail="no recipient")


def test_where_nobody_listens_it_is_out_of_reach(road: Road) -> None:
    road.cut_off()

    with pytest.raises(OutOfReach):
        road.transport.connect()
    with pytest.raises(OutOfReach):
        send(road)


def test_connecting_sends_nothing(road: Road) -> None:
    road.transport.connect()

    assert road.arrived() == []
    assert send(road) is DeliveryOutcome.SENT


@pytest.mark.parametrize("outcome", [DeliveryOutcome.TEMPORARY, DeliveryOutcome.PERMANENT, DeliveryOutcome.UNKNOWN])
def test_a_mail_not_taken_is_told_and_the_next_one_goes_through(answering_road: Road, outcome: DeliveryOutcome) -> None:
    answering_road.answer_next(outcome)

    assert [send(answering_road, MAIL), send(answering_road, OTHER)] == [outcome, DeliveryOutcome.SENT]
    assert content(answering_road.arrived()) == content([OTHER])


@dataclass
class Certified:
    """A certificate authority of the test, as both sides see it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def certified() -> Certified:
    authority = CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return Certified(server, client)


def client_of(url: str, context: ssl.SSLContext) -> SmtpTransport:
    return SmtpTransport(SmtpServer.parse(url), context=context)


def encrypted_server(serve: Callable[..., LoopbackServer], office: PostOffice, scheme: str, certified: Certified) -> LoopbackServer:
    if scheme == "smtps":
        return serve(office, ssl_context=certified.server, auth_require_tls=False, authenticator=office.authenticate)
    return serve(office, tls_context=certified.server, require_starttls=True, authenticator=office.authenticate)


@pytest.mark.parametrize("password", [PASSWORD, "secret"])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_smtp_logs_in_over_an_encrypted_connection_with_any_password(
    serve: Callable[..., LoopbackServer], certified: Certified, scheme: str, password: str
) -> None:
    office = PostOffice(password=password)
    server = encrypted_server(serve, office, scheme, certified)
    transport = client_of(f"{scheme}://csp@promise.example:{password}@127.0.0.1:{server.port}", certified.client)

    result = transport.send(MAIL, "csp@promise.example", ["anna@a.example"])
    transport.close()

    assert (result.outcome, office.taken) == (DeliveryOutcome.SENT, [MAIL])
    assert office.logins == [(b"csp@promise.example", password.encode())]


@pytest.mark.parametrize("wrong", ["wrong-one", "błędne"])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_smtp_refused_a_login_is_out_of_reach_and_says_so_without_the_password(
    serve: Callable[..., LoopbackServer], certified: Certified, scheme: str, wrong: str
) -> None:
    office = PostOffice()
    server = encrypted_server(serve, office, scheme, certified)
    transport = client_of(f"{scheme}://csp:{wrong}@127.0.0.1:{server.port}", certified.client)

    with pytest.raises(OutOfReach, match="refused the login of csp") as raised:
        transport.send(MAIL, "csp@promise.example", ["anna@a.example"])

    assert wrong not in str(raised.value)
    assert office.taken == []


@pytest.mark.failure("F67")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_smtp_with_a_certificate_nobody_vouches_for_is_out_of_reach(
    serve: Callable[..., LoopbackServer], certified: Certified, scheme: str
) -> None:
    office = PostOffice()
    server = encrypted_server(serve, office, scheme, certified)
    transport = client_of(f"{scheme}://csp:{PASSWORD}@127.0.0.1:{server.port}", ssl.create_default_context())

    with pytest.raises(OutOfReach, match="certificate"):
        transport.send(MAIL, "csp@promise.example", ["anna@a.example"])

    assert (office.logins, office.taken) == ([], [])


@pytest.mark.failure("F67")
@pytest.mark.parametrize(("scheme", "why"), [("smtp", "STARTTLS"), ("smtps", "encryption")])
def test_smtp_never_falls_back_to_clear_text(serve: Callable[..., LoopbackServer], certified: Certified, scheme: str, why: str) -> None:
    office = PostOffice()
    server = serve(office, auth_require_tls=False, authenticator=office.authenticate)
    transport = client_of(f"{scheme}://csp:{PASSWORD}@127.0.0.1:{server.port}", certified.client)

    with pytest.raises(OutOfReach, match=why):
        transport.send(MAIL, "csp@promise.example", ["anna@a.example"])

    assert (office.logins, office.taken) == ([], [])

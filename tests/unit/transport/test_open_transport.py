"""A configuration's `outgoing` becomes a transport, or an error that helps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.model.errors import ConfigurationError
from leadbot.transport import MaildirTransport, SmtpTransport, open_transport
from leadbot.transport.server import Secrecy, SmtpServer


@pytest.mark.parametrize(
    ("url", "host", "port", "secrecy"),
    [
        ("smtps://mail.example", "mail.example", 465, Secrecy.TLS),
        ("smtps://mail.example:1465/", "mail.example", 1465, Secrecy.TLS),
        ("smtp://mail.example", "mail.example", 587, Secrecy.STARTTLS),
        ("SMTP://127.0.0.1", "127.0.0.1", 587, Secrecy.STARTTLS),
        ("smtp://127.0.0.1:1025?tls=none", "127.0.0.1", 1025, Secrecy.NONE),
        ("smtp://localhost:1025/?tls=none", "localhost", 1025, Secrecy.NONE),
        ("smtp://[::1]:1025?tls=none", "::1", 1025, Secrecy.NONE),
    ],
)
def test_an_address_says_host_port_and_encryption(url: str, host: str, port: int, secrecy: Secrecy) -> None:
    assert SmtpServer.parse(url) == SmtpServer(host=host, port=port, secrecy=secrecy)


@pytest.mark.parametrize(
    ("login", "user", "password"),
    [
        ("csp@promise.pl:secret", "csp@promise.pl", "secret"),
        ("csp:p@ss/w#rd?:x", "csp", "p@ss/w#rd?:x"),
        ("csp%40promise.pl:p%40ss%25", "csp@promise.pl", "p@ss%"),
        ("csp:", "csp", ""),
    ],
)
def test_a_login_may_hold_any_sign(login: str, user: str, password: str) -> None:
    server = SmtpServer.parse(f"smtps://{login}@mail.example:465")

    assert (server.user, server.password, server.host) == (user, password, "mail.example")


def test_a_password_is_not_shown() -> None:
    server = SmtpServer.parse("smtps://csp:geheim@mail.example")

    assert "geheim" not in f"{server} {server!r}"


@pytest.mark.parametrize(
    "url",
    [
        "smtp://u:geheim@mail.example?tls=none",
        "smtp://u:geheim@127.0.0.1.example?tls=none",
        "smtp://u:geheim@10.0.0.1?tls=none",
        "smtps://u:geheim@127.0.0.1?tls=none",
        "smtp://u:geheim@mail.example?tls=maybe",
        "smtp://u:geheim@mail.example:0",
        "smtp://u:geheim@mail.example:99999",
        "smtp://u:geheim@mail.example/inbox",
        "smtp://:geheim@mail.example",
        "smtp://u@mail.example",
        "smtp://",
        "http://u:geheim@mail.example",
        "geheim",
        "",
        "maildir:",
        "maildir://mail.example/path",
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_transport(url)

    (problem,) = raised.value.problems
    assert problem.where == "outgoing"
    assert "geheim" not in str(problem)


@given(st.one_of(st.text(), st.from_regex(r"smtps?://[ -~]*", fullmatch=True)))
def test_any_text_is_an_address_or_a_configuration_error(text: str) -> None:
    try:
        transport = open_transport(text)
    except ConfigurationError:
        return
    assert isinstance(transport, MaildirTransport | SmtpTransport)


def test_opening_a_maildir_touches_nothing(tmp_path: Path) -> None:
    open_transport(f"maildir:{tmp_path}/out")

    assert list(tmp_path.iterdir()) == []

"""No password gets into what leadbot says of a wrong configuration."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from leadbot.app import App
from leadbot.model.errors import LeadbotError

PASSWORD = st.text("abcXYZ0189!$&*+-_=~^.,;()", min_size=8, max_size=16).map(lambda text: f"Geheim{text}")
URLS = st.sampled_from(
    [
        "imaps://robot:{}@mail.example/INBOX",
        "imaps://robot:{}@mail.example:port/INBOX",
        "imap://robot:{}@mail.example/INBOX?tls=none",
        "imap//robot:{}@mail.example",
        "smtp://robot:{}@mail.example:99999",
        "smtps://robot:{}@",
        "smtp://robot:{}@mail.example?tls=maybe",
        "pop3://robot:{}@mail.example",
        "maildir://robot:{}@mail.example",
        "postgresql://robot:{}@db.example/leadbot",
        "sqlite://robot:{}@db.example/leadbot",
        "https://robot:{}@[::1",
        "robot:{}@mail.example",
    ]
)
KEYS = ("inbox", "outgoing", "database", "alarm")


@given(PASSWORD, URLS, st.sampled_from(KEYS), st.booleans())
@settings(max_examples=20)
def test_whatever_is_wrong_with_an_address_its_password_is_not_told(password: str, url: str, key: str, from_environment: bool) -> None:
    written = url.format("${SECRET}" if from_environment else password)
    values = {"inbox": "maildir:inbox", "outgoing": "maildir:sent", "database": "sqlite:///leadbot.db", "alarm": "maildir:alarms"}
    values[key] = f"'{written}'"
    first = f"database: {values['database']}\noperator: ops@promise.pl\nalarm: {values['alarm']}\nprograms:\n"
    program = f"  - program: promise-generuj-leady\n    address: csp@promise.pl\n    inbox: {values['inbox']}\n"
    text = f"{first}{program}    outgoing: {values['outgoing']}\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leadbot.yaml"
        path.write_text(text, "utf-8")
        told = ""
        try:
            App(str(path), {"SECRET": password}).check()
        except LeadbotError as error:
            told = f"{error} {error!r} {error.__cause__!r}"

    assert password not in told
    assert "Geheim" not in told

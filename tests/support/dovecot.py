"""A real IMAP server: Dovecot (2.3) on free ports of loopback, without privileges, in a folder of its own."""

import fcntl
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
import trustme
from imapclient import IMAPClient
from imapclient.imap_utf7 import encode

PASSWORD = "tajne hasło@/:?"
"""Every user's; full of what a URL must escape."""
QUOTED_PASSWORD = "tajne%20has%C5%82o%40%2F%3A%3F"
_PACKAGE = "dovecot-imapd"
_numbers = count(1)
_names = (f"user{number}" for number in count(1))


@dataclass(frozen=True)
class Dovecot:
    """A running server. Any user name logs in with PASSWORD and has mailboxes of its own."""

    folder: Path
    port: int
    """In clear, and with STARTTLS."""
    tls_port: int

    @property
    def certificates(self) -> Path:
        """The authority that both ports' certificate comes from."""
        return self.folder / "authority.pem"

    def account(self) -> "Account":
        """A user with an empty INBOX."""
        return Account(self, next(_names))


@dataclass(frozen=True)
class Account:
    """One user of the server."""

    server: Dovecot
    user: str

    @property
    def maildir(self) -> Path:
        return self.server.folder / "mail" / self.user

    def url(self, port: int | None = None, folder: str = "INBOX") -> str:
        return f"imap://{self.user}:{QUOTED_PASSWORD}@127.0.0.1:{port or self.server.port}/{folder}?tls=none"

    @contextmanager
    def client(self, folder: str | None = "INBOX") -> Iterator[IMAPClient]:
        """Another program at the same mailbox."""
        with IMAPClient("127.0.0.1", self.server.port, ssl=False) as client:
            client.plain_login(self.user, PASSWORD)
            client.normalise_times = False
            if folder is not None:
                client.select_folder(folder)
            yield client

    def deliver(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """A mail comes in at that moment. As a file, because APPEND turns a moment to come into the present one."""
        maildir = self.maildir if folder == "INBOX" else self.maildir / f".{encode(folder).decode()}"
        for part in (self.maildir, maildir, *(maildir / part for part in ("tmp", "new", "cur"))):
            part.mkdir(exist_ok=True)
            os.chown(part, _user().pw_uid, _user().pw_gid)
        file = maildir / "tmp" / f"{next(_numbers):010}.host"
        file.write_bytes(raw)
        os.chown(file, _user().pw_uid, _user().pw_gid)
        os.utime(file, (at.timestamp(), at.timestamp()))
        file.rename(maildir / "new" / file.name)

    def flags(self, folder: str = "INBOX") -> dict[int, set[bytes]]:
        """By UID; what the server itself sets left out."""
        with self.client(folder) as client:
            uids = client.search("ALL")
            return {uid: set(flags) - {rb"\Recent"} for uid, flags in client.get_flags(uids).items()}

    def count(self, folder: str = "INBOX") -> int:
        with self.client(folder) as client:
            return len(client.search("ALL"))

    def renumber(self, validity: int) -> None:
        """The server gives the INBOX another UIDVALIDITY, as after a restored backup."""
        command = ["doveadm", "-c", str(self.server.folder / "dovecot.conf"), "mailbox", "update", "-u", self.user]
        subprocess.run([*command, "--uid-validity", str(validity), "INBOX"], check=True, user=_user().pw_uid, group=_user().pw_gid)


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """Installs the server where it is missing and that is permitted; ends the server, by its process, with the context."""
    # Tests run side by side: one installs, the others wait for it.
    with (Path(tempfile.gettempdir()) / f"leadbot-dovecot-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        program = _program()
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    try:
        server, process = _started(program, folder)
        try:
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                # A test may have closed it.
                path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _started(program: str, folder: Path) -> tuple[Dovecot, subprocess.Popen[bytes]]:
    """The server, and its process. Another program may take a port that was free a moment ago: then others are tried."""
    for _ in range(3):
        server = Dovecot(folder, port=_free_port(), tls_port=_free_port())
        _prepare(server)
        process = subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"], user=_user().pw_uid, group=_user().pw_gid)
        if _answers(server, process):
            return server, process
        process.terminate()
        process.wait(timeout=30)
    log = folder / "log"
    pytest.fail(f"Dovecot did not start:\n{log.read_text('utf-8') if log.exists() else 'no log'}", pytrace=False)


def _program() -> str:
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    if shutil.which("dovecot", path=places) is None and os.getuid() == 0 and shutil.which("apt-get"):
        for command in (["update", "--quiet"], ["install", "--yes", "--quiet", "--no-install-recommends", _PACKAGE]):
            subprocess.run(["apt-get", *command], check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True)
    found = shutil.which("dovecot", path=places)
    if found is None:
        pytest.fail(f"These tests need a real IMAP server. On Debian or Ubuntu: apt-get install {_PACKAGE}", pytrace=False)
    return found


def _user() -> pwd.struct_passwd:
    """Dovecot gives root no mail."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _prepare(server: Dovecot) -> None:
    folder, user = server.folder, _user()
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    (folder / "dovecot.conf").write_text(_configuration(server, user), "utf-8")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)
    (folder / "mail").mkdir(exist_ok=True)
    os.chown(folder / "mail", user.pw_uid, user.pw_gid)


def _configuration(server: Dovecot, user: pwd.struct_passwd) -> str:
    folder, name = server.folder, user.pw_name
    unchained = "".join(f"service {service} {{\n  chroot =\n}}\n" for service in ("anvil", "stats"))
    return f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {name}
default_internal_group = {grp.getgrgid(user.pw_gid).gr_name}
default_login_user = {name}
default_client_limit = 200
default_process_limit = 50
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_fsync = never
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
mail_location = maildir:{folder}/mail/%u
first_valid_uid = {user.pw_uid}
passdb {{
  driver = static
  args = password={{PLAIN.b64}}{b64encode(PASSWORD.encode()).decode()}
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
  }}
}}
{unchained}"""


def _answers(server: Dovecot, process: subprocess.Popen[bytes]) -> bool:
    for _ in range(300):
        if process.poll() is not None:
            return False
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
            if connection.recv(4) == b"* OK":
                return True
        time.sleep(0.05)
    return False

"""An SMTP server that says exactly what a test tells it to say."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HANG_UP = "hang up"
SILENCE = "silence"
TAKE_NOTHING = "354 and hang up"
_USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class ScriptedServer:
    """Answers each command with the next line of its script, and usually when it has none."""

    script: dict[str, list[str]] = field(default_factory=dict)
    """By verb (`.` is the end of the text): answers, HANG_UP or SILENCE."""
    features: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "SIZE 1000000")
    heard: list[list[bytes]] = field(default_factory=list)
    """By connection: the commands."""
    texts: list[bytes] = field(default_factory=list)
    """What came between DATA and the lone dot, that dot included, octet for octet."""
    ahead: list[list[str]] = field(default_factory=list)
    """The verbs that came with a MAIL, before its answer, where any did."""
    port: int = 0

    def answer(self, verb: str) -> str:
        waiting = self.script.get(verb, [])
        if waiting:
            return waiting.pop(0)
        if verb == "EHLO":
            return "\r\n".join(("250-scripted", *(f"250-{feature}" for feature in self.features), "250 HELP"))
        return _USUAL.get(verb, "250 ok")

    def verbs(self) -> list[list[str]]:
        """By connection: the verbs heard, the greeting left out."""
        return [[line.split()[0].decode().upper() for line in lines[1:]] for lines in self.heard]


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client may leave at any moment
            self._converse(self.server.told)

    def _converse(self, told: ScriptedServer) -> None:
        told.heard.append([])
        self.wfile.write(b"220 scripted\r\n")
        while line := self.rfile.readline():
            told.heard[-1].append(line.rstrip())
            if line.startswith(b"MAIL") and (ahead := self._ahead()):
                told.ahead.append(ahead)
            answer = told.answer(line.split()[0].decode().upper())
            if answer == TAKE_NOTHING:
                self.wfile.write(b"354 go on\r\n")
                return
            if answer.startswith("354"):
                self.wfile.write(answer.encode() + b"\r\n")
                told.texts.append(self._text())
                answer = told.answer(".")
            if answer == HANG_UP:
                return
            if answer != SILENCE:
                self.wfile.write(answer.encode() + b"\r\n")

    def _ahead(self) -> list[str]:
        """What is here already and not yet read."""
        timeout = self.connection.gettimeout()
        self.connection.setblocking(False)
        waiting = self.rfile.peek()
        self.connection.settimeout(timeout)
        return [line.split()[0].decode().upper() for line in waiting.splitlines()]

    def _text(self) -> bytes:
        lines = b""
        while line := self.rfile.readline():
            lines += line
            if line == b".\r\n":
                break
        return lines


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, told: ScriptedServer) -> None:
        self.told = told
        super().__init__(("127.0.0.1", 0), _Conversation)


@contextmanager
def scripted_smtp() -> Iterator[ScriptedServer]:
    """A running server."""
    told = ScriptedServer()
    with _Listener(told) as listener:
        told.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown()
            thread.join()

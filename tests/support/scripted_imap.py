"""An IMAP server on loopback that keeps a few mails, and does wrong exactly what a test tells it to do wrong."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from leadbot.mailbox.uids import uids_in

HANG_UP = b""
SILENCE = b"silence"
KEYWORD = "$LeadbotProcessed"

_PIECE = re.compile(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>")


@dataclass
class Mail:
    raw: bytes
    internaldate: str = "20-Nov-2026 12:00:00 +0000"
    flags: set[str] = field(default_factory=set)


@dataclass
class ScriptedImap:
    """Keeps mails by UID, and answers as RFC 9051 says unless told otherwise."""

    mails: dict[int, Mail] = field(default_factory=dict)
    moved: dict[int, Mail] = field(default_factory=dict)
    """What was copied or moved to another folder, by its old UID."""
    script: dict[str, list[bytes]] = field(default_factory=dict)
    """By verb (`UID FETCH`): whole answers to the coming commands, `TAG` in place of the tag; or SILENCE. After one that ends
    in the middle of a line, such as HANG_UP, the connection ends."""
    answers: dict[int, bytes] = field(default_factory=dict)
    """By UID: what is said of that mail whenever its text is asked for; the connection ends as in `script`."""
    capabilities: str = "IMAP4rev1 AUTH=PLAIN UIDPLUS MOVE"
    validity: int | None = 7
    permanent_flags: str | None = r"\*"
    keeps_flags: bool = True
    target_exists: bool = True
    gives_pieces: int = 0
    """The most octets that it gives where a piece of a mail is asked for; 0: it knows no pieces, and gives the whole mail."""
    existing: int | None = None
    """What SELECT says in place of the true number of mails."""
    heard: list[str] = field(default_factory=list)
    """All commands but logins, without their tags."""
    port: int = 0

    def verbs(self) -> list[str]:
        """The commands heard, without their arguments."""
        return [_verb(command) for command in self.heard]

    def marked(self) -> set[int]:
        """The mails with leadbot's keyword."""
        return {uid for uid, mail in self.mails.items() if KEYWORD in mail.flags}

    def reply(self, command: str) -> bytes:
        """The whole answer to a command, `TAG` in place of the tag."""
        verb = _verb(command)
        self.heard.append(command)
        if waiting := self.script.get(verb):
            return waiting.pop(0)
        words = command.split()
        match verb:
            case "CAPABILITY":
                return f"* CAPABILITY {self.capabilities}\r\nTAG OK done\r\n".encode()
            case "SELECT" | "EXAMINE":
                return self._selected()
            case "UID SEARCH":
                return f"* SEARCH {' '.join(map(str, self._found(words[2:])))}\r\nTAG OK done\r\n".encode()
            case "UID FETCH":
                if self.gives_pieces and (asked := _PIECE.search(command)):
                    return self._piece(int(words[2]), int(asked[1]), int(asked[2]))
                return self._fetched(words[2], "BODY" in command)
            case "UID STORE" if self.keeps_flags:
                for uid in self._named(words[2]):
                    self.mails[uid].flags |= set(" ".join(words[4:]).strip("()").split())
            case "UID COPY" | "UID MOVE":
                self.moved |= {uid: self.mails[uid] for uid in self._named(words[2])}
                if verb == "UID MOVE":
                    self.mails = {uid: mail for uid, mail in self.mails.items() if uid not in self._named(words[2])}
            case "UID EXPUNGE":
                gone = {uid for uid in self._named(words[2]) if r"\Deleted" in self.mails[uid].flags}
                self.mails = {uid: mail for uid, mail in self.mails.items() if uid not in gone}
            case "CREATE" if self.target_exists:
                return b"TAG NO [ALREADYEXISTS] there already\r\n"
            case "LOGOUT":
                return b"* BYE\r\nTAG OK done\r\n"
        return b"TAG OK done\r\n"

    def _selected(self) -> bytes:
        lines = [f"* {self.existing or len(self.mails)} EXISTS", "* FLAGS ()"]
        if self.validity is not None:
            lines.append(f"* OK [UIDVALIDITY {self.validity}] as ever")
        if self.permanent_flags is not None:
            lines.append(f"* OK [PERMANENTFLAGS ({self.permanent_flags})] kept")
        return "\r\n".join((*lines, "TAG OK [READ-WRITE] done", "")).encode()

    def _named(self, sequence: str) -> set[int]:
        last = str(max(self.mails, default=0))
        return {uid for uid in uids_in(sequence.replace("*", last)) if uid in self.mails}

    def _found(self, criteria: list[str]) -> list[int]:
        found = set(self.mails)
        words = iter(criteria)
        for word in words:
            match word:
                case "UID":
                    found &= self._named(next(words))
                case "KEYWORD" | "UNKEYWORD":
                    flag = next(words)
                    found = {uid for uid in found if (flag in self.mails[uid].flags) == (word == "KEYWORD")}
                case "UNDELETED":
                    found = {uid for uid in found if r"\Deleted" not in self.mails[uid].flags}
        return sorted(found)

    def _fetched(self, sequence: str, with_text: bool) -> bytes:
        answer = b""
        for uid in sorted(self._named(sequence)):
            if with_text and uid in self.answers:
                answer += self.answers[uid]
                if not self.answers[uid].endswith(b"\r\n"):
                    return answer if self.answers[uid] else HANG_UP
            else:
                answer += self.fetched(uid, with_text)
        return answer + b"TAG OK done\r\n"

    def _piece(self, uid: int, at: int, most: int) -> bytes:
        piece = self.mails[uid].raw[at : at + min(most, self.gives_pieces)]
        return f"* {uid} FETCH (UID {uid} BODY[]<{at}> {{{len(piece)}}}\r\n".encode() + piece + b")\r\nTAG OK done\r\n"

    def fetched(self, uid: int, with_text: bool = True, size: int | None = None, raw: bytes | None = None) -> bytes:
        """What is said of one mail; with another size or text than the true one, if these are given."""
        mail = self.mails[uid]
        raw = mail.raw if raw is None else raw
        size = len(mail.raw) if size is None else size
        text = f" BODY[] {{{len(raw)}}}\r\n".encode() + raw if with_text else b""
        return f'* {uid} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{mail.internaldate}"'.encode() + text + b")\r\n"


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        with suppress(OSError):
            self.wfile.write(b"* OK scripted\r\n")
            while line := self.rfile.readline().decode().strip():
                tag, _, command = line.partition(" ")
                answer = self._authenticated() if command.startswith("AUTHENTICATE") else self.server.told.reply(command)
                if answer == SILENCE:
                    continue
                self.wfile.write(answer.replace(b"TAG", tag.encode()))
                if not answer.endswith(b"\r\n"):
                    return

    def _authenticated(self) -> bytes:
        self.wfile.write(b"+ \r\n")
        self.rfile.readline()
        return self.server.told.reply("AUTHENTICATE")


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, told: ScriptedImap) -> None:
        self.told = told
        super().__init__(("127.0.0.1", 0), _Conversation)


def _verb(command: str) -> str:
    words = command.upper().split()
    return " ".join(words[:2]) if words[:1] == ["UID"] else words[0] if words else ""


@contextmanager
def scripted_imap() -> Iterator[ScriptedImap]:
    """Such a server, with three mails."""
    told = ScriptedImap({uid: Mail(f"Subject: {uid}\r\n\r\nmail {uid}\r\n".encode()) for uid in (1, 2, 3)})
    with _Listener(told) as listener:
        told.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown()
            thread.join()

"""A cable between leadbot and a server, which a test can cut."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Cable(socketserver.ThreadingTCPServer):
    """Passes octets on to a port of this machine and back."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, server_port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.port: int = self.server_address[1]
        self.server_port = server_port
        self.plugged = True
        """False: nobody answers."""
        self.cut_at = b""
        """The connection ends before such words of the client get through."""
        self.cut_amid = b""
        """The connection ends in the midst of an answer of the server, before such words in it."""
        self.cuts = 0
        """How often that happened."""
        self.most_cuts = 1
        self.connections = 0
        self._ends: list[socket.socket] = []

    def unplug(self) -> None:
        """All connections end, and no new one comes about."""
        self.plugged = False
        self.cut()

    def cut(self) -> None:
        """All connections end."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def keep(self, end: socket.socket) -> None:
        self._ends.append(end)


class _Connection(socketserver.BaseRequestHandler):
    server: Cable

    def handle(self) -> None:
        if not self.server.plugged:
            return
        self.server.connections += 1
        with socket.create_connection(("127.0.0.1", self.server.server_port)) as far:
            self.server.keep(self.request)
            self.server.keep(far)
            back = threading.Thread(target=self._pass_on, args=(far, self.request, False), daemon=True)
            back.start()
            self._pass_on(self.request, far, True)
            back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, watched: bool) -> None:
        with suppress(OSError):
            while octets := source.recv(65536):
                if watched and self._cut(octets, self.server.cut_at):
                    break
                if not watched and self._cut(octets, self.server.cut_amid):
                    target.sendall(octets[: octets.index(self.server.cut_amid)])
                    break
                target.sendall(octets)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _cut(self, octets: bytes, words: bytes) -> bool:
        wire = self.server
        if not words or words not in octets or wire.cuts >= wire.most_cuts:
            return False
        wire.cuts += 1
        return True


@contextmanager
def cable(server_port: int) -> Iterator[Cable]:
    """A cable to that port."""
    with Cable(server_port) as wire:
        thread = threading.Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            wire.cut()
            wire.shutdown()
            thread.join()

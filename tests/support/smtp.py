"""An SMTP server on loopback."""

from aiosmtpd.controller import Controller


class LoopbackServer(Controller):
    """On a port that the system picks."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def stop(self, no_assert: bool = False) -> None:
        if self._thread is not None:
            super().stop(no_assert)

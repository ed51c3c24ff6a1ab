"""Outgoing mail by another program's standard input, as sendmail takes it: for alarms, where the ordinary way out may be the trouble."""

import shlex
import subprocess
from collections.abc import Sequence
from shutil import which

from leadbot.model.errors import OutOfReach
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult

PATIENCE = 60.0
"""Seconds that the program may take."""


class CommandTransport:
    """Starts the program once a mail, without a shell."""

    connections = 1

    def __init__(self, command: str) -> None:
        """Raises ValueError where it is empty, or its quotes don't match."""
        self._words = shlex.split(command)
        if not self._words:
            raise ValueError("no program is named")

    def connect(self) -> None:
        """The program is there. Raises OutOfReach."""
        if which(self._words[0]) is None:
            raise OutOfReach(f"The program {self._words[0]} is not there or can't be run. Install it, or name another under `alarm`.")

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:  # noqa: ARG002 - it reads them in the mail
        """SENT where the program ends with status 0. Raises OutOfReach where it can't be started."""
        self.connect()
        try:
            done = subprocess.run(self._words, input=raw, capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return DeliveryResult(outcome=DeliveryOutcome.TEMPORARY, detail=f"{self._words[0]} did not end within {PATIENCE:.0f} s")
        except OSError as error:
            raise OutOfReach(f"The program {self._words[0]} can't be run: {error.strerror}. Name another under `alarm`.") from error
        if done.returncode == 0:
            return DeliveryResult(outcome=DeliveryOutcome.SENT, detail="")
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        return DeliveryResult(outcome=DeliveryOutcome.TEMPORARY, detail=f"{self._words[0]} ended with status {done.returncode}: {words}")

    def close(self) -> None:
        """Nothing is held open."""

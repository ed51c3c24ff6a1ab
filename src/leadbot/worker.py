"""The service: a cycle every `poll_every` seconds, until it is told to stop."""

import logging
import os
import signal
import socket
import threading
from contextlib import suppress
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from leadbot.app import App, clock
from leadbot.model.errors import OutOfReach

GRACE = 4.0
"""Seconds that a running cycle gets to end between two mails. What it leaves then is what a crash leaves: nothing lost, nothing twice."""

LOOK = 0.5
"""Seconds after which a signal is seen whose delivery to another thread left the waiting one asleep."""

SUPERVISOR = "NOTIFY_SOCKET"
"""The environment variable in which systemd names its socket (sd_notify(3))."""

log = logging.getLogger(__name__)


def work(app: App) -> int:
    """Run cycles until SIGTERM or SIGINT. Returns the exit status."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        _cycle,
        "interval",
        (app, stop),
        seconds=app.settings.poll_every,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=clock({}),
    )
    scheduler.start()
    tell_supervisor("READY=1")
    log.info("leadbot runs, a look every %d seconds", app.settings.poll_every, extra={"action": "started"})
    while not stop.wait(LOOK):
        pass
    tell_supervisor("STOPPING=1")
    log.info("leadbot stops", extra={"action": "stopped"})
    _leave_in_time(scheduler)
    return 0


def _cycle(app: App, stop: threading.Event) -> None:
    """One cycle; what goes wrong in it is told in the log, and the next one comes all the same."""

    def stopping() -> bool:
        # Asked between two mails: whoever gets here does not hang.
        tell_supervisor("WATCHDOG=1")
        return stop.is_set()

    try:
        for cycle in app.once(clock(), stopping):
            for words in cycle.out_of_reach:
                log.error(words, extra={"action": "out-of-reach", "program": cycle.program})
            if cycle.received.stored or cycle.ended or cycle.delivery.sent:
                counts = (len(cycle.received.stored), cycle.ended.total(), cycle.delivery.sent)
                log.info("%s: received %d, ended %d, sent %d", cycle.program, *counts, extra={"action": "cycle"})
    except OutOfReach as error:
        log.error(str(error), extra={"action": "out-of-reach"})
    except Exception:
        log.exception("a cycle failed", extra={"action": "cycle-failed"})
    tell_supervisor("WATCHDOG=1")


def tell_supervisor(words: str) -> None:
    """Tell systemd how the service is, where it was started by it; whoever does not listen is not told."""
    name = os.environ.get(SUPERVISOR, "")
    if not name:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
        # A name that begins with @ is no file but an abstract one.
        to.connect(f"\0{name[1:]}" if name.startswith("@") else name)
        to.send(words.encode())


def _leave_in_time(scheduler: BackgroundScheduler) -> None:
    ending = threading.Thread(target=scheduler.shutdown, kwargs={"wait": True}, daemon=True)
    ending.start()
    ending.join(GRACE)
    if ending.is_alive():
        logging.shutdown()
        os._exit(0)

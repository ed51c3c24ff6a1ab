"""`python cramped.py pages|octets N once`: the command, with N pages more for its database, or no file longer than N octets."""

import resource
import sys
from typing import Any

from sqlalchemy import Engine, event

from leadbot.cli import main

sort, room = sys.argv[1], int(sys.argv[2])
del sys.argv[1:3]


def cramp(connection: Any, _: object) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + room}")


if sort == "pages":
    event.listen(Engine, "connect", cramp)
else:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
main()

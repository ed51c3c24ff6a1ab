"""Compound files, in which old office programs keep theirs ([MS-CFB]), opened behind a guard."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from leadbot.mime.files.contents import NotRead, Trouble


@contextmanager
def opened(octets: bytes) -> Iterator[Any]:
    """The file as olefile has it. Raises NotRead, and whatever olefile raises for a damaged one."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(octets)) as ole:
        # Tables of sectors may go round in a circle: as much is read as they say that they are long.
        if max(ole.num_mini_fat_sectors * ole.sector_size, ole.root.size) > len(octets):
            raise NotRead(Trouble.BROKEN)
        yield ole

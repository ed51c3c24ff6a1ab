import resource
import signal
from collections.abc import Iterator

import pytest

from leadbot.model.errors import OutOfReach
from leadbot.model.octets import PIECE_OCTETS, whole
from leadbot.spool import Spooled


def test_octets_come_back_as_often_as_asked_for_and_from_anywhere() -> None:
    spooled = Spooled([b"ab", b"", b"c" * PIECE_OCTETS])

    assert len(spooled) == 2 + PIECE_OCTETS
    assert whole(spooled) == whole(spooled) == b"ab" + b"c" * PIECE_OCTETS
    assert b"".join(spooled.pieces(PIECE_OCTETS)) == b"cc"
    assert all(len(piece) <= PIECE_OCTETS for piece in spooled.pieces())


@pytest.fixture
def no_room() -> Iterator[None]:
    """Files of this process may not grow over 100 kB."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.failure("F83")
@pytest.mark.usefixtures("no_room")
def test_without_room_for_temporary_files_it_is_told_where_to_make_some() -> None:
    with pytest.raises(OutOfReach, match="TMPDIR"):
        Spooled([b"a" * 200_000])

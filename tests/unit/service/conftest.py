from collections.abc import Iterator
from pathlib import Path

import pytest

from support.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A desk in mode live."""
    office = Office(tmp_path)
    yield office
    office.close()

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """In mode live, with an SMTP server that takes everything."""
    installation = Installation(tmp_path)
    yield installation
    installation.stop()

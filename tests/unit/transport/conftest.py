from collections.abc import Iterator

import pytest

from support.scripted_smtp import ScriptedServer, scripted_smtp


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_smtp() as told:
        yield told

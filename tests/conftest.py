"""Settings of all tests, and the server that several rooms' tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("support.house")

from support.dovecot import Dovecot, running_dovecot  # noqa: E402 - after it

# Grows from the profile in force, so that CI=true keeps its fixed examples. No deadline: how fast a machine is proves nothing.
settings.register_profile("leadbot", settings(), deadline=None)
settings.load_profile("leadbot")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server; each test takes an account of its own."""
    with running_dovecot() as server:
        yield server

"""Settings of all tests."""

from hypothesis import settings

# Grows from the profile in force, so that CI=true keeps its fixed examples. No deadline: how fast a machine is proves nothing.
settings.register_profile("leadbot", settings(), deadline=None)
settings.load_profile("leadbot")

"""What a mail says: kind, language and leads, each value with its evidence. `read` is the door; the rest is this room's own."""

from leadbot.reading.reader import read

__all__ = ["read"]

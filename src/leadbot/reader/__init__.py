"""The door that every mail passes: bytes → Message → Submission, in a kept child process with limits on its time and memory."""

from leadbot.reader.bounded import Reader
from leadbot.reader.in_process import MAXIMUM_OCTETS, InProcessReader
from leadbot.reader.limits import Limits
from leadbot.reader.pool import Readers
from leadbot.reader.process import ChildProcess

__all__ = ["MAXIMUM_OCTETS", "ChildProcess", "InProcessReader", "Limits", "Reader", "Readers"]

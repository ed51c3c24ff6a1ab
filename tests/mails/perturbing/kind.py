"""What every kind of perturbation is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leadbot.model.program import Program

Row = Mapping[str, Any]
"""What `leadbot read --json` prints of the mail as it is."""
Variants = Iterator[tuple[str, bytes]]
"""The mail written otherwise, by the variant's name."""
Kind = Callable[[bytes, Row, Program], Variants]
"""Takes a mail's octets and what was read from it. Raises Unfit where the kind makes no sense for the mail."""

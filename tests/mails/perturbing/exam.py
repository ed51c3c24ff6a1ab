"""The exam: every corpus mail read as it is and written otherwise, and the two readings compared."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.mails.perturbing.kind import Row
from tests.mails.perturbing.kinds import KINDS
from tests.mails.perturbing.surgery import Unfit

from leadbot.cli.rendering import reading_row
from leadbot.mime import received_at
from leadbot.model.program import Program
from leadbot.model.reading import Unreadable
from leadbot.programs import load_lexicons, load_program
from leadbot.reader.in_process import InProcessReader
from leadbot.service.explain import explain

MAILS = Path(__file__).parents[1]
CONFIG = MAILS.parents[1] / "config"


@dataclass(slots=True)
class Result:
    """What came of one program's mails."""

    passed: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    """`kind mail: why`."""
    failures: list[str] = field(default_factory=list)
    """`kind/variant mail: what differs`."""

    def share(self) -> float:
        """Of all pairs of a mail and a kind that were tried, those whose every variant reads the same."""
        return sum(self.passed.values()) / max(1, sum(self.tried.values()))


def programs() -> Iterator[Program]:
    """The shipped programs of which the corpus has mails."""
    lexicons = load_lexicons([CONFIG / "lexicons"])
    for path in sorted((CONFIG / "programs").glob("*.yaml")):
        if (MAILS / path.stem).is_dir():
            yield load_program(path.stem, [CONFIG / "programs"], lexicons)


def examine(program: Program, kinds: tuple[str, ...] = tuple(KINDS)) -> Result:
    """All mails of one program in all kinds."""
    result = Result()
    for path in sorted((MAILS / program.id).glob("*.eml")):
        raw = path.read_bytes()
        plain = reading(raw, program)
        for kind in kinds:
            _one(result, kind, path.stem, raw, plain, program)
    return result


def reading(raw: bytes, program: Program) -> Row:
    """What `leadbot read --json` prints."""
    found = InProcessReader().read(raw, program, None)
    assert not isinstance(found, Unreadable), found
    return reading_row("", found, explain(found, program, received_at(raw) or datetime(2026, 6, 1, tzinfo=UTC)))


def _one(result: Result, kind: str, mail: str, raw: bytes, plain: Row, program: Program) -> None:
    found: list[str] = []
    tried = 0
    try:
        for variant, changed in KINDS[kind](raw, plain, program):
            tried += 1
            found += [f"{kind}/{variant} {mail}: {what}" for what in differences(plain, reading(changed, program))]
    except Unfit as why:
        if not tried:
            result.skipped.append(f"{kind} {mail}: {why}")
            return
    result.tried[kind] += 1
    result.passed[kind] += not found
    result.failures += found


def differences(plain: Row, changed: Row) -> Iterator[str]:
    """What the two readings don't agree on."""
    for key in ("kind", "language", "reference"):
        if plain[key] != changed[key]:
            yield f"{key} {plain[key]} became {changed[key]}"
    if len(plain["leads"]) != len(changed["leads"]):
        yield f"{len(plain['leads'])} leads became {len(changed['leads'])}"
        return
    for one, other in zip(plain["leads"], changed["leads"], strict=True):
        if one["outcome"] != other["outcome"] or set(one["reasons"]) != set(other["reasons"]):
            yield f"{one['outcome']} {one['reasons']} became {other['outcome']} {other['reasons']}"
        for name in sorted(one["fields"].keys() | other["fields"].keys()):
            values = one["fields"].get(name), other["fields"].get(name)
            if folded(values[0]) != folded(values[1]):
                yield f"{name} {values[0]!r} became {values[1]!r}"


def folded(value: Any) -> object:
    """Texts by their letters and digits, items and lists as sets."""
    if isinstance(value, list):
        return sorted(str(sorted(part.items())) if isinstance(part, dict) else str(part) for part in value)
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKD", value.casefold().replace("ł", "l").replace("ø", "o"))
    return re.sub(r"[\W_]+", "", plain)

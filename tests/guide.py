"""`python tests/guide.py`: writes the tables of labels and word lists into docs/programs.md, and the schemas into config/schema/."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from leadbot.model.columns import COLUMNS
from leadbot.model.lexicon_ids import LABELS, WORDS
from leadbot.programs import lexicon_schema, program_schema

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "programs.md"
SCHEMAS = ROOT / "config" / "schema"


def schemas() -> dict[Path, str]:
    """What each schema's file should hold."""
    found: dict[str, dict[str, Any]] = {"program": program_schema(), "lexicon": lexicon_schema()}
    return {SCHEMAS / f"{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in found.items()}


def with_tables(page: str) -> str:
    """The page with its tables as they are now."""
    for name, lines in (("labels", list(_table("label", LABELS))), ("columns", list(_table("column", COLUMNS))), ("words", list(_words()))):
        begin, end = f"<!-- {name}: written by `make schema` -->", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        page = "\n".join([f"{before}{begin}", "", *lines, "", f"{end}{rest.partition(end)[2]}"])
    return page


def _words() -> Iterator[str]:
    for number, (subject, ids) in enumerate(WORDS.items()):
        if number:
            yield ""
        yield from _table(subject.lower(), ids)


def _table(head: str, ids: Mapping[str, str]) -> Iterator[str]:
    yield from (f"| {head} | what it holds |", "| --- | --- |", *(f"| `{id_}` | {text} |" for id_, text in ids.items()))


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
    for path, text in schemas().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    sys.exit()

"""The reading corpus, read from its octets, by the figures of its own scorer."""

import importlib.util
import json
from pathlib import Path
from typing import Any

from tests.unit.reading.builder import promise

from leadbot.mime import automatic_reason, parse
from leadbot.model.message import Kind
from leadbot.model.submission import FieldContent, Item, Submission
from leadbot.reading import read

MAILS = Path(__file__).parents[2] / "mails"


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("corpus_score", MAILS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def printed(value: FieldContent) -> object:
    if not isinstance(value, tuple):
        return value
    return [{"product": v.product, "quantity": v.quantity, "billing": v.billing} if isinstance(v, Item) else v for v in value]


def answer(found: Submission) -> dict[str, object]:
    leads = [{"fields": {f.id: printed(f.value) for f in lead.fields}, "outcome": None, "reasons": []} for lead in found.leads]
    return {"kind": found.kind.value, "language": found.language, "reference": found.reference, "leads": leads}


def test_the_corpus_is_read_as_well_as_promised() -> None:
    program = promise()
    score = scorer().Score()
    for path in sorted((MAILS / program.id).glob("*.eml")):
        message = parse(path.read_bytes(), program.mail_words)
        found = read(message, program, None, automatic_reason(message, program.mail_words, ()))
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        score.add(f"{program.id}/{path.name}", truth, answer(found))
        assert found.kind is Kind(truth["kind"])
    figures = score.figures()
    assert figures["field precision"] >= 0.97
    assert figures["field recall"] >= 0.88
    assert figures["language"] == figures["reference"] == 1.0

"""The reading corpus, read from its octets, by the figures of its own scorer."""

import importlib.util
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reading.builder import CONFIG

from leadbot.mime import automatic_reason, parse
from leadbot.mime.files import with_files
from leadbot.model.fields import YES, is_flag
from leadbot.model.submission import FieldContent, Item, Money, Submission
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

MAILS = Path(__file__).parents[2] / "mails"
PROGRAMS = ("promise-generuj-leady", "also-waas", "ibas-ontrack", "infomaniak-partner", "infor-referral")


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("corpus_score", MAILS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def printed(id_: str, value: FieldContent) -> object:
    if is_flag(id_):
        return value == YES
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if not isinstance(value, tuple):
        return value
    return [asdict(v) if isinstance(v, Item) else v for v in value]


def answer(found: Submission) -> dict[str, object]:
    leads = [{"fields": {f.id: printed(f.id, f.value) for f in lead.fields}, "outcome": None, "reasons": []} for lead in found.leads]
    return {"kind": found.kind.value, "language": found.language, "reference": found.reference, "leads": leads}


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_the_corpus_is_read_as_well_as_promised(program_id: str) -> None:
    program = load_program(program_id, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))
    score = scorer().Score()
    for path in sorted((MAILS / program.id).glob("*.eml")):
        message = with_files(parse(path.read_bytes(), program.mail_words), program.mail_words)
        found = read(message, program, None, automatic_reason(message, program.mail_words, ()))
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        score.add(f"{program.id}/{path.name}", truth, answer(found))
    figures = score.figures()
    assert figures["field precision"] >= 0.985
    assert figures["field recall"] >= 0.96
    assert figures["kind"] == figures["language"] == 1.0
    assert figures["reference"] in (None, 1.0)


@pytest.mark.parametrize("folder", ["fresh", "exam", "second"])
def test_later_mails_stay_as_well_read_as_they_are(folder: str) -> None:
    score = scorer().Score()
    for program_id in PROGRAMS:
        program = load_program(program_id, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))
        for path in sorted((MAILS / folder / program.id).glob("*.eml")):
            message = with_files(parse(path.read_bytes(), program.mail_words), program.mail_words)
            found = read(message, program, None, automatic_reason(message, program.mail_words, ()))
            score.add(f"{program.id}/{path.name}", json.loads(path.with_suffix(".json").read_text("utf-8")), answer(found))
    figures = score.figures()
    assert min(figures["field precision"], figures["field recall"], figures["kind"]) >= 0.985

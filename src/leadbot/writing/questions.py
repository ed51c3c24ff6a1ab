"""What an incomplete lead lacks, as sentences and as lines to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadbot.model.program import FieldSpec, Program
from leadbot.model.submission import Item, LeadDraft
from leadbot.model.verdict import Finding, Verdict
from leadbot.writing.plain import listed, sentence
from leadbot.writing.values import genitive, in_language, item_title, label, shown
from leadbot.writing.words import Words

ASKING = ("missing", "invalid", "ambiguous")
"""Codes that ask the partner (docs/domain.md, "Fields")."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked for."""

    sentence: str
    blanks: tuple[str, ...]
    """Labels of lines to fill in."""


def questions(draft: LeadDraft, verdict: Verdict, program: Program, words: Words, kind: str = "") -> tuple[Question, ...]:
    """One question for each reason that asks, in the order of the program's fields."""
    asking = [finding for finding in verdict.telling() if finding.reason and finding.reason.code in ASKING]
    order = {spec.id: place for place, spec in enumerate(program.fields)}
    by_field = {(finding.reason.subject, finding.reason.code): finding for finding in asking if finding.reason}
    ranked = sorted(by_field, key=lambda asked: (order.get(asked[0], len(order)), asked))
    return tuple(_question(field, code, by_field[field, code], draft, program, words, kind) for field, code in ranked)


def _question(field: str, code: str, finding: Finding, draft: LeadDraft, program: Program, words: Words, kind: str) -> Question:
    spec = program.field_spec(field) or FieldSpec(id=field)
    parts = tuple(_lacking(draft, spec, program, words)) if field == "items" and code == "missing" else ()
    names = (field, *(finding.fact("alternatives").split(", ") if finding.fact("alternatives") else spec.or_else))
    found = {
        "value": "; ".join(_given(field, draft, program, words)),
        **in_language(dict(finding.facts), program, words),
        "field": _either([genitive(one, program, words, kind) for one in names], words),
        "example": _example(spec, program, words),
        "lacking": "; ".join(parts),
    }
    readings = _either([words.say("quotes", "value", {"value": reading}) for reading in _readings(field, draft, program, words)], words)
    facts = found | ({"readings": readings} if readings else {})
    blanks = tuple(map(sentence, parts)) or tuple(dict.fromkeys(label(one, program, words, kind) for one in names))
    return Question(words.say(code, field, facts), blanks)


def _example(spec: FieldSpec, program: Program, words: Words) -> str:
    return spec.example.get(words.language) or spec.example.get(program.language) or ""


def _either(names: list[str], words: Words) -> str:
    """The names, each once, joined by the language's "or"."""
    *first, last = dict.fromkeys(names or [""])
    joint = words.say("joints", "or")
    return f"{', '.join(first)} {joint} {last}" if first else last


def _given(field: str, draft: LeadDraft, program: Program, words: Words) -> tuple[str, ...]:
    value = draft.get(field)
    return shown(value, program, words) if value else ()


def _readings(field: str, draft: LeadDraft, program: Program, words: Words) -> list[str]:
    ambiguity = draft.ambiguous(field)
    readings = [program.catalogue.retitled(reading, words.language) for reading in ambiguity.readings] if ambiguity else []
    return list(listed(readings, 6))


def _lacking(draft: LeadDraft, spec: FieldSpec, program: Program, words: Words) -> Iterator[str]:
    """The parts that items lack, each with its product's name. Nothing is asked about items outside the programme."""
    for item in draft.items():
        family = program.catalogue.family_of(item.product)
        wanted = spec.parts if family is None or family.offered else ()
        for part in wanted:
            if _lacks(item, part, program):
                yield words.say("parts", part, {"product": item_title(item, program, words)})


def _lacks(item: Item, part: str, program: Program) -> bool:
    match part:
        case "product":
            return program.catalogue.product(item.product) is None
        case "quantity":
            return item.quantity is None
        case _:
            return item.term_months is None

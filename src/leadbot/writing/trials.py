"""What a file of staff's changes, or has changed, with every wrong row and its line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from leadbot.model.errors import Problem
from leadbot.model.imports import ListImport
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.file_faults import column_name, fault_sentence, list_name, row_in_words
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell, fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject
from leadbot.writing.words import Words

MOST_ROWS = 20
"""Rows of each sort that are shown."""
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """One file, tried or imported."""

    file: str
    lists: Sequence[str]
    """The list that it is for; several where staff must choose."""
    made: ListImport | None = None
    problems: Sequence[Problem] = ()
    """What is wrong with it, row by row."""
    choose: bool = False
    """Whether the mail names no one list, or has several files."""
    unreadable: bool = False
    """Whether the file could not be opened."""
    offered: bool = False
    """Whether `ok` in reply imports it."""


def compose_trial(
    run: TrialRun,
    correspondence: Correspondence,
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """For the member of staff who sent the file, in the program's language."""
    language = templates.language(program.language, *program.fallback_languages)
    words, lexicon = templates.words(language), program.lexicons.get(language)
    made = run.made or ListImport(list="", file="", applied=False)
    named = partial(row_in_words, program=program, words=words)
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "file": fold(run.file, 200),
        "lists": [list_name(id_, program, words) for id_ in run.lists],
        "choose": run.choose,
        "unreadable": run.unreadable,
        "offered": run.offered,
        "applied": made.applied,
        "tried": run.made is not None,
        "added": _some(made.added, named),
        "changed": _some([f"{named(before)} → {named(after)}" for before, after in made.changed]),
        "gone": _some(made.gone, named),
        "counts": (len(made.added), len(made.changed), len(made.gone), made.same),
        "notes": [fold(fault_sentence(note.fault, note.facts, program, words), 300) for note in made.notes],
        "problems": [_problem(problem, program, words) for problem in run.problems[:MOST_PROBLEMS]],
        "more_problems": max(0, len(run.problems) - MOST_PROBLEMS),
        "word_approve": next(iter(lexicon.orders.approve), "") if lexicon else "",
    }
    return outgoing_mail(
        templates.blocks(language, "trial", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY if answers is not None else Purpose.NOTICE,
        subject=reply_subject(correspondence.subject, (), program, program.id),
        sender=sender,
        to=correspondence.to,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def _some(rows: Sequence[str], named: Callable[[str], str] = str) -> list[str]:
    shown = [cell(named(row), 300) for row in rows[:MOST_ROWS]]
    return [*shown, f"… (+{len(rows) - MOST_ROWS})"] if len(rows) > MOST_ROWS else shown


def _problem(problem: Problem, program: Program, words: Words) -> tuple[str, str]:
    """Its line, and what is wrong there with what to do."""
    where = column_name(problem.where, program, words)
    named = " ".join(filter(None, (where, words.say("quotes", "value", {"value": fold(problem.value, 100)}) if problem.value else "")))
    said = fault_sentence(problem.fault, problem.facts, program, words)
    colon = words.say("joints", "colon") if words.has("joints", "colon") else ":"
    return str(problem.line or ""), fold(f"{named}{colon} {said}" if named else said, 400)

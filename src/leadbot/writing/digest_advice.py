"""What the rules say of a case that staff decide, and why. Where no rule decides, it says that a person must look: nothing is guessed."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from leadbot.model.digest import DigestCase, Outlook
from leadbot.model.lead import DOUBTED, LeadState
from leadbot.model.program import Program
from leadbot.model.resemblance import Likeness
from leadbot.model.verdict import Finding, Reason, Verdict
from leadbot.writing.leads import refusals
from leadbot.writing.obstacles import obstacle_sentence
from leadbot.writing.plain import fold
from leadbot.writing.questions import ASKING
from leadbot.writing.values import label
from leadbot.writing.words import OTHER, Words


def advice(case: DigestCase, program: Program, words: Words, zone: ZoneInfo) -> list[str]:
    """Sentences: what to do first, then why."""
    if case.kind != "check":
        return list(_of_held(case, program, words))
    first = _of_outlook(case, case.outlook, program, words) if case.outlook else words.say("advice", "check", {"becomes": ""})
    return [first, *_grounds(case, program, words, zone)]


def _of_held(case: DigestCase, program: Program, words: Words) -> Iterator[str]:
    """A rejection that the rules ask for; else, why the mail waits is in its note."""
    if not case.reasons:
        yield words.say("advice", "look")
        return
    yield words.say("advice", "send")
    if case.verdict is None:
        yield from (reason_sentence(code, case.about, program, words) for code in case.reasons if code)
    else:
        yield from _refused(case.verdict, case.about, program, words)


def _refused(verdict: Verdict, kind: str, program: Program, words: Words) -> list[str]:
    """Why the rules reject, with the programme's conditions as published."""
    return [" ".join(filter(None, (one.sentence, one.condition, one.note))) for one in refusals(verdict, kind, program, words)]


def _of_outlook(case: DigestCase, outlook: Outlook, program: Program, words: Words) -> str:
    if outlook.becomes is None or outlook.verdict is None:
        return words.say("advice", "impossible", {"problem": obstacle_sentence(outlook.obstacle, outlook.facts, program, words)})
    if outlook.becomes in {LeadState.REJECTED, LeadState.IN_LINE}:
        return words.say("advice", "refuse", {"reasons": " ".join(_refused(outlook.verdict, case.about, program, words))})
    if outlook.becomes is LeadState.INCOMPLETE:
        asked = [reason.subject for reason in outlook.verdict.reasons if reason.code in ASKING]
        return words.say("advice", "asks", {"fields": ", ".join(label(field, program, words, case.about) for field in asked)})
    if outlook.remaining:
        open_ones = (question_of(check, program, words) for check in outlook.remaining)
        return words.say("advice", "remains", {"questions": " ".join(open_ones)})
    return words.say("advice", "check", {"becomes": words.say("states", outlook.becomes)})


def _grounds(case: DigestCase, program: Program, words: Words, zone: ZoneInfo) -> Iterator[str]:
    """Why the rules ask: what suggested it, what is alike in another lead and which came first, and the condition as published."""
    asked = _asking(case)
    if asked and asked.fact("word"):
        yield words.say("advice", "suggests", {"word": fold(asked.fact("word"), 60)})
    for other in case.beside:
        alike = [label(c.field, program, words) for c in other.fields if c.likeness is not Likeness.OTHER]
        if alike:
            yield words.say("advice", "alike", {"reference": other.reference, "fields": ", ".join(alike)})
        first = case.reference if case.received_at <= other.received_at else other.reference
        at = min(case.received_at, other.received_at).astimezone(zone)
        yield words.say("advice", "first", {"reference": first or "", "received": words.moment(at)})
    rule = next((rule for rule in program.rules if rule.id == case.rule), None)
    condition = (rule.condition.get(words.language) or rule.condition.get(program.language, "")) if rule else ""
    if condition:
        yield words.say("advice", "condition", {"condition": fold(condition, 500)})


def _asking(case: DigestCase) -> Finding | None:
    """The finding that asks for the check."""
    found = case.verdict.findings if case.verdict else ()
    return next((f for f in found if f.reason and str(f.reason) in case.reasons), None)


def question_of(check: str, program: Program, words: Words) -> str:
    """What staff are asked; what the partner is told of it where the program has no question in that language."""
    if check.startswith(DOUBTED):
        return words.say("advice", "doubted", {"reason": words.say("reasons", check.removeprefix(DOUBTED))})
    spec = program.check(check)
    asked = spec.question.get(words.language) or spec.question.get(program.language, "") if spec else ""
    return fold(asked, 300) or words.say("checks", check if words.has("checks", check) else OTHER, {"since": ""})


def reason_sentence(code: str, kind: str, program: Program, words: Words) -> str:
    """A reason code in the words that the partner gets."""
    reason = Reason.parse(code)
    if reason.code == "check":
        return question_of(reason.subject, program, words)
    if reason.code in ASKING:
        return words.say("asked", reason.code, {"field": label(reason.subject, program, words, kind)})
    return words.say("reasons", reason.code)

"""What a partner and staff are told of a wish for more time (words of the section `extensions`)."""

from datetime import date

from leadbot.model.deals import ExtensionAnswer, ExtensionRequest
from leadbot.model.program import Program
from leadbot.writing.letters import Letter
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.words import Words

_SECTION = "extensions"


def extension_received(request: ExtensionRequest, client: str, due: date, today: date, words: Words) -> Letter:
    """That it was received, how it was understood, and when its sender hears more."""
    facts = _facts(request, client) | {"due": due.isoformat(), "until": _day(request.until)}
    asked = [words.say(_SECTION, "asked-time", facts)] if request.time else []
    asked += [words.say(_SECTION, "asked-fee", facts)] if request.fee else []
    holds = request.time and request.ends is not None and request.ends >= today
    return Letter(
        sentences=(
            words.say(_SECTION, "received", facts),
            " ".join(asked),
            *([words.say(_SECTION, "as-it-is", facts)] if holds else []),
        )
    )


def extension_answered(request: ExtensionRequest, answer: ExtensionAnswer, client: str, today: date, words: Words) -> Letter:
    """What staff decided."""
    facts = _facts(request, client) | {"until": _day(answer.until), "note": fold(answer.note, 500)}
    note = [words.say(_SECTION, "note", facts)] if answer.note else []
    if not answer.granted:
        holds = request.time and request.ends is not None and request.ends >= today
        unchanged = "unchanged-place" if answer.place else "unchanged"
        return Letter(sentences=(words.say(_SECTION, "refused", facts), *note, *([words.say(_SECTION, unchanged, facts)] if holds else [])))
    if answer.until is None:
        return Letter(sentences=(words.say(_SECTION, "granted-fee", facts), *note))
    also = [words.say(_SECTION, "also-fee", facts)] if answer.fee else []
    granted = "granted-place" if answer.place else "granted-time"
    return Letter(sentences=(words.say(_SECTION, granted, facts), *also, *note))


def extension_late(request: ExtensionRequest, client: str, due: date, words: Words) -> Letter:
    """That its answer, promised by `due`, is not decided yet, and that the lead stays as it is until then."""
    facts = _facts(request, client) | {"due": due.isoformat()}
    return Letter(sentences=(words.say(_SECTION, "late", facts), words.say(_SECTION, "stays")))


def extension_wish(request: ExtensionRequest, quote: str, program: Program, templates: Templates) -> str:
    """What it asks for, as staff read it in the program's language; behind it the partner's words, where there is a `quote`."""
    words = templates.words(templates.language(program.language, *program.fallback_languages))
    facts = _facts(request, "") | {"until": _day(request.until)}
    keys = [*(["staff-time"] if request.time else []), *(["staff-fee"] if request.fee else [])]
    said = words.say("quotes", "value", {"value": fold(quote, 500)}) if quote else ""
    return " ".join(filter(None, (*(words.say(_SECTION, key, facts) for key in keys), said)))


def _facts(request: ExtensionRequest, client: str) -> dict[str, object]:
    return {"reference": request.reference, "client": fold(client, 200), "ends": _day(request.ends)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""

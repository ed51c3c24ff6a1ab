"""What customers, partners and staff are told of a call for offers (words of the section `tenders`)."""

from collections.abc import Mapping, Sequence
from datetime import date

from leadbot.model.lead import Reference
from leadbot.model.message import Address
from leadbot.model.program import Program
from leadbot.model.tenders import Offered, SentTo, Tender
from leadbot.writing.letters import Letter
from leadbot.writing.plain import cell, fold
from leadbot.writing.templates import Templates
from leadbot.writing.words import Words

_SECTION = "tenders"
_LONGEST = 4000
"""Characters of a call or of one offer."""


def call(reference: Reference, description: str, until: date, condition: Mapping[str, str], program: Program, words: Words) -> Letter:
    """To a partner: what is wanted, the last day, and what it undertakes."""
    facts = {"reference": reference, "until": until.isoformat()}
    undertaking = cell(condition.get(words.language) or condition.get(program.language) or "", 2000)
    return Letter(
        subject=words.say(_SECTION, "subject", facts),
        sentences=(words.say(_SECTION, "call", facts),),
        quoted=_paragraphs(description),
        closing=(words.say(_SECTION, "how", facts), *([undertaking] if undertaking else [])),
    )


def released(reference: Reference, partners: int, until: date, words: Words) -> Letter:
    """To the customer: that the call went out."""
    return _of(words, "released", reference, count=partners, until=until.isoformat())


def closed(tender: Tender, note: str, words: Words) -> Letter:
    """To the customer: that it is over without a choice; `refused` where it never went out."""
    told = _of(words, "closed" if tender.released else "refused", tender.reference)
    because = [words.say(_SECTION, "note", {"note": fold(note, 500)})] if note else []
    return Letter(sentences=(*told.sentences, *because))


def offer_received(reference: Reference, until: date, others: Sequence[str], words: Words) -> Letter:
    """To a partner: that its offer came, and what becomes of it; staff look first at one that names `others`."""
    if others:
        return _of(words, "offer-held", reference, others=fold(", ".join(others), 300))
    return _of(words, "offer-received", reference, until=until.isoformat())


def excluded(reference: Reference, others: Sequence[str], words: Words) -> Letter:
    """To a partner: that its offer is not passed on, for the products that it names."""
    return _of(words, "excluded", reference, others=fold(", ".join(others), 300))


def offers(reference: Reference, gathered: Sequence[tuple[SentTo, Offered]], words: Words) -> Letter:
    """To the customer: every offer with its number, its partner and its words; or that none came."""
    if not gathered:
        return _of(words, "no-offers", reference)
    rows = [
        (f"{place}. {fold(partner.name, 200)}", (partner.address, *_paragraphs(offer.text), *(fold(name, 120) for name in offer.files)))
        for place, (partner, offer) in enumerate(gathered, start=1)
    ]
    facts = {"reference": reference, "count": len(gathered)}
    return Letter(
        sentences=(words.say(_SECTION, "offers", facts),),
        rows=rows,
        closing=(words.say(_SECTION, "choose", facts),),
    )


def choice_received(reference: Reference, partner: str, words: Words) -> Letter:
    """To the customer: that its choice is told."""
    return _of(words, "choice-received", reference, partner=fold(partner, 200))


def chosen(reference: Reference, customer: Address, subject: str, words: Words) -> Letter:
    """To the chosen partner: whom to contact."""
    contact = tuple(part for part in (fold(customer.name, 200), customer.email, fold(subject, 200)) if part)
    told = _of(words, "chosen", reference)
    return Letter(sentences=told.sentences, rows=[(words.say(_SECTION, "contact"), contact)])


def not_chosen(reference: Reference, words: Words) -> Letter:
    """To a partner whose offer was not chosen."""
    return _of(words, "not-chosen", reference)


def staff_note(tender: Tender, partners: int, program: Program, templates: Templates) -> str:
    """What staff need to know to release a call, in the program's language."""
    words = templates.words(templates.language(program.language, *program.fallback_languages))
    until = tender.called.until.isoformat() if tender.called.until else ""
    note = words.say(_SECTION, "staff", {"reference": tender.reference, "count": partners, "until": until})
    if not tender.called.description:
        return f"{note} {words.say(_SECTION, 'staff-empty')}"
    left_out = {"count": tender.called.omitted}
    return f"{note} {words.say(_SECTION, 'staff-omitted', left_out)}" if tender.called.omitted else note


def _of(words: Words, key: str, reference: Reference, **facts: object) -> Letter:
    return Letter(sentences=(words.say(_SECTION, key, {"reference": reference, **facts}),))


def _paragraphs(text: str) -> tuple[str, ...]:
    lines = (fold(line, 1000) for line in text[:_LONGEST].split("\n"))
    return tuple(line for line in lines if line)

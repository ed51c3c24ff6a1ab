"""One judged lead as the templates see it: words and lines, no rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leadbot.model.catalogue import Translated
from leadbot.model.lead import LeadState
from leadbot.model.message import Kind
from leadbot.model.outgoing import JudgedLead, Occasion
from leadbot.model.program import Program
from leadbot.model.submission import FieldValue
from leadbot.model.verdict import Finding, Reason, Verdict
from leadbot.writing.money import Rows, estimate, money_rows
from leadbot.writing.plain import cell, fold
from leadbot.writing.questions import questions
from leadbot.writing.values import in_language, is_outside, item_title, label, shown
from leadbot.writing.words import OTHER, Words

TONES = {
    LeadState.CONFIRMED: "good",
    LeadState.WON: "good",
    LeadState.IN_REVIEW: "wait",
    LeadState.IN_LINE: "wait",
    LeadState.INCOMPLETE: "ask",
    LeadState.REJECTED: "no",
}
"""How a state looks; others are `plain`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a lead is rejected, by one rule. Empty texts are left out of the mail."""

    sentence: str
    condition: str
    """The programme's condition as published."""
    remedy: str
    """What would make the lead eligible."""
    note: str
    """Staff's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsView:
    """Terms to be accepted."""

    version: str
    dated: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadView:
    """What a template may say of one lead."""

    reference: str
    kind: str
    """`lead` or `application`."""
    client: str
    """The client's name, else the applicant's, or empty."""
    state: str
    """The state's id, which is also the name of its template."""
    state_words: str
    tone: str
    occasion: str
    opening: str
    rows: Rows
    """What was understood: names and values."""
    status_rows: Rows
    """How it stands, who acts next and by when, where the partner asked for that."""
    new_rows: Rows
    """What this mail supplied or changed."""
    questions: tuple[str, ...]
    blanks: tuple[str, ...]
    waiting: tuple[str, ...]
    """What is looked at, one sentence for each open check, and that answers may take longer now."""
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    """What the program tells besides whoever is confirmed."""
    outside: tuple[str, ...]
    """Names of wanted things that the programme does not take, where others are judged."""
    partner_number: str
    """Of an admitted applicant; empty where it has none yet."""
    terms: TermsView | None
    """What an admitted applicant has to accept first."""
    brings: bool
    """Whether an application registers a lead, once its company is a partner."""
    place_until: str
    """The last day of its place; empty where it has none."""
    due: str
    """The day of the promised answer; empty once that is past or kept."""
    by_contact: bool
    """Whether it is a person's first contact that is promised by then, not the result."""

    @property
    def overview(self) -> tuple[str, str, str]:
        """The lead as a row of several: reference, client, result."""
        return self.reference, self.client or "–", self.state_words


def lead_view(lead: JudgedLead, program: Program, words: Words, now: datetime, shared: Sequence[str] = ()) -> LeadView:
    """The view of one lead at `now`; fields in `shared` are told elsewhere in the mail."""
    zone = ZoneInfo(program.calendar.time_zone)
    asked = questions(lead.draft, lead.verdict, program, words, lead.kind)
    promised, today = lead.due_at.astimezone(zone).date(), now.astimezone(zone).date()
    due = promised if promised >= today and not lead.contacted else None
    return LeadView(
        reference=lead.reference,
        kind=lead.kind.value,
        client=_client(lead),
        state=lead.state.value,
        state_words=words.say("states", lead.state.value),
        tone=TONES.get(lead.state, "plain"),
        occasion=lead.occasion.value,
        opening=_opening(lead, words),
        rows=(_receipt(lead, words, zone), *field_rows([f for f in lead.draft.fields if f.id not in shared], program, words, lead.kind)),
        status_rows=_status_rows(lead, program, words, zone, due),
        new_rows=_new_rows(lead, program, words),
        questions=tuple(question.sentence for question in asked),
        blanks=tuple(dict.fromkeys(blank for question in asked for blank in question.blanks)),
        waiting=(*_waiting(lead, program, words, _checking_since(lead, now).astimezone(zone).date()), *_peak(lead, program, words)),
        refusals=_refusals(lead, program, words) if lead.state is LeadState.REJECTED else (),
        notes=(*_notes(lead, program, words), *estimate(lead, program, words)),
        outside=_outside(lead, program, words),
        partner_number=lead.partner_number if lead.kind is Kind.APPLICATION and lead.state is LeadState.CONFIRMED else "",
        terms=_terms(lead, program, words),
        brings=lead.kind is Kind.APPLICATION and any(lead.draft.get(field) for field in ("client.name", "items")),
        place_until=words.weekday(lead.place_until.astimezone(zone)) if lead.place_until else "",
        due=words.weekday(due) if due else "",
        by_contact=program.promises_contact,
    )


def field_rows(fields: Sequence[FieldValue], program: Program, words: Words, kind: str = "") -> Rows:
    """Names and values, in the order in which the language's file lists the names."""
    order = {field: place for place, field in enumerate(words.sections["labels"])}
    ranked = sorted(fields, key=lambda f: (order.get(f.id, len(order)), f.id))
    return tuple((label(f.id, program, words, kind), _marked(f, shown(f, program, words), words)) for f in ranked)


def _marked(value: FieldValue, lines: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """What the mail did not say itself is told as such."""
    if value.evidence.source != "registry" or not words.has("marks", "registry"):
        return lines
    return tuple(words.say("marks", "registry", {"value": line}) for line in lines)


def shared_fields(leads: Sequence[JudgedLead]) -> tuple[FieldValue, ...]:
    """Of several leads the partner's fields that are the same in all of them."""
    if len(leads) < 2:
        return ()
    first, *others = (lead.draft for lead in leads)
    ours = [f for f in first.fields if f.id.startswith(("partner.", "contact."))]
    return tuple(f for f in ours if all((o := other.get(f.id)) and o.value == f.value for other in others))


def _client(lead: JudgedLead) -> str:
    applicant = lead.draft.text("partner.name") if lead.kind is Kind.APPLICATION else ""
    return fold(lead.draft.text("client.name") or applicant, 120)


def _opening(lead: JudgedLead, words: Words) -> str:
    key = words.key_for("openings", lead.occasion.value, lead.kind)
    return words.say("openings", key, {"client": _client(lead)})


def _known(words: Words, section: str, key: str, kind: str) -> str:
    """The key, or the general one of that kind of submission where the language doesn't have it."""
    return words.key_for(section, key if words.has(section, key) else OTHER, kind)


def _receipt(lead: JudgedLead, words: Words, zone: ZoneInfo) -> tuple[str, tuple[str, ...]]:
    return words.say("headings", "received"), (words.moment(lead.received_at.astimezone(zone)),)


def _status_rows(lead: JudgedLead, program: Program, words: Words, zone: ZoneInfo, due: date | None) -> Rows:
    """The date is the last day for what is missing, or the promised one; a promise that has passed is not repeated."""
    if lead.occasion is not Occasion.STATUS:
        return ()
    ends = {LeadState.INCOMPLETE: lead.place_until.astimezone(zone).date() if lead.place_until else None, LeadState.IN_REVIEW: due}
    until = ends.get(lead.state)
    return (
        (words.say("headings", "state"), (words.say("states", lead.state.value),)),
        (words.say("headings", "next"), (words.say("next", _next(lead, program, due)),)),
        *(((words.say("headings", "until"), (words.weekday(until),)),) if until else ()),
        *money_rows(lead, program, words),
        _receipt(lead, words, zone),
    )


def _next(lead: JudgedLead, program: Program, due: date | None) -> str:
    """The key of who acts next, and how."""
    if lead.terms_asked:
        return "terms"
    return "contact" if lead.state is LeadState.IN_REVIEW and due and program.promises_contact else lead.state.value


def _new_rows(lead: JudgedLead, program: Program, words: Words) -> Rows:
    return field_rows([f for f in lead.draft.fields if f.id in lead.changed], program, words, lead.kind)


def _checking_since(lead: JudgedLead, now: datetime) -> datetime:
    """Without a word on it: a mail that tells news opened the checks, any other finds them open since receipt."""
    told_again = lead.occasion in {Occasion.ALREADY_REGISTERED, Occasion.STATUS}
    return lead.checking_since or (lead.received_at if told_again else now)


def _waiting(lead: JudgedLead, program: Program, words: Words, since: date) -> tuple[str, ...]:
    ids = dict.fromkeys(f.reason.subject for f in lead.verdict.telling() if f.reason and f.reason.code == "check")
    sentences = (_waiting_sentence(check, lead.kind, program, words, since) for check in ids)
    return tuple(dict.fromkeys(sentences))


def _peak(lead: JudgedLead, program: Program, words: Words) -> tuple[str, ...]:
    day = lead.received_at.astimezone(ZoneInfo(program.calendar.time_zone)).date()
    return tuple(_translated(peak.notice, words, program) for peak in program.peaks if peak.first <= day <= peak.last)


def _waiting_sentence(check_id: str, kind: str, program: Program, words: Words, since: date) -> str:
    spec = program.check(check_id)
    said = _translated(spec.waiting, words, program) if spec else ""
    return said.replace("{since}", words.day(since)) or words.say(
        "checks", _known(words, "checks", check_id, kind), {"since": words.day(since)}
    )


def _refusals(lead: JudgedLead, program: Program, words: Words) -> tuple[Refusal, ...]:
    """Who has applied need not apply."""
    found = refusals(lead.verdict, lead.kind, program, words)
    if lead.applied is None:
        return found
    applied = words.say("applied", "waits", {"reference": lead.applied})
    invites = {refusal for refusal in found if refusal.remedy}
    return tuple(replace(refusal, remedy="", condition="", note=applied) if refusal in invites else refusal for refusal in found)


def refusals(verdict: Verdict, kind: str, program: Program, words: Words) -> tuple[Refusal, ...]:
    """One for each failed rule of a rejection; a condition that several quote is told once."""
    found = [_refusal(finding, finding.reason, kind, program, words) for finding in verdict.telling() if finding.reason]
    told: set[str] = set()
    for place, refusal in enumerate(found):
        if refusal.condition in told:
            found[place] = replace(refusal, condition="")
        told.add(refusal.condition)
    return tuple(dict.fromkeys(found))


def _refusal(finding: Finding, reason: Reason, kind: str, program: Program, words: Words) -> Refusal:
    facts = _facts(finding, program, words)
    rule = next((rule for rule in program.rules if rule.id == finding.rule), None)
    return Refusal(
        sentence=words.say("reasons", _known(words, "reasons", reason.code, kind), facts),
        condition=_translated(rule.condition, words, program) if rule else "",
        remedy=_translated(rule.remedy, words, program) if rule else "",
        note=facts.get("note", ""),
    )


def _facts(finding: Finding, program: Program, words: Words) -> dict[str, str]:
    """A finding's facts, made harmless. A `value` of fixed meaning is named in words, as `choice`."""
    facts = {name: fold(value, 300) for name, value in in_language(dict(finding.facts), program, words).items()}
    key = f"{facts.get('field', '')}.{facts.get('value', '')}"
    if words.has("values", key):
        del facts["value"]
        facts["choice"] = words.say("values", key)
    return facts


def _notes(lead: JudgedLead, program: Program, words: Words) -> tuple[str, ...]:
    """The program's own paragraphs for what is confirmed as this lead is."""
    if lead.state is not LeadState.CONFIRMED:
        return ()
    notes = (note for note in program.confirmation_notes if note.kind is lead.kind)
    return tuple(_translated(n.text, words, program) for n in notes if all(_taken(lead, f, program) in v for f, v in n.where.items()))


def _terms(lead: JudgedLead, program: Program, words: Words) -> TermsView | None:
    terms = program.partners.terms if program.partners else None
    if terms is None or not lead.terms_asked:
        return None
    points = tuple(_translated(point, words, program) for point in terms.points)
    return TermsView(version=terms.version, dated=words.day(terms.dated), points=points)


def _taken(lead: JudgedLead, field_id: str, program: Program) -> str:
    """The field's text, else what the program takes where the mail is silent."""
    spec = program.field_spec(field_id)
    return lead.draft.text(field_id) or (spec.default if spec and spec.default else "")


def _outside(lead: JudgedLead, program: Program, words: Words) -> tuple[str, ...]:
    """Only where other items are judged: else the rule's own sentence tells."""
    outside = [item_title(item, program, words) for item in lead.draft.items() if is_outside(item, program)]
    return tuple(dict.fromkeys(outside)) if len(outside) < len(lead.draft.items()) else ()


def _translated(text: Translated, words: Words, program: Program) -> str:
    return cell(text.get(words.language) or text.get(program.language) or "", 2000)

"""What every rule is given, and the ways in which it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leadbot.model.facts import Facts, ListFact
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.rules import AllowedTerms, NationalId, Rule
from leadbot.model.submission import FieldContent, FieldValue, Item, LeadDraft, Standing
from leadbot.model.verdict import Finding, Reason, Result

Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One lead to be judged. `received_at` is aware."""

    draft: LeadDraft
    program: Program
    facts: Facts
    received_at: datetime
    kind: Kind = Kind.LEAD
    """`lead` or `application`: of which kind of mail it is."""

    @property
    def received_on(self) -> date:
        """The day of receipt in the program's zone."""
        return self.received_at.astimezone(ZoneInfo(self.program.calendar.time_zone)).date()

    def usable(self, field_id: str) -> FieldValue | None:
        """The field where its value can be right. A foreign id can, where a rule says what follows from it."""
        found = self.draft.get(field_id)
        if found is None or is_blank(found.value) or found.standing is Standing.INVALID:
            return None
        return found if found.standing is Standing.VALID or self._ruled_foreign(field_id) else None

    def valid_text(self, field_id: str) -> str:
        """The field's text where it is valid, else an empty string."""
        found = self.draft.get(field_id)
        return found.value if found is not None and found.standing is Standing.VALID and isinstance(found.value, str) else ""

    def taken(self, field_id: str) -> str:
        """The field's valid text, else what the program takes where the mail is silent; nothing where it gives two readings."""
        if self.draft.ambiguous(field_id):
            return ""
        spec = self.program.field_spec(field_id)
        return self.valid_text(field_id) or (spec.default if spec is not None and spec.default is not None else "")

    def brings_lead(self) -> bool:
        """Whether it registers a lead, be it an application that does so at once."""
        return self.kind is Kind.LEAD or bool(self.draft.get("client.name") or self.draft.get("items") or self.draft.ambiguous("items"))

    def items(self) -> tuple[Item, ...]:
        """The items wanted, where they can be right."""
        return self.draft.items() if self.usable("items") else ()

    def offered(self) -> tuple[Item, ...]:
        """The items that the programme takes."""
        return tuple(item for item in self.items() if self._is_offered(item.product))

    def eligible(self) -> tuple[Item, ...]:
        """Of the offered items those whose term the programme has, or which name none; all of them where none is left."""
        months = [rule.months for rule in self.program.rules if isinstance(rule, AllowedTerms)]
        fitting = tuple(item for item in self.offered() if item.term_months is None or all(item.term_months in some for some in months))
        return fitting or self.offered()

    def unknown(self) -> tuple[Item, ...]:
        """The items whose product is none of the catalogue."""
        return tuple(item for item in self.items() if self.program.catalogue.product(item.product) is None)

    def only_outside(self) -> bool:
        """True where something is wanted and all of it stands outside the programme."""
        return bool(self.items()) and not self.offered() and not self.unknown()

    def titles(self, ids: Iterable[str]) -> str:
        """The titles of products and families, each once."""
        return ", ".join(dict.fromkeys(self.program.catalogue.title(id_) for id_ in ids if id_))

    def list_fact(self, list_id: str) -> ListFact:
        """What that list says; a list nobody reported on stands as the program declares it."""
        spec = next((spec for spec in self.program.lists if spec.id == list_id), None)
        return self.facts.list_fact(list_id) or ListFact(list=list_id, in_use=spec.in_use if spec else False)

    def list_subject(self, list_id: str) -> str:
        """`client` or `partner`: whom that list is about."""
        return next((spec.subject for spec in self.program.lists if spec.id == list_id), "client")

    def _is_offered(self, product: str) -> bool:
        family = self.program.catalogue.family_of(product)
        return family is not None and family.offered

    def _ruled_foreign(self, field_id: str) -> bool:
        return any(isinstance(rule, NationalId) and rule.field == field_id for rule in self.program.rules)


def is_blank(value: FieldContent) -> bool:
    """True for a value that says nothing."""
    return isinstance(value, str) and not value.strip()


def passed(rule: Rule, **facts: str) -> Findings:
    """The rule is met."""
    return (Finding(rule=rule.id, result=Result.PASSED, facts=named(facts)),)


def failed(rule: Rule, code: str, **facts: str) -> Findings:
    """The rule rejects, with this reason code."""
    return (Finding(rule=rule.id, result=Result.FAILED, reason=Reason(code), facts=named(facts)),)


def needs_data(rule: Rule, reason: Reason, **facts: str) -> Findings:
    """The rule can't be judged before the partner has answered."""
    return (Finding(rule=rule.id, result=Result.NEEDS_DATA, reason=reason, facts=named(facts)),)


def needs_person(rule: Rule, check: str, **facts: str) -> Findings:
    """The rule is for a person to judge."""
    return (Finding(rule=rule.id, result=Result.NEEDS_PERSON, reason=Reason("check", check), facts=named(facts)),)


def by_rule(rule: Rule, reason: str | None, check: str | None, facts: dict[str, str]) -> Findings:
    """What a rule says that rejects where it has a reason code, and else asks a person."""
    if reason is not None:
        return failed(rule, reason, **facts)
    return needs_person(rule, check, **facts) if check is not None else passed(rule, **facts)


def named(facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Facts as a finding holds them; what is empty is left out."""
    return tuple((name, value) for name, value in facts.items() if value)

"""What tells whether two leads are about one client."""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

from leadbot.judging.folding import fold
from leadbot.model.lead import ClientKeys
from leadbot.model.program import Program
from leadbot.model.submission import LeadDraft, Standing

LEGAL_FORMS = "legal_forms"
"""The lexicons' word list of legal forms."""

BRANCHES = "branches"
"""Their word list of what a branch office is called: what stands behind it in a name is a place."""


@dataclass(frozen=True, slots=True, eq=False)
class _Forms:
    """What a program takes out of names."""

    legal: frozenset[str]
    """Without blanks."""
    longest: int
    """How many words to try: letters may stand apart (`s. p. z o. o.`)."""
    branches: tuple[tuple[str, ...], ...]
    """The words for a branch."""


_compiled: deque[tuple[Program, _Forms]] = deque(maxlen=16)
"""The legal forms of the programs used last: putting them together takes longer than using them."""


def client_keys(draft: LeadDraft, program: Program) -> ClientKeys:
    """The client's keys. A value that can't be right, or an id of another country, tells nothing."""
    tax_id, registry_id = _valid(draft, "client.tax_id"), _valid(draft, "client.registry_id")
    return ClientKeys(
        key=f"tax:{tax_id}" if tax_id else f"registry:{registry_id}" if registry_id else "",
        folded_name=folded_name(_valid(draft, "client.name"), program),
        contact_email=_valid(draft, "client.contact.email").lower(),
        contact_phone=_valid(draft, "client.contact.phone"),
    )


def named_in(text: str, keys: ClientKeys) -> bool:
    """Whether words of a person name that client: its id with or without separators, or its whole name."""
    number = keys.key.partition(":")[2]
    joined = "".join(c for c in text.upper() if c.isalnum())
    return bool(number and number in joined) or bool(keys.folded_name and f" {keys.folded_name} " in f" {fold(text)} ")


def folded_name(name: str, program: Program) -> str:
    """A company's name without branch, legal forms at either end, diacritics, case and punctuation.

    A name that is only a legal form stays.
    """
    return _folded(name, _forms(program))


@lru_cache(maxsize=1000)
def _folded(name: str, forms: _Forms) -> str:
    words = _without_branch(fold(name).split(), forms.branches)
    while (end := _form_length(words[::-1], forms, backwards=True)) and end < len(words):
        words = words[:-end]
    while (start := _form_length(words, forms, backwards=False)) and start < len(words):
        words = words[start:]
    return " ".join(words)


def _without_branch(words: list[str], branches: tuple[tuple[str, ...], ...]) -> list[str]:
    """The words before `branch` and the like: `Acme Ltd, Leeds branch` keeps its place, `Acme Ltd branch Leeds` loses it."""
    starts = [at for branch in branches for at in range(1, len(words)) if tuple(words[at : at + len(branch)]) == branch]
    return words[: min(starts)] if starts else words


def _form_length(words: list[str], forms: _Forms, *, backwards: bool) -> int:
    """How many of the first words make up a legal form, at most; 0 for none. Compared without blanks: `sp. z o.o.` is `spzoo`."""
    for length in range(min(forms.longest, len(words) - 1), 0, -1):
        piece = words[:length][::-1] if backwards else words[:length]
        if "".join(piece) in forms.legal:
            return length
    return 0


def _forms(program: Program) -> _Forms:
    for kept, made in _compiled:
        if kept is program:
            return made
    written = {form for lexicon in program.lexicons.values() for form in lexicon.words.get(LEGAL_FORMS, ())}
    legal = frozenset(joined for form in written if (joined := fold(form).replace(" ", "")))
    branches = {tuple(fold(word).split()) for lexicon in program.lexicons.values() for word in lexicon.words.get(BRANCHES, ())}
    longest = max((len(fold(form).split()) for form in written), default=0) + 3
    made = _Forms(legal=legal, longest=longest, branches=tuple(sorted(branches)))
    _compiled.appendleft((program, made))
    return made


def _valid(draft: LeadDraft, field_id: str) -> str:
    found = draft.get(field_id)
    return found.value.strip() if found is not None and found.standing is Standing.VALID and isinstance(found.value, str) else ""

"""All that reading knows of languages and of one program, compiled once."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeVar

from leadbot.model.lexicon import InvoiceWords, Lexicon
from leadbot.model.message import Kind
from leadbot.model.program import Program, ProgramQuestion
from leadbot.model.rules import SaidInMail
from leadbot.reading.catalogue import IN_PARTS, CatalogueBook
from leadbot.reading.fold import fold, key
from leadbot.reading.money_words import MoneyWords, money_words
from leadbot.reading.phrases import Hit, Phrasebook, Token, tokens_of

LABEL, WORD, SAID, TERM, HINT = "label:", "word:", "said:", "term:", "hint:"
_KEPT = 16


_SEEN, _LINE = 4000, 200
"""Lines that are kept, and how long they may be."""


_DIGIT = re.compile(r"\d")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Worded:
    """A line as words: folded, cut into tokens, with the phrases that stand in it."""

    folded: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    by_id: Mapping[str, tuple[Hit, ...]]
    """The hits again, by id."""
    has_digits: bool


class Correction(NamedTuple):
    """A way to say that one number replaces another."""

    word: str
    """It stands in every such text."""
    pattern: re.Pattern[str]
    """With the groups `old` and `new`."""

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """Where a folded text says so."""
        return self.pattern.finditer(folded) if self.word in folded else iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The compiled lexicons and catalogue of a program."""

    program: Program
    lexicons: tuple[Lexicon, ...]
    """Those of the languages that such a mail may hold, the mail's own first."""
    book: Phrasebook
    number_words: frozenset[str]
    """Those that a number in words begins with."""
    number_openers: frozenset[str]
    """Words that begin numbers of several words, folded."""
    numbers: Mapping[str, int]
    catalogue: CatalogueBook
    postcodes: re.Pattern[str] | None
    registry_ids: re.Pattern[str] | None
    """A compacted registry number of the program's shapes; None where it asks for none."""
    corrections: tuple["Correction", ...]
    questions: Mapping[str, ProgramQuestion]
    """The program's, by the key of their text."""
    prefix: str
    """The program's, folded: it stands in each reference and partner number."""
    reference: re.Pattern[str]
    partner_number: re.Pattern[str]
    """A partner's number, its digits a group."""
    months: Mapping[str, int]
    money: MoneyWords
    said: Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]]
    """For each rule about words of the mail: groups of phrases, of each of which one is to be said; a phrase as the ids of its parts."""
    said_unless: Mapping[str, tuple[tuple[str, ...], ...]]
    """For such rules the phrases that set them aside."""
    hinted: tuple[tuple[str, tuple[str, ...]], ...]
    """Products and the ids of the parts of each of their hints that are in parts."""
    said_parts: frozenset[str]
    """The parts of those phrases."""
    value_words: frozenset[str]
    """Phrases that are a value where a colon stands before them."""
    person_endings: Mapping[str, str]
    """Endings that sentences give to people's names, the longest first, and what the name ends in by itself."""
    street_endings: re.Pattern[str] | None = None
    """A word that ends like a street's name."""
    particles: frozenset[str] = frozenset()
    """What stands in small letters inside people's names, folded."""
    subject_prefixes: frozenset[str] = frozenset()
    """What stands before a subject's colon in replies and forwards, folded."""
    from_labels: frozenset[str] = frozenset()
    """The label of the writer in the header of a forwarded mail, folded."""
    header_labels: frozenset[str] = frozenset()
    """All labels of such a header, folded."""
    reads_terms: bool = False
    """Whether the program's items have a term; it is their commitment then."""
    invoices: Phrasebook | None = None
    """What invoices say, by the names of `InvoiceWords`; None where the program takes none."""
    account_types: tuple[str, ...] = ()
    """Accounts that are written without their IBAN."""

    seen: "dict[str, Worded]" = field(default_factory=dict, compare=False, repr=False)
    worked_out: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def scan(self, folded: str) -> tuple[tuple[Token, ...], tuple[Hit, ...]]:
        """The words and phrases of a folded text."""
        tokens = tokens_of(folded)
        return tokens, self.book.scan(folded, tokens)

    def words_of(self, text: str) -> "Worded":
        """What stands in a line; kept for the lines seen lately, since writers sign alike."""
        known = self.seen.get(text)
        if known is None:
            known = self._worded(text)
            _keep(self.seen, text, text, known)
        return known

    def remembered(self, question: Hashable, text: str, answer: Callable[[], Made]) -> Made:
        """The answer to a question about a line, which depends on nothing else; kept for the lines seen lately."""
        key = (text, question)
        known: Made | None = self.worked_out.get(key)
        if known is None:
            known = answer()
            _keep(self.worked_out, key, text, known)
        return known

    def _worded(self, text: str) -> "Worded":
        folded = fold(text)
        tokens, hits = self.scan(folded)
        return Worded(folded, tokens, hits, _by_id(hits), _DIGIT.search(folded) is not None)


def _keep(kept: dict[Any, Any], key: Hashable, text: str, made: object) -> None:
    if len(text) <= _LINE:
        if len(kept) >= _SEEN:
            kept.clear()
        kept[key] = made


def _by_id(hits: Iterable[Hit]) -> dict[str, tuple[Hit, ...]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.id, []).append(hit)
    return {id_: tuple(group) for id_, group in grouped.items()}


_cache: list[Vocabulary] = []


def vocabulary_of(program: Program, language: str | None = None) -> Vocabulary:
    """What a mail of that language may hold: words of the language, and of those in which the program answers.

    Small words of further languages would be misread; given names count everywhere. Kept for the programs and languages seen last.
    """
    codes = [code for code in dict.fromkeys((language, program.language, *program.fallback_languages)) if code in program.lexicons]
    lexicons = tuple(program.lexicons[code] for code in codes if code is not None) or tuple(program.lexicons.values())
    for kept in _cache:
        if kept.program is program and kept.lexicons == lexicons:
            return kept
    made = _compile(program, lexicons)
    _cache.insert(0, made)
    del _cache[_KEPT:]
    return made


def forget_lines() -> None:
    """Forget what was worked out of the lines seen so far: the next mail is read as the first."""
    for kept in _cache:
        kept.seen.clear()
        kept.worked_out.clear()


def catalogue_of(program: Program) -> CatalogueBook:
    """The catalogue's names, which are of no language."""
    return next((kept.catalogue for kept in _cache if kept.program is program), None) or vocabulary_of(program).catalogue


def _numbers(lexicons: tuple[Lexicon, ...]) -> Iterator[tuple[str, int]]:
    """Numbers in words, those of the mail's own language last: short ones of another may be small words in it (`ten`)."""
    for lexicon in reversed(lexicons):
        for word, value in lexicon.numbers.items():
            if lexicon is lexicons[0] or len(word.split()[0]) >= _UNMISTAKABLE:
                yield fold(word), value


_UNMISTAKABLE = 5
"""Letters from which on a number's word of another language is taken for one."""


def _compile(program: Program, lexicons: tuple[Lexicon, ...]) -> Vocabulary:
    phrases = _phrases(program, lexicons)
    mail = program.mail_words
    shared = next((kept.catalogue for kept in _cache if kept.program is program), None)
    numbers = dict(_numbers(lexicons))
    return Vocabulary(
        program=program,
        lexicons=lexicons,
        book=Phrasebook(phrases),
        said_parts=frozenset(id_ for id_ in phrases if id_.startswith(SAID)),
        value_words=frozenset(id_ for id_ in phrases if id_.startswith(WORD) and id_.endswith("_value")),
        number_words=frozenset(word.split()[0] for word in numbers),
        number_openers=frozenset(word.split()[0] for word in numbers if " " in word),
        numbers=numbers,
        catalogue=shared or CatalogueBook(program.catalogue, _familiar(program)),
        postcodes=_postcodes(_words(lexicons, "postcodes")),
        registry_ids=_registry_ids(program),
        corrections=tuple(_correction(text) for text in _words(lexicons, "corrections")),
        questions={key(question.text): question for question in reversed(program.questions)},
        street_endings=_word_endings(_words(lexicons, "street_endings")),
        particles=frozenset(fold(word) for word in _words(lexicons, "name_particles")),
        subject_prefixes=frozenset(map(fold, (*mail.reply_prefixes, *mail.forward_prefixes, "re", "fw", "fwd"))),
        from_labels=frozenset(map(fold, mail.from_labels)),
        header_labels=frozenset(map(fold, (*mail.from_labels, *mail.sent_labels, *mail.to_labels, *mail.cc_labels, *mail.subject_labels))),
        reads_terms=_reads_terms(program),
        prefix=fold(program.prefix),
        reference=re.compile(rf"(?<!\w){re.escape(program.prefix)}[\s\-/]?(\d{{4}})[\s\-/](\d{{4,6}})(?!\w)", re.IGNORECASE),
        partner_number=re.compile(rf"(?<!\w){re.escape(program.prefix)}[\s\-–/]{{0,2}}P[\s\-–/]{{0,2}}(\d{{1,6}})(?!\w)", re.IGNORECASE),
        months={fold(word): number for lexicon in lexicons for word, number in lexicon.months.items()},
        money=money_words(lexicons),
        said={rule.id: tuple(_phrase_ids(rule, group) for group in _groups(rule) if group != UNLESS) for rule in _said_rules(program)},
        said_unless={rule.id: _phrase_ids(rule, UNLESS) for rule in _said_rules(program) if rule.unless},
        hinted=tuple((product, ids) for product, ids, _ in _hints(program)),
        person_endings=_endings(_words(lexicons, "person_endings")),
        invoices=_invoice_book(lexicons) if Kind.INVOICE in program.kinds else None,
        account_types=tuple(dict.fromkeys(type_ for lexicon in lexicons for type_ in lexicon.invoices.account_types)),
    )


def _invoice_book(lexicons: Iterable[Lexicon]) -> Phrasebook:
    names = [each.name for each in fields(InvoiceWords) if each.name != "account_types"]
    return Phrasebook({name: [word for lexicon in lexicons for word in getattr(lexicon.invoices, name)] for name in names})


def _familiar(program: Program) -> frozenset[str]:
    """Words of labels, numbers and given names in the languages that the program answers in."""
    spoken = [program.lexicons[code] for code in (program.language, *program.fallback_languages) if code in program.lexicons]
    texts = (text for lexicon in spoken for group in lexicon.labels.values() for text in group)
    names = (*_words(spoken, "given_names"), *(word for lexicon in spoken for word in lexicon.numbers))
    return frozenset(token.text for text in (*texts, *names) for token in tokens_of(fold(text)) if len(token.text) > _SHORT)


_SHORT = 3


def _words(lexicons: Iterable[Lexicon], id_: str) -> tuple[str, ...]:
    return tuple(word for lexicon in lexicons for word in lexicon.words.get(id_, ()))


def _phrases(program: Program, lexicons: tuple[Lexicon, ...]) -> dict[str, list[str]]:
    phrases: dict[str, list[str]] = {}
    labels: dict[str, Lexicon] = {}
    for lexicon in lexicons:
        known = {fold(text): labels.setdefault(fold(text), lexicon) for texts in lexicon.labels.values() for text in texts}
        for text, months in lexicon.terms.items():
            phrases.setdefault(f"{TERM}{months}", []).append(text)
        for prefix, groups in ((LABEL, lexicon.labels), (WORD, lexicon.words)):
            for id_, texts in groups.items():
                if id_ not in _PATTERNS:
                    # A label of the mail's own language is none of another's: `nombre` is a name in one, a number in the next.
                    meant = [text for text in texts if prefix != LABEL or known[fold(text)] is lexicon]
                    phrases.setdefault(prefix + id_, []).extend(meant)
    phrases.setdefault(WORD + "given_names", []).extend(_words(program.lexicons.values(), "given_names"))
    for rule in _said_rules(program):
        for group, words in _groups(rule).items():
            for ids, phrase in zip(_phrase_ids(rule, group), words, strict=True):
                phrases.update((id_, [part]) for id_, part in zip(ids, _parts(phrase), strict=True))
    for _, ids, parts in _hints(program):
        phrases.update((id_, [part]) for id_, part in zip(ids, parts, strict=True))
    phrases[WORD + "vendor"] = list(program.vendor_names)
    phrases.setdefault(WORD + "program", []).extend([*program.title.values(), program.prefix])
    for id_ in _COMMITMENT if _reads_terms(program) else _TERMS:
        phrases.pop(id_, None)
    items = program.field_spec("items")
    counts = items is not None and "quantity" in items.parts
    for own, other in (pair for id_, pairs in _UNASKED.items() if program.field_spec(id_) is None for pair in pairs):
        phrases.setdefault(_UNCOUNTED.get(own, other) if not counts else other, []).extend(phrases.pop(own, []))
    return phrases


_UNASKED = {
    "client.pc_count": ((LABEL + "pc_count", LABEL + "quantity"), (WORD + "pc_units", WORD + "licence_units")),
    "client.registry_id": ((LABEL + "registry_id", LABEL + "other_number"),),
}
"""What words stand for where the program does not ask for the field that they are about."""
_UNCOUNTED = {WORD + "pc_units": WORD + "other_units", LABEL + "pc_count": LABEL + "other"}
"""What they stand for where it does not count its items either."""


_COMMITMENT = (*(WORD + id_ for id_ in ("annual", "monthly", "annual_value", "monthly_value")), LABEL + "billing")
_TERMS = tuple(LABEL + id_ for id_ in ("term", "term_months", "term_years", "term_previous", "term_extension"))
"""An item's commitment is its term, where the program asks for one, else how it is billed; the words overlap."""


def _reads_terms(program: Program) -> bool:
    items = program.field_spec("items")
    return items is not None and "term_months" in items.parts


def _registry_ids(program: Program) -> re.Pattern[str] | None:
    shapes = tuple(shape for spec in program.fields for shape in spec.shapes)
    return re.compile("|".join(map(_shape, shapes))) if shapes else None


_PATTERNS = ("postcodes", "corrections", "person_endings", "street_endings")
"""Word lists that are no phrases."""


def _endings(written: tuple[str, ...]) -> Mapping[str, str]:
    """Of `selle=nen`: `selle` stands for `nen`."""
    pairs = (text.partition("=") for text in written)
    return {ending: base for ending, _, base in sorted(pairs, key=lambda pair: -len(pair[0]))}


def _said_rules(program: Program) -> tuple[SaidInMail, ...]:
    return tuple(rule for rule in program.rules if isinstance(rule, SaidInMail))


def _parts(phrase: str) -> list[str]:
    return [part.strip() for part in phrase.split(IN_PARTS) if part.strip()]


def _hints(program: Program) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """The hints in parts of a program's products: product, ids, parts; equal parts have one id."""
    for product in (p for family in program.catalogue.families for p in family.products):
        for parts in (_parts(hint) for hint in product.hints if IN_PARTS in hint):
            yield product.id, tuple(f"{HINT}{fold(part)}" for part in parts), parts


def _groups(rule: SaidInMail) -> dict[str, tuple[str, ...]]:
    groups = (("words", rule.words), ("and_words", rule.and_words), (UNLESS, rule.unless))
    return {name: words for name, words in groups if words}


UNLESS = "unless"
"""The group of phrases that set a rule about words of the mail aside."""


def _phrase_ids(rule: SaidInMail, group: str) -> tuple[tuple[str, ...], ...]:
    phrases = enumerate(_groups(rule)[group])
    return tuple(tuple(f"{SAID}{rule.id}:{group}:{at}:{number}" for number in range(len(_parts(phrase)))) for at, phrase in phrases)


def _shape(shape: str) -> str:
    """`d` is a digit, `A` a letter, a space an optional one, anything else itself."""
    pieces = {"d": r"\d", "A": "[A-Z]", " ": " ?"}
    return "".join(pieces.get(char, re.escape(char)) for char in shape)


def _postcodes(shapes: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![\w\-])(?:{'|'.join(map(_shape, shapes))})(?![\w\-])") if shapes else None


def _word_endings(endings: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole words with one of these endings, in a folded text; the endings alone are words of their own."""
    ordered = "|".join(re.escape(fold(ending)) for ending in sorted(endings, key=len, reverse=True))
    return re.compile(rf"(?<![\w])[^\W\d_]{{2,24}}(?:{ordered})\.?(?!\w)") if endings else None


def _correction(text: str) -> Correction:
    """`{old}` and `{new}` are numbers, `...` is up to four words, a space is any white space."""
    pattern = re.escape(fold(text))
    pattern = pattern.replace(r"\{old\}", r"(?P<old>\d{1,6})").replace(r"\{new\}", r"(?P<new>\d{1,6})")
    pattern = pattern.replace(r"\.\.\.", r"(?:\s?[^\W\d_]{1,20}+\.?){0,4}?")
    word = max((word for word in fold(text).split() if "{" not in word and "..." not in word), key=len, default="")
    return Correction(word, re.compile(rf"(?<!\w){pattern}(?!\w)".replace(r"\ ", r"\s*[,:;(]?\s*")))

"""The folders of templates, compiled once.

`<lang>/<mail>.jinja` writes blocks (writing.blocks.Page, as `m`); `<lang>/words.toml` has the words; `_layout/mail.html.jinja`
makes the HTML part of the blocks, with every text escaped.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.writing.blocks import Block, Page
from leadbot.writing.plain import sentence
from leadbot.writing.text import BLANK
from leadbot.writing.words import Languages, Words

_REFERENCE = re.compile(r"((?:\b\d{1,4}(?:–\d{1,4})?\. )?\b[A-Z][A-Z0-9]{0,7}-(?:\d{4}|P)-\d{4,7}\b)")
_IN_SUM = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=[.,]\d\d) (?=[A-Z]{3}\b)|(?<=\d:\d\d) (?=h\b)")
"""A space between thousands, before the currency, or before the letter of an hour."""
_UNBROKEN = '<span style="white-space:nowrap">{}</span>'
LAYOUT = "_layout/mail.html.jinja"
WORDS = "words.toml"


class _Sandbox(SandboxedEnvironment):
    """jinja2's, which looks no further where a template asks for a field of our own data: most of what templates do."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The attribute of that name, where templates may see it."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()) and not attribute.startswith("_"):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Templates:
    """All mails in all languages. Made by `load_templates`."""

    def __init__(self, environment: Environment, words: Mapping[str, Words]) -> None:
        self._environment = environment
        self._words = words

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are words for, sorted."""
        return tuple(sorted(self._words))

    def language(self, *wanted: str) -> str:
        """The first wanted language there is, else the first there is at all."""
        return next((language for language in wanted if language in self._words), self.languages[0])

    def mails(self, language: str) -> frozenset[str]:
        """The names of that language's templates, those of parts of mails too."""
        names = (name.removesuffix(".jinja") for name in self._environment.list_templates(extensions=["jinja"]))
        return frozenset(name.removeprefix(f"{language}/") for name in names if name.startswith(f"{language}/"))

    def words(self, language: str) -> Words:
        """That language's words. Raises KeyError where there are none."""
        return self._words[language]

    def blocks(self, language: str, mail: str, context: Mapping[str, object]) -> tuple[Block, ...]:
        """The mail as blocks. Raises jinja2.UndefinedError on a name that `context` doesn't have, ValueError on text outside blocks."""
        words = self._words[language]
        page = Page(words.typeset, words.say("joints", "colon") if words.has("joints", "colon") else ":")
        stray = self._environment.get_template(f"{language}/{mail}.jinja").render(context, m=page)
        if stray.strip():
            raise ValueError(f"{language}/{mail}.jinja writes outside its blocks: {stray.strip()[:80]}")
        return tuple(page.blocks)

    def html(self, language: str, title: str, blocks: Sequence[Block]) -> str:
        """The HTML part: a whole document, inline styles, every text escaped."""
        layout = self._environment.get_template(LAYOUT)
        return layout.render(language=language, title=title, blocks=blocks, blank=BLANK)


def load_templates(own: Sequence[Path], shipped: Path | None = None) -> Templates:
    """Templates of these folders; a file of an earlier folder goes before the same file of a later one, the `shipped` ones come last.

    `words.toml` is overlaid key by key. Own templates are compiled and own words read here, shipped ones, which the tests go through, when
    they are needed first.
    Raises ConfigurationError with every problem found.
    """
    folders = (*own, shipped) if shipped else own
    environment = _environment(folders)
    problems = _compile(environment, own)
    files = {language: [f for folder in folders if (f := folder / language / WORDS).is_file()] for language in _languages(folders)}
    words = Languages(files)
    for language in _languages(own):
        try:
            words[language]
        except ConfigurationError as error:
            problems.extend(error.problems)
    if not words and not problems:
        problems.append(_problem(", ".join(map(str, folders)), None, "There are no templates here", f"Put <lang>/{WORDS} there"))
    if problems:
        raise ConfigurationError(tuple(problems))
    return Templates(environment, words)


def _languages(folders: Sequence[Path]) -> list[str]:
    return sorted({file.parent.name for folder in folders for file in folder.glob(f"*/{WORDS}")})


def _environment(folders: Sequence[Path]) -> Environment:
    environment = _Sandbox(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=lambda name: name == LAYOUT,  # mails write blocks of plain text; the layout alone writes markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters["sentence"] = sentence
    environment.filters["prose"] = _prose
    return environment


def _prose(text: str) -> Markup:
    """The text, escaped, in which no line breaks within a reference of ours, a sum of money or an hour."""
    text = _IN_SUM.sub("\u00a0", text)
    pieces = _REFERENCE.split(text) if "-" in text else [text]
    if len(pieces) == 1:
        return escape(text)
    return Markup("".join(_UNBROKEN.format(escape(piece)) if place % 2 else escape(piece) for place, piece in enumerate(pieces)))


def _compile(environment: Environment, folders: Sequence[Path]) -> list[Problem]:
    problems = []
    for name in sorted({file.relative_to(folder).as_posix() for folder in folders for file in folder.rglob("*.jinja")}):
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            problems.append(_problem(error.filename or name, error.lineno, error.message or "Not a template", "Repair this line"))
        except UnicodeDecodeError as error:
            problems.append(_problem(name, None, f"Not UTF-8: {error.reason}", "Save it as UTF-8"))
    return problems


def _problem(file: str, line: int | None, message: str, remedy: str) -> Problem:
    return Problem(file=file, line=line, where="", value="", message=message, remedy=remedy)

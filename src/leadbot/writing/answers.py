"""The lines with which staff answer a case of their digest, each a link that prepares the reply."""

from urllib.parse import quote

from leadbot.model.digest import DigestCase
from leadbot.model.lead import DOUBTED
from leadbot.model.lexicon import OrderWords
from leadbot.model.message import Address
from leadbot.model.orders import order_code
from leadbot.model.program import Program
from leadbot.model.verdict import Reason
from leadbot.writing.words import Words

_NO_WORDS = OrderWords(approve=("ok",), no=("no",))


def answer_lines(case: DigestCase, number: int, program: Program, words: Words) -> tuple[str, ...]:
    """`1 ok`, `1 no, duplicate`: what ends the case, in the language of its words; nothing for a case that no reply ends."""
    lexicon = program.lexicons.get(words.language)
    said = lexicon.orders if lexicon and lexicon.orders.approve and lexicon.orders.no else _NO_WORDS
    approve = f"{number} {said.approve[0]}"
    if case.kind == "open-question":
        return (approve,)
    if case.kind in {"held", "gate"}:
        return (approve, f"{number} {said.no[0]}")
    if case.kind != "check":
        return ()
    refused = [code for reason in map(Reason.parse, case.reasons) for code in _refusals(reason.subject, program)]
    named = [said.reasons.get(code, (code,))[0] for code in dict.fromkeys(refused)]
    return (approve, *(f"{number} {said.no[0]}, {name}" for name in named))


def _refusals(check: str, program: Program) -> tuple[str, ...]:
    """The reason codes with which a check can be refused; that of a rejection in doubt is the rejection's own."""
    if check.startswith(DOUBTED):
        return (check.removeprefix(DOUBTED),)
    spec = program.check(check)
    return spec.refused if spec else ()


def reply_uri(line: str, to: Address, subject: str, digest: str) -> str:
    """A mailto URI (RFC 6068) whose mail says that line, with the code of the digest: mail programs keep no thread there."""
    body = f"{line} [{order_code(digest)}]"
    return f"mailto:{quote(to.email, safe='@')}?subject={quote(f'Re: {subject}', safe='')}&body={quote(body, safe='')}"

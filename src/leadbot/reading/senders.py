"""The sender's company where only its mail domain or its place in the signature shows that a name is one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from leadbot.model.message import Address, Message, SegmentKind
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import fold, key, squash
from leadbot.reading.names import capital_run, is_person
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Mention, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD
from leadbot.reading.websites import host_of

_WRITTEN = re.compile(r"\S+")
_SEPARATORS = re.compile(r"\s*[,|•·/()]\s*|\s+[-–—]\s+")
_EDGES = " ,;:.()[]<>|/\"'„”“«»"
_SHORTEST = 4
"""Letters of a domain that a name is known by."""
_MOST_WORDS = 6
_MOST_STRANGERS = 8
"""Domains of others that a mail with a client has at most."""
_NO_COMPANY = frozenset(
    [
        WORD + id_
        for id_ in (
            "job_titles",
            "greetings",
            "name_stops",
            "street_prefixes",
            "countries",
            "contact_cue",
            "person_cue",
            "self_intro",
            "generic_senders",
        )
    ]
    + [LABEL + id_ for id_ in ("phone", "email", "website", "address", "fax", "tax_id", "other_number")]
)


def with_sender_company(analysed: Sequence[Analysed], sender: Address | None) -> tuple[Analysed, ...]:
    """The statements, with the name of the sender's company marked where it is like the domain, or below the sender's own name."""
    if sender is None:
        return tuple(analysed)
    domains = _domains(sender)
    made = _with_domain_named(analysed, sender, domains)
    if not any(m.what is What.NAME for one in made for m in one.mentions):
        made = _with_owner_of_site(made)
    signed = [one for one in made if one.statement.place.kind is SegmentKind.SIGNATURE and one.statement.place.depth == 0]
    if not any(m.what is What.NAME for one in signed for m in one.mentions):
        found = _below_name(made, sender)
        if found is not None:
            at, mention = found
            made[at] = _with(made[at], mention)
    return tuple(made)


def _with_owner_of_site(analysed: list[Analysed]) -> list[Analysed]:
    """The statements, with a name marked that is like the only site's domain: who writes from a mail service tells its site."""
    sites = {host_of(str(m.value)).removeprefix("www.") for one in analysed for m in one.mentions if m.what is What.WEBSITE and m.certain}
    if len(sites) != 1:
        return analysed
    owner = Address(name="", email=f"@{sites.pop()}")
    domains = _domains(owner)
    return _with_domain_named(analysed, owner, domains)


def with_client_company(analysed: Sequence[Analysed], message: Message) -> tuple[Analysed, ...]:
    """The statements, with a name marked that is like the domain of a stranger's address, where no company but the sender's is named."""
    sender = message.sender
    ours = _domains(sender) if sender is not None else frozenset()
    known = {a.domain for a in (*message.to, *message.cc, *([sender] if sender is not None else []))}
    named = [key(str(m.value)) for one in analysed for m in one.mentions if m.what is What.NAME and one.statement.place.source != "subject"]
    if any(not any(name.startswith(domain) for domain in ours) for name in named):
        return tuple(analysed)
    writers = {w.email: w for w in (one.statement.place.writer for one in analysed) if w is not None and w.domain not in known}
    for writer in list(writers.values())[:_MOST_STRANGERS]:
        theirs = _of_writer(analysed, writer)
        if theirs is not None:
            at, company = theirs
            return (*analysed[:at], _with(analysed[at], company), *analysed[at + 1 :])
    emails = [str(m.value) for one in analysed for m in one.mentions if m.what is What.EMAIL]
    strangers = {email.rpartition("@")[2]: Address(name="", email=email) for email in reversed(emails)}
    for stranger in [s for domain, s in reversed(strangers.items()) if domain not in known][:_MOST_STRANGERS]:
        domains = _domains(stranger)
        for at, one in enumerate(analysed):
            spelt = _at_domain(one, stranger, domains)
            if spelt is not None:
                return (*analysed[:at], _with(one, spelt), *analysed[at + 1 :])
    return tuple(analysed)


def _of_writer(analysed: Sequence[Analysed], writer: Address) -> tuple[int, Mention] | None:
    """The company of whoever wrote a forwarded mail: a name like the domain, else what stands below the writer's own name."""
    theirs = [(at, one) for at, one in enumerate(analysed) if one.statement.place.writer == writer and one.statement.place.depth]
    domains = _domains(writer)
    for at, one in theirs:
        mention = _at_domain(one, writer, domains)
        if mention is not None:
            return at, mention
    found = _below_name([one for _, one in theirs], writer, of_forwarded=True)
    return (theirs[found[0]][0], found[1]) if found is not None else None


def _with(one: Analysed, mention: Mention | None) -> Analysed:
    if mention is None:
        return one
    kept = [m for m in one.mentions if m.end <= mention.start or m.start >= mention.end]
    return replace(one, mentions=tuple(sorted([*kept, mention], key=lambda m: (m.start, m.end))))


def _domains(sender: Address) -> frozenset[str]:
    labels = sender.domain.split(".")[:-1]
    return frozenset(d for d in (key("".join(labels)), key(labels[-1] if labels else "")) if len(d) >= _SHORTEST)


def _with_domain_named(analysed: Sequence[Analysed], sender: Address, domains: frozenset[str]) -> list[Analysed]:
    """The statements, with a name marked where one is the domain's."""
    initials = tuple({d[0] for d in domains})
    if not initials:
        return list(analysed)
    return [_with(one, _at_domain(one, sender, domains)) if _has_word(one.statement, initials) else one for one in analysed]


def _has_word(statement: Statement, initials: tuple[str, ...]) -> bool:
    """Whether a word begins with one of these letters."""
    for token in statement.tokens:  # noqa: SIM110 - asked of every statement; a generator takes twice as long
        if token.text.startswith(initials):
            return True
    return False


def _at_domain(one: Analysed, sender: Address, domains: frozenset[str]) -> Mention | None:
    """A run of words that is the name of the sender's domain, with the capitalised words that follow it; none where a name is known there,
    or where it is a person's surname.

    In a text without capitals one word alone tells nothing.
    """
    statement = one.statement
    of_writer = statement.place.kind is SegmentKind.FORWARDED or statement.place.depth > 0
    if of_writer and (statement.place.writer != sender or sender.email == ""):
        return None
    if statement.place.kind not in _SPOKEN or statement.place.source != "body":
        return None
    initials = frozenset(d[0] for d in domains)
    words = [w for w in _WRITTEN.finditer(statement.text) if "@" not in w[0]]
    small = statement.text.islower()
    for at, word in enumerate(words):
        bare = word[0].strip(_EDGES)
        if not (small or bare[:1].isupper()) or (bare[:1].isalnum() and fold(bare[0]) not in initials):
            continue
        end = _spelt(words[at:], domains)
        own = _with_own_name(statement, end, sender) if small and end is not None else end
        if end is not None and own is not None and not (small and own <= word.end()):
            start = word.start() + len(word.group()) - len(word.group().lstrip(_EDGES))
            run = capital_run(statement, start, min([m.start for m in one.mentions if m.start >= end] + [len(statement.text)]))
            stop = max(end, run[1]) if run is not None else end
            stop = max(stop, own)
            start = _line_start(statement, start, stop)
            if not any(m.start < stop and start < m.end and (m.what is not What.PERSON or m.start < start) for m in one.mentions):
                return _mention(one, start, stop)
    return None


_SPOKEN = (SegmentKind.OWN, SegmentKind.SIGNATURE, SegmentKind.FORWARDED)


def _line_start(statement: Statement, start: int, stop: int) -> int:
    """Where the name begins: in a signature with its line, where nothing but capitalised words of no other meaning stand before it."""
    run = capital_run(statement, 0, stop) if start and statement.place.kind is SegmentKind.SIGNATURE else None
    whole = run is not None and run[0] < start and run[1] >= stop and len(statement.text[run[0] : stop].split()) <= _MOST_WORDS
    of_trade = statement.found(WORD + "company_words")
    telling = any(h.id in _TELLS_NO_NAME and h.start < start and not _within_any(h, of_trade) for h in statement.hits)
    return run[0] if run is not None and whole and not telling else start


def _within_any(hit: Hit, around: Sequence[Hit]) -> bool:
    return any(h.start <= hit.start and hit.end <= h.end for h in around)


_TELLS_NO_NAME = _NO_COMPANY | {WORD + "given_names", WORD + "role_partner", WORD + "partner_intro", WORD + "titles"}


def _with_own_name(statement: Statement, end: int, sender: Address) -> int:
    """The end of the sender's own name behind its firm's, where the two fill the line."""
    rest = statement.text[end:].strip(_EDGES)
    return end + len(statement.text[end:].rstrip()) if rest and _is_sender(rest, sender) else end


def _spelt(words: Sequence[re.Match[str]], domains: frozenset[str]) -> int | None:
    """Where the words end that spell a domain's name, small words between them left out or not."""
    spelt = ""
    for word in words[:_MOST_WORDS]:
        bare = word.group().strip(_EDGES)
        if spelt and bare.islower() and len(bare) <= 3 and not any(d.startswith(spelt + key(bare)) for d in domains):
            continue
        spelt += key(bare)
        if spelt in domains:
            return word.start() + len(word.group().rstrip(_EDGES))
        if not any(d.startswith(spelt) for d in domains):
            return None
    return None


def _below_name(made: Sequence[Analysed], sender: Address, *, of_forwarded: bool = False) -> tuple[int, Mention] | None:
    """The first thing behind the sender's name in the signature that is no job title, where that can be a company's name."""
    after = False
    for at, one in enumerate(made):
        statement = one.statement
        if statement.place.kind is not SegmentKind.SIGNATURE or bool(statement.place.depth) is not of_forwarded or not statement.tokens:
            continue
        for start, end in _parts(statement):
            if not after:
                after = _is_sender(statement.text[start:end], sender)
            elif not _is_title(statement, start, end):
                mention = _mention(one, start, end) if _could_be_company(one, start, end) else None
                return (at, mention) if mention is not None else None
    return None


def _parts(statement: Statement) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _SEPARATORS.finditer(statement.text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(statement.text):
        yield at, len(statement.text)


def _is_sender(text: str, sender: Address) -> bool:
    words = set(fold(sender.name).replace(",", " ").split())
    return bool(words) and set(fold(text).strip(_EDGES).split()) == words


def _is_title(statement: Statement, start: int, end: int) -> bool:
    return any(start <= h.start < end for h in statement.found(WORD + "job_titles"))


def _could_be_company(one: Analysed, start: int, end: int) -> bool:
    statement = one.statement
    text = statement.text[start:end].strip()
    run = capital_run(statement, start, end)
    whole = run is not None and statement.text[start : run[0]].strip() == "" and statement.text[run[1] : end].strip(_EDGES) == ""
    plain = not any(c.isdigit() for c in text) and len(text.split()) <= _MOST_WORDS
    telling = any(h.id in _NO_COMPANY and start <= h.start < end for h in statement.hits)
    shouted = text.split()[0].isupper() and not text.isupper()
    given = not shouted and any(h.id == WORD + "given_names" and h.start == start for h in statement.hits)
    return whole and plain and not telling and not (given and is_person(text)) and not any(start <= m.start < end for m in one.mentions)


def _mention(one: Analysed, start: int, end: int) -> Mention:
    text = squash(one.statement.text[start:end]).rstrip(",;")
    return Mention(what=What.NAME, value=text, start=start, end=end, certain=False, quote=text, source=one.statement.place.source)

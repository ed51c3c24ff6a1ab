"""The client's sector and the licensing programme, where the mail states them."""

from collections.abc import Sequence

from leadbot.model.submission import Evidence, FieldValue
from leadbot.reading.analysis import Analysed
from leadbot.reading.evidence import span_in
from leadbot.reading.sentences import clause_of, sentences
from leadbot.reading.text import What, said_in
from leadbot.reading.vocabulary import WORD

_SECTORS = ("public", "education", "nonprofit", "commercial")
_QUOTED = 300
_LICENSING = ("csp", "open", "ea", "mpsa", "oem", "fpp")
_TELLS_SECTOR = frozenset(f"{WORD}sector_{sector}{value}" for sector in _SECTORS for value in ("", "_value"))
_TELLS_LICENSING = frozenset(f"{WORD}licensing_{name}" for name in _LICENSING)


def read_sector(statements: Sequence[Analysed]) -> FieldValue | None:
    """The stated sector; words inside a name state nothing, and a denied sector is none.

    Plain words (`sector_<sector>_value`) state it only behind a label for it.
    """
    telling = _telling(statements, _TELLS_SECTOR)
    for sector in _SECTORS if telling else ():
        for analysed in telling:
            plain = [h for h in analysed.statement.found(WORD + f"sector_{sector}_value") if _is_answer(analysed, h.start)]
            for hit in (*analysed.statement.found(WORD + f"sector_{sector}"), *plain):
                if not _in_name(analysed, hit.start) and not _denied(analysed, hit.start):
                    return _value("client.sector", sector, analysed)
    return None


def _telling(statements: Sequence[Analysed], ids: frozenset[str]) -> list[Analysed]:
    """Those in which one of these phrases stands."""
    if said_in(a.statement for a in statements).isdisjoint(ids):
        return []
    return [a for a in statements if a.statement.has_any(ids)]


def _is_answer(analysed: Analysed, at: int) -> bool:
    return any(p.label is not None and "sector" in p.label.kinds and p.start <= at < p.end for p in analysed.pieces)


def read_licensing(statements: Sequence[Analysed]) -> FieldValue | None:
    """The licensing programme of the deal; what the client has already, or what is denied, is not it."""
    found: list[FieldValue] = []
    telling = _telling(statements, _TELLS_LICENSING)
    for name in _LICENSING if telling else ():
        for analysed in telling:
            for hit in analysed.statement.found(WORD + f"licensing_{name}"):
                if _counts(analysed, hit.start):
                    found.append(_value("deal.licensing", name, analysed))
    named = {f.value for f in found}
    return found[0] if len(named) == 1 else None


def _counts(analysed: Analysed, at: int) -> bool:
    statement = analysed.statement
    if _in_name(analysed, at) or any(h.start <= at < h.end for h in statement.found(WORD + "not_licensing")) or _denied(analysed, at):
        return False
    if statement.folded[max(0, at - 1) : at] in ("@", ".") or statement.folded[at + 3 : at + 4] == "@":
        return False
    sentence = _sentence(analysed, at)
    owned = [h.start for h in statement.found(WORD + "has") if sentence[0] <= h.start < at]
    wanted = [h.start for h in statement.found(WORD + "wants") if sentence[0] <= h.start < at]
    within = any(at < h.start < sentence[1] for h in statement.found(WORD + "within_it"))
    return not owned or within or (bool(wanted) and max(wanted) > max(owned))


def _in_name(analysed: Analysed, at: int) -> bool:
    return any(m.what in (What.NAME, What.EMAIL) and m.start <= at < m.end for m in analysed.mentions)


def _sentence(analysed: Analysed, at: int) -> tuple[int, int]:
    return next((s for s in sentences(analysed.statement) if s[0] <= at < s[1]), (0, len(analysed.statement.text)))


def _denied(analysed: Analysed, at: int) -> bool:
    start, _ = clause_of(analysed.statement, _sentence(analysed, at), at)
    return any(start <= h.start < at for h in analysed.statement.found(WORD + "deny"))


def _value(id_: str, value: str, analysed: Analysed) -> FieldValue:
    statement = analysed.statement
    span = span_in(statement, 0, min(len(statement.text), _QUOTED))
    evidence = Evidence(source=statement.place.source, quote=statement.text[:_QUOTED], spans=(span,) if span is not None else ())
    return FieldValue(id=id_, value=value, evidence=evidence)

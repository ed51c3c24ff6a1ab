"""What else the digest tells: what happened, what ends soon, figures, and how its cases are answered."""

from collections.abc import Iterable, Sequence

from leadbot.model.digest import Digest, Ends, Figures, LeadNews, News
from leadbot.model.orders import ITEM_PARTS
from leadbot.model.verdict import Reason
from leadbot.writing.digest_cases import Page, Rows
from leadbot.writing.obstacles import field_name, order_words, reason_name
from leadbot.writing.plain import fold

MOST_LINES = 12
"""Lines of a list of news."""
PLAIN_REASON = "vendor-discretion"
"""For which staff may refuse any lead, with a reason in words (docs/domain.md)."""


def news_view(news: News, page: Page) -> dict[str, object]:
    """Lists of lines, each cut where it is long, and how many mails there were."""
    return {
        "mails": " · ".join(page.words.say("mails", disposition.value, {"count": count}) for disposition, count in news.mails),
        "came": _cut([_lead_line(lead, page) for lead in news.came], page),
        "answered": _cut([_lead_line(lead, page) for lead in news.answered], page),
        "ends": _cut([_end_line(one, page) for one in news.ends], page),
    }


def _lead_line(lead: LeadNews, page: Page) -> tuple[str, str, Sequence[tuple[str, str]]]:
    name = " – ".join(filter(None, (lead.reference, fold(lead.client, 80), fold(lead.partner, 80))))
    return f"{name}: {page.words.say('states', lead.state.value)}", "", ()


def _end_line(one: Ends, page: Page) -> tuple[str, str, Sequence[tuple[str, str]]]:
    name = " – ".join(filter(None, (one.reference, fold(one.client, 80), fold(one.partner, 80))))
    return name, page.words.say("ends", one.what, {"until": page.words.weekday(one.until)}), ()


def _cut(lines: list[tuple[str, str, Sequence[tuple[str, str]]]], page: Page) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    rest = len(lines) - MOST_LINES
    return lines if rest <= 1 else [*lines[:MOST_LINES], (page.say("more", count=rest), "", ())]


def figures_view(figures: Figures, page: Page) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Titles with their bars: label, figure, and what stands behind the bar. What has no figures is left out."""
    words, promised = page.words, page.program.promise_days
    states = [(words.say("states", state.value), this, f"{this} ({before})") for state, this, before in figures.states]
    days = [(_days(number, promised, page), count, str(count)) for number, count in enumerate(figures.answered)]
    partners = [(fold(name, 40), count, str(count)) for name, count in figures.partners]
    titled = ((page.say("by_state"), states), (page.say("by_days", days=promised), days), (page.say("by_partner"), partners))
    return [(title, bars) for title, bars in titled if bars]


def _days(number: int, promised: int, page: Page) -> str:
    return page.say("same_day") if number == 0 else page.say("later") if number > promised else page.say("days", count=number)


def how_to_answer(digest: Digest, page: Page) -> Rows:
    """What to write, and what it does; the reasons that an order can name are those of the digest's checks."""
    checks = [code for case in digest.cases if case.kind == "check" for code in case.reasons]
    if not checks:
        return []
    reasons = (page.say("refusals"), _reasons(checks, page))
    if not digest.by_reply:
        return [reasons]
    said = {name.removeprefix("word_"): word for name, word in order_words(page.program, page.words.language).items()}
    ok, no, undo = said["approve"] or "ok", said["no"] or "no", said["undo"] or "undo"
    ask, reopen = said["ask"] or "ask for", said["reopen"] or "reopen"
    written = {
        "how_ok": f"1 {ok}; 1, 3 {ok}; 2-5 {ok}",
        "how_no": f"{_first_check(digest)} {no}, {reason_name(_codes(checks[:1], page)[0], page.program, page.words)}",
        "how_ask": f"3 {ask} …",
        "how_correct": f"4 {field_name(ITEM_PARTS[0], page.program, page.words)}=25",
        "how_reopen": f"5 {reopen}",
        "how_undo": f"1 {undo}",
    }
    return [*((text, [page.say(key)]) for key, text in written.items()), reasons]


def _first_check(digest: Digest) -> int:
    """The number of the first case that such a reason fits."""
    return next(number for number, case in enumerate(digest.cases, start=1) if case.kind == "check")


def _codes(checks: Iterable[str], page: Page) -> list[str]:
    """The codes for which those checks can be refused, and the one that needs a reason in words."""
    specs = (page.program.check(Reason.parse(check).subject) for check in checks)
    return list(dict.fromkeys((*(code for spec in specs if spec for code in spec.refused), PLAIN_REASON)))


def _reasons(checks: Iterable[str], page: Page) -> list[str]:
    """As staff call them; where they can answer by commands alone, with the code in brackets that a command asks for."""
    names = ((code, reason_name(code, page.program, page.words)) for code in _codes(checks, page))
    return [name if page.digest.by_reply or name == code else f"{name} ({code})" for code, name in names]

"""Staff's one daily mail: what they decide, by due date, and how; then what else happened, and figures."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from zoneinfo import ZoneInfo

from leadbot.model.digest import Digest, DigestCase
from leadbot.model.message import Address
from leadbot.model.outgoing import MailFile, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.answers import reply_uri
from leadbot.writing.digest_cases import MOST_IN_FULL, CaseView, Page, case_view, on_a_line, sort_of
from leadbot.writing.digest_news import figures_view, how_to_answer, news_view
from leadbot.writing.outgoing import AUTO_GENERATED, outgoing_mail
from leadbot.writing.plain import fold, sentence
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT, message_id
from leadbot.writing.words import Words

_NEVER = datetime.max.replace(tzinfo=UTC)
_SORTS = ("decide", "answer", "stuck")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = ("overdue", "today")
TOP = {"overdue": 5, "today": 10, "target": 3, "next": 3, "after_next": 3}
"""Lines of the overview: with its head, what is overdue and due today stands in the first 25 lines of the text, however much it is."""


def in_order(cases: Iterable[DigestCase]) -> tuple[DigestCase, ...]:
    """The cases as they are numbered: what is decided first, by target or promise, then what is answered, then what is stuck.

    Those that will stand on a line each keep only what it says: of thousands the rest would fill the memory.
    """
    in_full: dict[str, list[tuple[tuple[object, ...], DigestCase]]] = defaultdict(list)
    others = []
    for place, case in enumerate(cases):
        first = in_full[sort_of(case)]
        insort(first, ((*_rank(case), place), case), key=itemgetter(0))
        if len(first) > MOST_IN_FULL:
            rank, last = first.pop()
            others.append((rank, on_a_line(last)))
    return tuple(case for _, case in sorted(chain(*in_full.values(), others), key=itemgetter(0)))


def _rank(case: DigestCase) -> tuple[object, ...]:
    due = case.target_at or case.due_at or _NEVER
    return _SORTS.index(sort_of(case)), due, case.received_at, case.reference or "", case.message_key or ""


def compose_digest(
    digest: Digest, program: Program, templates: Templates, *, sender: Address, person: Address, now: datetime
) -> OutgoingMail:
    """The digest for one person, in the program's language; its cases are numbered as they stand."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    key = f"digest:{program.id}:{person.email}:{digest.day.isoformat()}"
    title = program.title.get(language) or program.id
    own_id = message_id(key, sender)
    subject = _subject(digest, program, words, title)
    page = Page(digest=digest, program=program, words=words, prepared=lambda line: reply_uri(line, sender, fold(title, 60), own_id))
    views = _views(page)
    context = {
        "title": title,
        "day": words.weekday(digest.day),
        "say": page.say,
        "counts": _counts(views, page),
        "tone": next((tone for tone in ("no", "ask") if any(view.tone == tone for view in views)), "plain"),
        "top": _top(page),
        "parts": [(sort, [view for view in views if view.sort == sort]) for sort in _SORTS],
        "news": news_view(digest.news, page),
        "figures": figures_view(digest.figures, page),
        "how": how_to_answer(digest, page),
        "week": digest.week,
        "week_days": (words.day(digest.week.first), words.day(digest.week.last)) if digest.week else (),
    }
    return outgoing_mail(
        templates.blocks(language, "digest", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.DIGEST,
        subject=subject,
        sender=sender,
        to=person,
        auto_submitted=AUTO_GENERATED,
        now=now,
        files=_files(page),
    )


def _subject(digest: Digest, program: Program, words: Words, title: str) -> str:
    zone = ZoneInfo(program.calendar.time_zone)
    overdue = sum(case.due_at is not None and case.due_at.astimezone(zone).date() < digest.day for case in digest.cases)
    facts = {"title": title, "day": words.day(digest.day), "count": len(digest.cases), "overdue": overdue or ""}
    return fold(words.say("digest", "subject", facts), SUBJECT_LIMIT)


def _views(page: Page) -> list[CaseView]:
    """All cases, the first of each sort in full."""
    checked = Counter(case.reference for case in page.digest.cases if case.kind == "check")
    shown: Counter[str] = Counter()
    views = []
    for number, case in enumerate(page.digest.cases, start=1):
        shown[sort_of(case)] += 1
        full = shown[sort_of(case)] <= MOST_IN_FULL
        views.append(case_view(case, number, page, full=full, alone=checked[case.reference] < 2))
    return views


def _counts(views: Sequence[CaseView], page: Page) -> str:
    """How much there is of each sort, on a line."""
    found = Counter(view.sort for view in views)
    days = Counter(_top_name(case, page) for case in page.digest.cases)
    facts = {"decide": found["decide"], "overdue": days["overdue"], "today": days["today"]}
    facts |= {"answer": found["answer"], "stuck": found["stuck"]}
    told = " · ".join(page.say(f"count_{name}", count=count) for name, count in facts.items() if count)
    return sentence(told) or page.say("nothing")


def _top_name(case: DigestCase, page: Page) -> str:
    """Under what the overview names the case; empty where it does not."""
    due, target, today = page.day(case.due_at), page.day(case.target_at), page.digest.day
    if due is None:
        return ""
    if due <= today:
        return "overdue" if due < today else "today"
    if target is not None and target <= today:
        return "target"
    return next((name for name, day in zip(("next", "after_next"), page.digest.next_days, strict=False) if day == due), "")


def _top(page: Page) -> list[tuple[str, list[str]]]:
    """What must be done first, by number: a line each as long as that fits, else several on a line; of later days the numbers alone."""
    found: dict[str, list[tuple[int, DigestCase]]] = {name: [] for name in TOP}
    for number, case in enumerate(page.digest.cases, start=1):
        if name := _top_name(case, page):
            found[name].append((number, case))
    return [(page.words.say("days", name), _lines(cases, TOP[name], first=name in FIRST)) for name, cases in found.items() if cases]


def _lines(cases: Sequence[tuple[int, DigestCase]], most: int, *, first: bool) -> list[str]:
    """These cases on at most so many lines."""
    if len(cases) <= most:
        return [" – ".join(filter(None, (_short(number, number, case), fold(case.client or case.partner, 60)))) for number, case in cases]
    runs = _runs(cases, same_lead=first)
    if not first:
        return [", ".join(f"{begin}–{end}" if end > begin else f"{begin}" for begin, end, _ in runs) + f" ({len(cases)})"]
    short = [_short(begin, end, case) for begin, end, case in runs]
    each = -(-len(short) // most)
    return [" · ".join(short[at : at + each]) for at in range(0, len(short), each)]


def _short(begin: int, end: int, case: DigestCase) -> str:
    numbers = f"{begin}–{end}" if end > begin else f"{begin}"
    return f"{numbers}. {case.reference or fold(case.partner, 60)}"


def _runs(cases: Sequence[tuple[int, DigestCase]], *, same_lead: bool) -> list[tuple[int, int, DigestCase]]:
    """Numbers that follow one another, where they must be `same_lead`'s or not: the first, the last, and the first one's case."""
    runs: list[tuple[int, int, DigestCase]] = []
    for number, case in cases:
        if runs and runs[-1][1] == number - 1 and (not same_lead or runs[-1][2].reference == case.reference):
            runs[-1] = (runs[-1][0], number, runs[-1][2])
        else:
            runs.append((number, number, case))
    return runs


def _files(page: Page) -> tuple[MailFile, ...]:
    week = page.digest.week
    if week is None:
        return ()
    # Once a week; the library that writes workbooks takes long to load.
    from leadbot.writing.workbook import workbook

    name = f"{page.program.id}-{week.first.isoformat()}.xlsx"
    return (MailFile(name=name, media_type=XLSX, octets=workbook(week, page.program, page.words)),)

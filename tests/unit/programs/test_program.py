"""Program files: everything that is wrong is told at once, with its line and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.model.lexicon import Lexicon, MailWords
from leadbot.programs import load_program

PROGRAMS = Path(__file__).parents[3] / "config" / "programs"
SHIPPED = (PROGRAMS / "promise-generuj-leady.yaml").read_text("utf-8")

E3 = SHIPPED[SHIPPED.index("shared_names:") : SHIPPED.index("- {name: E3,")].count("- {name:")
"""Its place among the shared names."""

Edited = Callable[..., list[Problem]]


@pytest.fixture
def problems(tmp_path: Path) -> Edited:
    """The problems of the shipped file after replacements, each of a piece that stands there."""

    def edit(*replacements: tuple[str, str], lexicons: dict[str, Lexicon] | None = None) -> list[Problem]:
        text = SHIPPED
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "edited.yaml"
        path.write_text(text, "utf-8")
        try:
            load_program(str(path), [], lexicons or {})
        except ConfigurationError as error:
            return list(error.problems)
        return []

    return edit


def line_of(piece: str) -> int:
    """The line on which that piece first stands in the shipped file."""
    return SHIPPED[: SHIPPED.index(piece)].count("\n") + 1


def test_the_shipped_file_has_no_problem(problems: Edited) -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "where", "value", "message", "remedy"),
    [
        ("promise_days: 5", "promise_days: five", "promise_days", "five", "whole number", "digits"),
        ("promise_days: 5", "promise_days: 0", "promise_days", "0", "at least 1", "business days"),
        ("promise_days: 5", "promise_days: 5\ntarget_days: 6", "target_days", "6", "later than the promise", "promise_days"),
        ("promise_days: 5", "promise_days: 5\ntarget_days: 0", "target_days", "0", "at least 1", "business days"),
        ("promise_days: 5", "promise_dys: 5", "promise_dys", "promise_dys", "unknown", "Did you mean `promise_days`?"),
        ("prefix: GL", "prefix: gl", "prefix", "gl", "part of a reference", "capital"),
        ("kinds: [lead,", "kinds: [leed,", "kinds[0]", "leed", "none of the known values", "'lead'"),
        ("time_zone: Europe/Warsaw", "time_zone: Europe/Warszawa", "calendar.time_zone", "Europe/Warszawa", "time zone", "IANA"),
        ("country: PL", "country: XX", "calendar.country", "XX", "no public holidays", "two letters"),
        ("id_types: [pl.nip]", "id_types: [pl.nipp]", "fields[2].id_types[0]", "pl.nipp", "no such number", "pl.nip"),
        ("    id_types: [pl.nip]\n", "", "fields[2].id_types", "", "needs its type", "id_types"),
        ("id_types: [pl.nip]", "id_types: [nip]", "fields[2].id_types[0]", "nip", "no such number", "pl.nip"),
        ("id_types: [pl.nip]", "id_types: [zz.nip]", "fields[2].id_types[0]", "zz.nip", "no such number", "pl.nip"),
        ("title:\n  pl: Generuj", "title:\n  pl: [Generuj]\n  xx: Generuj", "title.pl", "", "text is expected", "Write a text"),
        ("fallback_languages: [en]", "fallback_languages: en", "fallback_languages", "en", "a list is expected", "Write [one"),
        ("- id: client.sector\n", "- client.sector\n", "fields[12]", "client.sector", "keys with values", "key: value"),
        ("parts: [product,", "parts: [produkt,", "fields[3].parts[0]", "produkt", "no part", "`product`"),
        ("- id: client.pc_count", "- id: client.pc_cuont", "fields[4].id", "client.pc_cuont", "field is unknown", "`client.pc_count`"),
        ("kind: window", "kind: windoww", "rules[0].kind", "windoww", "unknown kind", "window"),
        ("    kind: window\n", "", "rules[0].kind", "", "this key is missing", "Add `kind:`"),
        ("first: 2026-01-01", "first: 2026-02-30", "rules[0].first", "2026-02-30", "valid date", "Correct"),
        ("last: 2026-12-31", "last: 2025-12-31", "rules[0].last", "2025-12-31", "ends before it begins", "Exchange"),
        ("    last: 2026-12-31\n", "", "rules[0].last", "", "this key is missing", "Add `last:`"),
        ("list: banned-partners", "list: baned-partners", "rules[1].list", "baned-partners", "list is unknown", "`banned-partners`"),
        ("list: banned-partners", "list: smb-clients", "rules[1].list", "smb-clients", "counts as admission", "exclusion"),
        ("field: client.sector", "field: client.sektor", "rules[5].field", "client.sektor", "field is unknown", "`client.sector`"),
        ("check: public-sector", "check: public-sektor", "rules[6].check", "public-sektor", "check is unknown", "`public-sector`"),
        ("movable: office-365", "movable: office-356", "rules[10].movable", "office-356", "family is unknown", "`office-365`"),
        ("move_to: [o365-e3,", "move_to: [o365-e33,", "rules[10].move_to[0]", "o365-e33", "product is unknown", "`o365-e3`"),
        ("ranks: {o365-e3:", "ranks: {o365-e9:", "rules[10].ranks.o365-e9", "o365-e9", "product is unknown", "Did you mean"),
        ("minimum: 3", "minimum: 0", "rules[9].minimum", "0", "at least 1", "Correct"),
        ("amount: 100000", "amount: -1", "rules[14].amount", "-1", "above 0", "Correct"),
        ("currency: PLN", "currency: zł", "rules[14].currency", "zł", "ISO 4217", "PLN"),
        ("reason: outside-window", "reason: outside-windw", "rules[0].reason", "outside-windw", "reason code", "`outside-window`"),
        (
            "refused: [reported-elsewhere,",
            "refused: [reported-elswhere,",
            "checks[0].refused[0]",
            "reported-elswhere",
            "reason code",
            "Did you",
        ),
        ("counts: admission", "counts: admision", "lists[0].counts", "admision", "known values", "exclusion or admission"),
        ("subject: partner", "subject: partners", "lists[0].subject", "partners", "known values", "client or partner"),
        ("- {name: E3,", "- {name: BC Premium,", f"catalogue.shared_names[{E3}].name", "BC Premium", "belongs to d365", "shared_names"),
        ("names: [D365,", "names: [Óffice-365,", "catalogue.families[2].names[0]", "Óffice-365", "belongs to office-365", "shared_names"),
        ("names: [D365,", "names: [O365,", "catalogue.families[2].names[0]", "O365", "belongs to office-365", "shared_names"),
        ("wanted: m365-business-premium", "wanted: m365-e3", "catalogue.shared_names[0].wanted", "m365-e3", "none of those", "Name one of"),
        (
            "products: [m365-e3, o365-e3]",
            "products: [m365-e3, o365-e4]",
            f"catalogue.shared_names[{E3}].products[1]",
            "o365-e4",
            "unknown",
            "Did",
        ),
        ("- id: m365-e5", "- id: m365-e3", "catalogue.families[0].products[9].id", "m365-e3", "stands there already", "its own"),
        ("- id: partner-banned", "- id: window", "rules[1].id", "window", "stands there already", "its own"),
        ("rules.budget.amount", "rules.budget.amuont", "samples[0]", "rules.budget.amuont", "leads nowhere", "rules.budget.amount"),
        ("fallback_languages: [en]", "fallback_languages: [english]", "language", "english", "two small letters", "pl"),
        ("{since} trwa", "{sinse} trwa", "checks[0].waiting.pl", "Zgłoszenie", "placeholder", "{since}"),
        ("{since} trwa", "{since trwa", "checks[0].waiting.pl", "Zgłoszenie", "placeholder", "{since}"),
        ("fields: [items]", "fields: [item]", "questions[1].fields[0]", "item", "field is unknown", "`items`"),
    ],
)
def test_each_mistake_is_told_with_place_value_and_remedy(
    problems: Edited, old: str, new: str, where: str, value: str, message: str, remedy: str
) -> None:
    found = problems((old, new))
    told = [p for p in found if p.where == where]
    assert told
    assert (value in told[0].value, message in told[0].message, remedy in told[0].remedy) == (True, True, True)
    assert told[0].file.endswith("edited.yaml")


@pytest.mark.parametrize("section", ["condition", "remedy"])
def test_a_rejecting_rule_needs_its_texts_in_every_language_of_replies(problems: Edited, section: str) -> None:
    text = SHIPPED[SHIPPED.index(f"    {section}:\n") :]
    english = text[text.index("      en:") :].split("\n")[0]
    (problem,) = problems((f"{english}\n", ""))
    assert (problem.where, problem.message) == (f"rules[0].{section}.en", "the text in `en` is missing")


def test_a_check_needs_its_question_and_what_the_partner_is_told(problems: Edited) -> None:
    found = problems(("    question:\n      pl:", "    question:\n      fi:"), ("    waiting:\n      pl:", "    waiting:\n      fi:"))
    assert {p.where for p in found} == {"checks[0].question.pl", "checks[0].waiting.pl"}


def test_a_peak_has_two_days_in_order_and_its_notice_in_every_language(problems: Edited) -> None:
    peak = "peaks:\n  - {first: 2026-12-31, last: 2026-12-21, notice: {pl: Szczyt.}}\n"
    found = problems(("promise_days: 5", f"{peak}promise_days: 5"))
    assert [(p.where, p.message) for p in found] == [
        ("peaks[0].last", "the peak ends before it begins, on 2026-12-31"),
        ("peaks[0].notice.en", "the text in `en` is missing"),
    ]


def test_a_required_field_needs_an_example(problems: Edited) -> None:
    found = problems(("    example: {pl: Anna Przykładowa, en: Anna Przykładowa}\n", ""))
    assert [p.where for p in found] == ["fields[8].example.pl", "fields[8].example.en"]


def test_mistakes_of_every_sort_are_told_at_once_in_the_order_of_lines(problems: Edited) -> None:
    found = problems(
        ("promise_days: 5", "promise_days: five"),
        ("required: true", "requird: true"),
        ("first: 2026-01-01", "first: soon"),
        ("list: banned-partners", "list: baned"),
        ("unclear_check: existing-service", "unclear_check: nobody"),
    )
    assert [p.where for p in found] == ["promise_days", "fields[0].requird", "rules[0].first", "rules[1].list", "rules[10].unclear_check"]
    assert [p.line for p in found] == [
        line_of("promise_days: 5"),
        line_of("required: true"),
        line_of("first: 2026"),
        line_of("list: banned"),
        line_of("unclear_check"),
    ]
    assert found[1].remedy.startswith("Did you mean `required`?")


def test_a_mistake_in_a_check_makes_no_rule_that_names_it_wrong(problems: Edited) -> None:
    found = problems(("refused: [public-sector, client-not-eligible]", "refused: public-sector"))
    assert [(p.where, p.message) for p in found] == [("checks[1].refused", "a list is expected")]


def test_a_dated_list_needs_a_check(problems: Edited) -> None:
    found = problems(("reason: partner-banned", "reason: partner-banned\n    dated: true"))
    assert [p.where for p in found] == ["rules[1].check"]


def test_every_program_needs_the_check_for_changes(problems: Edited) -> None:
    found = problems(("- id: changed", "- id: altered"))
    assert any("`changed` is missing" in p.message for p in found)


def test_a_section_that_is_no_list_is_told(problems: Edited) -> None:
    found = problems(("\nquestions:\n", "\nquestions: none\nremarks:\n"))
    assert {p.where for p in found} == {"questions", "remarks"}


def test_a_check_without_a_reason_for_its_refusal_is_told(problems: Edited) -> None:
    found = problems(("refused: [existing-service]", "refused: []"))
    assert [p.where for p in found] == ["checks[2].refused"]


def test_a_reason_code_of_its_own_is_allowed(problems: Edited) -> None:
    assert problems(("reason: partner-banned", "reason: zzz-own-code")) == []


def test_a_lexicon_of_its_language_must_be_there(problems: Edited) -> None:
    found = problems(lexicons={"fi": Lexicon(language="fi")})
    assert [(p.where, p.value) for p in found] == [("language", "pl")]


def test_a_file_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    for text in ("- a\n- b\n", "", "just words"):
        (tmp_path / "p.yaml").write_text(text)
        with pytest.raises(ConfigurationError) as raised:
            load_program(str(tmp_path / "p.yaml"), [], {})
        assert [p.message for p in raised.value.problems] == ["a program file holds keys with values"]


def test_an_empty_mapping_lacks_every_key(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("{}")
    with pytest.raises(ConfigurationError) as raised:
        load_program(str(tmp_path / "p.yaml"), [], {})
    missing = {p.where for p in raised.value.problems if p.message == "this key is missing"}
    assert {"id", "title", "language", "calendar", "fields", "rules", "checks", "lists", "catalogue"} <= missing


def test_a_broken_file_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("id: [")
    with pytest.raises(ConfigurationError) as raised:
        load_program(str(tmp_path / "p.yaml"), [], {})
    assert len(raised.value.problems) == 1


def test_a_program_is_found_by_id_in_the_first_folder_that_has_it(tmp_path: Path) -> None:
    own = SHIPPED.replace("promise_days: 5", "promise_days: 7")
    (tmp_path / "promise-generuj-leady.yaml").write_text(own, "utf-8")
    assert load_program("promise-generuj-leady", [tmp_path, PROGRAMS], {}).promise_days == 7
    assert load_program("promise-generuj-leady", [PROGRAMS, tmp_path], {}).promise_days == 5


def test_an_unknown_name_is_told_with_a_suggestion() -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_program("promise-generuj-lady", [PROGRAMS], {})
    (problem,) = raised.value.problems
    assert (problem.value, problem.remedy) == ("promise-generuj-lady", "Did you mean `promise-generuj-leady`?")


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        load_program(str(tmp_path / "none.yaml"), [], {})


def test_a_file_named_otherwise_than_its_id_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SHIPPED, "utf-8")
    with pytest.raises(ConfigurationError, match="named for `other`"):
        load_program("other", [tmp_path], {})


def test_the_version_follows_the_files_bytes(tmp_path: Path) -> None:
    shipped = load_program("promise-generuj-leady", [PROGRAMS], {})
    (tmp_path / "promise-generuj-leady.yaml").write_text(SHIPPED + "# a remark\n", "utf-8")
    changed = load_program("promise-generuj-leady", [tmp_path], {})
    assert len(shipped.version) == 12
    assert shipped.version == load_program("promise-generuj-leady", [PROGRAMS], {}).version != changed.version


def test_a_program_holds_all_lexicons_and_their_mail_words_together() -> None:
    lexicons = {
        "pl": Lexicon(language="pl", mail=MailWords(from_labels=("Od",), reply_prefixes=("Odp", "Re"))),
        "en": Lexicon(language="en", mail=MailWords(from_labels=("From",), reply_prefixes=("Re",))),
    }
    program = load_program("promise-generuj-leady", [PROGRAMS], lexicons)
    assert program.lexicons == lexicons
    assert (program.mail_words.from_labels, program.mail_words.reply_prefixes) == (("Od", "From"), ("Odp", "Re"))


@pytest.mark.parametrize(
    ("kept", "where"),
    [
        ("{raw_mail_days: 7}", "retention.raw_mail_days"),
        ("{personal_days: 0}", "retention.personal_days"),
        ("{raw_mail_days: 400, personal_days: 300}", "retention.raw_mail_days"),
        ("{personal_days: 300}", "retention.raw_mail_days"),
        ("{raw_mails: 400}", "retention.raw_mails"),
    ],
)
def test_times_of_keeping_that_cannot_be_meant_are_told(problems: Edited, kept: str, where: str) -> None:
    found = problems(("retention: {raw_mail_days: 730, personal_days: 1825}", f"retention: {kept}"))

    assert where in [problem.where for problem in found]

"""docs/programs.md names all that there is, its examples are valid, and the schemas are those of the models."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from tests.guide import PAGE, schemas, with_tables

from leadbot.model.catalogue import Catalogue, Family, Product, SharedName
from leadbot.model.lexicon import InvoiceWords, Lexicon, MailWords, OrderWords
from leadbot.model.lexicon_ids import LABELS, WORDS
from leadbot.model.message import Kind
from leadbot.model.payout_plans import Band, Bonus, Counted, PayoutPlan, Period, Pool, Signatures, Tier
from leadbot.model.program import Calendar, CheckSpec, ConfirmationNote, FaqEntry, FieldSpec, ListSpec, Need, Peak, ProgramQuestion
from leadbot.model.rules import Rule
from leadbot.programs import load_lexicons, load_program
from leadbot.programs.parts import part_adapters, required_keys
from leadbot.programs.yaml_source import parse_yaml
from leadbot.reader import InProcessReader
from leadbot.service.explain import explain

TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
LEXICONS = load_lexicons([PAGE.parents[1] / "config" / "lexicons"])
EVERY_RULE = {"id", "kind", "condition", "remedy", "applies_to"}
MAIL = b"""From: Anna Smith <anna@northpartners.example>
To: partners@acme.example
Subject: New referral
Date: Mon, 2 Nov 2026 10:00:00 +0000
Message-ID: <1@northpartners.example>

Hello,

I would like to register a new lead.

Client: Sample Trading Ltd
Product: Acme BU, %d licences

Kind regards
Anna Smith
North Partners Ltd
"""


def named_keys() -> Iterator[tuple[str, str]]:
    """Every key that an owner may write, with what it belongs to."""
    yield from (("program", key) for key in required_keys())
    for part in (
        FieldSpec,
        Need,
        Peak,
        Product,
        Family,
        SharedName,
        Catalogue,
        CheckSpec,
        ListSpec,
        ProgramQuestion,
        ConfirmationNote,
        FaqEntry,
        Calendar,
        Band,
        Bonus,
        Counted,
        Period,
        Pool,
        Signatures,
        Tier,
        *get_args(PayoutPlan),
    ):
        yield from ((part.__name__, field.name) for field in fields(part))
    for part in (Lexicon, MailWords, OrderWords, InvoiceWords):
        yield from ((part.__name__, field.name) for field in fields(part))


def kind_of(rule: type) -> str:
    """What a rule of that type says under `kind`."""
    return str(next(field.default for field in fields(rule) if field.name == "kind"))


def rule_row(kind: str) -> str:
    """The row of the table that tells of that kind."""
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{kind}` |")]
    return row


@pytest.mark.parametrize(("part", "key"), sorted(named_keys()))
def test_every_key_is_named(part: str, key: str) -> None:
    assert re.search(rf"`{key}[`:]", TEXT), f"docs/programs.md says nothing of `{key}` ({part})"


@pytest.mark.parametrize("rule", get_args(Rule), ids=kind_of)
def test_every_kind_of_rule_has_a_row_with_its_parameters_and_a_valid_example(rule: type) -> None:
    kind = kind_of(rule)
    row, own = rule_row(kind), {field.name for field in fields(rule)} - EVERY_RULE
    examples = [r for block in BLOCKS for r in parse_yaml(block, "").data if isinstance(r, dict) and r.get("kind") == kind]

    assert [name for name in own - {"reason"} if f"`{name}" not in row] == []
    assert ("no `reason`" in row) == ("reason" not in own)
    assert [type(part_adapters()["rules"].validate_python(example)) for example in examples] == [rule]


@pytest.mark.parametrize("plan", get_args(PayoutPlan), ids=kind_of)
def test_every_kind_of_payout_plan_has_a_row_with_its_keys(plan: type) -> None:
    own = {field.name for field in fields(plan)} - {"id", "kind", "where", "removed", "approval"}

    assert [name for name in own if f"`{name}`" not in rule_row(kind_of(plan))] == []


def test_a_payout_plan_as_the_page_has_it_is_valid() -> None:
    (block,) = [block for block in BLOCKS if block.startswith("payouts:")]
    (plan,) = parse_yaml(block, "").data["payouts"]
    assert part_adapters()["payouts"].validate_python(plan).kind == "subscription_share"


def test_the_whole_programme_of_the_page_is_valid_and_judges_a_mail(tmp_path: Path) -> None:
    (tmp_path / "acme-referral.yaml").write_text(BLOCKS[0], "utf-8")
    program = load_program("acme-referral", [tmp_path], LEXICONS)
    verdicts = []
    for quantity in (10, 2):
        reading = InProcessReader().read(MAIL % quantity, program, None)
        (explained,) = explain(reading, program, datetime(2026, 11, 2, 10, tzinfo=UTC))
        verdicts.append((explained.verdict.outcome.value, [str(reason) for reason in explained.verdict.reasons]))
    assert verdicts == [("confirmed", []), ("rejected", ["below-minimum-quantity"])]


def test_a_field_as_the_page_has_it_is_valid() -> None:
    (block,) = [block for block in BLOCKS if "required_when" in block]
    (spec,) = [part_adapters()["fields"].validate_python(field) for field in parse_yaml(block, "").data]
    assert spec.required_when[0].where == {"deal.option": ("referral",)}


def test_every_kind_of_mail_that_a_programme_may_have_is_named() -> None:
    machine = {Kind.AUTOMATIC, Kind.BOUNCE, Kind.UNRELATED}
    assert [kind.value for kind in Kind if kind not in machine and f"`{kind.value}`" not in TEXT] == []


def test_the_tables_of_labels_and_word_lists_are_those_of_the_code() -> None:
    assert with_tables(TEXT) == TEXT, "run `make schema`"


def test_every_label_and_word_list_serves_some_shipped_language() -> None:
    """A list that no language has can't have been tried."""
    ids = [*LABELS, *(id_ for group in WORDS.values() for id_ in group)]
    used = {id_ for lexicon in LEXICONS.values() for id_ in (*lexicon.labels, *lexicon.words)}
    assert [id_ for id_ in ids if id_ not in used] == []


@pytest.mark.parametrize("path", schemas(), ids=lambda path: path.name)
def test_the_schemas_are_those_of_the_models(path: Path) -> None:
    assert path.read_text("utf-8") == schemas()[path], "run `make schema`"

"""What older and newer versions wrote can be read."""

import json

import pytest

from leadbot.model.lead import Check
from leadbot.model.outgoing import Correspondence
from leadbot.model.submission import Item, LeadDraft
from leadbot.model.verdict import Finding, Result
from leadbot.registry.codec import dump, load, storable


def test_a_newer_versions_keys_are_ignored() -> None:
    assert load(Item, '{"product": "suite", "colour": "red", "quantity": 3}') == Item(product="suite", quantity=3)


def test_what_an_older_version_did_not_write_takes_its_default() -> None:
    assert load(Finding, '{"rule": "window", "result": "passed"}') == Finding(rule="window", result=Result.PASSED)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Item, '{"quantity": 3}'),
        (Item, "[]"),
        (Item, "not json"),
        (Finding, '{"rule": "x", "result": "unheard-of"}'),
        (Correspondence, '{"to": 7, "cc": [], "subject": "", "message_id": null, "references": [], "language": "pl"}'),
        (tuple[Check, ...], '{"id": "credit"}'),
    ],
)
def test_what_is_no_such_value_is_a_value_error(kind: type, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one
        load(kind, text)


def test_text_is_stored_readably(make) -> None:
    written = dump(make.rich_draft())

    assert "Żółć sp. z o.o." in written
    assert json.loads(written)["fields"][-1]["value"] == {"amount": "1200.50", "currency": "PLN"}


def test_what_no_database_holds_is_replaced() -> None:
    assert storable("a\x00b\ud83dc") == "a\ufffdb\ufffdc"
    assert load(Item, dump(Item(product="\x00"))) == Item(product="\ufffd")


@pytest.mark.parametrize("written", ["\\u0000", "\\\x00", "\\\\u0000\x00"])
def test_only_nul_itself_is_replaced_not_what_looks_like_it(written: str) -> None:
    assert load(Item, dump(Item(product=written))).product == written.replace("\x00", "\ufffd")


@pytest.mark.parametrize("value", [object(), b"bytes", {1}])
def test_a_value_that_the_model_does_not_use_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dump(value)


@pytest.mark.parametrize("kind", [list, dict])
def test_a_type_that_the_model_does_not_use_is_refused(kind: type) -> None:
    with pytest.raises(ValueError, match="is not stored"):
        load(kind, "[]")


def test_an_empty_draft_is_little() -> None:
    assert load(LeadDraft, "{}") == LeadDraft()

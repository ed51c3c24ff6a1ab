"""The corpus' truths, judged: from the right fields follows the right verdict."""

import json
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.judging.samples import EVIDENCE, ambiguity, program

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts
from leadbot.model.submission import FieldValue, Item, LeadDraft, Standing

ALWAYS_OPEN = "check:microsoft-registration"
MAILS = sorted((Path(__file__).parents[2] / "mails" / "promise-generuj-leady").glob("*.json"))


def _field(id_: str, value: Any, reasons: list[str]) -> FieldValue:
    if id_ == "items":
        value = tuple(Item(**item) for item in value)
    foreign = id_.endswith(".tax_id") and value[:2].isalpha()
    standing = Standing.INVALID if f"invalid:{id_}" in reasons else Standing.FOREIGN if foreign else Standing.VALID
    return FieldValue(id=id_, value=tuple(value) if isinstance(value, list) else value, evidence=EVIDENCE, standing=standing)


def _draft(truth: dict[str, Any]) -> LeadDraft:
    reasons = truth["reasons"]
    readings = (ambiguity(reason.partition(":")[2], "one", "another") for reason in reasons if reason.startswith("ambiguous:"))
    return LeadDraft(fields=tuple(_field(id_, value, reasons) for id_, value in truth["fields"].items()), ambiguities=tuple(readings))


def _judged(truth: dict[str, Any], mail: Path) -> tuple[str, set[str]]:
    headers = message_from_bytes(mail.read_bytes())
    newest = (headers.get_all("Received") or [f";{headers['Date']}"])[0]
    found = conclude(judge(_draft(truth), program(), Facts(), parsedate_to_datetime(newest.rpartition(";")[2].strip())))
    reasons = {str(reason) for reason in found.reasons} - {ALWAYS_OPEN}
    accepted = found.outcome.value == "in_review" and not reasons
    return "accepted" if accepted else found.outcome.value, reasons


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_truth_of_a_mail_is_judged_as_its_writer_says(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    for lead in truth["leads"] if truth["kind"] == "lead" else []:
        assert _judged(lead, path.with_suffix(".eml")) == (lead["outcome"], set(lead["reasons"]))

"""Circumstances, pairs and words of a program file: what can't be meant is named with its place."""

from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError
from leadbot.programs import load_program

SHIPPED = (Path(__file__).parents[3] / "config" / "programs" / "ibas-ontrack.yaml").read_text("utf-8")

NOTE = "confirmation_notes[0]"


def problems(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    """Place and message of what is wrong with the shipped file after that replacement."""
    assert old in SHIPPED
    path = tmp_path / "edited.yaml"
    path.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    try:
        load_program(str(path), [], {})
    except ConfigurationError as error:
        return [(problem.where, problem.message) for problem in error.problems]
    return []


def test_the_shipped_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, "id: ibas-ontrack", "id: ibas-ontrack") == []


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("where: {deal.option: [resale]}", "where: {deal.option: [sale]}", "fields[0].required_when[1].where.deal.option", "never has"),
        ("where: {deal.option: [resale]}", "where: {deal.optoin: [resale]}", "fields[0].required_when[1].where.deal.optoin", "unknown"),
        ("or_else: [partner.name]", "or_else: [partner.nmae]", "fields[0].required_when[0].or_else[0]", "unknown"),
        ("      - {kind: application}", "      - {kind: status}", "fields[1].required_when[0].kind", "nothing is required"),
        ("default: referral", "default: referal", "fields[12].default", "never has"),
        ("known_by: [partner.number,", "known_by: [partner.nubmer,", "rules[2].known_by[0]", "unknown"),
        ("client.name: partner.name}", "client.name: partner.nmae}", "rules[8].pairs.client.name", "unknown"),
        ("    applies_to: [lead]\n    known_by", "    applies_to: [status]\n    known_by", "rules[2].applies_to[0]", "no rule judges"),
        ("    check: partner-offer", "", "rules[10].reason", "nothing follows"),
        ("    check: law-firm\n", "    check: law-frim\n", "rules[13].check", "unknown"),
        (
            "where: {deal.option: [referral]}\n    text",
            "where: {deal.option: [referal]}\n    text",
            NOTE + ".where.deal.option",
            "never has",
        ),
        (
            "where: {deal.option: [referral]}\n    text",
            "where: {deal.optoin: [referral]}\n    text",
            NOTE + ".where.deal.optoin",
            "unknown",
        ),
        ("confirmation_notes:\n  - kind: lead", "confirmation_notes:\n  - kind: status", NOTE + ".kind", "never confirmed"),
        ('      sv: "Ibas Ontrack ansvarar', '      de: "Ibas Ontrack ansvarar', NOTE + ".text.sv", "text in `sv` is missing"),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path: Path, old: str, new: str, where: str, message: str) -> None:
    found = problems(tmp_path, old, new)
    assert [place for place, _ in found] == [where]
    assert message in found[0][1]

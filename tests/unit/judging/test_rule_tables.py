"""Whatever a shipped programme may answer has a test that is named after it (docs/domain.md, the tables of rules)."""

from importlib import import_module
from pathlib import Path

import pytest
from tests.unit.judging.samples import CONFIG

from leadbot.judging import asked_by_program
from leadbot.programs import load_program

MODULES = {path.name.removesuffix("_rules.py").removeprefix("test_"): path.stem for path in Path(__file__).parent.glob("test_*_rules.py")}
PROGRAMS = sorted(path.stem for path in (CONFIG / "programs").glob("*.yaml"))


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_every_reason_code_and_check_of_a_programme_has_its_test(program_id: str) -> None:
    program = load_program(program_id, [CONFIG / "programs"], {})
    module = import_module(f"tests.unit.judging.{MODULES[program_id.partition('-')[0]]}")
    names = [name for name in vars(module) if name.startswith("test_")]
    reasons = {code for rule in program.rules for code in (getattr(rule, "reason", None), *getattr(rule, "reasons", {}).values()) if code}
    refusals = {code for check in program.checks for code in check.refused if check.id != "changed"}
    checks = {f"check-{id_}" for id_ in asked_by_program(program) if id_ != "changed"}
    untested = {code for code in reasons | refusals | checks if not any(code.replace("-", "_") in name for name in names)}
    assert not untested

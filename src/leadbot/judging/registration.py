"""Whose leads a program takes: those of partners that its register knows."""

from leadbot.model.program import Program
from leadbot.model.rules import OnList
from leadbot.model.verdict import Reason


def not_registered(program: Program) -> Reason | None:
    """Why a lead is rejected whose partner the register does not know; None where the program has no register."""
    register = program.partners
    rules = (rule for rule in program.rules if register and isinstance(rule, OnList) and rule.list == register.list)
    return next((Reason(rule.reason) for rule in rules), None)

"""The exit code of a command, out of conditions, failures and what still waits. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.core.change import Change
from setpoint.core.report import Condition, exit_code
from setpoint.errors import SetpointError

OF_THE_OPEN_APP = ("ClaudeConfigured", "RestartPending", "Effective")
"""Waiting for these is part of a plan: it says so in its own lines."""


def of_plan(conditions: Iterable[Condition], changes: Iterable[Change]) -> int:
    """2 when something differs, unless more must happen first. That the app is open is not the plan's trouble."""
    if not tuple(changes):
        return exit_code(_codes(conditions))
    return exit_code(_codes(each for each in conditions if not _of_the_open_app(each)) | {2})


def _of_the_open_app(condition: Condition) -> bool:
    """Only where it is the waiting: that a person must decide about another tool's entry is another matter."""
    return condition.name in OF_THE_OPEN_APP and condition.exit_code in (2, 5)


def of_apply(conditions: Iterable[Condition], left: Iterable[Change], errors: Iterable[SetpointError]) -> int:
    """0 when all is in place; a change that waits, or is gated, is 5; any other that is left has failed."""
    codes = _codes(conditions) - {2} | {error.exit_code for error in errors}
    for change in left:
        codes.add(5 if change.waits or change.gated else 1)
    return exit_code(codes)


def excused(code: int, *, pending_ok: bool) -> int:
    """The exit code where somebody said that waiting is well. What is said stays: nothing is in place for it."""
    return 0 if code == 5 and pending_ok else code


def of_status(conditions: Iterable[Condition], changes: Iterable[Change]) -> int:
    codes = _codes(conditions)
    return exit_code(codes | {2} if tuple(changes) else codes)


def by_policy(conditions: Iterable[Condition]) -> bool:
    """Whether what the profile asks for is so because a managed policy says the same."""
    return any(each.name == "ClaudeConfigured" and each.reason == "ByPolicy" for each in conditions)


def _codes(conditions: Iterable[Condition]) -> set[int]:
    return {condition.exit_code for condition in conditions if not condition.well} - {0}

"""The exit code of a plan, where something differs and something else is the matter too."""

from __future__ import annotations

import pytest

from setpoint.core.change import Change, Line
from setpoint.core.report import Condition, State
from setpoint.core.verdict import of_plan

CHANGE = Change("x", (Line("+", "pull", "small"),), None)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("ClaudeConfigured", 5, 2),
        ("RestartPending", 5, 2),
        ("ClaudeConfigured", 4, 4),
        ("ClaudeConfigured", 1, 1),
        ("OllamaReachable", 5, 5),
        ("Trusted", 4, 4),
    ],
)
def test_only_the_wait_for_an_open_app_is_no_matter_of_its_own(name: str, code: int, expected: int) -> None:
    trouble = Condition(name, State.FALSE, "Why", exit_code=code)
    assert of_plan((trouble,), (CHANGE,)) == expected
    assert of_plan((trouble,), ()) == code

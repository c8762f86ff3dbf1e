"""Exit codes out of what was found."""

from __future__ import annotations

import pytest

from setpoint.core.change import Change, Line
from setpoint.core.report import Condition, State, exit_code
from setpoint.core.verdict import excused, of_apply, of_plan, of_status
from setpoint.errors import Failed, Waiting

CHANGE = Change("x", (Line("+", "pull", "tiny"),), None)
WAITING = Change("x", (Line("~", "set", "a file"),), None, waits="the app is open")


def bad(name: str, code: int) -> Condition:
    return Condition(name, State.FALSE, "Bad", exit_code=code)


GOOD = Condition("Fine", State.TRUE, "Good", exit_code=3)
OPEN_APP = bad("RestartPending", 5)


@pytest.mark.parametrize(
    "codes,expected",
    [({2, 5}, 5), ({5, 1}, 1), ({1, 4}, 4), ({4, 3}, 3), ({2, 5, 1, 4, 3}, 3), ({2}, 2), (set(), 0)],
)
def test_the_worst_is_told_by_precedence(codes: set[int], expected: int) -> None:
    assert exit_code(codes) == expected


def test_waiting_may_be_taken_for_done() -> None:
    assert excused(5, pending_ok=True) == 0
    assert [excused(code, pending_ok=True) for code in (0, 1, 4)] == [0, 1, 4]
    assert excused(5, pending_ok=False) == 5


def test_a_plan_with_nothing_to_do_is_0() -> None:
    assert of_plan([GOOD], []) == 0


def test_a_plan_that_differs_is_2_also_while_the_app_is_open() -> None:
    assert of_plan([GOOD], [CHANGE]) == 2
    assert of_plan([OPEN_APP], [WAITING]) == 2


def test_a_plan_is_4_when_a_person_must_act_whatever_else_differs() -> None:
    assert of_plan([bad("ClaudeConfigured", 4), OPEN_APP], [CHANGE]) == 4


def test_a_plan_is_5_while_ollama_is_not_there() -> None:
    assert of_plan([bad("OllamaReachable", 5), OPEN_APP], [CHANGE]) == 5


def test_an_apply_that_leaves_something_waiting_is_5() -> None:
    assert of_apply([GOOD], [WAITING], []) == 5


def test_an_apply_with_a_failure_tells_the_failure() -> None:
    assert of_apply([GOOD], [CHANGE], [Failed("SP305", "no")]) == 1
    assert of_apply([GOOD], [], [Waiting("SP403", "no")]) == 5


def test_status_counts_what_differs_and_what_waits() -> None:
    assert of_status([GOOD], []) == 0
    assert of_status([GOOD], [CHANGE]) == 2
    assert of_status([OPEN_APP], [WAITING]) == 5

"""Profiles as text, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.errors import Problem, ProfileWrong
from setpoint.loading import load

HEAD = "setpoint: 1\nmode: native\n"


def problems(text: str | bytes) -> tuple[Problem, ...]:
    """Everything said about a profile: errors, or the warnings of a valid one."""
    data = text.encode() if isinstance(text, str) else text
    try:
        return load("profile.yaml", data).warnings
    except ProfileWrong as wrong:
        found = wrong.problems
    assert not found[0].warning
    return found


def only(text: str | bytes) -> Problem:
    """The one thing said."""
    [problem] = problems(text)
    return problem


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in problems(text)]


def words(found: tuple[Problem, ...]) -> Iterator[str]:
    """All that a person is shown."""
    for problem in found:
        yield f"{problem.key} {problem.message} {problem.hint}"

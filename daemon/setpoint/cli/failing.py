"""How a failure is told to a person: what, where, what to do next, and the code that the docs explain."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from setpoint.adapters.crash import keep
from setpoint.core.figures import count_text
from setpoint.errors import Problem, ProfileWrong, SetpointError
from setpoint.telling.ink import Ink, fold
from setpoint.wiring import Surroundings

NO_PROFILE = "SP100"
"""Where there is none, there was none that could stay in force either."""


def tell_failure(error: SetpointError, here: Surroundings) -> int:
    """Say it on standard error; the exit code that goes with it."""
    print("\n".join(failure_lines(error, Ink(here.err, here.env))), file=here.err)
    return error.exit_code


def tell_early(error: SetpointError) -> int:
    """The same, before it is known what is around us."""
    print("\n".join(failure_lines(error, Ink(sys.stderr, os.environ))), file=sys.stderr)
    return error.exit_code


def failure_lines(error: SetpointError, ink: Ink) -> Iterator[str]:
    return problem_lines(error, ink) if isinstance(error, ProfileWrong) else _lines(error, ink)


def _lines(error: SetpointError, ink: Ink) -> Iterator[str]:
    where = f"{error.where}  " if error.where else ""
    yield from ink.told("bad", "✗", where + error.message, error.code)
    if error.hint:
        yield from ink.hint(error.hint)


def problem_lines(error: ProfileWrong, ink: Ink) -> Iterator[str]:
    """Every problem of a profile, as `file:line:column  key  message   code`, the cure below."""
    for problem in error.problems:
        yield from one_problem(error.where, problem, ink)
    if error.code != NO_PROFILE:
        number = counted(error.problems)
        last = f"{number}. Nothing was read or written beyond the profile; the last good profile stays in force."
        yield from fold(last, ink.width, hang=0)


def counted(problems: Iterable[Problem]) -> str:
    errors = sum(not problem.warning for problem in problems)
    return count_text(errors, "error")


def one_problem(where: str, problem: Problem, ink: Ink) -> Iterator[str]:
    place = f"{where}:{problem.line}:{problem.column}" if problem.line else where
    key = f"{problem.key}  " if problem.key else ""
    style, mark = ("wait", "!") if problem.warning else ("bad", "✗")
    yield from ink.told(style, mark, f"{place}  {key}{problem.message}", problem.code)
    if problem.hint:
        yield from ink.hint(problem.hint)


def bug(error: Exception, here: Surroundings) -> int:
    """An error that nobody foresaw: no traceback reaches a person."""
    kept = keep(error, here.machine.files, here.state)
    print(f"✗ this is a bug in Setpoint ({type(error).__name__}); please report it{kept}   SP900", file=here.err)
    return 1

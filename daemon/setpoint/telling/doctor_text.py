"""What the doctor found, for a person: a line a check, the cure below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from setpoint.core.check import Area, Result
from setpoint.core.diagnosis import Diagnosis
from setpoint.core.figures import count_text
from setpoint.telling.ink import Ink, fold, printable

MARKS: Final = {
    Result.OK: ("good", "✓"),
    Result.NOTE: ("other", "·"),
    Result.WARNING: ("wait", "!"),
    Result.FAILURE: ("bad", "✗"),
}

WIDTH: Final = 14
"""Columns of a check's name."""

HANG: Final = WIDTH + 5


def heading(area: Area, ink: Ink) -> str:
    return ink("bold", area)


def diagnosis_text(each: Diagnosis, ink: Ink, *, again: bool) -> Iterator[str]:
    """`again`: the check has said something already; its name stands once."""
    found = each.found
    style, mark = MARKS[found.result]
    name = "" if again else each.check
    code = f"   {found.code}" if found.code and found.result is not Result.OK else ""
    message = " ".join(printable(found.message).split())  # whatever it quotes: one finding, one line
    head, *rest = fold(f"  {mark} {name:<{WIDTH}} {message}{code}", ink.width, hang=HANG)
    lines = [head.replace(mark, ink(style, mark), 1), *rest]
    if code:
        lines[-1] = f"{lines[-1].removesuffix(found.code)}{ink('dim', found.code)}"
    yield from lines
    if found.hint and found.result is not Result.OK:
        yield from ink.hint(found.hint, " " * HANG)


def summary(found: Sequence[Diagnosis], ink: Ink) -> str:
    results = [each.found.result for each in found]
    failures, warnings = results.count(Result.FAILURE), results.count(Result.WARNING)
    if not failures and not warnings:
        return ink("good", "nothing is wrong")
    told = [count_text(failures, "failure")] if failures else []
    told += [count_text(warnings, "warning")] if warnings else []
    return ink("bad" if failures else "wait", " and ".join(told))

"""What stands beneath a condition that is not well: lines by a word each, and a table of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from setpoint.core.report import Condition, Difference
from setpoint.telling.ink import Ink, printable

HEAD = Difference("key", "profile", "policy")


def detail_lines(condition: Condition, ink: Ink, indent: str, width: int) -> Iterator[str]:
    """`width`: columns that the words in front take. Whole lines: a path is copied."""
    for word, text in condition.details:
        yield f"{indent}{word:<{width}}{printable(text)}"
    if condition.differences:
        yield from _table(condition.differences, ink, " " * (len(indent) + width))


def _table(rows: Sequence[Difference], ink: Ink, margin: str) -> Iterator[str]:
    """In columns; one below the other where the terminal is too narrow for that."""
    key, profile = max(len(row.key) for row in (HEAD, *rows)), max(len(row.profile) for row in (HEAD, *rows))
    lines = [
        f"{margin}{row.key:<{key}}  {printable(row.profile):<{profile}}  {printable(row.policy)}"
        for row in (HEAD, *rows)
    ]
    if ink.width and max(map(len, lines)) > ink.width:
        yield from _stacked(rows, margin)
        return
    yield ink("dim", lines[0])
    yield from lines[1:]


def _stacked(rows: Sequence[Difference], margin: str) -> Iterator[str]:
    for row in rows:
        yield f"{margin}{row.key}"
        yield f"{margin}  {HEAD.profile}  {printable(row.profile)}"
        yield f"{margin}  {HEAD.policy}   {printable(row.policy)}"

"""A plan as a person reads it: what would be done, in columns, then what to know, then what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from setpoint.core.change import Change, Line, Section
from setpoint.core.report import Condition, Level, Notice
from setpoint.telling.ink import Ink, printable

HEADS = {"ollama": "Ollama", "claude": "Claude"}
SYMBOL_STYLE = {"+": "new", "~": "wait", "-": "gone"}
WIDTH = 30


def plan_text(
    sections: Sequence[Section], conditions: Sequence[Condition], ink: Ink, *, verbose: bool
) -> Iterator[str]:
    """The lines of a plan, without its last line (what to do next)."""
    for half in ("ollama", "claude"):
        yield from _half(half, [section for section in sections if section.half == half], ink)
    restarts = any(line.verb == "restart" for section in sections for each in section.changes for line in each.lines)
    for condition in conditions:
        planned = restarts and condition.name == "RestartPending"
        if not condition.well and condition.code and not planned:
            yield from trouble_lines(condition, ink)
    for notice in notices(sections, verbose=verbose):
        yield notice_line(notice, ink)


def notices(sections: Iterable[Section], *, verbose: bool) -> list[Notice]:
    """Those worth a line: warnings always, notes when asked for."""
    found = [notice for section in sections for notice in section.notices]
    return [notice for notice in found if verbose or notice.level is Level.WARNING]


def _half(half: str, sections: list[Section], ink: Ink) -> Iterator[str]:
    facts = [fact for section in sections for fact in section.facts if fact]
    changes = [change for section in sections for change in section.changes]
    if facts or changes:
        yield f"{ink('bold', HEADS[half])}  {printable(' · '.join(facts))}".rstrip()
    for change in changes:
        yield from change_lines(change, ink)


def change_lines(change: Change, ink: Ink) -> Iterator[str]:
    for line in change.lines:
        yield line_text(line, ink)
    if change.waits:
        yield f"{'':{WIDTH + 13}}{ink('wait', f'waits: {change.waits}')}"


def waits_for(change: Change) -> str:
    """Why a change that is left was not carried out; "" when it could have been."""
    return change.waits or ("until models, slots and key are ready" if change.gated else "")


def line_text(line: Line, ink: Ink) -> str:
    text = f"{line.verb:<8} {line.target:<{WIDTH}}  {line.detail}".rstrip()
    return f"  {ink(SYMBOL_STYLE[line.symbol], line.symbol)} {printable(text)}"


def notice_line(notice: Notice, ink: Ink) -> str:
    mark = "!" if notice.level is Level.WARNING else "·"
    where = f"{notice.where}  " if notice.where else ""
    cure = f"; {notice.hint}" if notice.hint else ""
    return f"{ink('wait', mark)} {printable(f'{where}{notice.message}{cure}')}   {ink('dim', notice.code)}"


def trouble_lines(condition: Condition, ink: Ink) -> Iterator[str]:
    """A condition that is not well: what, and the cure on a line of its own."""
    yield f"{ink('bad', '✗')} {printable(condition.message or condition.name)}   {ink('dim', condition.code)}"
    if condition.hint:
        yield f"  → {printable(condition.hint)}"


def count(changes: Iterable[Change]) -> int:
    return sum(len(change.lines) for change in changes)

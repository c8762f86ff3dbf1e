"""A plan as a person reads it: what would be done, in columns, then what to know, then what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from setpoint.core.change import Change, Line, Section
from setpoint.core.report import Condition, Level, Notice, State
from setpoint.core.slot_state import SlotState
from setpoint.telling.details_text import detail_lines
from setpoint.telling.ink import Ink, fold, printable
from setpoint.value import value

HEADS = {"ollama": "Ollama", "claude": "Claude"}
SYMBOL_STYLE = {"+": "new", "~": "wait", "-": "gone"}
WIDEST = 44
"""Characters of a target that others are lined up with; a longer one stands out."""
FROM = "←"
"""What the detail of a derived slot begins with: its parts are columns of their own."""
MILD = ("Suspended", "RestartPending")
"""Conditions that a plan only mentions: apply sees to them, or waits."""


@value
class Columns:
    """Widths that the lines of one plan share: verbs, targets, and each part of a derived slot's detail."""

    verb: int
    target: int
    parts: tuple[int, ...]


def columns(changes: Iterable[Change]) -> Columns:
    lines = [line for change in changes for line in change.lines]
    parts = [_parts(line) for line in lines if line.detail.startswith(FROM)]
    return Columns(
        max((len(line.verb) for line in lines), default=0),
        max((len(line.target) for line in lines if len(line.target) <= WIDEST), default=0),
        tuple(max(map(len, column)) for column in zip(*parts, strict=False)),
    )


def _parts(line: Line) -> list[str]:
    return [part.strip() for part in line.detail.split("  ") if part]


def plan_text(
    sections: Sequence[Section],
    conditions: Sequence[Condition],
    ink: Ink,
    *,
    verbose: bool,
    slots: Sequence[SlotState] = (),
) -> Iterator[str]:
    """The lines of a plan, without its last line (what to do next)."""
    shared = columns(change for section in sections for change in section.changes)
    for half in ("ollama", "claude"):
        own = [section for section in sections if section.half == half]
        yield from _half(half, own, shared, ink, verbose=verbose)
    yield from _slots(sections, conditions, slots)
    restarts = any(line.verb == "restart" for section in sections for each in section.changes for line in each.lines)
    for condition in conditions:
        planned = restarts and condition.name == "RestartPending"
        if not condition.well and condition.code and not planned:
            yield from trouble_lines(condition, ink)
    for notice in notices(sections, verbose=verbose):
        yield from notice_lines(notice, ink)


def notices(sections: Iterable[Section], *, verbose: bool) -> list[Notice]:
    """Those worth a line: warnings always, notes when asked for."""
    found = [notice for section in sections for notice in section.notices]
    return [notice for notice in found if verbose or notice.level is Level.WARNING]


def _slots(sections: Iterable[Section], conditions: Iterable[Condition], slots: Sequence[SlotState]) -> Iterator[str]:
    """Where each slot runs, for those that no line above tells about; nothing where the route is not ours to say."""
    told = {line.target for section in sections for change in section.changes for line in change.lines}
    silent = [state for state in slots if state.slot.listed and state.slot.id not in told]
    ours = any(each.name == "ClaudeConfigured" and each.state is not State.NOT_APPLICABLE for each in conditions)
    if not ours:
        return
    name = max((len(state.slot.family or state.slot.id) for state in silent), default=0)
    label = max((len(state.slot.label or state.slot.id) for state in silent), default=0)
    for state in silent:
        slot = state.slot
        yield printable(f"  · {slot.family or slot.id:<{name}}  {slot.label or slot.id:<{label}}  {state.runs}")


def _half(half: str, sections: list[Section], shared: Columns, ink: Ink, *, verbose: bool) -> Iterator[str]:
    facts = [fact for section in sections for fact in section.facts if fact]
    changes = [change for section in sections for change in section.changes]
    if facts or changes:
        yield f"{ink('bold', HEADS[half])}  {printable(' · '.join(facts))}".rstrip()
    for change in changes:
        yield from change_lines(change, shared, ink, verbose=verbose)


def change_lines(change: Change, shared: Columns, ink: Ink, *, verbose: bool) -> Iterator[str]:
    for line in change.lines:
        yield from line_texts(line, shared, ink, verbose=verbose)
    if change.waits:
        yield f"{'':{shared.verb + shared.target + 8}}{ink('wait', f'waits: {change.waits}')}"


def waits_for(change: Change) -> str:
    """Why a change that is left was not carried out; "" when it could have been."""
    goes = any(line.symbol == "-" for line in change.lines)
    gate = "until Claude's entry is as declared" if goes else "until models, slots and key are ready"
    return change.waits or (gate if change.gated else "")


def line_texts(line: Line, shared: Columns, ink: Ink, *, verbose: bool) -> Iterator[str]:
    detail = line.detail + (" (-v)" if line.more and not verbose else "")
    if detail.startswith(FROM):
        parts = zip(_parts(line), shared.parts, strict=False)
        detail = "  ".join(f"{part:<{width}}" for part, width in parts)
    text = printable(f"  {line.symbol} {line.verb:<{shared.verb}}  {line.target:<{shared.target}}  {detail}".rstrip())
    hang = shared.verb + shared.target + 8
    head, *rest = fold(text, ink.width, hang=hang if ink.width >= hang + 30 else 6)
    yield f"  {ink(SYMBOL_STYLE[line.symbol], line.symbol)}{head[3:]}"
    yield from rest
    if line.more and verbose:
        yield from fold(f"{'':{hang}}{printable(line.more)}", ink.width, hang=hang)


def notice_lines(notice: Notice, ink: Ink) -> Iterator[str]:
    mark = "!" if notice.level is Level.WARNING else "·"
    where = f"{notice.where}  " if notice.where else ""
    cure = f"; {notice.hint}" if notice.hint else ""
    yield from ink.told("wait", mark, f"{where}{notice.message}{cure}", notice.code)


def trouble_lines(condition: Condition, ink: Ink) -> Iterator[str]:
    """A condition that is not well: what, more about it, and the cure on a line of its own."""
    style, mark = ("wait", "!") if condition.name in MILD else ("bad", "✗")
    yield from ink.told(style, mark, condition.message or condition.name, condition.code)
    if condition.name not in MILD:
        yield from detail_lines(condition, ink, "  ", 8)
    if condition.hint:
        yield from ink.hint(condition.hint)


def count(changes: Iterable[Change]) -> int:
    return sum(len(change.lines) for change in changes)

"""The picture of `status --watch`: how it stands, every condition, what is pulled, and what happened lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from setpoint.core.agent_state import AgentState, Pulling
from setpoint.core.happened import Happened
from setpoint.core.report import SLOT_MODELS, Condition, State
from setpoint.core.status import Status
from setpoint.telling.agent_text import going_on, next_text, pulled_text
from setpoint.telling.history_text import table
from setpoint.telling.ink import Ink, printable
from setpoint.telling.status_text import WIDTH, status_text
from setpoint.value import replace, value

BAR: Final = 24
"""Columns of a bar."""

CELL: Final = 20
"""Columns of a condition: the longest name, its mark, and a space."""

EVENTS: Final = 10
"""Lines of what happened lately, at the most."""

USUAL: Final = 80
"""Columns where the terminal does not say."""


@value
class Glance:
    """What is known at one moment. `status` is of the last look, the rest of this second; `events` newest first."""

    now: float
    status: Status | None = None
    agent: AgentState | None = None
    events: tuple[Happened, ...] = ()
    trouble: tuple[str, ...] = ()


def picture(glance: Glance, ink: Ink, height: int) -> list[str]:
    """Lines, as many as fit: of what happened lately the oldest are left out first."""
    lines = [*_state(glance, ink), *glance.trouble, "", *_agent(glance, ink)]
    room = min(EVENTS, height - len(lines) - 3)
    if glance.events and room > 0:
        # no folding: a line here is a line of the screen
        flat = list(table(list(reversed(glance.events[:room])), ink, fold_lines=False))
        lines += ["", *flat]
    return [*lines[: height - 1], ink("dim", "Ctrl-C ends")]


def _state(glance: Glance, ink: Ink) -> Iterator[str]:
    if glance.status is None:
        if not glance.trouble:
            yield ink("dim", "… looking")
        return
    agent = replace(glance.agent, pulling=None) if glance.agent else None
    yield from status_text(replace(glance.status, agent=agent, now=glance.now), ink, verbose=False)
    yield ""
    yield from _conditions(glance.status.conditions, ink)


def _conditions(conditions: Sequence[Condition], ink: Ink) -> Iterator[str]:
    """In columns, each behind its mark."""
    number = max(1, (ink.width or USUAL) // CELL)
    cells = [_cell(each, ink) for each in conditions if each.name != SLOT_MODELS]
    for first in range(0, len(cells), number):
        yield "".join(cells[first : first + number]).rstrip()


def _cell(condition: Condition, ink: Ink) -> str:
    style, mark = _mark(condition)
    return f"{ink(style, mark)} {condition.name:<{CELL - 2}}"


def _mark(condition: Condition) -> tuple[str, str]:
    """A tick behind "Suspended" would be read the wrong way round."""
    if condition.state is State.NOT_APPLICABLE or (condition.well and condition.state is State.UNKNOWN):
        return "dim", "–"
    if condition.well:
        return ("dim", "○") if condition.healthy is State.FALSE else ("good", "✓")
    return ("wait", "?") if condition.state is State.UNKNOWN else ("bad", "✗")


def _agent(glance: Glance, ink: Ink) -> Iterator[str]:
    agent = glance.agent
    if agent is None:
        yield f"{'agent':<{WIDTH}}not running; setpoint service install starts it at every login, setpoint run here"
        return
    if agent.pulling:
        yield _pulling(agent.pulling, ink)
    yield f"{'next':<{WIDTH}}look {next_text(agent, glance.now)} · agent pid {agent.pid}"


def _pulling(pulling: Pulling, ink: Ink) -> str:
    if pulling.verb != "pull":
        return f"{going_on(pulling):<{WIDTH}}{printable(pulling.target)}  {pulled_text(pulling)}"
    done = min(1.0, pulling.completed / pulling.total) if pulling.total else 0.0
    whole = int(done * BAR)
    half = "╸" if whole < BAR and done * BAR - whole >= 0.5 else ""
    bar = ink("good", "━" * whole + half) + ink("dim", "─" * (BAR - whole - len(half)))
    return f"{'pulling':<{WIDTH}}{printable(pulling.target)}  {bar}  {pulled_text(pulling)}"


def told(glance: Glance, ink: Ink) -> dict[str, str]:
    """The same for a pipe: a line by key, each worth telling anew when it changes."""
    lines = {"agent": "agent running" if glance.agent else "agent not running"}
    if glance.agent and glance.agent.pulling:
        lines["pulling"] = _tenth(glance.agent.pulling)
    if glance.trouble:
        lines["trouble"] = " ".join(line.strip() for line in glance.trouble)
    status = glance.status
    if status:
        lines["status"] = next(status_text(replace(status, agent=None), ink, verbose=False))
        for each in status.conditions:
            text = f"{each.name} {each.state} {each.reason}  {each.message}".rstrip()
            lines[each.name] = printable(f"{text}   {each.code}" if each.code else text)
    return lines


def _tenth(pulling: Pulling) -> str:
    done = f"{10 * int(10 * pulling.completed / pulling.total)} %" if pulling.total else pulled_text(pulling)
    return printable(f"{going_on(pulling)} {pulling.target}  {done}")

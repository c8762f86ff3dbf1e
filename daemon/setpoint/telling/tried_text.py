"""What the slots answered, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.slot_state import SlotState
from setpoint.errors import SetpointError
from setpoint.telling.ink import Ink, printable
from setpoint.value import value

SOURCES: Final = {
    "entry": "as the applied entry says",
    "policy": "as the managed policy says",
    "profile": "as the profile says; our entry is not applied yet",
}

SHOWN: Final = 60
"""Characters of an answer."""

_BACK: Final = "\r\033[K"
"""To the start of the line, and wipe it: for terminals."""


@value
class Tried:
    """One slot, one message. `text`: the first words of the answer; `error`: why there was none."""

    state: SlotState
    seconds: float
    text: str = ""
    error: SetpointError | None = None


def head_line(source: str, url: str, ink: Ink) -> str:
    return f"{ink('bold', 'route')}  {printable(url)}, {SOURCES[source]}"


def begun_line(state: SlotState) -> str:
    return f"… {_named(state)} {state.runs}"


def tried_lines(tried: Tried, ink: Ink) -> Iterator[str]:
    back = _BACK if ink.terminal else ""
    named = f"{_named(tried.state)} {tried.state.runs:<25}"
    if tried.error is None:
        words = tried.text if len(tried.text) <= SHOWN else f"{tried.text[: SHOWN - 1]}…"
        yield f"{back}{ink('good', '✓')} {named} {tried.seconds:>5.1f} s  {printable(words)}"
        return
    yield f"{back}{ink('bad', '✗')} {named} {printable(tried.error.message)}   {ink('dim', tried.error.code)}"
    if tried.error.hint:
        yield from ink.hint(tried.error.hint)


def _named(state: SlotState) -> str:
    slot = state.slot
    name = (slot.family or slot.id) if slot.listed else "(background)"
    return printable(f"{name:<8} {slot.label or slot.model:<24}")

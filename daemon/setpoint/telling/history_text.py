"""What happened, for a person: in a few words, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from setpoint.core.change import PAST
from setpoint.core.happened import Happened
from setpoint.telling.ink import Ink, fold, printable
from setpoint.times import clock_text, date_text

BESIDES: Final = ("restart", "start", "remember")
"""Verbs of what only goes along with a change."""

LATELY: Final = 3600.0
"""Seconds before a repair in which an update of the app explains it."""

STOPPED: Final = "SP240"
"""Of a pull that a restore, a pause or the agent's end stopped: no failure."""

STYLES: Final = {"corrective": "wait", "drift": "wait", "intended": "new", "event": "other"}

WHEN, KIND, BY = 16, 10, 24
"""Columns."""


def last_text(newest_first: Iterator[Happened]) -> str:
    """The newest line about what is kept, and the update of the app that explains it; "" where there is none."""
    told = next((each for each in newest_first if each.kind != "event" and each.verb not in BESIDES), None)
    if told is None:
        return ""
    update = _update_before(told, newest_first) if told.kind == "corrective" else ""
    return f"{_clock(told.at)} {told.kind}: {what(told)}{update}"


def what(told: Happened) -> str:
    """`deploymentMode 1p → 3p`, `derived claude-sonnet-5 ← qwen3.5:9b`, `pulled qwen3.5:9b`, `pause until 16:02: …`."""
    if told.failed == STOPPED:
        return f"{told.verb} {told.target} stopped, goes on later"
    if told.failed:
        return f"{told.verb} {told.target} failed, {told.failed}"
    if told.kind == "event":
        return f"{told.verb} {told.detail}"
    if told.verb == "set" and "→" in told.detail:
        return " ".join(told.detail.replace('"', "").split())
    source = f" {' '.join(told.detail.split()[:2])}" if told.detail.startswith("←") else ""
    if told.verb == "upgrade":
        source = f" {told.detail.partition(' (')[0]}"
    keys = f" ({told.detail.partition(': ')[2]})" if told.verb == "write" and ": " in told.detail else ""
    verb = told.verb if told.kind == "drift" else PAST.get(told.verb, told.verb)
    return f"{verb} {told.target}{source}{keys}"


def whose(told: Happened) -> str:
    """Of what was put back, and of drift: who had changed it."""
    return f"changed by {told.by}" if told.kind in ("corrective", "drift") else told.by


def table(rows: Sequence[Happened], ink: Ink, *, fold_lines: bool = True) -> Iterator[str]:
    """In the order given. On a terminal moments as a person says them, folded; elsewhere whole dates, whole lines."""
    moments = [_clock(each.at) if ink.terminal else date_text(each.at) for each in rows]
    when = max(map(len, moments), default=0)
    by = min(max((len(whose(each)) for each in rows), default=0), BY)
    hang = when + KIND + by + 6
    for each, moment in zip(rows, moments, strict=True):
        failed = each.failed not in ("", STOPPED)
        mark = "✗ " if failed else ""
        kind = f"{each.kind:<{KIND}}"
        line = printable(f"{moment:<{when}}  {kind}  {whose(each):<{by}}  {mark}{what(each)}")
        width = ink.width if fold_lines else 0
        head, *rest = fold(line, width, hang=hang if ink.width > 2 * hang else 2)
        style = "bad" if failed else STYLES[each.kind]
        yield head.replace(kind, ink(style, kind), 1)
        yield from rest


def _update_before(told: Happened, earlier: Iterator[Happened]) -> str:
    for each in earlier:
        if not 0 <= told.at - each.at <= LATELY:
            return ""
        if (each.kind, each.verb) == ("event", "update"):
            return f", after Claude {each.detail} at {_clock(each.at)}"
    return ""


def _clock(moment: float) -> str:
    """A moment that no calendar has is no reason to tell nothing."""
    try:
        return clock_text(moment)
    except (ValueError, OverflowError, OSError):
        return "?"

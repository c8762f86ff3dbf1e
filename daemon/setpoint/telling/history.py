"""The history: one JSON line per change that was tried. Names and codes only, no values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from setpoint.core.change import Change, Line
from setpoint.core.ports import Clock, Files
from setpoint.errors import SetpointError
from setpoint.telling.voice import PAST
from setpoint.times import clock_text

KEPT = 2000
"""Lines. The oldest go first; a busy month of drift is a few hundred."""

BESIDES: Final = ("restart", "start", "remember")
"""Verbs of what only goes along with a change."""


LATELY = 3600.0
"""Seconds before a repair in which an update of the app explains it."""


class History:
    """Appends to `history.jsonl` in the state folder. That it cannot be written never stops the work."""

    def __init__(self, folder: Path, files: Files, clock: Clock) -> None:
        self._path = folder / "history.jsonl"
        self._files = files
        self._clock = clock

    def record(self, change: Change, error: SetpointError | None, by: str) -> None:
        """A change that was tried. `by`: whose doing it is."""
        kind = "corrective" if change.corrective else "intended"
        failed = {"failed": error.code} if error else {}
        self._append([self._line(kind, change.resource, line, by) | failed for line in change.lines])

    def found(self, change: Change) -> None:
        """Drift that is not put right now."""
        self._append([self._line("drift", change.resource, line, "somebody else") for line in change.lines])

    def event(self, what: str, detail: str, by: str) -> None:
        self._append([self._line("event", "agent", Line("~", what, by, detail), by)])

    def _append(self, told: Sequence[Mapping[str, object]]) -> None:
        lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in told]
        try:
            seen = self._files.read(self._path)
            kept = (seen or b"").splitlines(keepends=True)[-KEPT:]
            self._files.write(self._path, b"".join(kept) + "".join(lines).encode(), seen=seen)
        except SetpointError:
            return

    def last(self) -> str:
        """The newest line about what is kept, for a person; "" where there is none that can be read."""
        try:
            lines = map(json.loads, reversed((self._files.read(self._path) or b"").splitlines()))
            told = next((line for line in lines if line["kind"] != "event" and line["verb"] not in BESIDES), None)
            if told is None:
                return ""
            update = _update_before(told, lines) if told["kind"] == "corrective" else ""
            return f"{clock_text(told['at'])} {told['kind']}: {_what(told)}{update}"
        except (SetpointError, ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
            return ""

    def _line(self, kind: str, resource: str, line: Line, by: str) -> dict[str, object]:
        return {
            "at": round(self._clock.now(), 3),
            "kind": kind,
            "resource": resource,
            "verb": line.verb,
            "target": line.target,
            "detail": line.detail,
            "by": by,
        }


def _update_before(told: dict[str, Any], earlier: Iterable[dict[str, Any]]) -> str:
    for line in earlier:
        if not 0 <= told["at"] - line["at"] <= LATELY:
            return ""
        if (line["kind"], line["verb"]) == ("event", "update"):
            return f", after Claude {line['detail']} at {clock_text(line['at'])}"
    return ""


def _what(told: dict[str, str]) -> str:
    """`deploymentMode 1p → 3p`, `derived claude-sonnet-5 ← qwen3.5:9b`, `pulled qwen3.5:9b`."""
    verb, target, detail = told["verb"], told["target"], told["detail"]
    if "failed" in told:
        return f"{verb} {target} failed, {told['failed']}"
    if verb == "set" and "→" in detail:
        return " ".join(detail.replace('"', "").split())
    source = f" {' '.join(detail.split()[:2])}" if detail.startswith("←") else ""
    keys = f" ({detail.partition(': ')[2]})" if verb == "write" and ": " in detail else ""
    return f"{PAST.get(verb, verb)} {target}{source}{keys}"

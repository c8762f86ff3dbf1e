"""The history: one JSON line per change that was tried. Names and codes only, no values."""

from __future__ import annotations

import json
from pathlib import Path

from setpoint.core.change import Change
from setpoint.core.ports import Clock, Files
from setpoint.core.times import clock_text
from setpoint.errors import SetpointError

KEPT = 2000
"""Lines. The oldest go first; a busy month of drift is a few hundred."""


class History:
    """Appends to `history.jsonl` in the state folder. That it cannot be written never stops the work."""

    def __init__(self, folder: Path, files: Files, clock: Clock) -> None:
        self._path = folder / "history.jsonl"
        self._files = files
        self._clock = clock

    def record(self, change: Change, error: SetpointError | None) -> None:
        lines = [self._line(change, index, error) for index in range(len(change.lines))]
        try:
            seen = self._files.read(self._path)
            kept = (seen or b"").splitlines(keepends=True)[-KEPT:]
            self._files.write(self._path, b"".join(kept) + "".join(lines).encode(), seen=seen)
        except SetpointError:
            return

    def last(self) -> str:
        """The newest line, for a person; "" where there is none that can be read."""
        try:
            newest = (self._files.read(self._path) or b"").splitlines()[-1:]
            told = json.loads(newest[0]) if newest else {}
            when, what = clock_text(told["at"]), " ".join((told["verb"], told["target"], told["detail"]))
            return f"{when} {told['kind']}: {what}" + (f" (failed, {told['failed']})" if "failed" in told else "")
        except (SetpointError, ValueError, TypeError, KeyError, OverflowError):
            return ""

    def _line(self, change: Change, index: int, error: SetpointError | None) -> str:
        line = change.lines[index]
        told = {
            "at": round(self._clock.now(), 3),
            "kind": "corrective" if change.corrective else "intended",
            "resource": change.resource,
            "verb": line.verb,
            "target": line.target,
            "detail": line.detail,
            **({"failed": error.code} if error else {}),
        }
        return json.dumps(told, ensure_ascii=False) + "\n"

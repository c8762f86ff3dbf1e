"""The history: one JSON line per change that was tried. Names and codes only, no values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.core.change import Change, Line
from setpoint.core.happened import Happened, happened
from setpoint.core.ports import Clock, Files
from setpoint.errors import SetpointError
from setpoint.telling.history_text import last_text

KEPT: Final = 2000
"""Lines. The oldest go first; a busy month of drift is a few hundred."""

SLACK: Final = 500
"""Lines beyond that before the oldest go: 2,000 lines are 0.4 MB, which each new one would write anew."""

YOU: Final = "you"
"""The person, by a command."""

TRIES: Final = 3
"""To leave out the oldest lines while another process adds one: an agent and a command at the same moment."""


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
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in told)
        data = lines.encode("utf-8", "backslashreplace")  # a path whose bytes are no text
        with suppress(SetpointError):
            self._shorten()
            self._files.append(self._path, data)

    def _shorten(self) -> None:
        for _ in range(TRIES):
            seen = self._files.read(self._path) or b""
            if seen.count(b"\n") <= KEPT + SLACK:
                return
            kept = seen.splitlines(keepends=True)[-KEPT:]
            with suppress(SetpointError):
                self._files.write(self._path, b"".join(kept), seen=seen)

    def lines(self, *, newest_first: bool = False) -> Iterator[Happened]:
        """What can be read of it; lines that are broken are left out. FileTrouble: not even the file can be read."""
        lines = (self._files.read(self._path) or b"").splitlines()
        return (each for line in (reversed(lines) if newest_first else lines) if (each := happened(line)))

    def last(self) -> str:
        """The newest line about what is kept, for a person; "" where there is none that can be read."""
        try:
            return last_text(self.lines(newest_first=True))
        except SetpointError:
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

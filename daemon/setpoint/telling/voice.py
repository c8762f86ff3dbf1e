"""What is said while changes are carried out: single lines in a pipe, a live bar on a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from setpoint.core.change import PAST, Line
from setpoint.core.figures import size_text, span_text
from setpoint.core.names import without_name
from setpoint.core.report import told
from setpoint.errors import SetpointError
from setpoint.telling.ink import Ink, printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WIDTH = 27
"""Characters of a target: the longest id of today, and the longest name of a file."""

CALM = {
    "bar.complete": "green",
    "bar.finished": "green",
    "bar.pulse": "cyan",
    "progress.download": "default",
    "progress.data.speed": "default",
    "progress.remaining": "default",
    "progress.elapsed": "default",
}
"""Red is for what failed; rich's own colours are mostly red."""

QUIET_SPAN = 1.0
"""Seconds under which it is not worth telling how long something took."""


class Bar(Protocol):
    def show(self, target: str, status: str, completed: int, total: int) -> None: ...

    def clear(self) -> None: ...


class Voice:
    """The `Tell` of a command line. Use it as a context: a live bar must be taken off the screen at the end."""

    def __init__(self, out: TextIO, ink: Ink) -> None:
        self._out = out
        self._ink = ink
        self._bar: Bar = LiveBar(out) if ink.terminal else PlainSteps(out)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.clear()

    def progress(self, target: str, status: str, completed: int, total: int) -> None:
        self._bar.show(printable(target), printable(status), completed, total)

    def done(self, line: Line, seconds: float) -> None:
        took = f", {span_text(seconds)}" if seconds >= QUIET_SPAN else ""
        self._say("good", "✓", line.target, f"{PAST.get(line.verb, line.verb)}{took}")

    def waits(self, line: Line, text: str) -> None:
        self._say("wait", "…", line.target, without_name(text, line.target))

    def failed(self, line: Line, error: SetpointError) -> None:
        text = without_name(error.message, line.target)
        if text == error.message and error.where not in ("", line.target):
            text = told(error)  # a change may touch more than its target: several files, a backup, the ledger
        self._say("bad", "✗", line.target, f"{text}   {error.code}")
        if error.hint:
            print("\n".join(self._ink.hint(error.hint)), file=self._out, flush=True)

    def _say(self, style: str, mark: str, target: str, text: str) -> None:
        self._bar.clear()
        print(f"{self._ink(style, mark)} {printable(f'{target:<{WIDTH}} {text}')}", file=self._out, flush=True)


class PlainSteps:
    """For pipes and logs: a line at the start of a target and at every tenth of it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._said: tuple[str, int] = ("", -1)

    def show(self, target: str, status: str, completed: int, total: int) -> None:
        step = int(10 * completed / total) if total else 0
        if (target, step) <= self._said and target == self._said[0]:
            return
        self._said = (target, step)
        figures = f"{size_text(completed)} of {size_text(total)}" if total else status
        print(f"  {target:<{WIDTH}} {figures}", file=self._out, flush=True)

    def clear(self) -> None:
        self._said = ("", -1)


class LiveBar:
    """For a terminal: one bar with bytes, rate and time left, drawn by rich (imported with the first progress).

    What has no size yet, or never (an app that is quitting), gets a moving bar and the time since it began.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._sized = False

    def show(self, target: str, status: str, completed: int, total: int) -> None:
        if self._sized != bool(total):
            self.clear()
        self._sized = bool(total)
        progress = self._progress or self._begin()
        if self._task is None:
            self._task = progress.add_task(target, total=None)
        text = target if total else f"{target}  {status}"
        progress.update(self._task, description=text, completed=completed, total=total or None)

    def clear(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._task = None

    def _begin(self) -> Progress:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.theme import Theme

        sized = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(compact=True))
        columns = (
            TextColumn("  {task.description}", markup=False),
            BarColumn(),
            *(sized if self._sized else (TimeElapsedColumn(),)),
        )
        console = Console(file=self._out, theme=Theme(CALM))
        self._progress = Progress(*columns, console=console, transient=True, refresh_per_second=5)
        self._progress.start()
        return self._progress

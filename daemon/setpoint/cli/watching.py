"""`setpoint status --watch`: a live picture on a terminal; in a pipe a line whenever something changes.

What the agent and the history tell is read every second, which costs a millisecond; everything is looked at every ten
seconds, and when the agent has looked, beside the picture, so that a server that does not answer never freezes it.
"""

from __future__ import annotations

import signal
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice, takewhile
from threading import Event
from types import FrameType
from typing import Final

from setpoint.adapters import beacon
from setpoint.cli.failing import failure_lines
from setpoint.cli.status import looked
from setpoint.core.happened import Happened
from setpoint.core.status import Status
from setpoint.errors import SetpointError
from setpoint.loop.beside import Beside
from setpoint.telling.history import History
from setpoint.telling.history_text import table
from setpoint.telling.ink import Ink
from setpoint.telling.picture import EVENTS, Glance, picture, told
from setpoint.times import date_text
from setpoint.wiring import Surroundings

STEP: Final = 1.0
"""Seconds between two pictures."""

LOOK: Final = 10.0
"""Seconds between two looks at everything, at the most."""


def watch(args: Namespace, here: Surroundings) -> int:
    """Ctrl-C is how a person ends it, always: nothing is interrupted, so that is no failure and the exit code is 0."""
    ink = Ink(here.out, here.env)
    try:
        with _ended_by_sigterm():
            watching = Watching(args, here)
            if ink.terminal and here.env.get("TERM") != "dumb":
                _live(watching, here)
            else:
                _lines(watching, here)
    except KeyboardInterrupt:
        pass
    return 0


class Watching:
    """What is known by now; `glance` is to be called again and again, in one thread."""

    def __init__(self, args: Namespace, here: Surroundings) -> None:
        self._args = args
        self._here = here
        self._bell = Event()
        self._beside = Beside(self._bell.set)
        self._history = History(here.state, here.machine.files, here.clock)
        self._looking = False
        self._due = float("-inf")
        self._sign: object = None
        self._status: Status | None = None
        self._trouble: SetpointError | None = None

    def rest(self) -> None:
        """A second, or less: what came back from a look is shown at once."""
        self._bell.wait(STEP)
        self._bell.clear()

    def glance(self, ink: Ink) -> Glance:
        self._beside.collect()
        agent, now = beacon.seen(self._here.state), self._here.clock.now()
        sign = (agent and (agent.pid, agent.looks), self._here.machine.files.modified(self._here.state / "ledger.json"))
        if not self._looking and (now >= self._due or sign != self._sign or now < self._due - LOOK):
            self._looking, self._due, self._sign = True, now + LOOK, sign
            self._beside.start(lambda: looked(self._args, self._here), self._came_back)
        trouble = self._trouble or (self._status.trouble if self._status else None)
        lines = tuple(failure_lines(trouble, ink)) if trouble else ()
        return Glance(now, self._status, agent, self.events(lambda events: islice(events, EVENTS)), lines)

    def events(self, chosen: Callable[[Iterator[Happened]], Iterator[Happened]]) -> tuple[Happened, ...]:
        """Of the history, newest first; none while it cannot be read."""
        try:
            return tuple(chosen(self._history.lines(newest_first=True)))
        except SetpointError:
            return ()

    def _came_back(self, result: Callable[[], Status]) -> None:
        self._looking = False
        try:
            self._status, self._trouble = result(), None
        except SetpointError as error:
            self._status, self._trouble = None, error


def _live(watching: Watching, here: Surroundings) -> None:
    """On the terminal's other screen: what was there before comes back at the end."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(file=here.out)
    with Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False) as live:
        while True:
            ink = Ink(here.out, here.env)
            lines = picture(watching.glance(ink), ink, console.height)
            text = Text.from_ansi("\n".join(lines), no_wrap=True, overflow="ellipsis", end="")
            live.update(text, refresh=True)
            watching.rest()


def _lines(watching: Watching, here: Surroundings) -> None:
    """The first time how it stands, and what is not well; from then on what becomes different."""
    ink = Ink(here.out, here.env)
    before: dict[str, str] = {}
    newest = here.clock.now()
    while True:
        glance = watching.glance(ink)
        now = told(glance, ink)
        for text in _news(before, now, glance):
            print(f"{date_text(glance.now)}  {text}", file=here.out)
        since = newest
        fresh = watching.events(lambda events: takewhile(lambda each: each.at > since, events))  # noqa: B023
        for line in table(list(reversed(fresh)), ink):
            print(line, file=here.out)
        here.out.flush()
        newest = fresh[0].at if fresh else newest
        before = now if glance.status or glance.trouble else before
        watching.rest()


def _news(before: dict[str, str], now: dict[str, str], glance: Glance) -> Iterator[str]:
    if glance.status is None and not glance.trouble:
        return
    well = {each.name for each in glance.status.conditions if each.well} if glance.status and not before else set()
    yield from (text for key, text in now.items() if before.get(key) != text and key not in well)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """As by Ctrl-C: the terminal is given back as it was."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

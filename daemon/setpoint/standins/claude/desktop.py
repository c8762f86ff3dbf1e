"""The stand-in inside this process: the same on every system."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from setpoint.core.ports import Running
from setpoint.standins.claude import record, single
from setpoint.standins.claude.app import App
from setpoint.standins.claude.deciding import Places, Route, decide
from setpoint.standins.claude.orders import End, obey

APP: Final = "stand-in"
QUITTING: Final = 0.6
"""Seconds from the request to the end; the real app takes about as long."""
PIDS: Final = 5_000_000
"""Above the largest number that Linux gives to a process: none of these is ever somebody's."""


def places_in(home: Path) -> Places:
    return Places(home / "Claude-3p", home / "Claude")


@dataclass(slots=True)
class _Process:
    pid: int
    since: float
    third_party: bool
    profile: Path
    app: App | None = None
    ends: float | None = None
    end: End = "quit"
    by_signal: bool = False


class StandinDesktop:
    """Starts and quits like the app; a person's acts are methods. `told` hears of every start, once it has read.

    Its life goes on whenever it is asked or told something, by `now`, which may belong to a made-up clock. `hides`: a
    request to quit only hides it; `leaves_lock`: its lock stays behind at every end; `starting`: seconds from its
    start to its look at the configuration; `asked`: how often it was asked to quit. What an app that is closed cannot
    do is a ValueError.
    """

    def __init__(
        self,
        home: Path,
        told: Callable[[Route], None],
        quitting: float = QUITTING,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.installed = home / "system" / record.STATUS
        self.hides = self.leaves_lock = False
        self.starting = 0.0
        self.asked = 0
        self._places = places_in(home)
        self._told, self._quitting, self._now, self._sleep = told, quitting, now, sleep
        self._pids = count(PIDS, 12)
        self._process: _Process | None = None

    def start(self) -> None:
        """A second instance only shows the window of the first."""
        if self.running() is None:
            self._begin(self._now())
            self.running()
        elif self._process and self._process.app:
            self._process.app.open_window()

    def running(self) -> Running | None:
        while self._goes_on():
            pass
        seen = self._process
        if seen is None:
            return None
        return Running(seen.pid, seen.since, APP, "third-party" if seen.third_party else "native")

    def prefer(self, key: str, value: object) -> None:
        self._do("prefer", key, value)

    def sign_in(self, mode: str) -> None:
        self._do("sign-in", mode)

    def apply_changes(self) -> None:
        self._do("apply-changes")

    def pick(self, choice: str) -> None:
        """An entry, by its id, or "native"."""
        self._do("pick", choice)

    def update(self, version: str) -> None:
        """By itself while it runs; else as a package manager does it."""
        if self.running():
            self._do("update", version)
        else:
            self.installed.parent.mkdir(parents=True, exist_ok=True)
            record.update(self.installed, version)

    def close_window(self) -> None:
        """It hides in the tray and goes on."""
        self._do("close-window")

    def ask_to_quit(self) -> None:
        """Politely, from outside. A second request changes nothing."""
        self.asked += 1
        seen = self._process if self.running() else None
        if seen and seen.app and self.hides:
            seen.app.close_window()
        elif seen and seen.ends is None:
            seen.by_signal = True
            self._leave(seen, "quit")

    def quit(self) -> None:
        """As a person does it, by its own menu, waiting until it is gone."""
        if self.running() and self._process:
            self._leave(self._process, "quit")
        while self.running() is not None:
            self._sleep(0.02)

    def crash(self) -> None:
        """Nothing is saved, and the lock stays behind."""
        self._process = None

    def _do(self, *words: object) -> None:
        seen = self._process if self.running() else None
        if seen is None or seen.app is None:
            raise ValueError("the app is not open")
        end = obey(seen.app, words)
        if end:
            self._leave(seen, end)

    def _begin(self, since: float) -> None:
        third_party = decide(self._places).third_party
        seen = _Process(next(self._pids), since, third_party, self._places.profile(third_party=third_party))
        single.replace(seen.profile, APP, seen.pid)
        self._process = seen

    def _leave(self, seen: _Process, end: End) -> None:
        seen.end, seen.ends = end, seen.ends or self._now() + self._quitting

    def _goes_on(self) -> bool:
        """One step of its life, if its time has come; whether there was one."""
        seen = self._process
        if seen and seen.app is None and self._now() >= seen.since + self.starting:
            seen.app = App(self._places, self.installed)
            self._told(seen.app.route)
            return True
        if seen and seen.app and seen.ends is not None and self._now() >= seen.ends:
            self._ended(seen, seen.app, seen.ends)
            return True
        return False

    def _ended(self, seen: _Process, app: App, at: float) -> None:
        app.save()
        if not (self.leaves_lock or seen.by_signal):
            single.leave(seen.profile)
        self._process = None
        if seen.end == "again":
            self._begin(at)

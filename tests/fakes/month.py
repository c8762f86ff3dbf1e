"""A month on one machine: what others do, drawn from a seed; and what has to hold after every turn of the agent."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final, Self

from fakes.days import HOUR, MADE, MINUTE, Days
from fakes.foreign import foreign
from fakes.weather import Counted, PowerCutError, Weather
from fakes.wishes import Wish, in_place
from setpoint.adapters.lock import held
from setpoint.core.agent_state import LOCK
from setpoint.core.facts.claude import ENTRY_ID, OTHER_TOOLS
from setpoint.standins.claude.desktop import StandinDesktop, places_in
from setpoint.standins.ollama.server import StandIn

RETRIED: Final = 1000.0
"""Seconds after which everything that failed was tried again at least once."""


class LivingApp(StandinDesktop):
    """The app, whose own writes, whenever its time comes, are no loss of what was there."""

    before: Callable[[], None]
    after: Callable[[], None]

    def _goes_on(self) -> bool:
        self.before()
        went = super()._goes_on()
        if went:
            self.after()
        return went

    @property
    def is_open(self) -> bool:
        return self._process is not None


@dataclass
class Person:
    """What the person last said to Setpoint: a mode for a while, a pause or a restore, each with its end."""

    used: str = ""
    used_until: float | None = None
    suspended: str = ""
    suspended_until: float | None = None

    def at(self, now: float) -> Person:
        """Without what is over."""
        if self.used_until is not None and now >= self.used_until:
            self.used, self.used_until = "", None
        if self.suspended_until is not None and now >= self.suspended_until:
            self.suspended, self.suspended_until = "", None
        return self


@dataclass
class Month:
    """`let` lets time pass with the agent at work. `wish` is the profile in force, whatever is on disk."""

    home: Path
    seed: int
    server: StandIn = field(init=False)
    days: Days = field(init=False)
    wish: Wish = field(default_factory=Wish)
    person: Person = field(default_factory=Person)
    torn: dict[Path, bytes] = field(default_factory=dict)
    drifts: list[float] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    calling: bool = False
    followed: bool = False
    """Whether there ever was a good profile."""
    turns: int = 0
    restarts: int = 0
    persons_writes: int = 0
    persons_volume: int = 0

    def __post_init__(self) -> None:
        self.random = Random()  # noqa: S311 - draws a month, guards nothing
        self.reseed(self.seed)
        self.stack = ExitStack()
        self.server = StandIn(offers={"small": MADE, "large": MADE}, holds={"small": MADE})
        self.server.registry.speed, self.server.registry.tick = 6e9, 0.001
        self.server.__enter__()
        self.stack.callback(lambda: self.server.__exit__(None, None, None))
        self.days = Days(self.home, self.server, "")
        self.days.profile.unlink()
        self.days.watch = self.weather = Weather(self.days.time)
        self.days.disk = self.disk = Counted(judge=self._judge)
        time = self.days.time
        self.app = LivingApp(self.home, self.days.starts.append, now=time.now, sleep=time.sleep)
        self.app.before, self.app.after = self.check, self.expect
        self.days.app = self.app
        self.stack.enter_context(held(self.days.state / LOCK, seconds=0.0))
        self.expected: dict[str, object] = {}
        self.expect()
        self.begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    # the agent at work

    def begin(self) -> None:
        """A new agent, as after a restart or a crash; it begins as `run` does."""
        self.days.begin()
        self.days.around.pulse = 10 * MINUTE
        self.restarts += 1
        self._survive(lambda: self.days.agent._safely(self.days.agent._guard))

    def turn(self) -> None:
        wrote = len(self.disk.wrote)
        self._survive(lambda: self.days.agent._safely(self.days.agent.turn))
        self.turns += 1
        if len(self.disk.wrote) != wrote:
            if any(path.is_relative_to(self.home) and self.weather.sees(path) for path in self.disk.wrote[wrote:]):
                self.weather.wake()  # our own writes wake the watch as well
            self.check()

    def _survive(self, step: Callable[[], None]) -> None:
        try:
            step()
        except PowerCutError:
            self.tell("power cut")
            self.begin()

    def let(self, seconds: float = 1.0) -> None:
        until = self.now + seconds
        while self.weather.woken or self.weather.storm or self.now < until:
            self.turn()

    def call(self, *words: str) -> tuple[int, str]:
        """A person's command; its writes are theirs, and it is not the one that is killed."""
        wrote, volume, self.calling = len(self.disk.wrote), self.disk.volume, True
        cut, self.disk.cut = self.disk.cut, None
        try:
            code, said = self.days.call(*words)
        finally:
            self.calling, self.disk.cut = False, cut
        self.persons_writes += len(self.disk.wrote) - wrote
        self.persons_volume += self.disk.volume - volume
        self.tell(f"{' '.join(words)} → {code}")
        self.check()
        return code, said

    def reseed(self, seed: int) -> None:
        self.seed = seed
        self.random.seed(seed)
        random.seed(seed)  # the agent's own chance, so that the same month comes again

    def forget(self) -> None:
        """What only a test remembers, so that a life of months takes no more memory than one of days."""
        del self.told[:-400]
        self.drifts[:] = [at for at in self.drifts if at > self.now - HOUR]
        self.disk.wrote.clear()
        self.disk.volume = self.persons_writes = self.persons_volume = 0
        self.days.starts.clear()
        self.days.log.seek(0)
        self.days.log.truncate()
        kept = {each.digest for model in self.server.store.listed() for each in model.layers}
        self.server.store.blobs.intersection_update(kept)

    # what has to hold

    @property
    def now(self) -> float:
        return self.days.time.at

    @property
    def mode(self) -> str:
        return self.person.at(self.now).used or self.wish.mode

    def tell(self, text: str) -> None:
        self.told.append(f"{(self.now - 1_800_000_000) / HOUR:8.2f} h  {text}")

    def expect(self) -> None:
        """What stands there now and is not ours was put there by others."""
        self.expected = foreign(self.home)

    def check(self) -> None:
        found = foreign(self.home)
        if found != self.expected:
            lost = {name for name in {*found, *self.expected} if found.get(name) != self.expected.get(name)}
            self.wrongs += [f"{name}: {self.expected.get(name)!r} became {found.get(name)!r}" for name in sorted(lost)]
        for path in [*self.places.data.rglob("*.json"), *self.places.native.rglob("*.json")]:
            if path not in self.torn and not self._parses(path):
                self.wrongs.append(f"{path.name} does not parse")
        self.wrongs += [f"{path.name} was torn, and is another now" for path in self._mended_by_us()]
        if (self.days.state / "last-crash.txt").exists():
            self.wrongs.append((self.days.state / "last-crash.txt").read_text())
        assert self.wrongs == [], "\n".join([f"seed {self.seed}", *self.told[-25:], *self.wrongs])

    def _mended_by_us(self) -> list[Path]:
        return [path for path, data in self.torn.items() if path.read_bytes() != data]

    @staticmethod
    def _parses(path: Path) -> bool:
        try:
            return isinstance(json.loads(path.read_bytes()), dict)
        except ValueError:
            return False

    @property
    def places(self) -> Any:
        return places_in(self.home)

    def _judge(self, path: Path) -> None:
        """Before a write: none of Claude's files but the unselected entry is written while the app is open."""
        if not path.is_relative_to(self.places.data) and not path.is_relative_to(self.places.native):
            return
        staged = path == self.days.entry and ENTRY_ID not in self._selected()
        if self.app.is_open and not staged:
            self.wrongs.append(f"{path.name} was written while the app was open")
        if not self.calling and (self.person.at(self.now).suspended or self.wish.audits):
            self.wrongs.append(f"{path.name} was written while held: {self.person} {self.wish.agent}")

    def _selected(self) -> str:
        try:
            return self.days.selected()
        except ValueError:
            return ""

    def holder(self) -> str:
        """Why the files may be another way than the profile says; "" where nothing excuses it."""
        if self.person.at(self.now).suspended or self.wish.audits or not self.followed:
            return "held"
        chosen = self.mode in ("ollama", "gateway") and not self.days.ours
        if chosen and self.days.selected() in OTHER_TOOLS:
            return "another tool"
        if chosen and self.wish.yields:
            return "yields"
        if chosen and json.loads((self.days.state / "ledger.json").read_bytes())["contested"]:
            many = [a for a, b in zip(self.drifts, self.drifts[3:], strict=False) if b - a <= 5 * MINUTE]
            return "contested" if many else ""
        return ""

    def evening(self) -> None:
        """Everybody else has gone home; whatever was missed is found within one interval; and then nothing happens."""
        ends = [end for end in (self.person.used_until, self.person.suspended_until) if end is not None]
        if ends:
            self.let(max(0.0, max(ends) - self.now))
        self.let(self.wish.interval * 1.1 + RETRIED)
        why = self.holder()
        wrong = "" if why else in_place(self.home, self.server, self.wish, self.mode)
        self.tell(f"evening: {why or wrong or 'in place'}")
        if wrong:
            self.wrongs += [wrong, f"others changed ours at {self.drifts}", *self._remembered()]
        self.wrongs += [f"{path} is not followed" for path in self._to_see() if not self.weather.sees(path)]
        self.check()
        self._quiet()

    def _to_see(self) -> tuple[Path, ...]:
        return (self.days.index, self.days.flag, self.days.entry, self.days.profile)

    def _quiet(self) -> None:
        wrote, asked, stamps = len(self.disk.wrote), self.server.mutating, self._stamps()
        self.let(self.wish.interval * 2.3)
        now = self._stamps()
        changed = {str(path) for path in {*stamps, *now} if stamps.get(path) != now.get(path)}
        if changed or len(self.disk.wrote) != wrote or self.server.mutating != asked:
            quiet = f"in quiet hours: {changed} {self.disk.wrote[wrote:]} {self.server.mutating - asked}"
            self.wrongs += [quiet, *self._remembered()]
            self.check()

    def _remembered(self) -> list[str]:
        """What may explain it: the newest lines of the history, and the ledger without what it knows of files."""
        lines = (self.days.state / "history.jsonl").read_text(encoding="utf-8").splitlines()[-5:]
        ledger = json.loads((self.days.state / "ledger.json").read_bytes())
        return [*lines, json.dumps({name: each for name, each in ledger.items() if name not in ("claude", "salt")})]

    def _stamps(self) -> dict[Path, int]:
        """Of all files but what the agent tells of itself, and of all folders but the one that holds it."""
        left_out = (self.days.state, self.days.state / "agent.json")
        return {path: path.lstat().st_mtime_ns for path in self.home.rglob("*") if path not in left_out}

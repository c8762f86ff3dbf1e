"""Everything that an agent reaches out to: this process, this person, this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import random
from typing import TYPE_CHECKING

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.adapters.crash import keep
from setpoint.adapters.ledger import LedgerFile
from setpoint.adapters.lock import held, is_held
from setpoint.adapters.readiness import Readiness
from setpoint.adapters.remembering import RememberingOllama
from setpoint.core.agent_state import END, WAKE, AgentState
from setpoint.core.alerts import alerts
from setpoint.core.change import Line
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.following import follow
from setpoint.core.ledger import Compared
from setpoint.core.ports import ClaudeFolder, Ollama, Tell
from setpoint.core.ports.watch import Watch
from setpoint.core.profile import Profile
from setpoint.core.report import told
from setpoint.core.resource import Options, Resource, World
from setpoint.core.singleton_lock import places as locks_of
from setpoint.errors import NeedsPerson, SetpointError
from setpoint.loop.around import Aside
from setpoint.loop.beside import Beside
from setpoint.loop.in_force import InForce, Wanted
from setpoint.loop.preface import objection
from setpoint.loop.reconcile import Report
from setpoint.telling.history import History
from setpoint.value import replace
from setpoint.wiring import Surroundings
from setpoint.wiring.kept_keys import KeptKeys
from setpoint.wiring.offering import offers
from setpoint.wiring.telling_once import TellingOnce

if TYPE_CHECKING:
    from setpoint.telling.log import Log


class Silent:
    """The `Tell` of a pass that nobody looks at; what was done stands in the history and in the log."""

    def progress(self, target: str, status: str, completed: int, total: int) -> None: ...

    def done(self, line: Line, seconds: float) -> None: ...

    def waits(self, line: Line, text: str) -> None: ...

    def failed(self, line: Line, error: SetpointError) -> None: ...


class AgentAround:
    """See `Around` in `loop/around.py`. `profiles` are the paths of a profile, the preferred one first.

    No link in them is resolved: links are followed anew at each look. `ours`: whether we are still the only agent.
    """

    def __init__(
        self,
        here: Surroundings,
        profiles: Sequence[Path],
        watch: Watch,
        log: Log,
        readiness: Readiness,
        ours: Callable[[], bool] = lambda: True,
    ) -> None:
        self._here = replace(here, registry_url="", log=log)  # sizes are asked for by a person's plan only
        # once: its path took most of a turn that finds nothing, and there are two turns a minute
        self._state = here.state
        self._registry = here.registry_url
        self._checked: dict[tuple[str, str], Compared] = {}
        self._profiles = profiles
        self._log = log
        self._readiness = readiness
        self._ours = ours
        self._pid = os.getpid()
        self._history = History(self._state, here.machine.files, here.clock)
        self._ledger = wiring.ledger(here)
        self._wanted = Wanted(profiles, here.machine.files, self._state, self._objection)
        self._call = beacon.called(self._state)
        self._alone = False
        self._telling = TellingOnce(log, self._history)
        self._keys = KeptKeys(here.clock, wiring.scheme)
        self._alerted: set[str] = set()
        self.clock = here.clock
        self.pulse = readiness.pulse
        self.watch = watch
        self.beside = Beside(watch.wake)
        self.resources: Sequence[Resource] = wiring.resources()

    def in_force(self) -> InForce:
        if self._ledger.broken():
            message = "the ledger cannot be understood; a restore or a pause may stand in it, so nothing is done"
            where, hint = str(self._state / "ledger.json"), "setpoint apply, or setpoint restore"
            raise NeedsPerson("SP801", message, where=where, hint=hint)
        found = self._wanted.read()
        return replace(found, profile=found.profile and wiring.in_use(self._here, found.profile, self._ledger))

    def world(
        self, profile: Profile, *, halt: Callable[[], bool], asked: Ollama | None = None, aside: Aside | None = None
    ) -> World:
        world = self._world(profile, self._ledger)
        if aside and isinstance(asked, RememberingOllama):
            asked.aside = aside
        return replace(world, halt=halt, ollama=asked or world.ollama)

    def world_beside(self, profile: Profile, *, halt: Callable[[], bool], tell: Tell | None = None) -> World:
        registry = offers(self._registry, profile)  # asked beside the passes only, which find what it said
        return replace(self._world(profile, wiring.ledger(self._here), tell), halt=halt, offers=registry)

    def alone(self, step: Callable[[], None]) -> None:
        self._alone = True  # before: a pull asks beside us whether somebody else is at work, and is to go on
        try:
            with held(self._state / "apply.lock", seconds=0.0):
                step()
        finally:
            self._alone = False

    def busy(self) -> bool:
        return not self._alone and is_held(self._state / "apply.lock")

    def follow(self, profile: Profile | None) -> int | None:
        here = self._here
        app = profile.claude.app if profile else None
        folders = here.platform.claude_folders(here.machine)
        paths = [
            *self._profiles,
            self._state / WAKE,
            self._state / END,
            *map(Path, here.platform.signs(here.machine, app)),
        ]
        for folder in folders:
            paths += map(Path, (folder.index, folder.entry(ENTRY_ID), folder.settings))
        paths += [place / name for place, _ in locks_of(folders) for name in ("SingletonLock", "lockfile")]
        pid = self._running(app, folders)
        follow(self.watch, here.machine.files, paths, here.machine.home, pid)
        return pid

    def called(self) -> bool:
        before, self._call = self._call, beacon.called(self._state)
        if before != self._call:
            self._keys.forget()
        return before != self._call

    def dismissed(self) -> bool:
        return beacon.dismissed(self._state, self._pid) or not self._ours()

    def event(self, what: str, detail: str, by: str) -> None:
        self._keys.forget()  # whatever happened, it may have changed what a key is good for
        self._history.event(what, detail, by)
        self._log.event(what, detail, by)

    def show(self, state: AgentState) -> None:
        beacon.show(self._state, state)

    def told(self, report: Report, world: World) -> None:
        self._telling.report(report, world.options.only)
        if world.profile.agent.notify:
            self._alert(report, world)

    def trouble(self, trouble: Exception) -> None:
        if isinstance(trouble, SetpointError):
            self._telling.trouble("a pass was not possible", trouble.code, told(trouble))
        else:
            name, here = type(trouble).__name__, self._here
            self._telling.trouble(
                "a bug in Setpoint", "SP900", name, lambda: keep(trouble, here.machine.files, self._state)
            )

    def not_followed(self, trouble: SetpointError | None) -> None:
        if trouble is None:
            self._log.event("profile", "the one on disk is in force again", "a person")
        else:
            self._log.trouble("the profile on disk is not followed", trouble.code, told(trouble))

    def alive(self) -> None:
        self._readiness.alive(self._telling.converged)

    def chance(self) -> float:
        return random()  # noqa: S311 - spreads load, guards nothing

    def _world(self, profile: Profile, store: LedgerFile, tell: Tell | None = None) -> World:
        options = Options(unattended=True)
        world = wiring.world(self._here, profile, tell or Silent(), options, settled=True, store=store)
        world.notes.checked = self._checked
        return replace(world, record=self._telling.recording(world.record), scheme=self._keys.scheme)

    def _objection(self, profile: Profile) -> SetpointError | None:
        """In its own mode, too, which is in force again when another one is no longer used.

        `use off` asks for no yes: a profile that nobody allowed became the last good one, and the real one was lost.
        """
        used = wiring.in_use(self._here, profile, self._ledger)
        own = objection(self._world(profile, self._ledger))
        return own if own or used is profile else objection(self._world(used, self._ledger))

    def _running(self, app: str | None, folders: Sequence[ClaudeFolder]) -> int | None:
        try:
            running = self._here.platform.running(self._here.machine, app, folders)
        except SetpointError:
            return None
        return running.pid if running else None

    def _alert(self, report: Report, world: World) -> None:
        current = alerts(report.conditions, world.ledger.read().since, self.clock.now(), report.notices)
        for key in current.keys() - self._alerted:
            self._here.platform.notify(self._here.machine, "Setpoint", current[key])
        looked = {each.name for each in report.conditions}
        self._alerted = {key for key in self._alerted if key.partition(" ")[0] not in looked} | set(current)

"""The agent: it decides when to look, and keeps files, server and profile together for as long as it runs.

Two kinds of passes, one at a time, both in this thread:
- a *guard* pass is what a changed file leads to: Claude Desktop's half alone, in milliseconds, with what the last whole
  pass found out about the server. It asks no network, so no server, however sick, keeps a repair waiting.
- a *whole* pass is everything. What it needs to know of the server is asked beforehand, beside this thread; pulls go on
  beside it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, TypeVar

from setpoint import __version__
from setpoint.core.agent_state import AgentState
from setpoint.core.backoff import pause
from setpoint.core.ports import Ollama
from setpoint.core.profile import Profile
from setpoint.core.report import Condition, told
from setpoint.core.resource import Resource, World
from setpoint.errors import SetpointError, Waiting
from setpoint.loop.around import Around
from setpoint.loop.counting import counting, remember_choice
from setpoint.loop.preface import asks, preface
from setpoint.loop.pulls import Pulls
from setpoint.loop.reconcile import Report, bring, look
from setpoint.loop.resting import Resting
from setpoint.loop.schedule import FIRST, RETRY, Paces
from setpoint.loop.updates import note_update
from setpoint.value import replace

T = TypeVar("T")

TELLING: Final = 1.0
"""Seconds of one wait while something is pulled, at the most: somebody may be watching how far it is."""

PROMPT: Final = 0.2
"""Seconds in which a server nearly always answers: files may wait as long."""

SOON: Final = 5.0
"""Seconds until a whole pass tries again what failed in a guard pass; if that fails too, ever more rarely."""

BUSY: Final = 2.0
"""Seconds until we look again when a person's own command is at work."""


class Agent:
    """`run` until `end`, which may be called from a signal handler, like `reload`."""

    def __init__(self, around: Around, pid: int) -> None:
        self._around = around
        self._clock = around.clock
        self._ending = False
        self._anew = True
        self._asking = False
        self._paces = Paces()
        self._due = self._asked_at = 0.0
        self._troubles = 0
        self._app: int | None = None
        self._profile: Profile | None = None
        self._known: dict[str, Condition] = {}
        self._resting = Resting(around.watch, self._clock, self.ending)
        self._pulls = Pulls(self._clock, around.beside, around.chance, self.reload)
        self._state = AgentState(pid, __version__, self._clock.now())

    def end(self) -> None:
        self._ending = True
        self._around.watch.wake()

    def reload(self) -> None:
        """Look at everything anew, now."""
        self._anew = True
        self._around.watch.wake()

    def ending(self) -> bool:
        return self._ending

    def run(self, ready: Callable[[], None]) -> None:
        """`ready` is called once, when the files have been looked at for the first time."""
        self._safely(self._guard)
        ready()
        while not self._ending:
            self.turn()

    def turn(self) -> None:
        """Wait, then do what there is to do."""
        self._safely(self._turn)

    def _safely(self, step: Callable[[], None]) -> None:
        """No trouble ends the agent: it is told, and tried again, ever more rarely, until a whole pass succeeds."""
        try:
            step()
        except Exception as trouble:  # noqa: BLE001 - an error that nobody foresaw ends no watch either
            self._troubles += 1
            self._anew = False
            self._due = self._clock.now() + pause(self._troubles, self._around.chance(), first=FIRST, longest=RETRY)
            self._around.trouble(trouble)

    def _turn(self) -> None:
        woken, slept = self._resting.rest(self._seconds())
        self._around.alive()
        self._around.beside.collect()
        if self._pulls.pulling:
            self._show()
        self._ending = self._ending or self._around.dismissed()
        if woken and not self._ending:
            self._guard()
        if self._ending:
            return
        if self._around.called():
            self._pulls.forget()
            self._anew = True
        self._anew = self._anew or slept
        if (self._anew or self._clock.now() >= self._due) and not self._asking:
            self._ask()

    def _seconds(self) -> float:
        """How long to wait at the most."""
        longest = TELLING if self._pulls.pulling else self._around.pulse
        if self._asking:
            return longest
        return 0.0 if self._anew else min(longest, max(0.0, self._due - self._clock.now()))

    def _guard(self) -> None:
        """Claude Desktop's half, now. A profile that is new to us is first asked about on the server."""
        profile = self._wanted()
        app, self._app = self._app, self._around.follow(profile)
        if profile is None:
            self._show()
            return
        world = self._around.world(profile, halt=self.ending)
        # what the app's start, end or update means for the server's half is seen by a whole pass
        self._anew = self._note_update(world) or self._anew or app != self._app
        world = replace(world, options=replace(world.options, only="claude"))
        world.notes.conditions.update(self._known)
        report = self._pass([each for each in self._around.resources if each.half == "claude"], world)
        self._due = min([self._due, *self._ends(world)])
        if any(done.error for done in report.outcomes) and not self._paces.failed:
            self._due = min(self._due, self._clock.now() + SOON)

    def _wanted(self) -> Profile | None:
        """The profile in force. With another one, what was found for the last one counts for nothing."""
        found = self._around.in_force()
        if found.profile != self._profile:
            self._profile, self._known, self._anew = found.profile, {}, True
        trouble = found.trouble
        text = f"{told(trouble)}   {trouble.code}" if trouble else ""
        if text != self._state.trouble:
            self._state = replace(self._state, trouble=text)
            self._around.not_followed(trouble)
        return self._profile

    def _ask(self) -> None:
        """Begin a whole pass: ask the server beside this thread all that the pass will want to know."""
        if self._around.busy():
            self._due = self._clock.now() + BUSY
            return
        self._anew, self._asked_at = False, self._clock.now()
        profile = self._wanted()
        if profile is None:
            self._due = self._clock.now() + self._paces.rest(60.0, self._around.chance())
            self._troubles = 0
            self._show_whole()
            return
        world = self._around.world_beside(profile, halt=self.ending)
        resources = [each for each in self._around.resources if each.half == "ollama"]
        self._around.beside.start(lambda: _asked(resources, world), lambda answers: self._whole(profile, answers))
        self._asking = True  # not before: without memory for a thread it cannot be started

    def _whole(self, profile: Profile, answers: Callable[[], Ollama]) -> None:
        self._asking = False
        asked = answers()
        if self._ending:
            return
        if profile != self._wanted():
            self._anew = True
            return
        try:
            self._around.alone(lambda: self._whole_alone(profile, asked))
        except Waiting:
            self._due = self._clock.now() + BUSY

    def _whole_alone(self, profile: Profile, asked: Ollama) -> None:
        world = self._around.world(profile, asked=asked, halt=lambda: self._over(profile), aside=self._aside)
        self._note_update(world)
        report = self._pass(self._around.resources, world)
        if self._over(profile):
            self._anew = True
            return
        self._known = dict(world.notes.conditions)
        self._pull(report, profile, world)
        failed = any(outcome.error for outcome in report.outcomes)
        self._paces = self._paces.after(report.conditions, failed=failed)
        self._troubles = 0
        self._plan(profile, world)

    def _note_update(self, world: World) -> bool:
        updated = note_update(world)
        if updated:
            self._around.event("update", updated, "Claude Desktop")
        return bool(updated)

    def _over(self, profile: Profile) -> bool:
        """Whether a pass has nothing more to do: we end, or another profile came while it waited for the server."""
        return self._ending or profile != self._profile

    def _aside(self, job: Callable[[], T]) -> T:
        """What a whole pass still wants of the server may take minutes: files are kept meanwhile as ever."""
        came: list[Callable[[], T]] = []
        self._around.beside.start(job, came.append)
        self._around.beside.soon(PROMPT)
        self._around.beside.collect()
        while not came:
            if self._ending:
                raise Waiting(
                    "SP201", "ended before the server had answered", hint="it is asked again at the next look"
                )
            self._wait_beside(lambda: bool(came))
        return came[0]()

    def _wait_beside(self, over: Callable[[], bool]) -> None:
        woken = self._around.watch.wait(self._around.pulse)
        self._around.alive()
        self._around.beside.collect()
        if woken and not over():
            self._resting.quieten()
            self._around.beside.collect()  # being quiet may have taken the call of what came back
            self._safely(self._guard)
        elif woken:
            self._around.watch.wake()  # the answer, or a file as well

    def _pass(self, resources: Sequence[Resource], world: World) -> Report:
        if self._held(world):
            report = look(resources, world, preface(world))
        else:
            report = bring(resources, counting(world), preface(world), long=False)
            remember_choice(report, world)
        self._around.told(report, world)
        now = self._clock.now()
        self._state = replace(self._state, looked=now, looks=self._state.looks + 1, mode=world.profile.agent.mode)
        self._show()
        if any(done.error is None for done in report.outcomes):
            self._around.follow(self._profile)  # folders may have come to be, and been written to since
            self._around.watch.wake()
        return report

    def _held(self, world: World) -> bool:
        """Whether nothing is to be written, nor pulled."""
        return bool(world.profile.agent.mode == "audit" or world.suspended or asks(world))

    def _pull(self, report: Report, profile: Profile, world: World) -> None:
        changes = [] if self._held(world) else [each for each in report.changes if each.long]
        around = self._around
        self._pulls.want(
            around.resources,
            changes,
            lambda tell, halt: around.world_beside(
                profile, tell=tell, halt=lambda: self._ending or around.busy() or halt()
            ),
        )

    def _plan(self, profile: Profile, world: World) -> None:
        rest = self._paces.rest(profile.agent.interval, self._around.chance())
        again = self._pulls.next()
        self._due = min([self._clock.now() + rest, *self._ends(world), *([again] if again is not None else [])])
        self._show_whole()

    def _ends(self, world: World) -> list[float]:
        """The moments at which a pause, or the use of another mode, is over."""
        now, ledger = self._clock.now(), world.ledger.read()
        ends = [ledger.suspended_at(now), ledger.used_at(now)]
        return [each.until for each in ends if each and each.until is not None]

    def _show_whole(self) -> None:
        self._state = replace(self._state, whole=self._asked_at)
        self._show()

    def _show(self) -> None:
        generation = self._profile.generation if self._profile else ""
        self._state = replace(self._state, generation=generation, next=self._due, pulling=self._pulls.pulling)
        self._around.show(self._state)


def _asked(resources: Sequence[Resource], world: World) -> Ollama:
    """The server, with all the answers that a pass over these resources needs; what it does not say is one too."""
    with suppress(SetpointError):
        look(resources, world, preface(world))
    return world.ollama

"""The long changes, one at a time, beside the passes: a pull of 60 GB keeps no repair waiting.

Most are pulls. An upgrade of Ollama is one too, so that it never falls into a pull; it does not stop half-way, and goes
on without us where we end meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from setpoint.core.agent_state import Pulling
from setpoint.core.backoff import pause
from setpoint.core.change import Change, Line
from setpoint.core.ports import Clock
from setpoint.core.resource import Resource, World
from setpoint.errors import SetpointError
from setpoint.loop.beside import Beside
from setpoint.loop.reconcile import Outcome, carry_out
from setpoint.loop.schedule import FIRST, RETRY
from setpoint.value import replace

MakeWorld = Callable[["Progress", Callable[[], bool]], World]
"""Makes the world of a pull, given where it tells of itself, and whether it is to stop."""


class Progress:
    """The `Tell` of a pull: how far it is, for whoever asks. Written by the pull's thread, read by others."""

    def __init__(self, clock: Clock, line: Line) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None
        self.pulling = Pulling(line.target, 0, 0, 0.0, line.verb)

    def progress(self, target: str, status: str, completed: int, total: int) -> None:
        now = self._clock.now()
        # what was there before this pull began, and what begins anew, is no rate
        if self._first is None or completed < self._first[1]:
            self._first = (now, completed)
        seconds = now - self._first[0]
        rate = (completed - self._first[1]) / seconds if seconds > 0 else 0.0
        self.pulling = replace(self.pulling, completed=completed, total=total, rate=rate)

    def done(self, line: Line, seconds: float) -> None: ...

    def waits(self, line: Line, text: str) -> None: ...

    def failed(self, line: Line, error: SetpointError) -> None: ...


class Pulls:
    """At most one pull at a time. What broke off is tried again, ever more rarely, for as long as it is wanted.

    `ended` is called, in the thread of the passes, when one has come back.
    """

    def __init__(self, clock: Clock, beside: Beside, chance: Callable[[], float], ended: Callable[[], None]) -> None:
        self._clock = clock
        self._beside = beside
        self._chance = chance
        self._ended = ended
        self._wanted: frozenset[str] = frozenset()
        self._able: frozenset[str] = frozenset()
        self._current: Progress | None = None
        self._tried: dict[str, tuple[int, float]] = {}

    @property
    def pulling(self) -> Pulling | None:
        return self._current.pulling if self._current else None

    def next(self) -> float | None:
        """The moment (seconds since 1970) at which something may be tried again; None: nothing waits for one."""
        waiting = [moment for target, (_, moment) in self._tried.items() if target in self._able]
        return min(waiting, default=None) if self._current is None else None

    def want(self, resources: Sequence[Resource], changes: Sequence[Change], world: MakeWorld) -> None:
        """Begin with the first of these that may be tried now; what goes on and is none of them is to stop.

        A pull that now comes only after an upgrade goes on: a server that is restarted may throw half of it away.
        """
        able = [each for each in changes if not (each.waits or each.gated)]
        self._wanted, self._able = frozenset(map(_target, changes)), frozenset(map(_target, able))
        ready = next((each for each in able if self._may_try(_target(each))), None)
        if ready is not None and self._current is None:
            self._begin(next(each for each in resources if each.name == ready.resource), ready, world)

    def forget(self) -> None:
        """A person's word: everything may be tried at once."""
        self._tried.clear()

    def _may_try(self, target: str) -> bool:
        return self._clock.now() >= self._tried.get(target, (0, 0.0))[1]

    def _begin(self, resource: Resource, change: Change, world: MakeWorld) -> None:
        target = _target(change)
        progress = Progress(self._clock, change.lines[0])
        made = world(progress, lambda: target not in self._wanted)
        self._beside.start(lambda: carry_out(resource, change, made), lambda result: self._came_back(target, result))
        self._current = progress

    def _came_back(self, target: str, result: Callable[[], Outcome]) -> None:
        self._current = None
        self._put_off(target)  # a result may also be an error that nobody foresaw
        if result().error is None:
            self._tried.pop(target)
        self._ended()

    def _put_off(self, target: str) -> None:
        times = self._tried.get(target, (0, 0.0))[0] + 1
        seconds = pause(times, self._chance(), first=FIRST, longest=RETRY)
        self._tried[target] = (times, self._clock.now() + seconds)


def _target(change: Change) -> str:
    return change.lines[0].target

"""What an agent is handed: the world of a pass, and everything that reaches out of its thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from setpoint.core.agent_state import AgentState
from setpoint.core.ports import Clock, Ollama, Tell
from setpoint.core.ports.watch import Watch
from setpoint.core.profile import Profile
from setpoint.core.resource import Resource, World
from setpoint.errors import SetpointError
from setpoint.loop.beside import Beside
from setpoint.loop.in_force import InForce
from setpoint.loop.reconcile import Report

T = TypeVar("T")


class Aside(Protocol):
    """Has a job done by another thread, and gives its result."""

    def __call__(self, job: Callable[[], T], /) -> T: ...


class Around(Protocol):
    """Tests hand in another one, in which days pass at once."""

    clock: Clock
    watch: Watch
    beside: Beside
    resources: Sequence[Resource]
    pulse: float
    """Seconds of one wait, at the most: a machine that slept is noticed, and a watchdog is told that we live."""

    def in_force(self) -> InForce: ...

    def world(
        self, profile: Profile, *, halt: Callable[[], bool], asked: Ollama | None = None, aside: Aside | None = None
    ) -> World:
        """For a pass in this thread. `asked`: the answers of a server that was asked a moment ago.

        `aside` does for us what we still have to ask it, or to change on it.
        """

    def world_beside(self, profile: Profile, *, halt: Callable[[], bool], tell: Tell | None = None) -> World:
        """For another thread."""

    def alone(self, step: Callable[[], None]) -> None:
        """Do it under the lock of `apply`; Waiting if a person's own command holds it."""

    def follow(self, profile: Profile | None) -> int | None:
        """Let the watch follow what matters now. The process of the open app; None: it is closed."""

    def busy(self) -> bool:
        """Whether a person's own command holds that lock."""

    def called(self) -> bool:
        """Whether somebody called since the last time: a command that changed what we go by, or `sync`."""

    def dismissed(self) -> bool:
        """Whether we are to end without a signal: somebody asked, or we are not the only agent any more."""

    def event(self, what: str, detail: str, by: str) -> None:
        """Into the history."""

    def trouble(self, trouble: Exception) -> None:
        """Tell of what made a pass impossible."""

    def not_followed(self, trouble: SetpointError | None) -> None:
        """Tell, once, why the profile in force is not the one on disk; None: it is again."""

    def show(self, state: AgentState) -> None: ...

    def told(self, report: Report, world: World) -> None:
        """Tell log and, where it is wanted, desktop what a pass found."""

    def alive(self) -> None:
        """Tell a service manager that we are."""

    def chance(self) -> float: ...

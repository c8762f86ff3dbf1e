"""The service manager of a system: how the agent is kept running from login to logout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Protocol

from setpoint.core.ports.system import Machine
from setpoint.value import value


@value
class Agent:
    """What a service is to run. `argv` is whole and absolute: program, `run`, and what else belongs to it.

    `writes` are the folders that it writes to, which must be there before it starts. `everyone`: for all users of the
    machine, by an administrator.
    """

    argv: tuple[str, ...]
    writes: tuple[PurePath, ...] = ()
    everyone: bool = False


@value
class ServiceState:
    """`running` None: it cannot be told. `detail` is for a person: since when, restarts, how well it is confined."""

    installed: bool
    enabled: bool = False
    running: bool | None = None
    pid: int | None = None
    detail: tuple[str, ...] = ()


class Service(Protocol):
    """One service manager. Every failure is a PlatformTrouble (SP410 not there, SP411 refused) with its cure."""

    def install(self, machine: Machine, agent: Agent) -> tuple[str, ...]:
        """Start it now and at every login; where it is installed, bring it up to date. What was done, in lines."""

    def uninstall(self, machine: Machine, *, everyone: bool = False) -> tuple[str, ...]:
        """Stop it and remove all that `install` left; nothing to do where there is none. What was done, in lines."""

    def state(self, machine: Machine) -> ServiceState: ...

    def logs(self, machine: Machine, *, lines: int, follow: bool) -> Sequence[str]:
        """The program and arguments that print the agent's log; where they follow it, Ctrl-C ends them."""

"""Not built yet."""

from __future__ import annotations

from collections.abc import Sequence

from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent, Service, ServiceState
from setpoint.errors import PlatformTrouble


class NoService:
    def install(self, machine: Machine, agent: Agent) -> tuple[str, ...]:
        raise PlatformTrouble("SP410", "not built yet")

    def uninstall(self, machine: Machine, *, everyone: bool = False) -> tuple[str, ...]:
        raise PlatformTrouble("SP410", "not built yet")

    def state(self, machine: Machine) -> ServiceState:
        return ServiceState(installed=False)

    def logs(self, machine: Machine, *, lines: int, follow: bool) -> Sequence[str]:
        raise PlatformTrouble("SP410", "not built yet")


SERVICE: Service = NoService()

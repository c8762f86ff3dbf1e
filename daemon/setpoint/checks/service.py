"""Whether the agent is kept running from login to logout."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.ports.service import ServiceState
from setpoint.core.profile import Mode
from setpoint.errors import PlatformTrouble

INSTALL = "setpoint service install"
ELSEWHERE = "setpoint run works everywhere; another supervisor can start it"
"""Where there is no service manager to install anything in."""


class Service:
    area: Area = "agent"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        try:
            state = scene.around.service()
        except PlatformTrouble as trouble:
            if trouble.code != "SP410":
                raise
            yield note(trouble.message, trouble.code, trouble.hint)
            return
        if not state.installed:
            yield _none(state, scene)
            return
        yield _runs(state)
        if not state.enabled:
            yield warning("SP412", "it is installed, and does not start at login", INSTALL)


def _none(state: ServiceState, scene: Scene) -> Checked:
    why = f" ({'; '.join(state.detail)})" if state.detail else ""
    # where it cannot be told whether one runs, there is none that would take it
    code, cure = ("SP410", ELSEWHERE) if state.running is None else ("SP412", INSTALL)
    if scene.agent is not None:
        return note(f"none is installed{why}; the agent runs only until its terminal is closed", code, cure)
    if scene.world.profile.mode is Mode.OFF:
        return ok(f"none is installed{why}, and nothing is asked for")
    return note(f"none is installed{why}: nothing puts drift right", code, cure)


def _runs(state: ServiceState) -> Checked:
    detail = "".join(f"; {each}" for each in state.detail)
    if state.running:
        return ok(f"runs{f', pid {state.pid}' if state.pid else ''}{detail}")
    if state.running is None:
        return note(f"it is installed; whether it runs cannot be told{detail}", "SP412", "setpoint service status")
    return warning("SP412", f"it is installed and does not run{detail}", "setpoint service logs; then " + INSTALL)


CHECK: Check = Service()

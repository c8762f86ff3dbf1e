"""Whether an agent in a terminal keeps the service's own out."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, warning


class TwoAgents:
    area: Area = "agent"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        state, agent = scene.service, scene.agent
        if agent is None or not state.installed or state.pid == agent.pid:
            return
        if state.running and state.pid is None:
            return  # whose process it is cannot be told
        message = f"an agent in a terminal (pid {agent.pid}) is at work; the service's waits for its end"
        yield warning("SP413", message, f"end it there (Ctrl-C, or kill {agent.pid}); the service goes on")


CHECK: Check = TwoAgents()

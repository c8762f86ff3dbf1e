"""What the running agent says of itself: by what it goes, and when it looked last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint import __version__
from setpoint.core.agent_state import LOCK, AgentState
from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.figures import count_text, span_text

LATE: Final = 3
"""Intervals: a pass that waits for a slow server or a quitting app takes one, and a sleep of the machine any number."""

LEAST: Final = 180.0


class Agent:
    area: Area = "agent"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        agent = scene.agent
        if agent is None:
            if LOCK in scene.around.held:
                yield note("an agent runs and does not tell anything yet", "SP412", "look again in a moment")
            return
        now = scene.world.clock.now()
        yield ok(_told(agent, now))
        yield from _differing(agent, scene)
        silent = now - max(agent.looked, agent.began)
        if silent > max(LATE * scene.world.profile.agent.interval, LEAST):
            message = f"it has not looked for {span_text(silent)}"
            yield warning("SP836", message, "setpoint sync; where that does not help: setpoint service logs")


def _told(agent: AgentState, now: float) -> str:
    ago = span_text(max(0, now - agent.looked))
    last = f"{count_text(agent.looks, 'look')}, the last {ago} ago" if agent.looks else "no look yet"
    audit = ", writes nothing (agent.mode: audit)" if agent.mode == "audit" else ""
    return f"pid {agent.pid}, up {span_text(max(0, now - agent.began))}, {last}{audit}"


def _differing(agent: AgentState, scene: Scene) -> Iterator[Checked]:
    profile = scene.world.profile
    if agent.generation and agent.generation != profile.generation:
        why = f": {agent.trouble}" if agent.trouble else ""
        message = f"it goes by @{agent.generation}, the profile here is @{profile.generation}{why}"
        yield warning("SP835", message, "setpoint validate; setpoint trust; then setpoint sync")
    elif agent.trouble:
        yield warning("SP835", f"it holds to the last good profile: {agent.trouble}", "setpoint validate")
    if agent.version != __version__:
        message = f"it is Setpoint {agent.version}, and this is {__version__}"
        yield warning("SP835", message, "setpoint service install starts it anew, as this one")


CHECK: Check = Agent()

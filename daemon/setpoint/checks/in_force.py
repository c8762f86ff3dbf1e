"""Whether the profile on disk is the one that is followed: here, and by the running agent."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, warning


class InForce:
    area: Area = "profile"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        profile, agent = scene.world.profile, scene.agent
        if scene.trouble is not None and profile.generation:
            yield note(f"the last good state of the profile, @{profile.generation}, stays in force", "SP822")
        if agent is None or not agent.generation or scene.trouble is not None:
            return
        if agent.trouble:
            message = f"the running agent holds to @{agent.generation}: {agent.trouble}"
            yield warning("SP822", message, "setpoint validate; setpoint trust")
        elif agent.generation != profile.generation:
            message = f"the running agent follows @{agent.generation}, not @{profile.generation}"
            hint = "it reads an edited profile at once; another --profile or SETPOINT_PROFILE it does not know"
            yield note(message, "SP822", hint)


CHECK: Check = InForce()

"""Whether IT decides over Claude Desktop's configuration, and whether it decides as the profile does."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.policy import routes
from setpoint.core.policy_conflict import differences
from setpoint.core.ports import Policy
from setpoint.core.profile import Mode
from setpoint.core.report import told
from setpoint.core.route import entry, route
from setpoint.errors import PlatformTrouble

HYBRID = "an organisation delivers Claude's configuration (hybridPointer in the index); Setpoint keeps its hands off"


class ClaudePolicy:
    area: Area = "claude"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        if not scene.claude.here:
            return
        try:
            policy = scene.world.platform.policy(scene.world.machine)
        except PlatformTrouble as trouble:
            yield failure("SP602", told(trouble), trouble.hint or "ask IT")
        else:
            yield from self._policy(scene, policy)
        if scene.claude.index.value().get("hybridPointer") is not None:
            yield self._hybrid(scene)

    def _policy(self, scene: Scene, policy: Policy | None) -> Iterator[Checked]:
        if policy is None:
            yield ok("no managed policy")
        elif not routes(policy):
            yield ok(
                f"IT manages {', '.join(sorted(policy.values)) or 'nothing'}, and leaves the route · {policy.source}"
            )
        elif scene.world.profile.mode is Mode.OFF:
            yield ok(f"IT decides Claude's route · {policy.source}")
        else:
            yield from self._compared(scene, policy)

    @staticmethod
    def _compared(scene: Scene, policy: Policy) -> Iterator[Checked]:
        way = route(scene.world.profile, scene.world.url[0])
        found = differences(entry(way, helper="…") if way else {}, policy.values)
        if not found:
            yield ok(f"IT decides Claude's route, as the profile does · {policy.source}")
        for each in found:
            message = f"{each.key}: the profile says {each.profile}, the policy {each.policy} · {policy.source}"
            yield failure("SP601", message, "ask IT; Setpoint never writes a policy")

    @staticmethod
    def _hybrid(scene: Scene) -> Checked:
        hint = f"ask IT; see {scene.claude.where.index}" if scene.claude.where else "ask IT"
        routed = route(scene.world.profile, scene.world.url[0]) is not None
        return failure("SP309", HYBRID, hint) if routed else note(HYBRID, "SP309", hint)


CHECK: Check = ClaudePolicy()

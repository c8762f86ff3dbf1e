"""The running Claude Desktop: does it already use what was written? It reads its configuration once, at start."""

from __future__ import annotations

from typing import Final

from setpoint.core.change import Change, Line, Section
from setpoint.core.ports import Running
from setpoint.core.processes import SLACK
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, State, unknown
from setpoint.core.resource import Resource, World
from setpoint.errors import SetpointError
from setpoint.times import clock_text
from setpoint.value import value

PENDING: Final = "RestartPending"
EFFECTIVE: Final = "Effective"


HINT: Final = "quit Claude and run `setpoint apply`; or `setpoint apply --restart` (ends running Code and Cowork work)"


@value
class Quit:
    running: Running


@value
class Start:
    app: str


class ClaudeApp:
    name = "claude_app"
    half = "claude"
    order = 55

    def look(self, world: World) -> Section:
        configured = world.notes.conditions.get("ClaudeConfigured")
        if configured is None or configured.state is State.NOT_APPLICABLE:
            return self._section(
                *(Condition(name, State.NOT_APPLICABLE, "NotApplicable") for name in (PENDING, EFFECTIVE))
            )
        try:
            running = world.running()
        except SetpointError as error:
            return self._section(
                unknown(PENDING, error, healthy=State.FALSE),
                Condition(EFFECTIVE, State.UNKNOWN, "CannotLook", exit_code=4),
            )
        if running is None:
            return self._closed(world)
        return self._open(world, running, configured)

    def carry_out(self, change: Change, world: World) -> None:
        from setpoint.core.closing import quit_and_wait, reopen

        if isinstance(change.payload, Quit):
            quit_and_wait(world, change.payload.running)
            return
        assert isinstance(change.payload, Start)
        reopen(world)

    def _section(
        self, *conditions: Condition, changes: tuple[Change, ...] = (), facts: tuple[str, ...] = ()
    ) -> Section:
        return Section(self.name, "claude", conditions, changes, facts=facts)

    def _closed(self, world: World) -> Section:
        start = Change(self.name, (Line("~", "start", "Claude", world.notes.reopen),), Start(world.notes.reopen))
        return self._section(
            Condition(PENDING, State.FALSE, "AppClosed", healthy=State.FALSE),
            Condition(EFFECTIVE, State.UNKNOWN, "AppClosed", "Claude is closed", healthy=State.UNKNOWN),
            changes=(start,) if world.notes.reopen else (),
        )

    def _open(self, world: World, running: Running, configured: Condition) -> Section:
        since = clock_text(running.since)
        facts = (f"pid {running.pid} since {since}",)
        written = max((memory.written_at for memory in world.ledger.read().claude.values()), default=0.0)
        waiting = configured.reason == "WaitsForClose"
        if not waiting and running.since + SLACK >= written:
            text = f"started {since}, after the last change"
            return self._section(
                Condition(PENDING, State.FALSE, "UpToDate", healthy=State.FALSE),
                Condition(EFFECTIVE, State.TRUE if configured.well else State.UNKNOWN, "Started", text),
                facts=facts,
            )
        hint = "" if world.may_restart and world.ledger.read().asked != world.wish else HINT
        message = "the open Claude still uses the old route"
        changed = f"; changed {clock_text(written)}" if written > running.since else ""
        open_app = (("claude", f"pid {running.pid} since {since}{changed}"),)
        pending = Condition(PENDING, State.TRUE, "OldRoute", message, hint, "SP402", State.FALSE, 5, open_app)
        effective = Condition(EFFECTIVE, State.FALSE, "OldRoute", exit_code=5)
        quits = not waiting and world.options.restart and world.may_restart and world.profile.mode is not Mode.OFF
        return self._section(pending, effective, changes=(self._quit(running),) if quits else (), facts=facts)

    def _quit(self, running: Running) -> Change:
        from setpoint.core.claude_lines import quit_line

        return Change(self.name, (quit_line(running.pid),), Quit(running))


RESOURCE: Resource = ClaudeApp()

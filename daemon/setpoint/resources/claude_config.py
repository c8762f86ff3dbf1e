"""Claude Desktop's route: our entry applied, or withdrawn. The switch is one unit, done while the app is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from setpoint.core.change import Change, Section
from setpoint.core.choice import held, holds, picked, undoing
from setpoint.core.claude_files import Turn, apply_turn, hold_turn, withdraw_turn
from setpoint.core.claude_memory import known_as, remembered
from setpoint.core.claude_steps import Carry, Looked, Manner, Quit, is_repair, notices, steps, unfinished
from setpoint.core.contest import SELECTION, condition, contested
from setpoint.core.facts.claude import ENTRY_ID, PROGRAMS
from setpoint.core.ledger import ClaudeMemory, Contested, Ledger
from setpoint.core.library import other_tool, rows, selection
from setpoint.core.ports import ClaudeFolder, Installed, Running
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, Notice, State, told, unknown
from setpoint.core.resource import Resource, World
from setpoint.core.route import entry, route
from setpoint.core.survey import files_seen, folder, presence
from setpoint.errors import PlatformTrouble, SetpointError
from setpoint.times import time_text
from setpoint.value import replace

CONFIGURED: Final = "ClaudeConfigured"
POLICY: Final = "PolicyConflict"
GATE: Final = {
    Mode.OLLAMA: ("OllamaReachable", "OllamaVersion", "SlotModelsReady", "SlotsReady", "KeyAvailable"),
    Mode.GATEWAY: ("KeyAvailable",),
}
"""What must be in place before the app is routed somewhere new. Repairs do not wait for it."""
OF_THIS_HALF: Final = ("KeyAvailable",)
LEFT_OUT: Final = "for Ollama's half, which --only claude leaves out"


class ClaudeConfig:
    name = "claude_config"
    half = "claude"
    order = 50

    def look(self, world: World) -> Section:
        try:
            return self._off(world) if world.profile.mode is Mode.OFF else self._on(world)
        except SetpointError as error:
            return self._section(unknown(CONFIGURED, error))

    def carry_out(self, change: Change, world: World) -> None:
        from setpoint.core.claude_turning import carry_out
        from setpoint.core.closing import quit_and_wait

        if isinstance(change.payload, Quit):
            quit_and_wait(world, change.payload.running)
            return
        assert isinstance(change.payload, Carry)
        carry_out(world, change.payload.where, change.payload.turn, staged=change.payload.staged)

    def _section(
        self,
        *conditions: Condition,
        changes: tuple[Change, ...] = (),
        notices: tuple[Notice, ...] = (),
        facts: tuple[str, ...] = (),
    ) -> Section:
        return Section(self.name, "claude", conditions, changes, notices, facts)

    def _on(self, world: World) -> Section:
        found = presence(world)
        if found is None:
            message = "Claude Desktop is not installed here"
            hint = "claude.app in the profile names an unusual install"
            return self._section(Condition(CONFIGURED, State.NOT_APPLICABLE, "NotInstalled", message, hint, "SP304"))
        by_policy = self._by_policy(world, found.version if isinstance(found, Installed) else "")
        if by_policy is not None:
            return by_policy
        looked = _look(world, folder(world))
        facts = (found.version if isinstance(found, Installed) else "", _where_text(looked.where))
        hybrid = looked.seen.index.document.value().get("hybridPointer")
        if hybrid is not None and (world.profile.mode is not Mode.NATIVE or looked.memory == ClaudeMemory()):
            message = "an organisation delivers Claude's configuration (hybridPointer in the index); hands off"
            where = str(looked.where.index)
            condition = Condition(
                CONFIGURED, State.FALSE, "HybridPointer", message, f"ask IT; see {where}", "SP309", exit_code=4
            )
            return self._section(condition, facts=facts)
        return self._compare(world, looked, facts)

    def _by_policy(self, world: World, version: str) -> Section | None:
        """What IT manages decides over the whole local library (CD 4.1). None: nothing of that kind."""
        try:
            policy = world.platform.policy(world.machine)
        except PlatformTrouble as trouble:
            hint = trouble.hint or "ask IT; Claude may ignore its local files meanwhile"
            conflict = Condition(POLICY, State.UNKNOWN, "Unreadable", told(trouble), hint, "SP602", State.FALSE, 4)
            blind = Condition(CONFIGURED, State.UNKNOWN, "PolicyUnreadable", exit_code=4)
            return self._section(conflict, blind, facts=(version,))
        if policy is None:
            return None
        from setpoint.core.policy import routes
        from setpoint.core.policy_conflict import differences

        if not routes(policy):
            return None
        way = route(world.profile, world.url[0])
        found = differences(entry(way, helper="…") if way else {}, policy.values)
        if not found:
            by = Condition(CONFIGURED, State.TRUE, "ByPolicy", f"by policy: {policy.source}")
            equal = Condition(POLICY, State.FALSE, "Equal", healthy=State.FALSE)
            return self._section(equal, by, facts=(version, f"by policy: {policy.source}"))
        message = "IT decides Claude's route, and it differs"
        conflict = Condition(
            POLICY,
            State.TRUE,
            "Differs",
            message,
            "ask IT",
            "SP601",
            State.FALSE,
            4,
            details=(("source", policy.source),),
            differences=found,
        )
        decides = Condition(CONFIGURED, State.NOT_APPLICABLE, "PolicyDecides")
        return self._section(conflict, decides, facts=(version,))

    def _compare(self, world: World, looked: Looked, facts: tuple[str, ...]) -> Section:
        salt = world.ledger.read().salt
        way = route(world.profile, world.url[0])
        if way is None:
            hands_off = "hybridPointer" in looked.seen.index.document.value()
            turn = withdraw_turn(looked.seen, looked.memory, salt, native=not hands_off)
            return self._outcome(world, looked, turn, facts, intended=bool(looked.memory.entry.keys))
        if way.key is not None and not (world.notes.helper or world.notes.static):
            waiting = Condition(
                CONFIGURED, State.UNKNOWN, "KeyUnavailable", "the key of the route does not resolve", exit_code=4
            )
            return self._section(waiting, facts=facts)
        choice = None if world.options.insist else picked(looked.seen, looked.memory)
        if choice and holds(choice, world.profile.agent, world.ledger.read(), world.profile.generation):
            return self._section(held(choice), facts=facts)
        tool = other_tool(looked.seen.index.document)
        if tool and not world.options.take_over and looked.seen.applied not in looked.memory.taken_over:
            return self._section(_of_other_tool(tool, looked), facts=facts)
        wanted = entry(way, helper=world.notes.helper, static=world.notes.static)
        intended = not is_repair(looked.memory, wanted, salt)
        if world.options.insist:
            turn = apply_turn(looked.seen, looked.memory, wanted, salt)
            return self._outcome(world, looked, turn, facts, intended=intended)
        section = self._unasked(world, looked, wanted, facts, intended=intended)
        return replace(section, notices=(undoing(choice), *section.notices)) if choice and section.changes else section

    def _unasked(
        self, world: World, looked: Looked, wanted: Mapping[str, object], facts: tuple[str, ...], *, intended: bool
    ) -> Section:
        """Where nobody asks right now, what is fought over stays as it is."""
        ledger = world.ledger.read()
        fights = contested(ledger, world.profile.generation)
        turn = apply_turn(looked.seen, looked.memory, wanted, ledger.salt, fights)
        section = self._outcome(world, looked, turn, facts, intended=intended)
        if SELECTION in fights and not looked.seen.ours_applied:
            theirs = Condition(CONFIGURED, State.FALSE, "Contested", exit_code=4)
            section = replace(section, conditions=(section.conditions[0], theirs))
        return replace(section, conditions=(*section.conditions, _fought(world, fights)))

    def _outcome(self, world: World, looked: Looked, turn: Turn, facts: tuple[str, ...], *, intended: bool) -> Section:
        policy = Condition(POLICY, State.FALSE, "NoPolicy", healthy=State.FALSE)
        if not turn.writes and not unfinished(looked, turn):
            done = Condition(CONFIGURED, State.TRUE, "InPlace", _state_text(world))
            return self._section(policy, done, notices=notices(looked, turn), facts=facts)
        ready = world.healthy(*GATE.get(world.profile.mode, ()))
        repairs: tuple[Change, ...] = ()
        if intended and not ready:
            repairs, turn = self._held_on(world, looked, turn)
        manner = Manner(intended, ready, world.may_restart and not world.notes.quits)
        changes = (*repairs, *steps(self.name, looked, turn, manner))
        waits = next((change.waits for change in changes if change.waits), "")
        reason = "WaitsForClose" if waits else "Differs"
        differs = Condition(CONFIGURED, State.FALSE, reason, waits or "not as the profile says yet")
        told = notices(looked, turn)
        return self._section(policy, differs, changes=_left_out(changes, world), notices=told, facts=facts)

    def _held_on(self, world: World, looked: Looked, turn: Turn) -> tuple[tuple[Change, ...], Turn]:
        """What is repaired at once although the profile's own change is not ready; and the rest of that change."""
        if not (looked.memory.complete and turn.memory.row and looked.seen.entry.data is not None):
            return (), turn
        ledger = world.ledger.read()
        fights = () if world.options.insist else contested(ledger, world.profile.generation)
        hold = hold_turn(looked.seen, looked.memory, ledger.salt, fights)
        if not hold.writes:
            return (), turn
        repaired = {write.path for write in hold.writes}
        rest = replace(turn, writes=tuple(write for write in turn.writes if write.path not in repaired))
        return steps(self.name, looked, hold, Manner(intended=False)), rest

    def _off(self, world: World) -> Section:
        """Everything of ours withdrawn, from every folder that we ever wrote to."""
        ledger = world.ledger.read()
        changes: list[Change] = []
        told: list[Notice] = []
        troubles: list[Condition] = []
        for where in _ours(world, ledger):
            try:
                looked = _look(world, where)
            except SetpointError as error:  # one folder that cannot be read keeps none of the others
                troubles.append(unknown(CONFIGURED, error))
                continue
            turn = withdraw_turn(looked.seen, looked.memory, ledger.salt)
            told += notices(looked, turn)
            if turn.writes or unfinished(looked, turn):
                changes += steps(self.name, looked, turn, Manner(intended=True, restart=world.may_restart))
        if troubles:
            return self._section(troubles[0], changes=tuple(changes), notices=tuple(told))
        if not changes:
            done = Condition(CONFIGURED, State.TRUE, "Withdrawn", "nothing of ours is applied")
            return self._section(done, notices=tuple(told))
        reason = "WaitsForClose" if any(change.waits for change in changes) else "Differs"
        differs = Condition(CONFIGURED, State.FALSE, reason, "our entry is to be withdrawn")
        return self._section(differs, changes=tuple(changes), notices=tuple(told))


def _left_out(changes: tuple[Change, ...], world: World) -> tuple[Change, ...]:
    """In a pass of this half alone nothing will come of what waits for the other one: a plan says so beforehand."""
    others = [name for name in GATE.get(world.profile.mode, ()) if name not in OF_THIS_HALF]
    if world.options.only != "claude" or world.healthy(*others):
        return changes
    return tuple(replace(each, waits=each.waits or LEFT_OUT) if each.gated else each for each in changes)


def _ours(world: World, ledger: Ledger) -> Iterator[ClaudeFolder]:
    """Every folder that may hold something of ours. A file that cannot be read hides nothing where we never were."""
    candidates = world.platform.claude_folders(world.machine)
    known = {known_as(ledger, each, world.machine.files): each for each in candidates}
    yield from (where for name, where in known.items() if name in ledger.claude or _is_there(world, where))
    yield from (ClaudeFolder(Path(path), Path(path), "ledger") for path in ledger.claude if path not in known)


def _is_there(world: World, where: ClaudeFolder) -> bool:
    """Whether our entry has a file or a row, as far as can be read."""
    if world.machine.files.facts(Path(where.entry(ENTRY_ID))) is not None:
        return True
    try:
        index = files_seen(world.machine.files, where).index.document
        return ENTRY_ID in (selection(index), *(row.id for row in rows(index)))
    except SetpointError:
        return False


def _look(world: World, where: ClaudeFolder) -> Looked:
    memory = remembered(world.ledger.read(), where, world.machine.files)
    seen = files_seen(world.machine.files, where)
    running, why = _running(world)
    return Looked(where, seen, memory, running, why)


def _where_text(where: ClaudeFolder) -> str:
    """The folder, and how we came to it where that is not what everybody would expect."""
    return str(where.data) if where.why == "default" else f"{where.data} ({where.why})"


def _running(world: World) -> tuple[Running | None, str]:
    try:
        return world.running(), ""
    except PlatformTrouble as trouble:
        return None, f"{told(trouble)} ({trouble.code})"


def _of_other_tool(tool: str, looked: Looked) -> Condition:
    message = f"{tool}'s entry is applied ({looked.seen.applied})"
    hint = "setpoint apply --take-over replaces it; its entry stays in the library"
    return Condition(CONFIGURED, State.FALSE, "OtherTool", message, hint, "SP308", exit_code=4)


def _fought(world: World, fights: Mapping[str, Contested]) -> Condition:
    """The program that probably writes is looked for only while something is fought over."""
    first = next(iter(fights.values()), None)
    if first is None:
        return condition(fights)
    name = PROGRAMS.get(first.by, {}).get(world.platform.name, "")
    process = world.platform.program(world.machine, name) if name else None
    return condition(fights, time_text(first.since), f"{name}, pid {process.pid}" if process else "")


def _state_text(world: World) -> str:
    return "native, nothing of ours" if world.profile.mode is Mode.NATIVE else "third-party, our entry"


RESOURCE: Resource = ClaudeConfig()

"""The key of the route, on its way to the app: an immutable script per endpoint and reference, or static on request."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.change import Change, Line, Section
from setpoint.core.ollama_url import HTTPS, in_plain
from setpoint.core.ports import Script
from setpoint.core.profile import KeyRef
from setpoint.core.report import Condition, Level, Notice, State, unknown
from setpoint.core.resource import Resource, World
from setpoint.core.route import Route, route
from setpoint.core.survey import presence
from setpoint.errors import NeedsPerson, SetpointError
from setpoint.value import replace, value

AVAILABLE: Final = "KeyAvailable"


@value
class Prepare:
    """Resolve the reference once, to know that it does, and lay out the scripts."""

    ref: KeyRef
    pair: str
    scripts: tuple[Script, ...]


class ClaudeKey:
    name = "claude_key"
    half = "claude"
    order = 40

    def look(self, world: World) -> Section:
        try:
            return self._look(world)
        except SetpointError as error:
            return self._section(unknown(AVAILABLE, error))

    def _look(self, world: World) -> Section:
        way = route(world.profile, world.url[0])
        if way is None or way.key is None:
            notices = (_placeholder(way),) if way else ()
            return self._section(Condition(AVAILABLE, State.NOT_APPLICABLE, "NotNeeded"), notices=notices)
        if presence(world) is None:
            return self._section(Condition(AVAILABLE, State.NOT_APPLICABLE, "NotInstalled"))
        if not world.healthy("Trusted"):
            hint = "setpoint trust shows what the profile asks for"
            return self._section(Condition(AVAILABLE, State.UNKNOWN, "NotTrusted", hint=hint, exit_code=4))
        if (why := in_plain(way.url)) is not None:
            return self._section(Condition(AVAILABLE, State.FALSE, "NotSafe", why, HTTPS, "SP116", exit_code=4))
        return self._static(world, way.key) if way.key.delivery == "static" else self._by_script(world, way, way.key)

    def carry_out(self, change: Change, world: World) -> None:
        from setpoint.core.key_script import put

        assert isinstance(change.payload, Prepare)
        wanted = change.payload
        if (unsafe := _unsafe(world, wanted.scripts)) is not None:
            raise NeedsPerson(unsafe.code, unsafe.message, hint=unsafe.hint)
        world.scheme(wanted.ref.scheme).resolve(wanted.ref, world.machine)
        put(world.machine.files, world.state / "helpers", wanted.scripts)
        names = tuple(str(world.state / "helpers" / script.name) for script in wanted.scripts)
        now = world.clock.now()
        world.ledger.change(
            lambda ledger: replace(
                ledger,
                keys={**ledger.keys, wanted.pair: now},
                scripts=tuple(dict.fromkeys((*ledger.scripts, *names))),
            )
        )

    def _section(
        self, condition: Condition, changes: tuple[Change, ...] = (), notices: tuple[Notice, ...] = ()
    ) -> Section:
        return Section(self.name, "claude", (condition,), changes, notices)

    def _static(self, world: World, ref: KeyRef) -> Section:
        try:
            world.notes.static = world.scheme(ref.scheme).resolve(ref, world.machine)
        except SetpointError as error:
            condition = Condition(
                AVAILABLE, State.FALSE, "NotResolved", error.message, error.hint, error.code, exit_code=4
            )
            return self._section(condition)
        message = f"{ref} is written in plain text into Claude's own entry file, as the profile asks"
        hint = "a reference that the app can resolve itself (keyring:, op://, file:, command) keeps it out of the file"
        condition = Condition(AVAILABLE, State.TRUE, "Resolved", f"{ref}, static")
        return self._section(condition, notices=(Notice("SP311", message, hint=hint),))

    def _by_script(self, world: World, way: Route, ref: KeyRef) -> Section:
        from setpoint.core.key_script import scripts
        from setpoint.core.keyref import pair_hash

        if (trouble := _unspeakable(world.state)) is not None:
            return self._section(trouble)
        pair = pair_hash(way.url, ref)
        wanted = scripts(way.url, ref, world.scheme(ref.scheme), world.platform.name, world.python)
        folder = world.state / "helpers"
        world.notes.helper = _as_it_is_called(folder / wanted[0].name, world)
        if (unsafe := _unsafe(world, wanted)) is not None:
            return self._section(unsafe)
        present = all(world.machine.files.read(folder / script.name) == script.text.encode() for script in wanted)
        if present and pair in world.ledger.read().keys:
            return self._section(Condition(AVAILABLE, State.TRUE, "Resolved", str(ref)))
        line = Line("+", "script", wanted[0].name, f"gives {ref} to {way.url} and to nothing else")
        change = Change(self.name, (line,), Prepare(ref, pair, wanted))
        condition = Condition(AVAILABLE, State.FALSE, "NotChecked", f"{ref} was not resolved for this endpoint yet")
        return self._section(condition, (change,))


def _as_it_is_called(script: Path, world: World) -> str:
    """By the name that the entry may hold already: a home of two names is no reason to write it anew each time."""
    known = (name for name in world.ledger.read().scripts if world.machine.files.same(script, name))
    return next(known, str(script))


def _unspeakable(folder: Path) -> Condition | None:
    """Claude's files are UTF-8, and hold the path of the script. On Linux a name may be any bytes."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        message = f"Claude's files cannot hold the path of its script: {str(folder)!r} is not UTF-8"
        hint = "name a folder of another name for Setpoint: XDG_STATE_HOME"
        return Condition(AVAILABLE, State.FALSE, "NoSpelling", message, hint, "SP306", exit_code=4)
    return None


def _unsafe(world: World, wanted: tuple[Script, ...]) -> Condition | None:
    """The app runs the script as the person: it is not pointed at one that somebody else could put there."""
    from setpoint.core.way import gap

    for script in wanted:
        found = gap(world.machine, world.state / "helpers" / script.name, world.state)
        if found is not None:
            message = f"{found.place} {found.why}, who could so replace the script that Claude runs"
            return Condition(AVAILABLE, State.FALSE, "NotSafe", message, found.cure, "SP708", exit_code=4)
    return None


def _placeholder(way: Route) -> Notice:
    message = "no key is needed for this server; a fixed placeholder, which is not a secret, is written"
    return Notice("SP310", message, way.url, level=Level.NOTE)


RESOURCE: Resource = ClaudeKey()

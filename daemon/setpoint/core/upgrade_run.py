"""An upgrade of Ollama, carried out: its programs run to their end, then the server is asked until it is a new one."""

from __future__ import annotations

import re
from typing import Final

from setpoint.core.ledger import Attempt
from setpoint.core.ollama_answers import told
from setpoint.core.plain_key import looks_like_key
from setpoint.core.ports import Ran
from setpoint.core.resource import World
from setpoint.core.upgrading import TARGET, Upgrade, by_hand, in_use, last
from setpoint.core.versions import parse, satisfies
from setpoint.errors import CommandFailed, NeedsPerson, OllamaTrouble, SetpointError, Waiting
from setpoint.value import replace

LIMIT: Final = 1800.0
"""Seconds for all the programs together: a gigabyte over a slow line, and whatever else brew finds to do."""

PATIENCE: Final = 120.0
"""Seconds in which the new server must answer. A server that reads many models at its start takes a while."""

STEP: Final = 1.0
_COLOURS: Final = r"\x1b\[[0-9;?]*[A-Za-z]"
_LOGIN: Final = r"(?<=://)[^/\s@]+@"


def carry_out(upgrade: Upgrade, world: World) -> None:
    """Waiting where it must not begin now. What fails is remembered, so that an agent tries it ever more rarely."""
    with world.sole():
        if not _still_wanted(upgrade, world):
            return
        _remember(_begun(upgrade, world), world)
        try:
            _run(upgrade, world)
            _look_again(upgrade, world)
        except SetpointError as error:
            _note(error, world)
            raise
        _remember(None, world)


def _still_wanted(upgrade: Upgrade, world: World) -> bool:
    """Asked anew: since the plan was made somebody may have upgraded by hand, or begun to talk to a model."""
    world.ollama.forget()
    if satisfies(world.ollama.version(), upgrade.floor) is not False:
        return False
    world.ollama.loaded()  # without an answer nothing is done
    busy = in_use(world)
    if busy:
        hint = f"it goes on when the server has unloaded it; `ollama stop {busy[0]}` does so now"
        raise Waiting("SP233", f"the upgrade waits: {busy[0]} is loaded", where=TARGET, hint=hint)
    if world.stopped():
        raise Waiting("SP233", "the upgrade waits: another Setpoint is at work", where=TARGET, hint="run again")
    return True


def _begun(upgrade: Upgrade, world: World) -> Attempt:
    tried = last(upgrade, world)
    times = tried.times + 1 if tried else 1
    return Attempt(upgrade.server, world.profile.generation, world.clock.now(), times)


def _run(upgrade: Upgrade, world: World) -> None:
    until = world.clock.now() + LIMIT
    for argv in upgrade.commands:
        try:
            ran = _one(argv, max(STEP, until - world.clock.now()), world)
        except CommandFailed as error:
            raise _failure(error.message, upgrade) from None
        if ran.status != 0:
            said = last_words(ran.out + ran.err)
            name = re.split(r"[/\\]", argv[0])[-1]
            raise _failure(f"{name} ended with status {ran.status}{said and f': {said}'}", upgrade)


def _one(argv: tuple[str, ...], seconds: float, world: World) -> Ran:
    def said(text: str) -> None:
        world.tell.progress(TARGET, last_words(text) or "upgrading", 0, 0)

    said("")
    lasting = world.machine.lasting
    return lasting(argv, seconds=seconds, said=said) if lasting else world.machine.run(argv, seconds=seconds)


def _failure(what: str, upgrade: Upgrade) -> CommandFailed:
    hint = f"run it in a terminal: {by_hand(upgrade)}"
    return CommandFailed("SP232", f"the upgrade failed: {what}", where=TARGET, hint=hint)


def _look_again(upgrade: Upgrade, world: World) -> None:
    """Until the server is new enough, or another one that is not; at most for `PATIENCE`."""
    until = world.clock.now() + PATIENCE
    while True:
        found = _version(world)
        if found and satisfies(found, upgrade.floor) is not False:
            return
        if found and parse(found) > parse(upgrade.server):
            raise _too_old(f"upgraded to {found}, the newest to be had this way, which is older than {upgrade.floor}")
        if world.clock.now() >= until:
            break
        world.tell.progress(TARGET, "waits for the server", 0, 0)
        world.clock.sleep(STEP)
    if not found:
        raise _too_old("the upgrade ended well, but the server does not answer since", "start Ollama")
    raise _too_old(f"the upgrade ended well, but the server that answers still is {found}", "restart the Ollama server")


def _version(world: World) -> str:
    world.ollama.forget()
    try:
        return world.ollama.version()
    except OllamaTrouble:
        return ""


def _too_old(message: str, hint: str = "demand less in `ollama.version`, or install Ollama another way") -> NeedsPerson:
    return NeedsPerson("SP234", message, where=TARGET, hint=hint)


def _note(error: SetpointError, world: World) -> None:
    found = _version(world)

    def step(tried: Attempt | None) -> Attempt | None:
        """The server may be a newer one by now, and still too old."""
        server = found or (tried.server if tried else "")
        return tried and replace(tried, server=server, code=error.code, message=error.message, hint=error.hint)

    world.change_server(lambda memory: replace(memory, upgrade=step(memory.upgrade)))


def _remember(tried: Attempt | None, world: World) -> None:
    world.change_server(lambda memory: replace(memory, upgrade=tried))


def last_words(output: str) -> str:
    """The last line of what a program said, fit to be shown: one line, no colours, never a key."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", re.sub(_COLOURS, "", output)) if line.strip()]
    line = re.sub(_LOGIN, "…@", lines[-1]) if lines else ""
    return "…" if looks_like_key(line) else told(line)

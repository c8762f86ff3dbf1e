"""Whether the agent, started by a service manager and not from this shell, can have the keys too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok, warning
from setpoint.core.key_places import KeyPlace, key_places
from setpoint.core.ports import Machine
from setpoint.core.profile import KeyRef

OP_VARIABLES: Final = ("OP_SESSION", "OP_SERVICE_ACCOUNT_TOKEN", "OP_CONNECT_TOKEN")
"""What signs `op` in; the first has the account's name behind it."""

LAUNCHD_PATH: Final = ("usr/bin", "bin", "usr/sbin", "sbin")
"""What launchd gives to an agent that says nothing else; ours does not (launchd.plist(5))."""

PRIVATE: Final = ("/tmp", "/var/tmp")  # noqa: S108 - nothing is written there
"""Folders of which a confined agent has its own (`PrivateTmp=`, systemd.exec(5))."""


class KeyService:
    area: Area = "keys"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.trouble is not None:
            return
        for place in key_places(scene.world):
            seen = _evidence(scene, place)
            if seen == "True":
                yield ok(f"{place.key} {place.ref} is found by the running agent too")
            elif seen == "False":
                message = f"{place.key} {place.ref}: the running agent does not find it"
                yield failure("SP704", message, "setpoint service logs says more")
            elif (why := _only_here(place.ref, scene.world.machine)) and _is_served(scene):
                yield warning("SP704", f"{place.key} {place.ref}: {why[0]}", why[1])


def _evidence(scene: Scene, place: KeyPlace) -> str:
    """What the agent's own last look says: each look resolves a key that is written in plain, and only such a one.

    A state that began before that look, and holds, is what it saw.
    """
    agent, since = scene.agent, scene.world.ledger.read().since.get("KeyAvailable")
    if agent is None or since is None or not place.routed or place.ref.delivery != "static":
        return ""
    fresh = agent.generation == scene.world.profile.generation and agent.whole > since.at
    return since.state if fresh else ""


def _is_served(scene: Scene) -> bool:
    """Whether an agent runs, or would at the next login. Asked last: a service manager takes its time."""
    world = scene.world
    return scene.agent is not None or world.platform.service().state(world.machine).installed


def _only_here(ref: KeyRef, machine: Machine) -> tuple[str, str] | None:
    """Why the agent may not have what this shell has, and the cure."""
    if ref.scheme == "env":
        return "this variable is one of this shell; the agent is started without it", "keyring: or file: serve both"
    if ref.scheme == "op" and any(name.startswith(OP_VARIABLES) for name in machine.env):
        told = "op is signed in by a variable of this shell, which neither the agent nor Claude has"
        return told, "turn on the integration of 1Password's own app"
    if ref.scheme == "file" and machine.system == "linux" and str(ref.rest).startswith(tuple(f"{p}/" for p in PRIVATE)):
        return "a confined agent has a /tmp of its own, without this file", "keep it below your home"
    program = _program(ref, machine)
    if program and machine.system == "macos" and not _found(program, machine):
        return f"{program} is found by this shell's PATH, which the agent does not have", "write its whole path"
    return None


def _program(ref: KeyRef, machine: Machine) -> str:
    """The program of a command as the profile spells it, where that is a bare name."""
    if ref.scheme == "op":
        return "op"
    if ref.scheme != "command" or not isinstance(ref.rest, Mapping):
        return ""
    argv = ref.rest.get("command") or ref.rest.get(machine.system)
    name = str(argv[0]) if isinstance(argv, list | tuple) and argv else ""
    return name if PurePosixPath(name).name == name else ""


def _found(program: str, machine: Machine) -> bool:
    return any(machine.files.modified(Path(machine.root) / folder / program) is not None for folder in LAUNCHD_PATH)


CHECK: Check = KeyService()

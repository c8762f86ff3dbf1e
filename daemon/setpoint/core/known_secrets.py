"""Every secret that can be seen from here without asking a tool for it, so that none is ever told. Reads only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.core.facts.claude import PLACEHOLDER
from setpoint.core.facts.ollama import UPGRADES
from setpoint.core.ports import ClaudeFolder, Machine
from setpoint.errors import FileTrouble

NAMES: Final = r"(?i)(key|token|secret|passw|credential|authoriz|headers?$|cookie)(?!.*(kind|helper|ttl\w*|scheme)$)"
"""Names of variables and members whose values may be secrets, but for those that only say how one is delivered."""

USERINFO: Final = r"://[^/\s@:]{0,200}:([^/\s@]{1,200})@"

LIMIT: Final = 1 << 20


def secrets(machine: Machine, folders: tuple[ClaudeFolder, ...], profile: object) -> frozenset[str]:
    """`profile` is the plain data of the file, valid or not. Of a tool (`keyring:`, `op:`, a command) none is asked."""
    found = {text for name, text in machine.env.items() if re.search(NAMES, name)}
    found |= set(_in_profile(profile, machine))
    for folder in folders:
        found |= set(_in_claude(machine, folder))
    pieces = {piece for text in found for piece in text.split()}
    harmless = {PLACEHOLDER, "Bearer", "Basic", *_of_upgrades()}
    return frozenset((found | pieces) - harmless)


def _of_upgrades() -> Iterator[str]:
    """What commands consist of that upgrade an Ollama: in an `upgrade_command` none of it is a secret."""
    for each in UPGRADES.values():
        yield from re.findall(r"[A-Za-z.-]+", each.text)


def _in_profile(profile: object, machine: Machine) -> Iterator[str]:
    """Headers and other members that tell of a secret; what a key reference leads to; arguments of commands."""
    for text in _texts(profile):
        yield from re.findall(USERINFO, text)
    parts = profile.values() if isinstance(profile, Mapping) else ()
    for part in parts:
        if isinstance(part, Mapping):
            yield from _below({name: member for name, member in part.items() if name != "key"})
            yield from _behind(part.get("key"), machine)
            yield from _arguments(part.get("upgrade_command"))


def _behind(reference: object, machine: Machine) -> Iterator[str]:
    scheme, _, rest = reference.partition(":") if isinstance(reference, str) else ("", "", "")
    if isinstance(reference, Mapping):
        for member in reference.values():
            yield from _arguments(member)
        scheme, rest = next(((n, str(t)) for n, t in reference.items() if n in ("env", "file", "systemd")), ("", ""))
    rest = rest.removeprefix(f"{scheme}:")
    if scheme == "env":
        yield machine.env.get(rest, "")
    elif scheme == "file":
        yield from _lines(machine, machine.home / rest[2:] if rest.startswith("~/") else Path(rest))
    elif scheme == "systemd" and (folder := machine.env.get("CREDENTIALS_DIRECTORY")):
        yield from _lines(machine, Path(folder) / rest)
    elif scheme not in ("keyring", "op") and isinstance(reference, str):
        yield reference


def _arguments(command: object) -> Iterator[str]:
    """What follows the program, for one system or for each."""
    if isinstance(command, Mapping):
        for each in command.values():
            yield from _arguments(each)
    elif isinstance(command, list):
        yield from (word for word in command[1:] if isinstance(word, str))


def _lines(machine: Machine, path: Path) -> list[str]:
    with suppress(FileTrouble, ValueError):
        return (machine.files.read(path, limit=LIMIT) or b"").decode("utf-8", "replace").splitlines()
    return []


def _in_claude(machine: Machine, folder: ClaudeFolder) -> Iterator[str]:
    files, library = machine.files, Path(folder.library)
    with suppress(FileTrouble):
        paths = [library / name for name in files.names(library)]
        for path in (*paths, Path(folder.settings), Path(folder.native) / Path(folder.settings).name):
            with suppress(FileTrouble, ValueError, RecursionError):
                yield from _below(json.loads(files.read(path) or b"null"))


def _below(thing: object) -> Iterator[str]:
    """The texts in members whose names tell of a secret."""
    if isinstance(thing, Mapping):
        for name, member in thing.items():
            yield from _texts(member) if re.search(NAMES, str(name)) else _below(member)
    elif isinstance(thing, list):
        for each in thing:
            yield from _below(each)


def _texts(thing: object) -> Iterator[str]:
    """All of them in a value, however deep. A text that is JSON or a header (`Name: value`) gives its parts."""
    if isinstance(thing, str):
        yield thing
        yield thing.partition(":")[2].strip()
    elif isinstance(thing, Mapping | list):
        for each in thing.values() if isinstance(thing, Mapping) else thing:
            yield from _texts(each)

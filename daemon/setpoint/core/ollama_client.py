"""Ollama's program on this machine, and what `ollama -v` says. Reads through ports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from setpoint.core.facts.ollama_program import CLIENT, NAMES, PLACES, VERSION
from setpoint.core.ports import Machine
from setpoint.errors import FileTrouble


def programs(machine: Machine) -> tuple[Path, ...]:
    """Every one that is found, the one that a shell would start first. Two names of one file are two."""
    name = NAMES[machine.system]
    return tuple(dict.fromkeys(path for folder in _folders(machine) if _there(machine, path := folder / name)))


def client_version(said: str) -> str:
    """The version of the program out of what `ollama -v` printed; "" where it says none."""
    found = re.search(CLIENT, said) or re.search(VERSION, said, re.MULTILINE)
    return found[1] if found else ""


def _folders(machine: Machine) -> Iterator[Path]:
    path = machine.env.get("PATH") or ""
    if machine.system == "windows":
        yield from (Path(part) for part in path.split(";") if part)
        if local := machine.env.get("LOCALAPPDATA"):
            yield Path(local) / "Programs/Ollama"
        return
    yield from (machine.root / part.lstrip("/") for part in path.split(":") if part.startswith("/"))
    yield from (machine.root / place for place in PLACES[machine.system])
    yield machine.home / ".nix-profile/bin"


def _there(machine: Machine, file: Path) -> bool:
    try:
        facts = machine.files.facts(file)
    except FileTrouble:
        return False
    return facts is not None and facts.kind in ("file", "link")

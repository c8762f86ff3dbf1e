"""Where a new profile goes, and its schema beside it. Nothing is ever overwritten."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint import shipped
from setpoint.cli import passes, profiles
from setpoint.errors import NeedsPerson
from setpoint.telling.ink import Ink, printable
from setpoint.wiring import Surroundings

SCHEMA: Final = "profile.schema.json"

EDITORS: Final = f"# yaml-language-server: $schema={SCHEMA}\n"
"""Editors with a YAML language server read this first line; a relative name also holds in a dotfiles checkout."""

READABLE: Final = 0o644
"""A profile holds no key, and that of a system is read by everybody."""


def usual(here: Surroundings) -> Path:
    """Where every command looks for it: named in the environment, or the person's own."""
    named = here.env.get("SETPOINT_PROFILE")
    return profiles.typed(named, here) if named else Path(here.folders.config) / "profile.yaml"


def free(args: Namespace, here: Surroundings) -> Path:
    """The place that is meant. NeedsPerson (SP904) where something is there."""
    path = profiles.typed(args.profile, here) if args.profile else usual(here)
    return unused(path, here)


def overshadowed(here: Surroundings, ink: Ink) -> Iterator[str]:
    """That there is a profile for everybody here, which one of a person's own takes the place of."""
    system = Path(here.folders.system) / "profile.yaml"
    if here.machine.files.facts(system) is not None:
        yield from ink.told("wait", "!", f"{system} is there for everybody; a profile of your own takes its place")


def unused(path: Path, here: Surroundings) -> Path:
    if here.machine.files.facts(path) is not None:  # a link that leads nowhere is there too, and means something
        raise NeedsPerson(
            "SP904",
            "exists already; it is never overwritten",
            where=str(path),
            hint="move it away first, or name another file: setpoint init --profile PATH",
        )
    return path


def write(path: Path, text: str, here: Surroundings) -> bool:
    """The profile, and the schema for the editor beside it; whether that was put there now."""
    here.machine.files.write(path, (EDITORS + text).encode(), seen=None, mode=READABLE)
    place = path.with_name(SCHEMA)
    if here.machine.files.facts(place) is not None:
        return False
    here.machine.files.write(place, shipped.read("schemas", SCHEMA).encode(), seen=None, mode=READABLE)
    return True


def written(path: Path, how: str, here: Surroundings, *, schema: bool) -> Iterator[str]:
    shown = printable(passes.place(str(path), here))
    yield f"{Ink(here.out, here.env)('good', '✓')} {shown} {how}"
    if schema:
        yield f"  {SCHEMA} beside it lets an editor complete and check it; `setpoint schema` prints a newer one"


def option(path: Path, here: Surroundings) -> str:
    """The words that name this profile to other commands, where they would not find it by themselves."""
    return "" if path == usual(here) else f" --profile {printable(passes.place(str(path), here))}"

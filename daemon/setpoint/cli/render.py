"""`setpoint render`: the files that a profile means on any system, from any system; for a review, in CI say."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.core.rendering import Rendered, render
from setpoint.errors import NeedsPerson
from setpoint.telling.ink import Ink, printable
from setpoint.wiring import Surroundings

SYSTEMS: Final = ("macos", "windows", "linux")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--platform", choices=SYSTEMS, required=True, help="the system that the files are for")
    parser.add_argument("--out", metavar="DIR", help="write them below this new or empty folder instead")


def run(args: Namespace, here: Surroundings) -> int:
    profile = profiles.written(args, here)
    platform, machine = wiring.elsewhere(args.platform)
    state, where = platform.own_folders(machine).state, platform.claude_folders(machine)[0]
    files = render(profile, args.platform, where, state, wiring.scheme)
    if not files:
        print(f"mode {profile.mode}: nothing is written where nothing of ours was there before", file=here.out)
    elif args.out is None:
        print("\n".join(_lines(files, Ink(here.out, here.env))), end="", file=here.out)
    else:
        _write(files, profiles.typed(args.out, here), here)
    return 0


def _lines(files: tuple[Rendered, ...], ink: Ink) -> Iterator[str]:
    for file in files:
        yield f"{ink('bold', f'==> {printable(file.path)}')}"
        yield file.text


def _write(files: tuple[Rendered, ...], folder: Path, here: Surroundings) -> None:
    """In an empty folder only: a path like ~/.config would be that of the real files."""
    found = here.machine.files.facts(folder)
    if found is not None and (found.kind != "folder" or here.machine.files.names(folder)):
        hint = "name a folder that is new or empty"
        raise NeedsPerson("SP904", "exists already; it is never overwritten", where=str(folder), hint=hint)
    for file in files:
        mode = 0o755 if file.program else 0o644
        here.machine.files.write(folder / file.below, file.text.encode(), seen=None, mode=mode)
        print(f"{passes.place(str(folder / file.below), here)}  for {printable(file.path)}", file=here.out)

"""`setpoint init`: a profile to start from, out of the shipped examples. Nothing is ever overwritten."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint import shipped
from setpoint.cli import passes, profiles
from setpoint.core.finding import meant
from setpoint.errors import NeedsPerson, UsageWrong
from setpoint.telling.ink import Ink, printable
from setpoint.wiring import Surroundings

SCHEMA: Final = "profile.schema.json"

EDITORS: Final = f"# yaml-language-server: $schema={SCHEMA}\n"
"""Editors with a YAML language server read this first line; a relative name also holds in a dotfiles checkout."""

READABLE: Final = 0o644
"""A profile holds no key, and that of a system is read by everybody."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="example", metavar="NAME", help="the example; without it they are listed")


def run(args: Namespace, here: Surroundings) -> int:
    names = [name.removesuffix(".yaml") for name in shipped.names("profiles", ".yaml")]
    if args.example is None:
        print("\n".join(_listing(names)), file=here.out)
        raise UsageWrong("SP905", "say which example to start from", hint="setpoint init --from local")
    if args.example not in names:
        hint = meant(args.example, names) or f"there are {', '.join(names)}"
        raise UsageWrong("SP905", f'there is no example "{args.example}"', hint=hint)
    path = _target(args, here)
    text = EDITORS + shipped.read("profiles", f"{args.example}.yaml")
    here.machine.files.write(path, text.encode(), seen=None, mode=READABLE)
    print("\n".join(_said(args, path, _beside(path, here), here)), file=here.out)
    return 0


def _listing(names: list[str]) -> Iterator[str]:
    width = max(map(len, names))
    for name in names:
        yield f"  {name:<{width}}  {_about(shipped.read('profiles', f'{name}.yaml'))}"


def _about(text: str) -> str:
    """The first sentence of the comment that an example begins with."""
    comment = []
    for line in text.splitlines():
        if not line.startswith("# "):
            break
        comment.append(line.removeprefix("# "))
    return " ".join(comment).partition(". ")[0].rstrip(".") + "."


def _target(args: Namespace, here: Surroundings) -> Path:
    named = args.profile or here.env.get("SETPOINT_PROFILE")
    path = profiles.typed(named, here) if named else Path(here.folders.config) / "profile.yaml"
    if here.machine.files.facts(path) is not None:  # a link that leads nowhere is there too, and means something
        raise NeedsPerson(
            "SP904",
            "exists already; it is never overwritten",
            where=str(path),
            hint="move it away first, or name another file: setpoint init --from NAME --profile PATH",
        )
    return path


def _beside(path: Path, here: Surroundings) -> bool:
    """The schema for the editor, beside the profile; whether it was put there now."""
    place = path.with_name(SCHEMA)
    if here.machine.files.facts(place) is not None:
        return False
    here.machine.files.write(place, shipped.read("schemas", SCHEMA).encode(), seen=None, mode=READABLE)
    return True


def _said(args: Namespace, path: Path, schema: bool, here: Surroundings) -> Iterator[str]:
    ink = Ink(here.out, here.env)
    shown = printable(passes.place(str(path), here))
    yield f"{ink('good', '✓')} {shown} started from {args.example}"
    if schema:
        yield f"  {SCHEMA} beside it lets an editor complete and check it; `setpoint schema` prints a newer one"
    option = f" --profile {shown}" if args.profile else ""
    yield f"Next: read it and change what you like, then: setpoint{option} validate, setpoint{option} plan"

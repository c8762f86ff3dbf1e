"""What the parsers of all commands understand, as values. Imports every command: not for what must start quickly."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final

from setpoint import __version__, discovery, shipped
from setpoint.cli.main import COMMANDS, program, spoken_parser
from setpoint.core.check import AREAS
from setpoint.core.explain.conditions import MEANINGS
from setpoint.core.facts.claude_models import IDS
from setpoint.core.grammar import Given, Grammar, Kind, Option, Spoken, Word

KINDS: Final[dict[str, Kind]] = {"PATH": "file", "FILE": "file", "DIR": "folder"}
"""By the name of a value in a usage line."""

SPANS: Final = (Word("2h"), Word("1d"), Word("7d"))
KNOWN: Final[Mapping[tuple[str, str], Iterable[str]]] = {
    ("test", "slots"): IDS,
    ("doctor", "areas"): AREAS,
    ("explain", "word"): (*IDS, *MEANINGS),
}
"""What free words may be, by command and place; more may stand there."""


def grammar() -> Grammar:
    parser = program()
    commands = tuple(_spoken(name) for name in COMMANDS)
    return Grammar(__version__, parser.description or "", tuple(_options("", parser)), commands)


def _spoken(name: str) -> Spoken:
    parser = spoken_parser(name, import_module(f"setpoint.cli.{name}"))
    places = tuple(_given(name, action) for action in parser._actions if not action.option_strings)  # noqa: SLF001
    return Spoken(name, COMMANDS[name], tuple(_options(name, parser)), places)


def _options(command: str, parser: argparse.ArgumentParser) -> Iterator[Option]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to its actions, not even for a formatter
        if action.option_strings and action.help != argparse.SUPPRESS:
            given = None if action.nargs == 0 else _given(command, action)
            yield Option(tuple(action.option_strings), _about(action), given, action.required)


def _given(command: str, action: argparse.Action) -> Given:
    shown = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices:
        shown = "{" + ",".join(map(str, action.choices)) + "}"
    return Given(
        shown,
        _about(action),
        KINDS.get(shown, "word"),
        tuple(_words(command, action)),
        many=action.nargs in ("*", "+"),
        needed=action.nargs not in ("*", "?"),
    )


def _words(command: str, action: argparse.Action) -> Iterator[Word]:
    """What can be offered: the choices, and what is known of free values when the script is made."""
    if action.choices:
        said = dict(re.findall(r"(?:^|; )(\w+): ([^;]+)", _about(action)))
        yield from (Word(str(choice), said.get(str(choice), "")) for choice in action.choices)
    elif (command, action.dest) == ("init", "example"):
        yield from (Word(name.removesuffix(".yaml")) for name in shipped.names("profiles", ".yaml"))
    elif action.metavar == "REF":
        schemes = (name for name in discovery.names("setpoint.keyrefs") if name != "command")
        yield from (Word("op://" if name == "op" else f"{name}:", open=True) for name in schemes)
        if command == "key":
            yield from (Word("ollama", "the one in the profile"), Word("gateway", "the one in the profile"))
    elif (command, action.dest) in KNOWN:
        yield from map(Word, KNOWN[command, action.dest])
    elif action.metavar == "TIME":
        yield from SPANS


def _about(action: argparse.Action) -> str:
    """Help as it is printed, without a full stop or line breaks."""
    return " ".join((action.help or "").replace("%%", "%").split())

"""The files that a profile means on a system where nothing was there before. Pure: no file is read, no key asked for.

The system's own logic finds its folders in a made-up home; afterwards the made-up part of each path is replaced by the
variable that stands for it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Final

from setpoint.core.claude_files import FileSeen, FilesSeen, apply_turn
from setpoint.core.document import Document
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.key_script import scripts
from setpoint.core.ledger import ClaudeMemory
from setpoint.core.ollama_url import resolve_url
from setpoint.core.ports import ClaudeFolder, Scheme, Script, System
from setpoint.core.profile import Profile
from setpoint.core.route import Route, entry, route
from setpoint.core.secret import Secret
from setpoint.value import replace, value

MASK: Final = "…"

PYTHON: Final = "python3"
"""Stands for the interpreter that Setpoint is installed in, where a script needs one."""


@value
class MadeUp:
    """A home that nobody has. `shown`: what its folders are called by whoever has one, the longest first."""

    home: str
    env: Mapping[str, str]
    shown: tuple[tuple[str, str], ...]


HOMES: Final[Mapping[System, MadeUp]] = {
    "linux": MadeUp(
        "/home/you",
        {},
        (
            ("/home/you/.local/state", "${XDG_STATE_HOME:-~/.local/state}"),
            ("/home/you/.config", "${XDG_CONFIG_HOME:-~/.config}"),
        ),
    ),
    "macos": MadeUp("/Users/you", {}, (("/Users/you", "~"),)),
    "windows": MadeUp(
        "C:/Users/you",
        {
            "USERPROFILE": "C:\\Users\\you",
            "LOCALAPPDATA": "C:\\Users\\you\\AppData\\Local",
            "APPDATA": "C:\\Users\\you\\AppData\\Roaming",
            "ProgramData": "C:\\ProgramData",
        },
        (
            ("C:/Users/you/AppData/Local", "%LOCALAPPDATA%"),
            ("C:/Users/you/AppData/Roaming", "%APPDATA%"),
            ("C:/Users/you", "%USERPROFILE%"),
        ),
    ),
}


@value
class Rendered:
    """One file. `path` begins with the variable for its folder, `below` is what follows, with slashes."""

    path: str
    below: str
    text: str
    program: bool = False


def render(
    profile: Profile, system: System, where: ClaudeFolder, state: PurePath, scheme: Callable[[str], Scheme]
) -> tuple[Rendered, ...]:
    """Scripts, entry, index, settings; nothing in the modes without an entry. KeyUnavailable: no script can be made.

    A key that would stand in a file, and the values of headers, are masked. `OLLAMA_HOST` of this machine means nothing
    on another one, so without `ollama.url` it is Ollama's default.
    """
    way = route(profile, resolve_url(profile.ollama.url, None)[0])
    if way is None:
        return ()
    made = _scripts(way, system, scheme)
    helpers = state / "helpers"
    helper = _symbolic(str(helpers / made[0].name), system)[0] if made else ""
    first = [_rendered(str(helpers / script.name), script.text, system, program=True) for script in made]
    return (*first, *_files(way, system, where, helper))


def _scripts(way: Route, system: System, scheme: Callable[[str], Scheme]) -> tuple[Script, ...]:
    if way.key is None or way.key.delivery == "static":
        return ()
    return scripts(way.url, way.key, scheme(way.key.scheme), system, PYTHON)


def _files(way: Route, system: System, where: ClaudeFolder, helper: str) -> Iterator[Rendered]:
    masked = replace(way, headers=dict.fromkeys(way.headers, MASK))
    static = Secret(MASK) if way.key is not None and not helper else None
    nothing = FilesSeen(_nothing("entry"), _nothing("index"), _nothing("settings"), frozenset())
    turn = apply_turn(nothing, ClaudeMemory(), entry(masked, helper=helper, static=static), "")
    places = {"entry": where.entry(ENTRY_ID), "index": where.index, "settings": where.settings}
    for write in turn.writes:
        yield _rendered(str(places[write.path.name]), (write.data or b"").decode(), system)


def _nothing(name: str) -> FileSeen:
    return FileSeen(Path(name), None, Document.empty())


def _rendered(path: str, text: str, system: System, *, program: bool = False) -> Rendered:
    return Rendered(*_symbolic(path, system), text.replace("\r\n", "\n"), program)


def _symbolic(path: str, system: System) -> tuple[str, str]:
    """The path as people of that system write it, and the part of it below the variable."""
    plain = path.replace("\\", "/")
    for start, name in HOMES[system].shown:
        if plain.startswith(f"{start}/"):
            below = plain[len(start) + 1 :]
            shown = f"{name}/{below}"
            return (shown.replace("/", "\\") if system == "windows" else shown), below
    return path, plain.lstrip("/")

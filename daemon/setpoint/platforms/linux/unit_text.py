"""The texts of our units: the shipped ones, with the program, the variables and the folders of one person put in.

Quoting is systemd's own (systemd.syntax(7), systemd.service(5)): `%` begins a specifier, `$` a variable of a command
line, and a backslash is kept as it is in a list of paths. Tried with 252 by `systemd-analyze verify`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from setpoint import __version__
from setpoint.errors import PlatformTrouble

UNIT: Final = "setpoint.service"
DROP_IN: Final = "setpoint.service.d/10-namespaces.conf"

_HEAD: Final = (
    f"# Written by `setpoint service install` of Setpoint {__version__}, which writes it anew: do not edit it.\n"
)
_UNSAYABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def unit(shipped: str, argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Starts this program, with these variables."""
    program, *arguments = argv
    words = " ".join([_word(program), *(_word(argument).replace("$", "$$") for argument in arguments)])
    lines = [f"ExecStart={words}", *(f"Environment={_word(f'{name}={text}')}" for name, text in env.items())]
    return _HEAD + _with(shipped, "ExecStart", lines)


def drop_in(shipped: str, folders: Iterable[PurePath]) -> str:
    """Lets these folders be written. One that is not there keeps nothing from starting."""
    return _HEAD + _with(shipped, "ReadWritePaths", [f"ReadWritePaths={_path(f'-{folder}')}" for folder in folders])


def confinement(*, full: bool) -> str:
    if full:
        return "confined: few system calls, and of the home only the folders around Claude's and ours can be written"
    return "confined: few system calls; without user namespaces the home can be written"


def _with(text: str, key: str, lines: Sequence[str]) -> str:
    """The one line of this key becomes these."""
    before, _, rest = text.partition(f"\n{key}=")
    after = rest.partition("\n")[2]
    return "\n".join([before, *lines, after])


def _word(text: str) -> str:
    text = _sayable(text).replace("%", "%%")
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sayable(text: str) -> str:
    """PlatformTrouble (SP411): a line end would begin another directive, and a unit is UTF-8."""
    if _UNSAYABLE.search(text):
        message = f"a unit of systemd cannot hold {text!r}"
        raise PlatformTrouble(
            "SP411", message, hint="give this folder another name, or run the agent by hand: setpoint run"
        )
    return text


def _path(text: str) -> str:
    text = _sayable(text).replace("%", "%%")
    if _PLAIN.fullmatch(text):
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'

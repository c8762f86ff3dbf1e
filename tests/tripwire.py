"""Makes the real home unreachable: its variables point elsewhere, and touching it all the same ends the test."""

from __future__ import annotations

import os
import site
import sys
import tempfile
from collections.abc import Iterable, MutableMapping
from pathlib import Path

REAL_HOME = "SETPOINT_TESTS_REAL_HOME"
"""Worker processes inherit the throw-away home; this tells them what they must not touch."""

WATCHED = {
    "open": 1,
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.listdir": 1,
    "os.mkdir": 1,
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.scandir": 1,
    "os.symlink": 2,
    "os.truncate": 1,
    "os.utime": 1,
}
"""Audit events, and how many of their first arguments are paths. `os.stat` raises none: a look changes nothing."""

FOREIGN = ("ANTHROPIC_", "CLAUDE_", "OLLAMA_", "SETPOINT_PROFILE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_COLOR")
"""Variables of the person at this machine that would change what the code under test does."""


class RealHomeTouched(BaseException):
    """No `except Exception` in the code under test may swallow this."""


def move_home(environment: MutableMapping[str, str], real: Path, throwaway: Path) -> None:
    """Let a process and its children live in the throw-away home, undisturbed by a person's settings."""
    for name in [name for name in environment if name.upper().startswith(FOREIGN)]:
        del environment[name]
    runtime = throwaway / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    inside = {
        "HOME": throwaway,
        "USERPROFILE": throwaway,
        "XDG_CONFIG_HOME": throwaway / ".config",
        "XDG_DATA_HOME": throwaway / ".local/share",
        "XDG_STATE_HOME": throwaway / ".local/state",
        "XDG_CACHE_HOME": throwaway / ".cache",
        "XDG_RUNTIME_DIR": runtime,
        "APPDATA": throwaway / "AppData/Roaming",
        "LOCALAPPDATA": throwaway / "AppData/Local",
    }
    environment.update({name: str(path) for name, path in inside.items()})
    environment[REAL_HOME] = str(real)


def needed(checkout: Path) -> tuple[str, ...]:
    """What may lie below the real home and is needed all the same: the Python that runs us, the checkout, temp."""
    return (
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *site.getsitepackages(),
        site.getusersitepackages(),
        *(entry for entry in sys.path if entry),
        str(checkout),
        tempfile.gettempdir(),
    )


def install(real: Path, exceptions: Iterable[str]) -> None:
    """From now on, for the rest of this process: an audit hook cannot be taken away again."""
    home = _plain(real)
    # An exception that holds the home itself would switch the tripwire off.
    free = tuple({place for place in map(_plain, exceptions) if not _below(home, place)})
    if home == str(Path(home).parent):
        return  # a home of `/`, as in some containers: everything would be below it

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        for argument in arguments[: WATCHED.get(event, 0)]:
            if not isinstance(argument, str | bytes | os.PathLike):
                continue
            path = _plain(os.fsdecode(argument))
            if _below(path, home) and not any(_below(path, place) for place in free):
                raise RealHomeTouched(f"{event} of {path}, in the real home")

    sys.addaudithook(hook)


def _plain(path: str | Path) -> str:
    # Text all through: this runs at each file that is opened.
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - resolve() would open what it looks at


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)

"""Where this process stands: the person's home folder, and the folder that relative paths begin in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from setpoint.errors import UsageWrong


def home(env: Mapping[str, str]) -> Path:
    """UsageWrong (SP905) where nobody can tell it. A relative one would be another in each folder."""
    try:
        found = Path.home()
    except RuntimeError:  # there is no HOME, and no user of this number
        raise _homeless("it cannot be told where your home folder is") from None
    if env.get("HOME") == "" or not found.is_absolute():
        raise _homeless("it is not an absolute path")
    return found


def cwd(env: Mapping[str, str]) -> Path:
    """The one that the shell still names where it was removed: what is looked for there is then said to be missing."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/", env.get("PWD", ""))


def _homeless(message: str) -> UsageWrong:
    return UsageWrong("SP905", message, where="HOME", hint="set HOME to your home folder")

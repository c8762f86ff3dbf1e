"""Where an error that nobody foresaw came about, in a file: it may help, but not a person at a prompt."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.ports import Files
from setpoint.errors import SetpointError

FILE = "last-crash.txt"


def keep(error: Exception, files: Files, state: Path) -> str:
    """`; details for a report are in …`, or nothing where it could not be kept.

    The frames only: the text of a foreign exception could hold what must not be kept.
    """
    from traceback import format_exception

    path = state / FILE
    text = "".join(format_exception(type(error), None, error.__traceback__)).encode("utf-8", "backslashreplace")
    try:
        files.write(path, text, seen=files.read(path))
    except SetpointError:
        return ""
    return f"; details for a report are in {path}"

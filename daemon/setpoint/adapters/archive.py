"""A zip file for a person to send: made anew or not at all, and readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from setpoint.errors import FileTrouble, NeedsPerson


def write(path: Path, members: Mapping[str, str]) -> int:
    """Write the texts by their names; its size in bytes. SP904: something is there; SP306: it cannot be."""
    from zipfile import ZIP_DEFLATED, ZipFile

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        hint = "name a file that is not there yet"
        raise NeedsPerson("SP904", "exists already; it is never overwritten", where=str(path), hint=hint) from None
    except OSError as error:
        raise _trouble(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, text in members.items():
                archive.writestr(name, text.encode("utf-8", "replace"))
        return path.stat().st_size
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise _trouble(path, error) from None


def _trouble(path: Path, error: OSError) -> FileTrouble:
    message = f"cannot be written: {error.strerror or 'refused'}"
    return FileTrouble("SP306", message, where=str(path), hint="name a file in a folder of yours")

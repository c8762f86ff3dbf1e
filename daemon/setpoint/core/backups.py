"""Copies of what is about to be changed: the last resort of a person, bounded in number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from setpoint.core.document import Document, DocumentError
from setpoint.core.facts.claude import SECRET_KEYS
from setpoint.core.ports import Files

MASK: Final = "(not kept in backups)"

NESTED: Final = ("gatewayapikey", "customheaders")

KEPT: Final = 10
"""Copies of one file. A switch makes one of each of three files."""


def back_up(files: Files, folder: Path, path: Path, data: bytes, now: float) -> Path:
    """Write a copy of `data`, found at `path`, into the folder, and drop the oldest copies of the same file.

    A key that we wrote on request (`delivery: static`) is in the app's file and nowhere else.
    """
    origin = f"{hashlib.sha256(str(path).encode('utf-8', 'surrogateescape')).hexdigest()[:8]}-{path.name}"
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = folder / f"{stamp}-{origin}"
    if files.read(copy) is None:
        files.write(copy, masked(data), seen=None, mode=0o600)
    others = [name for name in files.names(folder) if name.endswith(origin) and name != copy.name]
    for name in others[: 1 - KEPT]:  # never the newest, even if a clock that went back sorts it first
        old = files.read(folder / name)
        if old is not None:
            files.delete(folder / name, seen=old)
    return copy


def masked(data: bytes) -> bytes:
    """The same bytes, but for the values of an entry that hold keys."""
    try:
        document = Document.parse(data)
    except DocumentError:
        return data
    for path in _secret(document.value(), ()):
        document = document.set(path, MASK)
    return document.to_bytes()


def _secret(members: Mapping[str, object], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where keys stand, in the nested shape too (CD 2.2), in which the groups shorten their members' names."""
    for name, member in members.items():
        if name in SECRET_KEYS or name.casefold().endswith(NESTED):
            yield (*path, name)
        elif isinstance(member, dict):
            yield from _secret(member, (*path, name))

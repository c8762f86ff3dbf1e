"""The JSON editor: a file is read or refused, and an edit that is undone leaves no trace."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final, NoReturn
from zlib import crc32

from faults.pieces import VALUES
from faults.target import Target, golden
from odd_json import Pairs, changed, paths, structure
from setpoint.core.document import MISSING, Document, DocumentError, Path, Raw, same

MOST: Final = 400
"""Nodes of a file whose every other place is compared after an edit."""


def document(data: bytes) -> None:
    try:
        read = Document.parse(data)
    except DocumentError as error:
        assert error.line >= 1
        assert error.column >= 1
        assert "nested deeper" in error.reason or not _accepted(data), error.reason
        return
    assert read.to_bytes() == data
    assert _accepted(data)
    chance = Random(crc32(data))
    places = paths(structure(read.text))
    _added(read, places, chance)
    _replaced(read, places, chance)
    _removed(read, places, chance)


def _added(read: Document, places: list[tuple[Path, Any]], chance: Random) -> None:
    """Put in and taken out: the same bytes."""
    path, node = chance.choice([(path, node) for path, node in places if isinstance(node, list)])
    taken = {key for key, _ in node} if isinstance(node, Pairs) else set()
    step: str | int = chance.choice(_KEYS) if isinstance(node, Pairs) else len(node)
    if step in taken:
        return
    value = chance.choice(VALUES)
    where: Path = (*path, step)
    try:
        edited = read.set(where, value)
    except DocumentError as error:
        assert "cannot hold" in error.reason or "deeper" in error.reason, error.reason
        return
    assert same(edited.get(where), value)
    assert edited.set(where, value) == edited
    assert edited.remove(where) == read
    assert Document.parse(edited.to_bytes()) == edited


def _replaced(read: Document, places: list[tuple[Path, Any]], chance: Random) -> None:
    """Changed and put back: the same bytes. In between nothing else is touched."""
    there = [path for path, _ in places if path]
    if not there:
        return
    path = chance.choice(there)
    old = read.raw(path)
    assert old is not None
    try:
        edited = read.set(path, chance.choice(VALUES))
    except DocumentError as error:
        assert "cannot hold" in error.reason or "deeper" in error.reason, error.reason
        return
    assert edited.set(path, Raw(old)) == read
    if len(places) <= MOST:
        assert structure(edited.text) == changed(structure(read.text), path, structure(edited.raw(path) or ""))


def _removed(read: Document, places: list[tuple[Path, Any]], chance: Random) -> None:
    there = [path for path, _ in places if path]
    if there and len(places) <= MOST:
        path = chance.choice(there)
        edited = read.remove(path)
        assert structure(edited.text) == changed(structure(read.text), path, MISSING)
        assert Document.parse(edited.to_bytes()) == edited


def _accepted(data: bytes) -> bool:
    """What the standard library takes, without its extensions."""
    try:
        value = json.loads(data.decode().removeprefix("\ufeff"), parse_constant=_refuse, parse_int=float)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


_KEYS: Final = ("appliedId", "deploymentMode", "k", "a", "", "é", "\ud800", "\n", '"', "a" * 200)
_SEEDS: Final = (
    *golden(".json"),
    b"{}",
    b'{"a":1}',
    b'{ "a" : [ 1 , 2 ] }',
    b'{"a":{},"a":2}',
    b'\xef\xbb\xbf{\r\n\t"a": "\\ud83d\\ude00"\r\n}\r\n',
)

TARGETS: Final = (Target("documents", document, _SEEDS, 120),)

"""What in Claude Desktop's files is not ours, as it is spelled there. Read without the code that it watches over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint.core.facts.claude import ENTRY_ID, RESAVED
from setpoint.standins.claude.desktop import places_in

_BLANKS: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder()
OURS: Final = "inference"
"""What the keys of our entry begin with; those that the app adds by itself (RESAVED) go with the entry."""


def members(text: str) -> dict[str, str]:
    """The members of a JSON object, each with its value as it is spelled."""
    return {json.loads(key): value for key, value in _pairs(text)}


def elements(text: str) -> list[str]:
    """The elements of a JSON list, as they are spelled."""
    found, at = [], _skip(text, 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        found.append(text[at:end])
        at = _next(text, end)
    return found


def foreign(home: Path) -> dict[str, object]:
    """By file: what others wrote. A file that does not parse is its bytes."""
    places = places_in(home)
    files = [*places.data.rglob("*.json"), *places.native.rglob("*.json")]
    return {path.relative_to(home).as_posix(): kept for path in sorted(files) if (kept := _kept(path, home))}


def _kept(path: Path, home: Path) -> object:
    places = places_in(home)
    data = path.read_bytes()
    special = {places.index: _of_index, places.flag: _of_flag, places.entry(ENTRY_ID): _of_ours}
    if path not in special:
        return data
    try:
        json.loads(data)
    except ValueError:
        return data
    return special[path](members(data.decode()))


def _of_index(found: dict[str, str]) -> object:
    rows = [row for row in elements(found.get("entries", "[]")) if json.loads(row).get("id") != ENTRY_ID]
    return {**_without(found, "appliedId", "entries"), **({"entries": rows} if rows else {})}


def _of_flag(found: dict[str, str]) -> object:
    return _without(found, "deploymentMode")


def _of_ours(found: dict[str, str]) -> object:
    return {key: value for key, value in found.items() if not key.startswith(OURS) and key not in RESAVED}


def _without(found: dict[str, str], *keys: str) -> dict[str, object]:
    return {key: value for key, value in found.items() if key not in keys}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "}":
        _, end = _DECODER.raw_decode(text, at)
        key, at = text[at:end], _skip(text, _skip(text, end) + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield key, text[at:end]
        at = _next(text, end)


def _next(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at

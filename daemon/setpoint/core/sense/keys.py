"""Keys and references to keys, in plain data that has no shape yet: a key is refused wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from setpoint.core.finding import Finding, Path
from setpoint.core.keyref import looks_like_key, parse
from setpoint.core.profile import KeyRef

SCHEMES: Final = ("keyring", "file", "op", "env", "systemd", "command")
"""Kinds of key reference, in the order in which a person would try them. One module in `keyrefs` for each."""

OWN_PROCESS: Final = ("env", "systemd")
"""Kinds that only our own process can resolve: the app's environment has neither."""

_HOLDS_KEY: Final = re.compile(
    r".*(?:authori[sz]ation|cookie|token|secret|password|api[-_]?key)", re.IGNORECASE | re.DOTALL
)
"""Names of headers and nested settings whose text is a key, whatever it looks like."""
_NAMED_PLACES: Final = (("ollama", "headers"), ("gateway", "headers"), ("claude", "settings"))


def check(data: object) -> Iterator[Finding]:
    """Plain keys anywhere, and what is wrong with the references."""
    told: set[Path] = set()
    for path, text in _texts(data, ()):
        form = looks_like_key(text)
        if form or (text != path[-1] and _named_like_key(path)):
            told.add(path)
            yield _plain_key(path, form)
    for part in ("ollama", "gateway"):
        path = (part, "key")
        if path not in told:
            yield from _reference(path, _at(data, path))


def _texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text with its path; a key of a mapping stands for itself."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield (*path, key), key
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))


def _named_like_key(path: Path) -> bool:
    """A text in one of the free mappings. Of the settings only nested ones: the catalogue knows the outer ones."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    depth = 3 if path[0:1] != ("claude",) else 4
    return path[:2] in _NAMED_PLACES and len(path) >= depth and bool(_HOLDS_KEY.fullmatch(name))


def _plain_key(path: Path, form: str | None) -> Finding:
    what = f"looks like {form}" if form else "is where a key stands"
    message = f"{what}; keep it out of the file"
    if path[1:2] == ("upgrade_command",):
        return Finding(path, "SP120", message, "let the program fetch it by itself, or name a script that does")
    part = path[0] if path and path[0] in ("ollama", "gateway") else ""
    if not part:
        return Finding(path, "SP120", message, "a profile may be read by others: write references only")
    ref = f"keyring:setpoint/{part}"
    return Finding(path, "SP120", message, f"setpoint key set {ref}, then {part}.key: {ref}")


def _reference(path: Path, value: object) -> Iterator[Finding]:
    if not isinstance(value, str | Mapping):
        return  # the schema tells
    try:
        ref = parse(value, SCHEMES)
    except ValueError as error:
        yield Finding(path, "SP121", str(error), "for example keyring:service/name")
        return
    yield from _deliverable(path, ref)


def _deliverable(path: Path, ref: KeyRef) -> Iterator[Finding]:
    if ref.scheme in OWN_PROCESS and ref.delivery != "static":
        yield Finding(
            path,
            "SP122",
            f"{ref.scheme}: exists only in Setpoint's own process, not in the app's",
            f"use keyring: or file:, or {{{ref.scheme}: …, delivery: static}}, which writes it into the app's file",
        )


def _at(data: object, path: Path) -> object:
    for part in path:
        data = data.get(str(part)) if isinstance(data, Mapping) else None
    return data

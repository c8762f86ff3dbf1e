"""A key reference: how the profile writes it, and what a key that comes back must look like.

    keyring:acme/llm                                     a word, `scheme:rest`
    op://vault/item/field                                1Password's own spelling
    {keyring: acme/llm, ttl: 10m}                        a mapping, for `ttl` and `delivery`
    {env: ACME_KEY, delivery: static}
    {command: [pass, show, acme], ttl: 30m}              a program, never a shell line
    {command: {macos: […], linux: […]}}                  per system; also without the word `command`

No message here repeats what stands in the profile, apart from words that are known: it might be a key.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Final, Literal

from setpoint.core.plain_key import looks_like_key
from setpoint.core.profile import KeyRef
from setpoint.core.spelling import nearest

__all__ = ["looks_like_key", "pair_hash", "parse", "token_problem"]

SYSTEMS: Final = ("macos", "windows", "linux")
_OPTIONS: Final = ("ttl", "delivery")
_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600}
_SHAPE: Final = "a key reference is a word such as keyring:service/name, or a mapping such as {command: [program]}"


def parse(value: object, schemes: Collection[str]) -> KeyRef:
    """The reference that a YAML value means. ValueError: what is wrong with it, for a person.

    `rest` is the text after the colon (`//vault/item/field` for op), and for a command the mapping
    `{"command": [...]}` or `{"macos": [...], "windows": [...], "linux": [...]}`.
    """
    if isinstance(value, str):
        return _word(value, schemes)
    if isinstance(value, Mapping):
        return _mapping(value, schemes)
    raise ValueError(_SHAPE)


def _word(text: str, schemes: Collection[str]) -> KeyRef:
    scheme, colon, rest = text.partition(":")
    if scheme not in schemes or not colon:
        form = looks_like_key(text)
        if form:
            raise ValueError(f"this looks like {form}, not like a reference; keep it out of the file")
        raise ValueError(_unknown(scheme, schemes) if colon else _SHAPE)
    if scheme == "command":
        raise ValueError("a command is written as a mapping: {command: [program, argument]}")
    if not rest:
        raise ValueError(f'nothing follows "{scheme}:"')
    return KeyRef(scheme, rest)


def _mapping(value: Mapping[object, object], schemes: Collection[str]) -> KeyRef:
    content = {key: item for key, item in value.items() if key not in _OPTIONS}
    scheme, rest = _content(content, schemes)
    return KeyRef(scheme, rest, _delivery(value.get("delivery", "helper")), _seconds(value.get("ttl", 3600)))


def _content(content: Mapping[object, object], schemes: Collection[str]) -> tuple[str, str | Mapping[str, object]]:
    if content and "command" in schemes and all(key in SYSTEMS for key in content):
        return "command", _command(content)
    for key in content:
        if key not in schemes:
            raise ValueError(_unknown(key, (*schemes, *_OPTIONS)))
    if len(content) != 1:
        raise ValueError("a key reference names exactly one place" if content else _SHAPE)
    [(scheme, item)] = content.items()
    if scheme == "command":
        return "command", _command(item)
    if not isinstance(item, str) or not item:
        raise ValueError(f'"{scheme}" needs a text')
    return str(scheme), item.removeprefix(f"{scheme}:")


def _command(item: object) -> Mapping[str, object]:
    if not isinstance(item, Mapping):
        return {"command": _argv(item)}
    unknown = [key for key in item if key not in SYSTEMS]
    if unknown or not item:
        raise ValueError("a command is a list, or a list for each of macos, windows and linux")
    return {str(system): _argv(argv) for system, argv in item.items()}


def _argv(value: object) -> list[str]:
    if not isinstance(value, (list, tuple)) or not value:
        raise ValueError("a command is a list of a program and its arguments, never a line for a shell")
    if not all(isinstance(word, str) for word in value) or not value[0]:
        raise ValueError("every word of a command is a text; put numbers into quotes")
    return list(value)


def _delivery(value: object) -> Literal["helper", "static"]:
    if value == "helper":
        return "helper"
    if value == "static":
        return "static"
    raise ValueError('"delivery" is helper or static')


def _seconds(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    match = re.fullmatch(r"([0-9]{1,7})([smh]?)", value) if isinstance(value, str) else None
    if not match or int(match[1]) == 0:
        raise ValueError('"ttl" is a time such as 90s, 30m or 1h')
    return int(match[1]) * _UNITS[match[2]]


def _unknown(word: object, known: Collection[str]) -> str:
    near = nearest(str(word), known)
    kinds = ", ".join(sorted(known))
    return "unknown kind of key reference; " + (f'did you mean "{near}"?' if near else f"known are {kinds}")


def pair_hash(endpoint: str, ref: KeyRef) -> str:
    """64 hex digits that stand for one endpoint together with one reference. `ttl` and `delivery` are no part of it."""
    text = json.dumps([endpoint, ref.scheme, ref.rest], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def token_problem(text: str) -> str:
    """Why this cannot be a key; "" when it can. A key goes into an HTTP header: one word of printable ASCII."""
    if not text.strip():
        return "is empty"
    if re.fullmatch(r"[!-~]+", text):
        return ""
    if "\n" in text or "\r" in text:
        return "has several lines"
    return "has a blank in it" if " " in text else "has characters that no HTTP header can hold"

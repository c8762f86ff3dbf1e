"""Which other keys of somebody's entry may go on under `claude.settings`: only what no check says a word against. Pure.

A power (what starts programs or leads traffic elsewhere) is never taken over unasked, nor what merely is the default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from setpoint.core.facts.claude import DEFAULTS
from setpoint.core.facts.settings import lookup
from setpoint.core.sense import keys
from setpoint.core.sense.settings import check

LONGEST: Final = 300
DEEPEST: Final = 8
"""Characters and levels of a value that is still a line of a small file."""

BRAND: Final = ("deploymentDisplayName", "deploymentDisplaySubtitle", "banner")
"""What a switcher calls itself there is not what Setpoint's entry is called."""


def passable(entry: Mapping[str, object], *, branded: bool) -> tuple[dict[str, object], tuple[str, ...]]:
    """The settings to take over, and the names of known ones that are left out. `branded`: with the look of the app."""
    taken: dict[str, object] = {}
    left: list[str] = []
    for name, wish in entry.items():
        setting = lookup(name)
        if setting is None or setting.owner or setting.source or (name in BRAND and not branded):
            continue
        if name in DEFAULTS and wish is DEFAULTS[name]:
            continue
        if setting.power or not _clean(name, wish):
            left.append(name)
        else:
            taken[name] = wish
    return taken, (f"settings to look at yourself: {', '.join(left)}",) if left else ()


def _clean(name: str, wish: object) -> bool:
    return _writable(wish) and not [*check({name: wish}), *keys.check({"claude": {"settings": {name: wish}}})]


def _writable(wish: object) -> bool:
    """Whether it is small, plain and printable: then JSON writes it as YAML reads it."""
    return _plain(wish, 0) and len(json.dumps(wish, ensure_ascii=False)) <= LONGEST


def _plain(part: object, depth: int) -> bool:
    if depth > DEEPEST:
        return False
    if isinstance(part, dict):
        return all(name.isprintable() and _plain(one, depth + 1) for name, one in part.items())
    if isinstance(part, list):
        return all(_plain(one, depth + 1) for one in part)
    if isinstance(part, str):
        return part.isprintable()
    if isinstance(part, float):
        return abs(part) < 1e15 and len(repr(part)) <= 20
    return part is None or isinstance(part, bool) or (isinstance(part, int) and abs(part) < 10**15)

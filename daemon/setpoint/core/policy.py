"""What a managed configuration says, whatever its encoding, and whether it takes the routing out of our hands."""

from __future__ import annotations

import json
from collections.abc import Mapping

from setpoint.core.facts.claude_policy import APP_BEHAVIOUR_KEYS
from setpoint.core.ports import Policy

_WORDS = {"true": True, "false": False}


def routes(policy: Policy | None) -> bool:
    """Whether the app ignores the person's library because of this policy.

    One key outside the app-behaviour group is enough, even a misspelled one, and even one whose value is not read.
    """
    return policy is not None and any(key not in APP_BEHAVIOUR_KEYS for key in policy.values)


def opened(values: Mapping[str, object]) -> dict[str, object]:
    """Booleans, lists and objects that came as text inside strings, as values. Numbers in strings stay strings."""
    return {key: _opened(value) for key, value in values.items()}


def _opened(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if text[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return value


def agrees(managed: object, wanted: object) -> bool:
    """Whether a managed value means what the profile wants: policies know no types as JSON does.

    A REG_DWORD 1 is true, and a number may stand in a string.
    """
    if isinstance(wanted, bool):
        return managed is wanted or (not isinstance(managed, bool) and managed in (int(wanted), str(int(wanted))))
    if isinstance(wanted, int | float) and isinstance(managed, str):
        return managed.strip() == str(wanted)
    return type(managed) is not bool and managed == wanted

"""Managed configuration against what the profile asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from setpoint.core.facts.claude import SECRET_KEYS
from setpoint.core.plain_key import looks_like_key
from setpoint.core.policy import agrees
from setpoint.core.report import Difference

COMPARED = ("inferenceProvider", "inferenceGatewayBaseUrl", "inferenceModels")
"""What makes a route: where to, and which models. How the key gets there is IT's own business."""

_USER: Final = re.compile(r"//[^/@\s]*@")
"""A user name and password in a url: the app refuses them (CD 6.6), which does not keep them from being there."""

_QUERY: Final = re.compile(r"[?#]\S+")
"""What follows a url's path: it may hold a token."""

_LONGEST: Final = 80
"""Characters of a value that are shown."""


def differences(wanted: Mapping[str, object], policy: Mapping[str, object]) -> tuple[Difference, ...]:
    """The keys of the route that the policy sets otherwise than the profile. Empty: the policy already does it."""
    found = [
        Difference(key, shown(key, wanted.get(key)), shown(key, policy[key]))
        for key in COMPARED
        if key in policy and not _agree(key, wanted.get(key), policy[key])
    ]
    if "inferenceProvider" not in policy and "bootstrapUrl" in policy:
        found.append(Difference("bootstrapUrl", "none", shown("bootstrapUrl", policy["bootstrapUrl"])))
    return tuple(found)


def _agree(key: str, wanted: object, managed: object) -> bool:
    if key == "inferenceModels":
        return _names(wanted) == _names(managed)
    if key == "inferenceGatewayBaseUrl" and isinstance(wanted, str) and isinstance(managed, str):
        return wanted.rstrip("/") == managed.rstrip("/")
    return agrees(managed, wanted)


def _names(value: object) -> list[object]:
    rows = value if isinstance(value, list) else []
    return [row.get("name") if isinstance(row, dict) else row for row in rows]


def shown(key: str, value: object) -> str:
    """A value as a person may see it: secrets masked, lists by their names."""
    if value is None:
        return "none"
    if key in SECRET_KEYS or "apikey" in key.casefold() or "token" in key.casefold():
        return "…"
    if key == "inferenceModels":
        return ", ".join(map(str, _names(value))) or "none"
    text = value if isinstance(value, str) else repr(value)
    text = _QUERY.sub("?…", _USER.sub("//…@", text)) if "://" in text else text
    if looks_like_key(text):
        return "…"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

"""Values as a person may see them, on one line. Whatever may be a key is masked, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from setpoint.core.document import MISSING
from setpoint.core.facts.claude import PLACEHOLDER, SECRET_KEYS
from setpoint.core.facts.settings import lookup
from setpoint.core.plain_key import looks_like_key
from setpoint.core.policy_conflict import shown

MASKED: Final = "… (not shown: it may be a key)"

_WORDS: Final = ("apikey", "api_key", "api-key", "token", "secret", "password", "authorization", "cookie", "headers")
"""In the name of a key whose value is masked, in small letters."""

_OPEN: Final = ("inferenceCredentialKind", "inferenceCredentialHelper", "inferenceCredentialHelperTtlSec")
"""Settings that have to do with a key and hold none."""


def value_text(key: str, value: object) -> str:
    """`nothing`, `"3p"`, `65536`, `claude-opus-5, claude-sonnet-5`, `… (not shown: it may be a key)`."""
    if value is MISSING:
        return "nothing"
    if value == PLACEHOLDER:
        return "a fixed placeholder, no key: the server needs none"
    if _secret(key, value):
        return MASKED
    if key == "inferenceModels":
        return shown(key, value)
    if isinstance(value, str):
        text = shown(key, value)
        return MASKED if text == "…" else json.dumps(text, ensure_ascii=False)
    return shown("", json.dumps(value, ensure_ascii=False))


def _secret(key: str, value: object) -> bool:
    """By its name, by what is known of it, by the form of its value, or by a name inside."""
    if key in _OPEN or isinstance(value, bool | int | float):
        return False
    known = lookup(key)
    if key in SECRET_KEYS or (known and known.source) or any(word in key.casefold() for word in _WORDS):
        return True
    if isinstance(value, Mapping):
        return any(looks_like_key(str(name)) or _secret(str(name), member) for name, member in value.items())
    if isinstance(value, list):
        return any(_secret("", member) for member in value)
    return isinstance(value, str) and looks_like_key(value) is not None

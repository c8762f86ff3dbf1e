"""What a word means that somebody asks about: a code, a condition, a key of the profile, of Claude's files, a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from setpoint.core.codes import CODES
from setpoint.core.explain.conditions import MEANINGS
from setpoint.core.facts.claude_models import IDS
from setpoint.core.facts.settings import SETTINGS, lookup
from setpoint.core.finding import Path
from setpoint.core.spelling import nearest

APPLIED: Final = "appliedId"
MODE: Final = "deploymentMode"

OF_CLAUDE: Final = (
    APPLIED,
    MODE,
    "inferenceProvider",
    "inferenceGatewayBaseUrl",
    "inferenceGatewayAuthScheme",
    "inferenceCredentialKind",
    "inferenceCredentialHelper",
    "inferenceCredentialHelperTtlSec",
    "inferenceGatewayApiKey",
    "inferenceModels",
    "modelDiscoveryEnabled",
    "inferenceCustomHeaders",
)
"""What Setpoint itself may set in Claude Desktop's files, `claude.settings` apart."""

Schema = Mapping[str, Any]
_PART: Final = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")


def code_of(word: str) -> str:
    """The code that is meant, in capitals; "" for none."""
    return word.upper() if word.upper() in CODES else ""


def condition_of(word: str) -> str:
    """The condition that is meant, however its capitals are typed; "" for none."""
    return next((name for name in MEANINGS if name.casefold() == word.casefold()), "")


def profile_path(word: str, schema: Schema) -> Path | None:
    """`ollama.context`, `keep[0]`, `models.sonnet` as a path that the schema knows; None: it knows no such key."""
    if _PART.sub("", word).strip("."):
        return None
    path: Path = tuple(int(index) if index else name for name, index in _PART.findall(word))
    return path if path and node_at(schema, path) is not None else None


def node_at(schema: Schema, path: Path) -> Schema | None:
    """What the schema says of a path, references followed; None where nothing may stand there."""
    node: Schema = schema
    for part in path:
        found = _inside(node, part)
        if found is None:
            return None
        node = resolved(schema, found)
    return node


def resolved(schema: Schema, node: Schema) -> Schema:
    """With what it refers to; what stands beside a reference counts more."""
    target = node.get("$ref")
    return {**schema["$defs"][target.rpartition("/")[2]], **node} if isinstance(target, str) else node


def _inside(node: Schema, part: str | int) -> Schema | None:
    if isinstance(part, int):
        items = node.get("items")
        return items if isinstance(items, dict) else None
    properties = node.get("properties", {})
    if part in properties:
        found: Schema = properties[part]
        return found
    for pattern, each in node.get("patternProperties", {}).items():
        if re.search(pattern, part):
            matched: Schema = each
            return matched
    free = node.get("additionalProperties", {})
    takes = "object" in node.get("type", ()) and not properties and free is not False
    return (free if isinstance(free, dict) else {}) if takes else None


def is_claude_key(word: str) -> bool:
    """Whether Claude Desktop has a key of this name, as far as the catalogue knows."""
    return word in OF_CLAUDE or lookup(word) is not None


def profile_keys(schema: Schema, below: Path = ()) -> Iterable[str]:
    """Every key that the schema names, dotted."""
    node = node_at(schema, below) if below else schema
    for name in (node or {}).get("properties", {}):
        path = (*below, name)
        yield ".".join(map(str, path))
        yield from profile_keys(schema, path)


def meant(word: str, schema: Schema, models: Iterable[str]) -> str:
    """The nearest thing that can be asked about; "" where nothing is near. The last part of a profile's key will do."""
    keys = tuple(profile_keys(schema))
    tail = sorted((key for key in keys if key.rpartition(".")[2] == word), key=lambda key: key.count("."))
    if tail:
        return " or ".join(tail[:2])
    return nearest(word, (*MEANINGS, *OF_CLAUDE, *keys, *models, *IDS, *CODES, *SETTINGS))

"""A request as a route sees it, and the refusals that come before any work (recordings a08, p06, d01)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from setpoint.core.versions import parse
from setpoint.standins.ollama.pulling import Registry
from setpoint.standins.ollama.reply import Reply, error
from setpoint.standins.ollama.store import Store


@dataclass(slots=True)
class Cloud:
    """ollama.com as the stand-in's server sees it. `models` answer while it is reachable and signed in."""

    reachable: bool = False
    signed_in: bool = False
    disabled: bool = False
    models: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class World:
    """All that a route may look at or change."""

    store: Store
    registry: Registry
    cloud: Cloud
    version: str
    ended: threading.Event

    def since(self, version: str) -> bool:
        return parse(self.version) >= parse(version)


@dataclass(frozen=True, slots=True)
class Asked:
    """`path` without the query; `body` as it came."""

    method: str
    path: str
    body: bytes
    world: World


class Refused(Exception):
    """Ends a route early, with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def wish(asked: Asked, struct: str, empty: str = "missing request body") -> Mapping[str, object]:
    """The JSON object of the body. Its Content-Type does not matter."""
    if not asked.body:
        raise Refused(error(400, empty))
    try:
        value = json.loads(asked.body)
    except ValueError:
        raise Refused(error(400, "unexpected EOF")) from None
    if not isinstance(value, dict):
        raise Refused(error(400, f"json: cannot unmarshal into Go value of type api.{struct}"))
    if isinstance(value.get("model"), int | float):
        field_name = f"Go struct field {struct}.model of type string"
        raise Refused(error(400, f"json: cannot unmarshal number into {field_name}"))
    return value


def model_of(value: Mapping[str, object]) -> str:
    """`name` is the old spelling of `model`, still taken."""
    return str(value.get("model") or value.get("name") or "")

"""Plain data that fits the schema, to values. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.core.duration import seconds
from setpoint.core.profile import (
    AgentWish,
    ClaudeWish,
    Contest,
    GatewayModel,
    GatewayWish,
    KeepWish,
    KeyRef,
    Mode,
    OllamaWish,
    Profile,
    SlotWish,
)

Data = Mapping[str, Any]


def build(data: Data, *, path: str = "", generation: str = "") -> Profile:
    return Profile(
        mode=Mode(data["mode"]),
        models=tuple(_slot(key, value) for key, value in data.get("models", {}).items()),
        default=data.get("default"),
        keep=tuple(map(_kept, data.get("keep", ()))),
        ollama=_ollama(data.get("ollama", {})),
        gateway=_gateway(data["gateway"]) if "gateway" in data else None,
        claude=ClaudeWish(**data.get("claude", {})),
        agent=_agent(data.get("agent", {})),
        path=path,
        generation=generation,
    )


def _slot(key: str, value: str | Data) -> SlotWish:
    if isinstance(value, str):
        return SlotWish(key, value)
    return SlotWish(key, value["model"], value.get("label"), _whole(value.get("context")), value.get("update"))


def _kept(value: str | Data) -> KeepWish:
    return KeepWish(value) if isinstance(value, str) else KeepWish(**value)


def _ollama(data: Data) -> OllamaWish:
    given = dict(data)
    if "context" in given:
        given["context"] = _whole(given["context"])
    if "upgrade_command" in given:
        given["upgrade_command"] = tuple(given["upgrade_command"])
    return OllamaWish(**(given | _key(given)))


def _gateway(data: Data) -> GatewayWish:
    models = tuple(_gateway_model(key, value) for key, value in data.get("models", {}).items())
    return GatewayWish(**(dict(data) | _key(data) | {"models": models}))


def _gateway_model(key: str, value: str | Data) -> GatewayModel:
    return GatewayModel(key, value) if isinstance(value, str) else GatewayModel(key, value["id"], value.get("label"))


def _agent(data: Data) -> AgentWish:
    given = dict(data)
    if "interval" in given:
        given["interval"] = seconds(given["interval"])
    if "contest" in given:
        given["contest"] = _contest(given["contest"])
    return AgentWish(**given)


def _contest(value: str | Data) -> Contest:
    if isinstance(value, str):
        return Contest(changes=0)
    usual = Contest()
    within = seconds(value["within"]) if "within" in value else usual.within
    return Contest(int(value.get("changes", usual.changes)), within)


def _key(data: Data) -> dict[str, KeyRef]:
    if "key" not in data:
        return {}
    from setpoint.core.keyref import parse
    from setpoint.core.sense.keys import SCHEMES

    return {"key": parse(data["key"], SCHEMES)}


def _whole(value: Any) -> Any:
    """`65536.0` is a whole number for the schema."""
    return int(value) if isinstance(value, float) else value

"""The key references that the active mode needs, each with its endpoint. Pure."""

from __future__ import annotations

from setpoint.core.profile import KeyRef, Mode
from setpoint.core.resource import World
from setpoint.value import value


@value
class KeyPlace:
    """`key` is the profile's. `routed`: Claude Desktop needs it; otherwise we alone do, to ask the server."""

    key: str
    ref: KeyRef
    url: str
    routed: bool


def key_places(world: World) -> tuple[KeyPlace, ...]:
    profile, found = world.profile, []
    if profile.mode is Mode.GATEWAY and profile.gateway and profile.gateway.key:
        found.append(KeyPlace("gateway.key", profile.gateway.key, profile.gateway.url, routed=True))
    if world.wants_ollama and profile.ollama.key:
        found.append(KeyPlace("ollama.key", profile.ollama.key, world.url[0], profile.mode is Mode.OLLAMA))
    return tuple(found)

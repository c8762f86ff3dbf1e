"""What our entry says: where the app sends its requests, with which key, for which models. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.core.facts.claude import PLACEHOLDER
from setpoint.core.profile import KeyRef, Mode, Profile
from setpoint.core.secret import Secret
from setpoint.core.slots import Slot, gateway_slots, ollama_slots, rows
from setpoint.value import value


@value
class Route:
    """The endpoint and all that goes with it. `key` None: the server needs none, a placeholder is written."""

    url: str
    auth: str
    key: KeyRef | None
    headers: Mapping[str, str]
    slots: tuple[Slot, ...]
    settings: Mapping[str, object]


def route(profile: Profile, ollama_url: str) -> Route | None:
    """The route that the profile asks for; None in the modes that have no entry of ours."""
    settings = profile.claude.settings
    if profile.mode is Mode.OLLAMA:
        wish = profile.ollama
        return Route(ollama_url, "bearer", wish.key, wish.headers, ollama_slots(profile), settings)
    if profile.mode is Mode.GATEWAY and profile.gateway:
        gateway = profile.gateway
        return Route(gateway.url, gateway.auth, gateway.key, gateway.headers, gateway_slots(profile), settings)
    return None


def entry(way: Route, *, helper: str = "", static: Secret | None = None) -> dict[str, object]:
    """The keys of our entry, flat (CD 2.2). `helper` is the path of the credential script, `static` a key in plain."""
    return {
        "inferenceProvider": "gateway",
        "inferenceGatewayBaseUrl": way.url,
        "inferenceGatewayAuthScheme": way.auth,
        **_credential(way, helper, static),
        **_models(way),
        **({"inferenceCustomHeaders": dict(way.headers)} if way.headers else {}),
        **way.settings,
    }


def _credential(way: Route, helper: str, static: Secret | None) -> dict[str, object]:
    if helper:
        ttl = way.key.ttl if way.key else 3600
        return {
            "inferenceCredentialKind": "helper-script",
            "inferenceCredentialHelper": helper,
            "inferenceCredentialHelperTtlSec": ttl,
        }
    key = static.reveal() if static else PLACEHOLDER
    return {"inferenceCredentialKind": "static", "inferenceGatewayApiKey": key}


def _models(way: Route) -> dict[str, object]:
    """An explicit list, and no discovery; without one the app asks the gateway (CD 3.4)."""
    listed = rows(way.slots)
    return {"modelDiscoveryEnabled": False, "inferenceModels": listed} if listed else {"modelDiscoveryEnabled": True}

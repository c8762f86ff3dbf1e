"""Which lines of a profile a key of Claude Desktop's files comes from, or what else decides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.explain import Fact
from setpoint.core.explain.words import APPLIED, MODE
from setpoint.core.explain.written import Written
from setpoint.core.facts.claude_models import slot_id
from setpoint.core.finding import Path, dotted
from setpoint.core.ledger import Used
from setpoint.core.profile import Mode, Profile

ALWAYS: Final = {
    "inferenceProvider": 'Setpoint writes "gateway" for Ollama and for gateways alike',
    "modelDiscoveryEnabled": "Setpoint: no discovery where the profile lists models",
}
"""What the profile has no key for, and why it is so."""


def origins(key: str, profile: Profile, written: Written, url: tuple[str, str], used: Used | None) -> Iterator[Fact]:
    """Where our value comes from: lines of the profile, defaults of it, or that Setpoint derives it."""
    if profile.mode not in (Mode.OLLAMA, Mode.GATEWAY) or key in (APPLIED, MODE):
        yield _mode(profile, written, used)
        return
    part = str(profile.mode)
    if key in ("inferenceModels", "modelDiscoveryEnabled"):
        yield from _models(key, profile, written)
    elif key == "inferenceProvider":
        yield Fact("from", ALWAYS[key])
        yield _mode(profile, written, used)
    elif key == "inferenceGatewayBaseUrl":
        yield _url(written, url) if profile.mode is Mode.OLLAMA else _line(("gateway", "url"), written)
    elif key == "inferenceGatewayAuthScheme":
        yield (
            _line(("gateway", "auth"), written)
            if profile.mode is Mode.GATEWAY
            else Fact("from", "Setpoint: an Ollama server, or a proxy before it, takes a bearer")
        )
    elif key == "inferenceCustomHeaders":
        yield _line((part, "headers"), written)
    elif key.startswith(("inferenceCredential", "inferenceGatewayApiKey")):
        yield from _key(key, part, profile, written)
    else:
        yield _line(("claude", "settings", key), written)


def _line(path: Path, written: Written) -> Fact:
    where = written.where(path)
    return Fact("from", dotted(path), where) if where else Fact("from", f"the default of {dotted(path)}", written.file)


def _mode(profile: Profile, written: Written, used: Used | None) -> Fact:
    if used and used.mode == profile.mode:
        return Fact("from", f"`setpoint use {used.mode}`, whatever the profile says", at=used.since)
    return Fact("from", f"mode: {profile.mode}", written.where(("mode",)))


def _url(written: Written, url: tuple[str, str]) -> Fact:
    """`url`: the server's, and who said so; of the last apply where nobody says so now."""
    if written.where(("ollama", "url")):
        return _line(("ollama", "url"), written)
    source = {"default": "Ollama's own default address", "OLLAMA_HOST": "the variable OLLAMA_HOST"}
    return Fact("from", f"{source.get(url[1], url[1])}; the profile has no ollama.url", written.file)


def _models(key: str, profile: Profile, written: Written) -> Iterator[Fact]:
    """One line of the profile for each row."""
    if key in ALWAYS:
        yield Fact("from", ALWAYS[key])
    part: Path = ("models",) if profile.mode is Mode.OLLAMA else ("gateway", "models")
    if profile.mode is Mode.OLLAMA:
        rows = [(wish.key, f"{slot_id(wish.key)} ← {wish.model}") for wish in profile.models]
    else:
        rows = [(model.key, model.id) for model in (profile.gateway.models if profile.gateway else ())]
    for name, text in rows if key not in ALWAYS else ():
        yield Fact("from", f"{dotted((*part, name))}: {text}", written.where((*part, name)))
    if key in ALWAYS or not rows:
        yield _line(part, written)
    if profile.default and key not in ALWAYS:
        yield Fact("from", f"default: {profile.default} comes first", written.where(("default",)))


def _key(key: str, part: str, profile: Profile, written: Written) -> Iterator[Fact]:
    wish = profile.ollama if profile.mode is Mode.OLLAMA else profile.gateway
    if wish is None or wish.key is None:
        yield Fact(
            "from", f"Setpoint: the profile has no {part}.key, and the app wants some key", written.near((part,))
        )
        return
    if key == "inferenceCredentialHelperTtlSec":
        yield _line((part, "key", "ttl"), written)
    else:
        yield Fact("from", f"{part}.key: {wish.key}, delivery {wish.key.delivery}", written.where((part, "key")))

"""What a mode needs, and where it starts."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.facts.claude_models import slot_id
from setpoint.core.finding import Finding, listed, meant
from setpoint.core.profile import Mode, Profile


def check(profile: Profile) -> Iterator[Finding]:
    if profile.mode is Mode.OLLAMA and not profile.models:
        yield Finding(("mode",), "SP133", "ollama needs `models`", "models: {sonnet: qwen3.5:9b} is a start")
    if profile.mode is Mode.GATEWAY and profile.gateway is None:
        yield Finding(("mode",), "SP133", "gateway needs `gateway` with a url", "gateway: {url: https://…} is a start")
    if profile.mode is Mode.GATEWAY and profile.gateway is not None and profile.gateway.key is None:
        hint = "store one with `setpoint key set keyring:service/name`, unless the gateway needs none"
        yield Finding(("gateway",), "SP133", "has no key, and the app then sends a placeholder", hint, warning=True)
    yield from _default(profile)


def _default(profile: Profile) -> Iterator[Finding]:
    """A default that the present mode lacks may be another mode's: a warning, as the app then starts elsewhere."""
    if profile.default is None:
        return
    ours = [wish.key for wish in profile.models]
    theirs = [model.key for model in profile.gateway.models] if profile.gateway else []
    known = list(dict.fromkeys((*ours, *theirs)))
    if profile.default not in known:
        yield Finding(("default",), "SP123", "names no slot", _hint(profile.default, known))
        return
    present = {Mode.OLLAMA: ours, Mode.GATEWAY: theirs}.get(profile.mode)
    if present and profile.default not in present:
        yield Finding(
            ("default",),
            "SP123",
            f"names no slot of {profile.mode} mode",
            _hint(profile.default, present),
            warning=True,
        )


def _hint(default: str, known: list[str]) -> str:
    twin = next((key for key in known if slot_id(key) == slot_id(default)), "")
    if twin:
        return f'did you mean "{twin}"?'
    return meant(default, known) or (f"declared: {listed(known, 'and')}" if known else "declare it in `models`")

"""A first profile as values, and as the commented YAML that a person starts with. Pure.

What is in a draft was checked where it was found: the text is valid whatever the models, labels and settings are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from setpoint.core.profile import GatewayModel, Mode
from setpoint.core.proposal import FAMILIES, Pick
from setpoint.core.quoting import comment
from setpoint.value import EMPTY, value

PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9._/+-]*(?:[ :][A-Za-z0-9._/+-]+)*")
"""Texts that need no quotes in YAML. Between braces a colon does."""
WORDS: Final = ("true", "false", "null")
GAP: Final = 2
COLUMN: Final = 34
"""Where comments begin, if the line leaves room."""

MODES: Final = "ollama | gateway | native | off: the one word that switches"
CHAT: Final = "chatTabEnabled"
"""In third-party mode the Chat tab is hidden unless somebody asks for it (CD 2.8)."""


@value
class Gateway:
    """The `gateway` part. `key` is a reference as a profile spells it, "" for none; `default` a key of `models`."""

    url: str
    auth: str = "bearer"
    key: str = ""
    models: tuple[GatewayModel, ...] = ()
    why: str = ""


@value
class Draft:
    """What the profile will say. `url` is the Ollama server's where it must be written down, with the reason."""

    mode: Mode
    picks: tuple[Pick, ...] = ()
    url: str = ""
    url_why: str = ""
    gateway: Gateway | None = None
    settings: Mapping[str, object] = EMPTY

    @property
    def default(self) -> str:
        """The slot that the picker starts with, where it is not sonnet as without a word: the first of a gateway."""
        if self.gateway:
            return next((model.key for model in self.gateway.models[:1] if model.key != "sonnet"), "")
        keys = [pick.key for pick in self.picks]
        return keys[0] if keys and "sonnet" not in keys else ""


def compose(draft: Draft) -> str:
    """The text of the profile."""
    parts = [list(part) for part in (_head(draft), _models(draft), _server(draft), _gateway(draft), _claude(draft))]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML reads it back; `flow`: between braces."""
    plain = PLAIN.fullmatch(text) and text.casefold() not in WORDS and not (flow and ":" in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _head(draft: Draft) -> Iterator[str]:
    yield "# Begun by `setpoint init` with what was there. `setpoint schema` prints all that can be said."
    yield ""
    yield "setpoint: 1"
    yield _noted(f"mode: {draft.mode}", MODES)


def _models(draft: Draft) -> Iterator[str]:
    if draft.picks:
        dormant = "" if draft.mode is Mode.OLLAMA else "; dormant until mode: ollama"
        yield _noted("models:", f"which model answers for which Claude family{dormant}")
        for pick in draft.picks:
            yield _noted(f"  {pick.key}: {_model(pick)}", pick.why)
    if draft.gateway is None:
        yield from _default(draft)


def _default(draft: Draft) -> Iterator[str]:
    if draft.default:
        yield _noted(f"default: {draft.default}", "what the picker starts with")


def _model(pick: Pick) -> str:
    name = pick.candidate.name
    further = {"label": scalar(pick.label, flow=True)} if pick.label else {}
    if pick.candidate.cloud:
        further["context"] = "server"
    return _flow({"model": scalar(name, flow=True), **further}) if further else scalar(name)


def _server(draft: Draft) -> Iterator[str]:
    if draft.url:
        yield "ollama:"
        yield _noted(f"  url: {scalar(draft.url)}", draft.url_why)


def _gateway(draft: Draft) -> Iterator[str]:
    gateway = draft.gateway
    if gateway is None:
        return
    yield _noted("gateway:", gateway.why)
    yield f"  url: {scalar(gateway.url)}"
    if gateway.auth != "bearer":
        yield f"  auth: {gateway.auth}"
    if gateway.key:
        yield _noted(f"  key: {scalar(gateway.key)}", "a reference, never the key itself")
    if gateway.models:
        yield "  models:"
    for model in gateway.models:
        label = {"label": scalar(model.label, flow=True)} if model.label else {}
        said = _flow({"id": scalar(model.id, flow=True), **label}) if label else scalar(model.id)
        yield f"    {model.key}: {said}"
    yield from _default(draft)


def _claude(draft: Draft) -> Iterator[str]:
    if draft.settings and draft.mode in (Mode.OLLAMA, Mode.GATEWAY):
        yield "claude:"
        yield "  settings:"
        for name, wish in draft.settings.items():
            said = "without it third-party mode has no Chat tab" if name == CHAT else ""
            yield _noted(f"    {name}: {json.dumps(wish, ensure_ascii=False)}", said)


def _flow(fields: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {text}" for name, text in fields.items()) + "}"


def _noted(line: str, text: str) -> str:
    said = comment(text)
    return f"{line:<{COLUMN}}{' ' * (GAP if len(line) >= COLUMN else 0)}# {said}" if said else line


def with_family(picks: Iterable[Pick], key: str, pick: Pick | None) -> tuple[Pick, ...]:
    """The picks with another one for this key, in the order of the families; None: without it."""
    found = [one for one in picks if one.key != key] + ([pick] if pick else [])
    return tuple(sorted(found, key=lambda one: FAMILIES.index(one.key) if one.key in FAMILIES else len(FAMILIES)))

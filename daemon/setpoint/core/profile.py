"""What a profile says, as values. `loading.py` makes them; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from setpoint.errors import Problem
from setpoint.value import EMPTY, value


class Mode(StrEnum):
    """Where Claude Desktop's inference comes from."""

    OLLAMA = "ollama"
    GATEWAY = "gateway"
    NATIVE = "native"
    OFF = "off"


SERVER_CONTEXT: Final = "server"
DEFAULT_CONTEXT: Final = 65536
"""Tokens. Ollama's own default is as low as 4096, too small for a Claude client (OL 1.4)."""

Context = int | Literal["server"]

Update = Literal["never", "daily"]
"""How often the registry is asked whether it has a newer version of a model."""


@value
class KeyRef:
    """Where a key is, never the key. `rest` is the text after the colon, or the mapping's own content.

    `delivery` is `helper` (Claude Desktop calls a script of ours) or `static` (written into the app's own file).
    `ttl` is how long the app may keep the answer, in seconds.
    """

    scheme: str
    rest: str | Mapping[str, object]
    delivery: Literal["helper", "static"] = "helper"
    ttl: int = 3600

    def __str__(self) -> str:
        return f"{self.scheme}:{self.rest}" if isinstance(self.rest, str) else f"{self.scheme}:…"


@value
class SlotWish:
    """One entry of `models`: `key` is a family or a full Claude id, `model` an Ollama name as the person spelled it."""

    key: str
    model: str
    label: str | None = None
    context: Context | None = None
    update: Update | None = None


@value
class KeepWish:
    """One entry of `keep`: a model that is pulled and kept, without a slot."""

    model: str
    update: Update | None = None


@value
class GatewayModel:
    """One entry of `gateway.models`: `id` is what the gateway is asked for."""

    key: str
    id: str
    label: str | None = None


@value
class OllamaWish:
    """The `ollama` part. `url` None: `OLLAMA_HOST`, else the default, decided at apply time."""

    url: str | None = None
    version: str = ">=0.23"
    context: Context = DEFAULT_CONTEXT
    upgrade: Literal["notify", "auto", "never"] = "notify"
    upgrade_command: tuple[str, ...] = ()
    cloud: Literal["allowed", "forbidden"] = "allowed"
    prune: Literal["never", "own"] = "never"
    update: Update = "never"
    key: KeyRef | None = None
    headers: Mapping[str, str] = EMPTY


@value
class GatewayWish:
    """The `gateway` part: any server that speaks the Anthropic Messages API. Empty `models`: the app discovers."""

    url: str
    auth: Literal["bearer", "x-api-key"] = "bearer"
    key: KeyRef | None = None
    models: tuple[GatewayModel, ...] = ()
    headers: Mapping[str, str] = EMPTY


@value
class ClaudeWish:
    """The `claude` part. `settings` are other keys of the app, passed through; `app` names an unusual install."""

    switch: Literal["when-closed", "restart"] = "when-closed"
    settings: Mapping[str, object] = EMPTY
    app: str | None = None


@value
class Contest:
    """A key of ours changed back `changes` times within `within` seconds is contested. 0 changes: never."""

    changes: int = 4
    within: int = 300


@value
class AgentWish:
    """The `agent` part. `interval` is in seconds."""

    mode: Literal["enforce", "audit"] = "enforce"
    interval: int = 300
    on_user_switch: Literal["enforce", "yield"] = "enforce"
    contest: Contest = Contest()
    notify: bool = False


@value
class Profile:
    """A whole profile. `generation` is a short hash of its text: it names this state of the file in every report."""

    mode: Mode
    models: tuple[SlotWish, ...] = ()
    default: str | None = None
    keep: tuple[KeepWish, ...] = ()
    ollama: OllamaWish = OllamaWish()
    gateway: GatewayWish | None = None
    claude: ClaudeWish = ClaudeWish()
    agent: AgentWish = AgentWish()
    path: str = ""
    generation: str = ""
    warnings: tuple[Problem, ...] = ()

"""Profiles of the accelerated month, drawn; and whether files and server are as one says, asked of nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from setpoint.core.facts.claude import BACKGROUND_ID, ENTRY_ID
from setpoint.core.facts.claude_models import IDS
from setpoint.core.names import parse
from setpoint.standins.claude.desktop import places_in
from setpoint.standins.ollama.server import StandIn

MODES: Final = ("ollama", "ollama", "ollama", "gateway", "native", "off")
MODELS: Final[tuple[Mapping[str, str], ...]] = (
    {"sonnet": "small"},
    {"sonnet": "small", "opus": "large"},
    {"opus": "large", "haiku": "small"},
)
WRONG: Final = (
    "setpoint: 1\nmode: gatewy\n",
    "setpoint: 1\nmode: ollama\nmode: native\n",
    "",
    "{{{",
    "setpoint: 2\nmode: native\n",
    "setpoint: 1\nmode: ollama\nmodels: {sonnet: small}\nclaude: {app: /opt/evil}\n",
)
"""Three that do not parse, one of a newer format, and one to which nobody has said yes."""


@dataclass(frozen=True)
class Wish:
    mode: str = "ollama"
    models: Mapping[str, str] = field(default_factory=lambda: MODELS[0])
    label: str = ""
    keep: tuple[str, ...] = ()
    agent: str = "interval: 3h"
    switch: str = "when-closed"
    chat: bool = False

    @property
    def interval(self) -> float:
        return 3600.0 * int(self.agent.split("interval: ")[1].split("h")[0])

    @property
    def audits(self) -> bool:
        return "audit" in self.agent

    @property
    def yields(self) -> bool:
        return "yield" in self.agent

    def text(self, url: str) -> str:
        models = {family: {"model": model, "label": f"{self.label}{model}"} for family, model in self.models.items()}
        settings = "{chatTabEnabled: true}" if self.chat else "{}"
        return (
            f"setpoint: 1\nmode: {self.mode}\nmodels: {json.dumps(models)}\nkeep: {json.dumps(self.keep)}\n"
            f"ollama: {{url: {url}}}\nagent: {{{self.agent}}}\n"
            'gateway: {url: "https://llm.acme.example", models: {sonnet: claude-sonnet-5}}\n'
            f"claude: {{switch: {self.switch}, settings: {settings}}}\n"
        )


def drawn(random: Random) -> Wish:
    agent = ["interval: 3h"] * 4 + ["interval: 6h", "interval: 1h, contest: never"]
    agent += ["interval: 3h, on_user_switch: yield", "interval: 3h, mode: audit"]
    return Wish(
        mode=random.choice(MODES),
        models=random.choice(MODELS),
        label=random.choice(("", "My ", "Té ")),
        keep=random.choice(((), ("large",), ("small", "large"))),
        agent=random.choice(agent),
        switch=random.choice(("when-closed", "when-closed", "restart")),
        chat=random.random() < 0.3,
    )


def in_place(home: Path, server: StandIn, wish: Wish, mode: str) -> str:
    """What is not as the profile says; "" where everything is."""
    places = places_in(home)
    index, flag = _read(places.index), _read(places.flag)
    selected, mode_flag = index.get("appliedId"), flag.get("deploymentMode")
    if mode in ("native", "off"):
        if selected == ENTRY_ID or (mode == "native" and not (mode_flag == "1p" or not (mode_flag or selected))):
            return f"{mode}, but {selected} is selected with {mode_flag}"
        return _of_models(server, wish, set()) if mode == "native" else ""
    if (selected, mode_flag) != (ENTRY_ID, "3p") or ENTRY_ID not in [row["id"] for row in index["entries"]]:
        return f"{selected} is selected with {mode_flag}"
    entry = _read(places.entry(ENTRY_ID))
    url = server.url if mode == "ollama" else "https://llm.acme.example"
    leads = entry.get("inferenceGatewayBaseUrl"), entry.get("inferenceProvider")
    if leads != (url, "gateway") or (wish.chat and entry.get("chatTabEnabled") is not True):
        return f"the entry leads to {leads}, or a setting is lost"
    shown = {row["name"]: row.get("labelOverride", "") for row in entry["inferenceModels"]}
    if mode == "gateway":
        return "" if list(shown) == ["claude-sonnet-5"] else f"the picker shows {shown}"
    wanted = {IDS[family]: f"{wish.label}{model}" for family, model in wish.models.items()}
    return _of_models(server, wish, {*wanted, BACKGROUND_ID}) if shown == wanted else f"the picker shows {shown}"


def _of_models(server: StandIn, wish: Wish, slots: set[str]) -> str:
    """The models are there; each slot has the weights of its model and a context; no slot is left over."""
    sources = {IDS[family]: model for family, model in wish.models.items()}
    missing = [name for name in (*wish.models.values(), *wish.keep) if server.store.find(parse(name)) is None]
    there = {model.name.model for model in server.store.listed() if model.name.model.startswith("claude-")}
    if missing or there - slots or slots - there:
        return f"models: missing {missing}, left over {there - slots}, not derived {slots - there}"
    for slot in slots:
        source = sources.get(slot) or wish.models.get("haiku") or wish.models.get("sonnet") or wish.models["opus"]
        derived, base = server.store.find(parse(slot)), server.store.find(parse(source))
        if not (derived and base and derived.weights == base.weights and derived.parameters.get("num_ctx") == 65536):
            return f"{slot} is not derived from {source}"
    return ""


def _read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_bytes()) if path.exists() else {}
    assert isinstance(found, dict)
    return found

"""Valid profiles as people may write them, for hypothesis."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from odd_json import VALUES
from setpoint.core.facts.claude_models import IDS
from setpoint.core.facts.settings import SETTINGS, Setting

LOCAL: Final = ("qwen3.5:9b", "qwen3.5:2b", "somebody/Odd:Q4_K_M")
DAILY: Final = {"model": "qwen3.5:2b", "update": "daily"}
CLOUD: Final = "kimi-k2.6:cloud"
GATEWAY: Final = "https://llm.acme.example"
KEY_VARIABLE: Final = "ACME_KEY"
KEYS: Final = ("file:~/key", {"file": "~/key", "ttl": "30m"}, {"env": KEY_VARIABLE, "delivery": "static"})
SLOTS: Final = (*IDS, "claude-opus-4-6", "claude-haiku-4-5")
"""Families, and full ids of none of their present models."""

Plain = dict[str, Any]

LETTERS: Final = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
"""YAML refuses control characters, and so do the label and the title of a profile in JSON's spelling."""
LABELS: Final = st.text(LETTERS, min_size=1, max_size=8)
HEADERS: Final = st.dictionaries(st.sampled_from(["X-Team", "X-Odd"]), st.sampled_from(["a", "b c", ""]), max_size=2)


@st.composite
def _slot(draw: st.DrawFn, models: tuple[str, ...]) -> object:
    model = draw(st.sampled_from(models))
    more = draw(st.fixed_dictionaries({}, optional={"label": LABELS, "context": CONTEXTS, "update": UPDATES}))
    return {"model": model, **more} if more else model


UPDATES: Final = st.sampled_from(["never", "daily"])
CONTEXTS: Final = st.sampled_from([1024, 65536, 10_000_000, "server"])


@st.composite
def _slots(draw: st.DrawFn, models: tuple[str, ...]) -> Plain:
    keys = draw(st.lists(st.sampled_from(SLOTS), unique=True, min_size=1, max_size=4))
    return {key: draw(_slot(models)) for key in keys}


@st.composite
def _gateway(draw: st.DrawFn) -> Plain:
    wish: Plain = {"url": draw(st.sampled_from([GATEWAY, "https://other.example/v2"]))}
    if draw(st.booleans()):
        wish["auth"] = draw(st.sampled_from(["bearer", "x-api-key"]))
    if draw(st.booleans()):
        wish["key"] = draw(st.sampled_from(KEYS))
    if draw(st.booleans()):
        wish["headers"] = draw(HEADERS)
    families = draw(st.lists(st.sampled_from(["opus", "sonnet", "haiku"]), unique=True))
    if families:
        forms = {each: [IDS[each], {"id": IDS[each], "label": "É"}] for each in families}
        wish["models"] = {each: draw(st.sampled_from(both)) for each, both in forms.items()}
    return wish


_KINDS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "bool": st.booleans(),
    "int": st.sampled_from([0, 1, 300, 2**60]),
    "number": st.sampled_from([0, 0.5, 1.0, 1e300]),
    "text": LABELS,
    "texts": st.lists(LABELS, max_size=2),
    "object": st.dictionaries(LABELS, st.booleans(), max_size=2),
    "objects": st.lists(st.dictionaries(LABELS, st.integers(), max_size=2), max_size=2),
}


def _value(setting: Setting) -> st.SearchStrategy[Any]:
    return st.sampled_from(setting.values) if setting.values else _KINDS.get(setting.kind, st.just("any"))


_FREE: Final = sorted(name for name, each in SETTINGS.items() if not (each.owner or each.source))


@st.composite
def _settings(draw: st.DrawFn) -> Plain:
    names = draw(st.lists(st.sampled_from(_FREE), unique=True, max_size=3))
    chosen = {name: draw(_value(SETTINGS[name])) for name in names}
    return {**chosen, "aKeyOfTomorrow": draw(_SPELLABLE)} if draw(st.booleans()) else chosen


def _spellable(value: Any) -> bool:
    """What a profile can hold: no control characters, and no number that no program would write."""
    text = json.dumps(value, ensure_ascii=False)
    return text.isprintable() and text.isascii() and len(text) < 200 and not re.search("[0-9]{22}", text)


_SPELLABLE: Final = VALUES.filter(_spellable)


@st.composite
def profiles(draw: st.DrawFn) -> str:
    """A whole profile, as YAML in JSON's spelling. It is valid, whatever its mode."""
    cloud = draw(st.sampled_from(["allowed", "allowed", "forbidden"]))
    models = LOCAL if cloud == "forbidden" else (*LOCAL, CLOUD)
    slots = draw(_slots(models))
    gateway = draw(_gateway())
    mode = draw(st.sampled_from(["ollama", "ollama", "gateway", "gateway", "native", "off"]))
    keys = [*slots, *gateway.get("models", {})]
    ollama: Plain = {"cloud": cloud, "prune": draw(st.sampled_from(["never", "own"]))}
    ollama |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "context": CONTEXTS,
                "update": UPDATES,
                "key": st.sampled_from(KEYS),
                "headers": HEADERS,
            },
        )
    )
    profile: Plain = {"setpoint": 1, "mode": mode, "models": slots, "ollama": ollama, "gateway": gateway}
    profile["claude"] = {"settings": draw(_settings()), "switch": draw(st.sampled_from(["when-closed", "restart"]))}
    if draw(st.booleans()):
        profile["default"] = draw(st.sampled_from(keys))
    if draw(st.booleans()):
        profile["keep"] = draw(st.lists(st.sampled_from([*LOCAL, "QWEN3.5:2B", DAILY]), max_size=2))
    return json.dumps(profile, indent=draw(st.sampled_from([None, 2])), ensure_ascii=False)

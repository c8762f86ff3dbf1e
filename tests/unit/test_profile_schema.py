"""The schema of profiles is complete: for editors, for people, and for the values that are made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from setpoint import shipped
from setpoint.core.facts.claude_models import IDS
from setpoint.core.profile import (
    AgentWish,
    ClaudeWish,
    Contest,
    GatewayModel,
    GatewayWish,
    KeepWish,
    KeyRef,
    OllamaWish,
    Profile,
    SlotWish,
)
from setpoint.core.sense.keys import SCHEMES
from setpoint.loading import load, plain, schema, values

TEXT = shipped.read("schemas", "profile.schema.json")
SCHEMA: dict[str, Any] = json.loads(TEXT)
PROPERTIES: dict[str, Any] = SCHEMA["properties"]
DEFS: dict[str, Any] = SCHEMA["$defs"]
NAMES = shipped.names("profiles", ".yaml")


def described(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property and definition, with its path."""
    if isinstance(node, dict):
        for group in ("properties", "patternProperties", "$defs"):
            for name, inner in node.get(group, {}).items():
                yield f"{path}/{name}", inner
                yield from described(inner, f"{path}/{name}")
        for name in ("items", "additionalProperties", "propertyNames", "then"):
            yield from described(node.get(name), f"{path}/{name}")


ALL = dict(described(SCHEMA))


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    target = DEFS[node["$ref"].rpartition("/")[2]] if "$ref" in node else {}
    return {**target, **node}


def test_the_schema_is_valid_for_its_own_draft() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", ALL)
def test_every_key_is_described_with_an_example(path: str) -> None:
    node = ALL[path]
    assert node.get("description", "").strip().endswith((".", "…"))
    assert node.get("examples")


@pytest.mark.parametrize("path", ALL)
def test_every_example_and_default_is_valid(path: str) -> None:
    node = ALL[path]
    validator = Draft202012Validator({**node, "$defs": DEFS})
    for value in [*node["examples"], *([node["default"]] if "default" in node else [])]:
        assert [error.message for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("path", ["", *ALL])
def test_a_mapping_takes_no_unknown_keys(path: str) -> None:
    node = ALL[path] if path else SCHEMA
    if "properties" in node:
        assert node["additionalProperties"] is False


def fields(kind: Any) -> set[str]:
    return set(kind.__match_args__)


@pytest.mark.parametrize(
    "kind, node, unwritten",
    [
        (Profile, SCHEMA, {"path", "generation", "warnings"}),
        (OllamaWish, PROPERTIES["ollama"], set()),
        (GatewayWish, PROPERTIES["gateway"], set()),
        (ClaudeWish, PROPERTIES["claude"], set()),
        (AgentWish, PROPERTIES["agent"], set()),
        (Contest, PROPERTIES["agent"]["properties"]["contest"], set()),
        (SlotWish, DEFS["slot"], {"key"}),
        (KeepWish, DEFS["kept"], set()),
        (GatewayModel, DEFS["gateway_model"], {"key"}),
    ],
)
def test_schema_and_values_have_the_same_keys(kind: Any, node: dict[str, Any], unwritten: set[str]) -> None:
    assert set(node["properties"]) - {"setpoint"} == fields(kind) - unwritten


def test_key_references_have_a_kind_for_each_scheme() -> None:
    assert set(DEFS["key"]["properties"]) == {*SCHEMES, "ttl", "delivery"}
    assert {"delivery", "ttl"} <= fields(KeyRef)
    assert [branch["required"][0] for branch in DEFS["key"]["oneOf"] if "required" in branch] == list(SCHEMES)


def test_slots_are_the_families_that_have_an_id() -> None:
    assert set(PROPERTIES["models"]["properties"]) == set(IDS)
    assert set(PROPERTIES["gateway"]["properties"]["models"]["properties"]) == set(IDS)


@pytest.mark.parametrize("part, kind", [("ollama", OllamaWish), ("claude", ClaudeWish), ("agent", AgentWish)])
def test_the_defaults_of_the_schema_are_those_of_the_values(part: str, kind: Any) -> None:
    properties = PROPERTIES[part]["properties"]
    written = {key: resolved(node)["default"] for key, node in properties.items() if "default" in resolved(node)}
    built = values.build({"mode": "native", part: written})
    assert getattr(built, part) == kind()


def test_every_keyword_of_the_schema_has_its_own_sentence() -> None:
    silent = {
        "$ref",
        "properties",
        "patternProperties",
        "items",
        "propertyNames",
        "if",
        "then",
        "description",
        "default",
    }
    silent |= {"examples", "patternErrorMessage", "title", "$defs", "$id", "$schema"}
    used = {keyword for node in (SCHEMA, *ALL.values()) for keyword in node}
    assert used - silent - set(schema._TELL) == set()


@pytest.mark.parametrize("name", NAMES)
def test_each_shipped_profile_is_valid_without_a_warning(name: str) -> None:
    assert load(name, shipped.read("profiles", name).encode()).warnings == ()


@pytest.mark.parametrize("mode", ["ollama", "gateway", "native", "off"])
def test_a_shipped_profile_that_has_what_a_mode_needs_may_change_to_it(mode: str) -> None:
    for name in NAMES:
        text = shipped.read("profiles", name)
        if (mode == "gateway" and "gateway:" not in text) or (mode == "ollama" and "\nmodels:" not in text):
            continue
        before = next(line for line in text.splitlines() if line.startswith("mode: "))
        assert load(name, text.replace(before, f"mode: {mode}").encode()).mode == mode


def test_the_profiles_a_person_would_start_from_are_there() -> None:
    assert set(NAMES) == {f"{name}.yaml" for name in ("local", "tiered", "cloud", "gateway", "private", "native")}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_profile_is_short_and_narrow(name: str) -> None:
    lines = shipped.read("profiles", name).splitlines()
    assert len(lines) < 50
    assert max(map(len, lines)) <= 105


@pytest.mark.parametrize("name", NAMES)
def test_yaml_without_its_c_library_reads_the_same(name: str) -> None:
    import yaml

    text = shipped.read("profiles", name)
    assert plain.read(text, yaml.SafeLoader) == plain.read(text)

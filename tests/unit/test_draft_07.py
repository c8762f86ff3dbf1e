"""The schema said again in draft-07 means the same, and is of the form that strict readers ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from fakes.desk import desk
from setpoint import shipped
from setpoint.core.draft_07 import DRAFT, MANY, OF_KIND, said_again

NAMES = [name.removesuffix(".schema.json") for name in shipped.names("schemas", ".json")]
PROFILE: dict[str, Any] = json.loads(shipped.read("schemas", "profile.schema.json"))
AGAIN = Draft7Validator(said_again(PROFILE))
NEW = Draft202012Validator(PROFILE)

EXAMPLES = [yaml.safe_load(shipped.read("profiles", name)) for name in shipped.names("profiles", ".yaml")]
ODD: list[Any] = [None, True, 0, 7, 65536, -1, 1.5, "", "x", "never", "server", "5m", [], ["a"], [1], {}, {"x": 1}]
KEYS: list[Any] = [{"keyring": "a"}, {"keyring": "a", "file": "b"}, {"ttl": "5m"}, {"command": ["a"]}, {"command": {}}]
MODELS: list[Any] = [{"model": "a"}, {"model": 1}, {"model": "a", "context": "server"}, {"id": "a"}, {"label": "x"}]
COMMANDS: list[Any] = [{"command": {"linux": []}}, {"command": {"linux": ["a"], "macos": ["b"]}}]


def known(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(shipped.read("schemas", f"{name}.schema.json"))
    return schema


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside; examples and defaults are none."""
    if isinstance(schema, dict):
        yield schema
        for word, member in schema.items():
            inner = member.values() if word in (*MANY, "definitions", "$defs") else [member]
            if word not in ("examples", "default", "const", "enum", "required"):
                for each in inner:
                    for part in each if isinstance(each, list) else [each]:
                        yield from nodes(part)


def paths(schema: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Where a profile can hold something, three keys deep."""
    for name, node in schema.get("properties", {}).items():
        yield (name,)
        whole = PROFILE["$defs"][node["$ref"].rpartition("/")[2]] | node if "$ref" in node else node
        yield from ((name, *rest) for rest in paths(whole) if len(rest) < 4)


def with_(path: tuple[str, ...], thing: Any) -> dict[str, Any]:
    """A profile that is right but for what lies at the path."""
    profile: dict[str, Any] = {"setpoint": 1, "mode": "native"}
    place = profile
    for step in path[:-1]:
        place = place.setdefault(step, {} if step != "gateway" else {"url": "https://x.example"})
    place[path[-1]] = thing
    return profile


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_valid_schema_of_draft_07(name: str) -> None:
    again = said_again(known(name))
    Draft7Validator.check_schema(again)
    assert (again["$schema"], again["$id"]) == (DRAFT, known(name)["$id"])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_beside_a_reference(name: str) -> None:
    assert [node for node in nodes(said_again(known(name))) if "$ref" in node and len(node) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_node_has_one_type_at_most_and_says_it_where_it_matters(name: str) -> None:
    special = {word for words in OF_KIND.values() for word in words}
    for node in nodes(said_again(known(name))):
        assert not isinstance(node.get("type"), list), node
        if special & node.keys() - {"required", "properties"}:
            assert isinstance(node.get("type"), str), node


@pytest.mark.parametrize("name", NAMES)
def test_the_source_uses_no_keyword_that_draft_07_lacks(name: str) -> None:
    later = {"unevaluatedProperties", "unevaluatedItems", "dependentRequired", "dependentSchemas", "prefixItems"}
    later |= {"$anchor", "$dynamicRef", "$dynamicAnchor", "minContains", "maxContains", "$vocabulary", "deprecated"}
    assert [node.keys() & later for node in nodes(known(name)) if node.keys() & later] == []


def test_every_key_keeps_its_description_examples_and_default() -> None:
    def told(schema: dict[str, Any]) -> set[str]:
        words = ("description", "default", "examples")
        return {json.dumps([word, node[word]]) for node in nodes(schema) for word in words if word in node}

    assert told(said_again(PROFILE)) <= told(PROFILE)
    places = {path for path in paths(PROFILE) if len(path) < 3}
    for path in places:
        node = said_again(PROFILE)
        for step in path:
            node = node["properties"][step]
        assert {"description", "examples"} <= node.keys(), path


@pytest.mark.parametrize("profile", EXAMPLES)
def test_shipped_profiles_are_valid_in_both(profile: Any) -> None:
    assert NEW.is_valid(profile)
    assert AGAIN.is_valid(profile)


@pytest.mark.parametrize("path", sorted(set(paths(PROFILE))), ids=".".join)
def test_both_take_and_refuse_the_same_at_each_place(path: tuple[str, ...]) -> None:
    for thing in [*ODD, *KEYS, *MODELS, *COMMANDS]:
        profile = with_(path, thing)
        assert AGAIN.is_valid(profile) == NEW.is_valid(profile), thing


@given(
    st.sampled_from(sorted(set(paths(PROFILE)))),
    st.recursive(
        st.sampled_from([*ODD, *KEYS, *MODELS]),
        lambda inner: st.dictionaries(
            st.sampled_from(["model", "keyring", "command", "url", "opus", "changes"]), inner
        ),
    ),
)
def test_both_take_and_refuse_the_same_whatever_it_is(path: tuple[str, ...], thing: Any) -> None:
    profile = with_(path, thing)
    assert AGAIN.is_valid(profile) == NEW.is_valid(profile)


def test_the_command_prints_it_with_the_address_it_is_served_from(tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = at("schema", "--draft", "07", "--id", "https://schemas.acme.example/setpoint.json")
    assert json.loads(said.out)["$id"] == "https://schemas.acme.example/setpoint.json"
    assert json.loads(at("schema", "--status", "--draft", "07").out)["$schema"] == DRAFT
    assert at("schema", "--id", "https://x.example").code == 64
    assert at("schema", "--draft", "07", "--id", "x").code == 64

"""A valid profile is remembered, so that an unchanged one needs neither yaml nor jsonschema."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from setpoint import shipped
from setpoint.core.secret import Secret
from setpoint.loading import load, load_remembered, read

NAMES = shipped.names("profiles", ".yaml")

RICH = b"""setpoint: 1
mode: gateway
models: {sonnet: "glm-4.7:cloud", opus: {model: x, context: 32768.0}, haiku: y}
ollama: {upgrade_command: [a, b], key: {command: {linux: [p]}, ttl: 10m}, headers: {X-A: b}}
gateway: {url: https://x/v1, key: keyring:a/b, models: {sonnet: claude-sonnet-5}}
claude: {settings: {zebra: 1.5, banner: {text: hi, list: [1, null, true]}}}
agent: {contest: {within: 10m}}
"""


@pytest.mark.parametrize("text", [*(shipped.read("profiles", name).encode() for name in NAMES), RICH])
def test_what_is_remembered_gives_the_same_profile_as_loading(text: bytes) -> None:
    profile, remembered = read("p", text)
    stored = json.loads(json.dumps(remembered, sort_keys=True))
    assert load_remembered("p", text, stored) == profile == load("p", text)
    again, kept = read("p", text, stored)
    assert (again, kept) == (profile, remembered)


def test_the_warnings_are_remembered_with_their_places() -> None:
    profile, remembered = read("p", RICH)
    found = load_remembered("p", RICH, remembered)
    assert found is not None
    assert [(problem.code, problem.line) for problem in found.warnings] == [("SP130", 3), ("SP134", 5), ("SP125", 6)]
    assert [wish.key for wish in profile.models] == ["sonnet", "opus", "haiku"]


@pytest.mark.parametrize(
    "damage",
    [
        {},
        {"valid": ""},
        {"sum": ""},
        {"content": None},
        {"content": "{}"},
        {"content": '{"data": {}, "warnings": []}'},
        {"content": "\ud800"},
        {"content": 7},
    ],
)
def test_what_does_not_fit_is_not_used(damage: dict[str, object]) -> None:
    _, remembered = read("p", RICH)
    stored = {**remembered, **damage} if damage else {}
    assert load_remembered("p", RICH, stored) is None
    assert read("p", RICH, stored)[0] == load("p", RICH)


def test_one_changed_byte_is_another_profile() -> None:
    _, remembered = read("p", RICH)
    assert load_remembered("p", RICH + b"\n", remembered) is None


def test_an_unchanged_profile_imports_neither_yaml_nor_jsonschema() -> None:
    _, remembered = read("p", RICH)
    program = (
        "import json, sys\n"
        "from setpoint.core.trust import untrusted\n"
        "from setpoint.loading import load_remembered\n"
        "text, remembered = json.load(sys.stdin)\n"
        "profile = load_remembered('p', text.encode(), remembered)\n"
        "assert profile is not None and untrusted(profile, ())\n"
        "print(sorted({'yaml', 'jsonschema', 'difflib', 'importlib.metadata'} & set(sys.modules)))\n"
    )
    given = json.dumps([RICH.decode(), remembered])
    ran = subprocess.run(
        [sys.executable, "-c", program], input=given, capture_output=True, text=True, check=True, timeout=30
    )
    assert ran.stdout.strip() == "[]"


def test_what_is_remembered_is_plain_json_without_secrets() -> None:
    _, remembered = read("p", RICH)
    assert set(remembered) == {"valid", "content", "sum"}
    assert all(isinstance(value, str) for value in remembered.values())
    assert not isinstance(remembered["content"], Secret)

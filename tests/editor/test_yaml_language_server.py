"""A profile in a real yaml-language-server: good ones are good, bad ones told, and the schema's words are shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.desk import desk
from fakes.editor import Editor
from setpoint import shipped

pytestmark = pytest.mark.editor

SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "completion": True, "hover": True}}
MODELINE = "# yaml-language-server: $schema=profile.schema.json\n"
BAD = f"""{MODELINE}\
setpoint: 1
mode: olama
models:
  sonet: qwen3.5:9b
  haiku: {{label: x}}
ollama:
  context: 12
gateway:
  url: https://llm.acme.example
  key: {{keyring: acme/llm, file: key}}
agent: {{interval: five}}
"""


@pytest.fixture(params=["2020-12", "07"])
def editor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Editor]:
    """With the schema beside the profile, where `init` puts it."""
    said = desk(tmp_path / "desk")("schema", "--draft", request.param)
    (tmp_path / "profile.schema.json").write_text(said.out, encoding="utf-8")
    server = Path(os.environ["SETPOINT_EDITOR"]) / "node_modules/.bin/yaml-language-server"
    with Editor([str(server), "--stdio"], SETTINGS, tmp_path) as editor:
        yield editor


def words(found: Any) -> set[str]:
    return {item["label"] for item in (found["items"] if isinstance(found, dict) else found)}


def test_shipped_profiles_have_no_error(editor: Editor) -> None:
    names = shipped.names("profiles", ".yaml")
    assert {name: editor.open(name, MODELINE + shipped.read("profiles", name)) for name in names} == {
        name: [] for name in names
    }


def test_a_mode_that_yaml_once_took_for_false_has_no_error(editor: Editor) -> None:
    assert editor.open("off.yaml", f"{MODELINE}setpoint: 1\nmode: off\n") == []


def test_each_error_is_told_on_its_line(editor: Editor) -> None:
    told = editor.open("bad.yaml", BAD)
    assert sorted({int(each.partition(":")[0]) for each in told}) == [3, 5, 6, 8, 11, 12]
    assert '3: Value is not accepted. Valid values: "ollama", "gateway", "native", "off".' in told
    assert "12: a time such as 90s, 5m, 2h or 1d" in told


def test_keys_and_values_are_offered_and_explained(editor: Editor) -> None:
    editor.open("profile.yaml", f"{MODELINE}setpoint: 1\nmode: ollama\nmodels:\n  \nollama:\n  cloud: forbidden\n")
    assert words(editor.at("completion", "profile.yaml", 4, 2)) >= {"opus", "sonnet", "haiku", "fable"}
    assert words(editor.at("completion", "profile.yaml", 6, 9)) >= {"allowed", "forbidden"}
    assert "The Ollama server" in editor.at("hover", "profile.yaml", 5, 2)["contents"]["value"]
    assert "Claude Desktop's inference" in editor.at("hover", "profile.yaml", 2, 2)["contents"]["value"]

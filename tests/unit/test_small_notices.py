"""What is said beside a plan, and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes.desk import desk
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
OLLAMA = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: small}}\nollama: {{url: '{url}'}}\n"


def test_a_development_build_cannot_be_compared_and_is_taken(tmp_path: Path) -> None:
    with StandIn(version="0.0.0", holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(url=server.url))
        said = person("plan")
        assert (said.code, "SP205" in said.out) == (2, True)
        assert "a development build cannot be compared with >=0.23" in said.out
        assert person("apply", "--yes").code == 0


def test_the_placeholder_is_told_to_who_asks_for_notes(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(url=server.url))
        assert "SP310" not in person("plan").out
        assert "SP310" in person("plan", "-v").out


def test_an_entry_id_that_is_no_file_name_is_told_to_who_asks_for_notes(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    library = person.claude / "configLibrary"
    library.mkdir(parents=True)
    (library / "_meta.json").write_text(json.dumps({"entries": [{"id": "../../up\u001b[2J", "name": "x"}]}))
    assert "SP316" not in person("plan").out
    said = person("plan", "-v")
    assert "SP316" in said.out
    assert "\u001b" not in said.out


@pytest.mark.parametrize("mode", ["gateway", "native"])
def test_no_claude_here_is_quiet_and_well(mode: str, tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY.replace("mode: gateway", f"mode: {mode}"))
    (person.tree / "root/usr/bin/claude-desktop").unlink()
    (person.tree / "root/var/lib/dpkg/status").write_text("")
    for words in (("plan",), ("apply", "--yes"), ("status",)):
        said = person(*words)
        assert (said.code, "✗" in said.out) == (0, False), said.out
    told = {each["name"]: each for each in json.loads(person("status", "--json").out)["conditions"]}
    assert (told["ClaudeConfigured"]["state"], told["ClaudeConfigured"]["code"]) == ("NotApplicable", "SP304")
    assert not person.claude.exists()

"""`--only claude` and `--only ollama`: what is done, what is left, and that a plan says so beforehand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.desk import Desk, Said, desk, put
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

OLLAMA = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: small}}\nollama: {{url: '{url}'}}\n"
GATEWAY = "{before}gateway: {{url: https://llm.example, models: {{sonnet: claude-sonnet-5}}}}\n"
OTHER_TOOLS = "00000000-0000-4000-8000-000000000114"
IN_PLACE = "● in place, nothing to do\n"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(offers={"small": Published()}) as stand_in:
        yield stand_in


@pytest.fixture
def person(tmp_path: Path, server: StandIn) -> Desk:
    return desk(tmp_path / "desk", OLLAMA.format(url=server.url))


def without_room(text: str) -> str:
    """The disk is this machine's own, and others write to it meanwhile."""
    return re.sub(r"[\d.]+ [A-Z]+ free", "free", text)


def done(at: Desk, half: str, code: int) -> str:
    """Apply one half. It does what its plan said, no more is said beforehand, and a second one changes nothing."""
    plan = at("plan", "--only", half)
    said = at("apply", "--yes", "--only", half)
    assert said.code == code, said.out + said.err
    if plan.code == 2:
        *shown, _next = without_room(plan.out).splitlines()
        assert without_room(said.out).splitlines()[: len(shown)] == shown
    before = state(at)
    again = at("apply", "--yes", "--only", half)
    assert (again.code, again.out.endswith(IN_PLACE)) == (code, code == 0), again.out
    assert state(at) == before
    assert at("plan", "--only", half).code in ((0,) if code == 0 else (2, 5))
    return said.out


def state(at: Desk) -> dict[str, tuple[int, int]]:
    """Every file of the home, but for the history of what was tried."""
    paths = [path for path in at.home.rglob("*") if path.name != "history.jsonl"]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}


def named(said: Said) -> list[str]:
    """The halves that a plan has lines about."""
    return [half for half in ("Ollama", "Claude") if f"\n{half}  " in said.out]


def test_the_first_switch_is_not_made_while_ollamas_half_is_left_out(person: Desk, server: StandIn) -> None:
    said = person("plan", "--only", "claude")
    assert (said.code, named(said)) == (2, ["Claude"])
    assert "waits: for Ollama's half, which --only claude leaves out\n" in said.out
    text = done(person, "claude", 5)
    assert "… configLibrary/51c2….json    waits: for Ollama's half, which --only claude leaves out\n" in text
    assert "Undo:" not in text
    assert (server.mutating, person.claude.exists()) == (0, False)


def test_waiting_that_counts_as_done_is_not_called_in_place(person: Desk) -> None:
    said = person("apply", "--yes", "--only", "claude", "--pending-ok")
    assert (said.code, "in place" in said.out) == (0, False)


def test_ollamas_half_alone_then_claudes(person: Desk, server: StandIn) -> None:
    text = done(person, "ollama", 0)
    assert text.endswith("✓ claude-haiku-4-5-20251001   derived\n● in place. Undo: setpoint restore\n")
    assert (server.requests["POST", "/api/pull"], server.requests["POST", "/api/create"]) == (1, 2)
    assert not person.claude.exists()
    left = person("plan")
    assert (left.code, "3 changes, nothing written" in left.out, "  + pull" in left.out) == (2, True, False)
    asked = server.mutating
    text = done(person, "claude", 0)
    assert text.endswith("✓ claude_desktop_config.json  set\n● in place. Undo: setpoint restore\n")
    assert server.mutating == asked
    assert person("plan").code == 0
    assert person("apply", "--yes").out == IN_PLACE


def test_claudes_trouble_is_no_matter_to_ollamas_half(person: Desk) -> None:
    library = person.claude / "configLibrary"
    library.mkdir(parents=True)
    (library / "_meta.json").write_text(json.dumps({"appliedId": OTHER_TOOLS, "entries": [{"id": OTHER_TOOLS}]}))
    (person.claude / "claude_desktop_config.json").write_text("{")
    assert "SP30" not in done(person, "ollama", 0)
    assert person("apply", "--yes").code == 4
    assert "SP305" in person("plan", "--only", "claude").out


def test_ollamas_trouble_is_no_matter_to_claudes_half_at_a_gateway(person: Desk) -> None:
    away = OLLAMA.format(url="http://127.0.0.1:9").replace("mode: ollama", "mode: gateway")
    put(person, GATEWAY.format(before=away))
    assert "SP201" not in done(person, "claude", 0)
    assert person("apply", "--yes").code == 5


def test_a_repair_of_claudes_half_does_not_wait_for_ollama(person: Desk, server: StandIn) -> None:
    assert person("apply", "--yes").code == 0
    server.__exit__(None, None, None)
    settings = person.claude / "claude_desktop_config.json"
    settings.write_text('{"deploymentMode": "1p"}')
    done(person, "claude", 0)
    assert json.loads(settings.read_text()) == {"deploymentMode": "3p"}


def test_slots_stay_as_long_as_the_half_that_is_left_out_uses_them(person: Desk, server: StandIn) -> None:
    assert person("apply", "--yes").code == 0
    old = OLLAMA.format(url=server.url).replace("mode: ollama", "mode: gateway")
    put(person, GATEWAY.format(before=old))
    done(person, "ollama", 0)
    assert server.requests["DELETE", "/api/delete"] == 0
    done(person, "claude", 0)
    assert server.requests["DELETE", "/api/delete"] == 0
    assert "https://llm.example" in (person.claude / f"configLibrary/{ENTRY_ID}.json").read_text()
    assert person("plan").out.count("  - remove") == 2
    done(person, "ollama", 0)
    assert server.requests["DELETE", "/api/delete"] == 2


def test_a_model_that_is_kept_because_it_is_loaded_is_no_reason_to_quit_claude(person: Desk, server: StandIn) -> None:
    assert person("apply", "--yes").code == 0
    server.store.load(server.store.listed()[0])
    put(person, f"setpoint: 1\nmode: native\nkeep: [small]\nollama: {{url: '{server.url}'}}\n")
    said = person("apply", "--yes")
    assert said.code == 5
    assert "waits: the model is loaded; Ollama unloads it minutes after its last use" in said.out
    assert "Quit Claude" not in said.out

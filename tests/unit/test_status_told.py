"""The headline of a status, and what stands below it: what keeps things from being in place comes first."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from fakes.desk import Desk, desk
from setpoint import wiring
from setpoint.adapters.clock import SystemClock
from setpoint.adapters.files import DiskFiles
from setpoint.core.change import Change, Line
from setpoint.core.ledger import Contested
from setpoint.telling.history import History
from setpoint.value import replace

GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
OLLAMAS = "00000000-0000-4000-8000-000000000114"


def told(at: Desk) -> list[str]:
    return at("status").out.splitlines()


def test_a_fight_is_told_with_how_often_by_whom_and_what_stands_now(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY)
    assert at("apply", "--yes").code == 0
    generation = told(at)[0].split("@")[1]
    fight = Contested(0.0, 4, 180.0, "Ollama (…0114)", "Ollama", generation)
    here = at.around(StringIO(), StringIO(), StringIO(), interactive=False)
    wiring.ledger(here).change(lambda ledger: replace(ledger, contested={"appliedId": fight}))
    index = at.claude / "configLibrary/_meta.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"appliedId": OLLAMAS}))
    taken = tuple(wiring.ledger(here).read().claude.items())
    ours = {path: replace(memory, taken_over=(OLLAMAS,)) for path, memory in taken}
    wiring.ledger(here).change(lambda ledger: replace(ledger, claude=ours))
    lines = told(at)
    assert lines[1].startswith("seen     4 times in 3m00s: Setpoint → Ollama (…0114), last 1970-01-01 ")
    lines[1] = lines[1].partition(", last ")[0]
    assert lines[:5] == [
        "✗ contested   something else keeps setting appliedId   SP501",
        "seen     4 times in 3m00s: Setpoint → Ollama (…0114)",
        "likely   Ollama",
        "now      Ollama's value stands; this key is no longer written; everything else is kept",
        f"profile  profile.yaml @{generation}",
    ]
    assert lines[lines.index("→ turn off Ollama's Claude switch, then: setpoint sync --force") + 1] == (
        "  or give way: setpoint use native"
    )


def test_a_suspension_comes_before_everything_else(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: ollama\nmodels: {sonnet: a}\nollama: {url: 'http://127.0.0.1:9'}\n")
    assert at("restore", "--yes").code == 0
    lines = told(at)
    assert lines[0].startswith("◐ suspended   since ")
    assert lines[0].endswith("   SP502")
    assert not any("SP201" in line for line in lines)


def test_what_only_follows_from_other_trouble_is_left_out(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: ollama\nmodels: {sonnet: a}\nollama: {url: 'http://127.0.0.1:9'}\n")
    said = at("status").out
    assert said.startswith("◐ waiting   no answer: the connection is refused   SP201\nprofile  profile.yaml @")
    assert "ollama   http://127.0.0.1:9 (profile) · not reachable\n→ start the server, or correct its url\n" in said
    assert "not ready" not in said


def test_a_waiting_that_is_excused_is_still_told(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: ollama\nmodels: {sonnet: a}\nollama: {url: 'http://127.0.0.1:9'}\n")
    said = at("status", "--pending-ok")
    assert (said.code, said.out.split("   ")[0]) == (0, "◐ waiting")
    assert json.loads(at("status", "--pending-ok", "--json").out)["exit"] == 0


def test_a_repair_after_an_update_of_the_app_names_it(tmp_path: Path) -> None:
    history = History(tmp_path, DiskFiles(), SystemClock())
    flag = Line("~", "set", "claude_desktop_config.json", 'deploymentMode  "1p" → "3p"')
    history.event("update", "2.30 → 2.31", "Claude Desktop")
    history.record(Change("claude_config", (flag,), None, corrective=True), None, "apply")
    history.record(Change("claude_app", (Line("~", "start", "Claude"),), None), None, "apply")
    when, _, what = history.last().partition(" corrective: ")
    assert what == f"deploymentMode 1p → 3p, after Claude 2.30 → 2.31 at {when}"
    history.record(Change("claude_config", (flag,), None), None, "apply")
    assert history.last().endswith(" intended: deploymentMode 1p → 3p")

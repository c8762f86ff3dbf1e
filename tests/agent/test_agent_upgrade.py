"""An agent that upgrades Ollama: when, how often, and when not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.days import DAY, HOUR, MADE, MINUTE, Days, text
from fakes.upgrading import FAILS, NEW, OLD, STAYS, UPGRADES, Upgradable, program, runs
from setpoint.cli.sync import _anew
from setpoint.core.agent_state import WAKE
from setpoint.core.ledger import Attempt
from setpoint.core.names import parse
from setpoint.value import replace


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Upgradable]:
    with Upgradable(holds={"small": MADE}, offers={"large": MADE}, says=tmp_path / "version") as made:
        yield made


def wish(old: Upgradable, argv: list[str], more: str = "") -> str:
    ollama = f"upgrade: auto, upgrade_command: {json.dumps(argv)}"
    return text(old, more).replace("ollama: {", f"ollama: {{{ollama}, ", 1).replace("interval: 3h", "interval: 1h")


def begin(home: Path, old: Upgradable, does: str, *, trusted: bool = True) -> Days:
    days = Days(home, old, wish(old, program(home / "bin", old, does)))
    if trusted:
        assert days.call("trust", "--yes")[0] == 0
    return days


def attempt(days: Days) -> Attempt | None:
    return days.world.server.upgrade


def test_an_old_server_is_upgraded_and_then_everything_else_goes_on(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, UPGRADES)
    days.let(HOUR)
    assert days.ours
    assert len(runs(tmp_path / "bin")) == 1
    assert attempt(days) is None
    upgraded = [each for each in days.history() if "upgrade" in json.dumps(each)]
    assert upgraded
    assert days.condition("OllamaVersion")["message"] == f"{NEW} (>=0.23)"


@pytest.mark.long
def test_nothing_is_upgraded_a_second_time(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, UPGRADES)
    days.let(DAY)
    wrote = [each for each in days.history() if each.get("what") != "trust"]
    days.let(DAY)
    assert len(runs(tmp_path / "bin")) == 1
    assert [each for each in days.history() if each.get("what") != "trust"] == wrote


@pytest.mark.long
def test_what_fails_is_tried_ever_more_rarely(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, FAILS)
    days.let(3 * DAY)
    first = len(runs(tmp_path / "bin"))
    assert 6 <= first <= 9  # it looks every hour: 15 min, doubled each time, at most a day
    tried = attempt(days)
    assert tried
    assert (tried.code, tried.times, tried.server) == ("SP232", first, OLD)
    assert "no bottle available!" in tried.message
    days.let(4 * DAY)
    assert 3 <= len(runs(tmp_path / "bin")) - first <= 4
    condition = days.condition("OllamaVersion")
    assert (condition["code"], condition["reason"]) == ("SP232", "UpgradeFailed")
    assert not days.ours


def test_it_is_remembered_over_a_restart(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, FAILS)
    days.let(MINUTE)
    assert len(runs(tmp_path / "bin")) == 1
    for _ in range(5):
        days.begin()
        days.let(MINUTE)
    assert len(runs(tmp_path / "bin")) == 1


def test_a_new_profile_is_a_new_try(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, FAILS)
    days.let(MINUTE)
    days.write(wish(old, program(tmp_path / "bin", old, FAILS), "keep: [large]\n"))
    days.let(MINUTE)
    assert len(runs(tmp_path / "bin")) == 2


def test_a_person_who_forces_it_is_a_new_try(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, FAILS)
    days.let(MINUTE)
    days.world.ledger.change(_anew)
    (days.state / WAKE).write_text("called")
    days.watch.wake()
    days.let(MINUTE)
    assert len(runs(tmp_path / "bin")) == 2


def test_a_pull_that_goes_on_is_not_cut_off(tmp_path: Path, old: Upgradable) -> None:
    usual = text(old).replace("ollama: {", 'ollama: {version: ">=0.20", ')
    days = Days(tmp_path, old, usual)
    days.let(HOUR)
    days.write(f"{usual}keep: [large]\n")
    days.agent.turn()
    days.beside.holding = True
    days.agent.turn()
    days.beside.holding = False
    assert len(days.beside.held) == 1  # the pull
    days.write(wish(old, program(tmp_path / "bin", old, UPGRADES), "keep: [large]\n"))
    assert days.call("trust", "--yes")[0] == 0
    days.let(MINUTE)
    assert runs(tmp_path / "bin") == []
    days.beside.go()
    assert old.store.find(parse("large"))
    days.let(MINUTE)
    assert len(runs(tmp_path / "bin")) == 1
    assert old.world().version == NEW


def test_an_apply_does_not_wait_for_the_next_try(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, FAILS)
    days.let(MINUTE)
    code, said = days.call("apply", "--yes")
    assert code == 4, said
    assert len(runs(tmp_path / "bin")) == 2
    program(tmp_path / "bin", old, UPGRADES)
    code, said = days.call("apply", "--yes")
    assert code == 0, said
    assert attempt(days) is None


def test_a_version_that_stays_is_no_success(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, STAYS)
    days.let(MINUTE)
    tried = attempt(days)
    assert tried
    assert (tried.code, tried.hint) == ("SP234", "restart the Ollama server")


@pytest.mark.long
def test_a_newer_one_that_is_still_too_old_is_not_upgraded_again_and_again(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, "server.write_text('0.22.1')")
    days.let(DAY)
    assert len(runs(tmp_path / "bin")) <= 8
    tried = attempt(days)
    assert tried
    assert (tried.code, tried.server) == ("SP234", "0.22.1")


def test_a_loaded_model_is_waited_for(tmp_path: Path, old: Upgradable) -> None:
    held = old.store.find(parse("small"))
    assert held
    old.store.load(held)
    days = begin(tmp_path, old, UPGRADES)
    days.let(HOUR)
    assert runs(tmp_path / "bin") == []
    condition = days.condition("OllamaVersion")
    assert (condition["code"], condition["reason"]) == ("SP233", "ModelLoaded")
    assert days.call("status")[0] == 5
    old.store.loaded.clear()
    days.let(2 * HOUR)
    assert len(runs(tmp_path / "bin")) == 1
    assert days.ours


def test_a_model_that_was_loaded_since_the_look_is_waited_for(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, UPGRADES)
    held = old.store.find(parse("small"))
    assert held
    days.agent.turn()
    days.beside.holding = True
    days.agent.turn()
    old.store.load(held)
    days.beside.holding = False
    days.beside.go()
    days.let(HOUR)
    assert runs(tmp_path / "bin") == []
    assert attempt(days) is None


@pytest.mark.long
def test_without_a_yes_nothing_is_run(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, UPGRADES, trusted=False)
    days.let(DAY)
    assert runs(tmp_path / "bin") == []


@pytest.mark.parametrize("mode", ["mode: audit", "interval: 5m"])
def test_an_audit_or_a_pause_upgrades_nothing(tmp_path: Path, old: Upgradable, mode: str) -> None:
    days = begin(tmp_path, old, UPGRADES)
    days.write(days.profile.read_text().replace("interval: 1h", mode))
    if "audit" not in mode:
        assert days.call("pause", "--for", "5h", "--because", "a demo")[0] == 0
    days.let(3 * HOUR)
    assert runs(tmp_path / "bin") == []


def test_one_that_was_cut_off_is_not_begun_again_at_once(tmp_path: Path, old: Upgradable) -> None:
    """Its program goes on without us: nobody knows how far it is."""
    days = begin(tmp_path, old, UPGRADES)
    profile = days.around.in_force().profile
    assert profile
    begun = Attempt(OLD, profile.generation, days.time.at, 1)
    days.world.change_server(lambda memory: replace(memory, upgrade=begun))
    days.let(10 * MINUTE)
    assert runs(tmp_path / "bin") == []
    assert days.condition("OllamaVersion")["code"] == "SP233"
    days.let(2 * HOUR)
    assert len(runs(tmp_path / "bin")) == 1


def test_files_are_kept_while_it_goes_on_and_it_is_told(tmp_path: Path, old: Upgradable) -> None:
    days = begin(tmp_path, old, UPGRADES)
    days.agent.turn()
    days.beside.holding = True
    days.agent.turn()
    days.let(MINUTE)
    code, said = days.call("status")
    assert "takes some minutes" not in said  # another process: this agent does not hold its lock
    told = json.loads((days.state / "agent.json").read_text())
    assert told["pulling"]["verb"] == "upgrade"
    assert code == 2, said
    days.beside.holding = False
    days.beside.go()
    days.let(MINUTE)
    assert days.ours

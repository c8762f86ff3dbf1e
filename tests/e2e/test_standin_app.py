"""The stand-in Claude as a process: the habits that the real one is known for, seen by the code that looks for it."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path

import pytest

from e2e.household import PERSONS, SETTINGS, Household, put, until
from e2e.installed import Claude, alive, household
from setpoint import wiring
from setpoint.core.ports import Running, this_system
from setpoint.standins.claude import record
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in process is found by /proc and its lock")

FIRST, SECOND = {"deploymentMode": "1p", **SETTINGS}, "7d2f0c1e-5b44-4c0a-9b1e-2f6a8c3d9e10"
WORKS = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "https://llm.work.example",
    "inferenceGatewayApiKey": "placeholder",
}


def seen(house: Household) -> Running | None:
    """By the real code, on the real table of processes."""
    platform, machine = wiring.platform(this_system()), wiring.real_machine(house.env, house.home)
    return platform.running(machine, str(house.app), platform.claude_folders(machine))


def locks(house: Household) -> list[Path]:
    return [path for name in ("Claude", "Claude-3p") if (path := house.config / name / "SingletonLock").is_symlink()]


def flag(house: Household) -> object:
    return json.loads(house.settings.read_bytes())["deploymentMode"]


def _gone(pid: int) -> bool:
    return not alive(pid)


def _started(claude: Claude, times: int) -> bool:
    return len(claude.said("started")) == times


def with_another(house: Household) -> None:
    rows = [{"id": PERSONS, "name": "Work proxy"}, {"id": SECOND, "name": "y"}]
    put(house.index, {"appliedId": PERSONS, "entries": rows})
    put(house.index.with_name(f"{SECOND}.json"), WORKS)


def test_it_is_seen_from_its_start_to_its_end_and_takes_its_lock_with_it(house: Household, claude: Claude) -> None:
    assert seen(house) is None
    pid = claude.start()
    found = seen(house)
    assert found
    assert (found.pid, found.profile) == (pid, "native")
    claude.quit()
    assert seen(house) is None
    assert locks(house) == []


def test_a_second_one_leaves_the_first_alone(house: Household, claude: Claude) -> None:
    pid = claude.start()
    assert claude.begin().wait(10) == 0
    assert claude.said("second instance")
    found = seen(house)
    assert found
    assert found.pid == pid


@pytest.mark.parametrize("number", [15, 9], ids=["asked", "killed"])
def test_a_signal_leaves_a_stale_lock_that_the_next_one_takes_over(
    house: Household, claude: Claude, number: int
) -> None:
    first = claude.start()
    os.kill(first, number)
    until(lambda: not alive(first))
    assert len(locks(house)) == 1
    assert seen(house) is None
    second = claude.start()
    found = seen(house)
    assert found
    assert found.pid == second != first


def test_a_crash_saves_nothing_and_any_other_end_overwrites(house: Household, claude: Claude) -> None:
    for word, kept in (("crash", True), ("quit", False)):
        pid = claude.start()
        put(house.settings, {"mine": word})
        claude.order(word)
        until(partial(_gone, pid))
        assert ("mine" in house.settings.read_text(encoding="utf-8")) is kept
        put(house.settings, FIRST)


def test_a_change_of_a_preference_overwrites_what_others_wrote(house: Household, claude: Claude) -> None:
    claude.start()
    put(house.settings, {"mine": 1})
    claude.order("sign-in", "1p")
    claude.order("prefer", "theme", "dark")
    until(lambda: claude.said("prefer"))
    assert "mine" not in house.settings.read_text(encoding="utf-8")
    assert flag(house) == "1p"


def test_a_closed_window_does_not_end_it(house: Household, claude: Claude) -> None:
    pid = claude.start()
    claude.order("close-window")
    until(lambda: claude.said("hidden"))
    found = seen(house)
    assert found
    assert found.pid == pid


def test_a_person_picks_another_entry_and_native_mode_and_it_starts_itself_again(
    house: Household, claude: Claude
) -> None:
    with_another(house)
    claude.start()
    for count, (choice, third_party) in enumerate([(SECOND, True), ("native", False)], start=2):
        before = claude.pid
        claude.order("pick", choice)
        until(partial(_started, claude, count))
        assert claude.said("started")[-1]["third_party"] is third_party
        assert not alive(before)
        assert json.loads(house.index.read_bytes())["appliedId"] == SECOND
        assert flag(house) == ("3p" if third_party else "1p")
        found = seen(house)
        assert found
        assert (found.pid, found.profile) == (claude.pid, "third-party" if third_party else "native")


def test_what_it_cannot_do_is_said_and_it_goes_on(house: Household, claude: Claude) -> None:
    claude.start()
    for words in (["dance"], ["pick", "no-such-entry"], ["update", "3.0.0"]):
        claude.order(*words)
    until(lambda: len(claude.said("refused")) == 3)
    assert seen(house)


def test_it_updates_itself_and_comes_back_as_the_new_one(tmp_path: Path, server: StandIn) -> None:
    installed = record.install(tmp_path / "system", "2.31226.1")
    with household(tmp_path, server.url, "--installed", str(installed)) as (_, claude):
        claude.start()
        claude.order("update", "2.31300.0")
        until(lambda: len(claude.said("started")) == 2)
        assert [told["version"] for told in claude.said("started")] == ["2.31226.1", "2.31300.0"]


def test_a_slow_start_is_seen_before_it_has_read_anything(tmp_path: Path, server: StandIn) -> None:
    with household(tmp_path, server.url, "--slow-start", "1", "--leave-lock") as (house, claude):
        with_another(house)
        put(house.index.with_name(f"{PERSONS}.json"), WORKS)
        claude.begin()
        until(lambda: seen(house))
        assert claude.said("started") == []
        put(house.settings, {"deploymentMode": "3p"})
        until(lambda: claude.said("started"))
        assert claude.said("started")[0]["third_party"] is True
        claude.quit()
        assert len(locks(house)) == 1

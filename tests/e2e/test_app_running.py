"""The switch while Claude runs: it waits, or restarts the app, and is never torn."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from e2e.household import PERSONS, SETTINGS, Household, until
from e2e.installed import Claude, alive, household
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(90)


def routed(house: Household) -> tuple[object, object]:
    """What is selected, and the flag."""
    return _plain(house.index).get("appliedId"), _plain(house.settings).get("deploymentMode")


def _plain(path: Path) -> dict[str, object]:
    value = json.loads(path.read_bytes())
    assert isinstance(value, dict)
    return value


def conditions(house: Household) -> dict[str, str]:
    plain = json.loads(house.run("status", "--json").out)
    return {each["name"]: each["state"] for each in plain["conditions"]}


def test_the_first_switch_waits_while_the_app_is_open(house: Household, claude: Claude) -> None:
    claude.start()
    before = house.bytes_of()
    ended = house.run("apply", "--yes")
    assert ended.code == 5, ended.said
    assert "waits: the app is open" in ended.out
    staged = _plain(house.entry)
    assert staged["inferenceProvider"] == "gateway"
    assert {**house.bytes_of(), house.entry.name: b""} == {**before, house.entry.name: b""}


def test_a_second_apply_while_it_waits_changes_nothing(house: Household, claude: Claude) -> None:
    claude.start()
    house.run("apply", "--yes")
    before = house.taken()
    assert house.run("apply", "--yes").code == 5
    assert house.run("apply", "--yes", "--pending-ok").code == 0
    assert house.taken() == before


def test_after_the_app_quit_the_switch_is_finished_and_all_else_is_kept(house: Household, claude: Claude) -> None:
    claude.start()
    house.run("apply", "--yes")
    claude.order("sign-in", "1p")
    claude.quit()
    ended = house.run("apply", "--yes")
    assert ended.code == 0, ended.said
    assert routed(house) == (ENTRY_ID, "3p")
    kept = _plain(house.settings)
    assert kept["mcpServers"] == SETTINGS["mcpServers"]
    assert kept["preferences"] == SETTINGS["preferences"]
    assert PERSONS in house.index.read_text(encoding="utf-8")


def test_a_restart_quits_the_app_writes_and_starts_it_again_detached(house: Household, claude: Claude) -> None:
    first = claude.start()
    ended = house.run("apply", "--yes", "--restart")
    assert ended.code == 0, ended.said
    until(lambda: len(claude.said("started")) == 2)
    assert [told["event"] for told in claude.said()] == ["started", "quit", "started"]
    assert "ends running Code and Cowork work" in ended.out.partition("✓")[0], "said before anything was done"
    second = claude.said("started")[-1]
    assert second["third_party"] is True
    assert claude.pid != first
    assert alive(claude.pid), "it outlives the command that started it"
    assert second["parent"] != os.getpid()
    if sys.platform != "win32":
        assert os.getsid(claude.pid) == claude.pid, "a session of its own"
    assert routed(house) == (ENTRY_ID, "3p")
    assert conditions(house)["Effective"] == "True"
    assert house.run("status").code == 0


def test_after_a_restart_the_quitting_app_has_not_overwritten_the_flag(house: Household, claude: Claude) -> None:
    claude.start()
    house.run("apply", "--yes", "--restart")
    until(lambda: len(claude.said("started")) == 2)
    claude.order("prefer", "theme", "dark")
    claude.quit()
    assert routed(house) == (ENTRY_ID, "3p")
    assert _plain(house.settings)["preferences"] == {"width": 1.0, "name": "Zoë", "theme": "dark"}
    assert house.run("apply", "--yes").out.endswith("in place, nothing to do\n")


def test_an_app_that_was_open_meanwhile_keeps_the_old_route_and_status_says_so(
    house: Household, claude: Claude
) -> None:
    house.run("apply", "--yes")
    claude.start()
    house.write_profile(house.usual(models="{sonnet: {model: small, label: Another}}"))
    house.trust()
    assert house.run("apply", "--yes").code == 5
    ended = house.run("status")
    assert ended.code == 5
    assert "◐ waiting" in ended.out
    assert "--restart" in ended.out


def test_the_app_saving_our_entry_again_is_no_drift(house: Household, claude: Claude) -> None:
    house.run("apply", "--yes")
    claude.start()
    claude.order("apply-changes")
    until(lambda: len(claude.said("started")) == 2)
    assert "autoModeEnabled" in _plain(house.entry)
    before = house.taken()
    assert house.run("status").code == 0
    assert house.run("apply", "--yes").out.endswith("in place, nothing to do\n")
    assert house.taken() == before


def test_an_app_that_only_hides_is_left_running_and_nothing_is_written(tmp_path: Path, server: StandIn) -> None:
    with household(tmp_path, server.url, "--hide") as (house, claude):
        pid = claude.start()
        house.run("apply", "--yes")
        before = house.taken()
        ended = house.call("apply", "--yes", "--restart", hurry=10)
        assert ended.code == 5, ended.said
        assert "SP403" in ended.said
        assert claude.said("hidden")
        assert alive(pid), "nothing is ever killed"
        assert house.taken() == before


def test_an_app_that_comes_back_by_itself_leaves_nothing_torn(tmp_path: Path, server: StandIn) -> None:
    with household(tmp_path, server.url, "--relaunch") as (house, claude):
        claude.start()
        ended = house.run("apply", "--yes", "--restart", seconds=60)
        until(lambda: len(claude.said("started")) > 1)
        third_party = claude.said("started")[1]["third_party"]
        assert ended.code == (0 if third_party else 5), ended.said
        assert routed(house) in {(PERSONS, "1p"), (ENTRY_ID, "3p")}
        claude.quit()
        assert house.run("apply", "--yes").code == 0
        assert routed(house) == (ENTRY_ID, "3p")


def test_restore_waits_for_the_open_app_as_well(house: Household, claude: Claude) -> None:
    before = house.bytes_of()
    house.run("apply", "--yes")
    claude.start()
    ended = house.run("restore", "--yes")
    assert ended.code == 5, ended.said
    assert routed(house) == (ENTRY_ID, "3p")
    claude.quit()
    assert house.run("restore", "--yes").code == 0
    assert house.bytes_of() == before


@pytest.mark.usefixtures("claude")
def test_exit_codes_of_status_follow_what_is_so(house: Household, server: StandIn) -> None:
    assert house.run("status").code == 2
    assert house.run("apply", "--yes").code == 0
    assert house.run("status").code == 0
    house.settings.write_bytes(house.settings.read_bytes().replace(b'"3p"', b'"1p"'))
    assert house.run("status").code == 2
    house.write_profile("setpoint: 1\nmode: sideways\n")
    assert house.run("status").code == 3
    gateway = f"gateway: {{url: {server.url}, key: file:{house.home}/nothing, models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))
    assert house.run("status").code == 4

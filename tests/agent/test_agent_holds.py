"""Which profile is in force, and what holds back the agent."""

from __future__ import annotations

import json
from pathlib import Path

from fakes.days import DAY, HOUR, MINUTE, PERSONS, Days, text
from setpoint.core.ledger import Used
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace


def test_an_edit_is_applied(days: Days) -> None:
    days.write(text(days.server, mode="gateway"))
    days.let(1)
    assert days.read(days.entry)["inferenceGatewayBaseUrl"] == "https://llm.acme.example"


def test_a_wrong_one_leaves_the_last_good_one_in_force(days: Days) -> None:
    days.write("setpoint: 1\nmode: gatewy\n")
    days.let(1)
    days.select(PERSONS)
    days.let(1)
    assert days.ours
    told = json.loads((days.state / "agent.json").read_text())
    assert "SP111" in told["trouble"]


def test_it_stays_in_force_over_a_restart(days: Days) -> None:
    days.write("setpoint: 1\nmode: gatewy\n")
    days.begin()
    days.select(PERSONS)
    days.let(1)
    assert days.ours


def test_a_missing_one_means_hold(days: Days) -> None:
    days.profile.unlink()
    days.let(HOUR)
    days.select(PERSONS)
    days.let(1)
    assert days.ours


def test_one_that_vanishes_is_not_taken_for_a_wish_for_the_systems(days: Days) -> None:
    days.systems.parent.mkdir(exist_ok=True)
    days.systems.write_text(text(days.server, mode="gateway"))
    days.profile.unlink()
    days.let(HOUR)
    days.begin()
    days.let(HOUR)
    assert "http://127.0.0.1" in days.read(days.entry)["inferenceGatewayBaseUrl"]


def test_the_systems_comes_and_ones_own_goes_before_it(tmp_path: Path, server: StandIn) -> None:
    days = Days(tmp_path, server, "")
    days.profile.unlink()
    days.let(HOUR)
    days.systems.parent.mkdir(exist_ok=True)
    days.systems.write_text(text(server))
    days.let(HOUR)
    assert days.ours
    days.write(text(server, mode="native"))
    days.let(1)
    assert not days.ours


def test_without_any_it_waits_for_one(tmp_path: Path, server: StandIn) -> None:
    days = Days(tmp_path, server, "")
    days.profile.unlink()
    days.let(HOUR)
    assert not days.index.exists()
    days.write(text(server))
    days.let(1)
    assert days.ours


def test_one_that_needs_a_yes_changes_nothing_before_it(days: Days) -> None:
    days.write(text(days.server, "claude: {app: /opt/evil}\n", mode="gateway"))
    days.let(HOUR)
    assert "http://127.0.0.1" in days.read(days.entry)["inferenceGatewayBaseUrl"]
    assert days.call("trust", "--yes")[0] == 0
    days.let(10 * MINUTE)
    assert days.read(days.entry)["inferenceGatewayBaseUrl"] == "https://llm.acme.example"


def test_one_that_needs_a_yes_is_not_the_last_good_one_because_mode_off_was_used_meanwhile(days: Days) -> None:
    assert days.call("use", "off", "--for", "2h")[0] == 0
    days.let(MINUTE)
    assert days.selected() == ""
    days.write(text(days.server, "claude: {app: /opt/evil}\n", mode="gateway"))
    days.let(3 * HOUR)
    assert days.ours
    assert "http://127.0.0.1" in days.read(days.entry)["inferenceGatewayBaseUrl"]


def test_a_restore_holds_over_a_restart(days: Days) -> None:
    assert days.call("restore", "--yes")[0] == 0
    days.let(DAY)
    days.begin()
    days.let(DAY)
    assert not days.index.exists()


def test_another_mode_is_used_for_a_while(days: Days) -> None:
    profile = days.around.in_force().profile
    assert profile
    ledger = days.around.world(profile, halt=lambda: False).ledger
    until = days.time.at + DAY
    ledger.change(lambda one: replace(one, used=Used("native", days.time.at, until)))
    days.watch.wake()
    days.let(1)
    assert days.selected() == ""
    days.begin()
    days.let(DAY - HOUR)
    assert days.selected() == ""
    days.let(HOUR + MINUTE)
    assert days.ours


def test_an_audit_finds_and_writes_nothing(days: Days) -> None:
    days.write(text(days.server, agent="mode: audit"))
    days.let(1)
    days.select(PERSONS)
    days.let(DAY)
    assert days.selected() == PERSONS
    assert [line["kind"] for line in days.history()].count("drift") == 1


def test_what_a_broken_ledger_says_is_unknown_so_nothing_is_done_before_a_person_says_so(days: Days) -> None:
    assert days.call("restore", "--yes")[0] == 0
    days.let(1)
    (days.state / "ledger.json").write_text("{")
    days.watch.wake()
    days.let(DAY)
    days.begin()
    days.let(HOUR)
    assert not days.index.exists()
    assert (days.state / "ledger.json").read_text() == "{"
    assert days.call("apply", "--yes")[0] == 0
    days.select(PERSONS)
    days.let(HOUR)
    assert days.ours


def test_what_is_put_into_the_rest_of_our_withdrawn_entry_is_somebody_elses(days: Days) -> None:
    days.put(days.entry, {**days.read(days.entry), "theirs": 1})
    days.write(text(days.server, mode="off"))
    days.let(MINUTE)
    assert days.read(days.entry) == {"theirs": 1}
    put = {"theirs": 1, "inferenceGatewayBaseUrl": "http://127.0.0.1:1"}
    days.put(days.entry, put)
    days.let(DAY)
    code, said = days.call("restore", "--yes", "--models")
    assert (code, "SP313" in said) == (0, True)
    assert days.read(days.entry) == put
    days.write(text(days.server))
    assert days.call("apply", "--yes")[0] == 0
    assert days.ours
    assert days.call("restore", "--yes", "--models")[0] == 0
    assert days.read(days.entry) == put

"""The agent, over days that pass at once: real files, a real server, a made-up clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.days import OLLAMAS, PERSONS, Days
from setpoint.adapters.ollama import HttpOllama
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ledger import Used
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

MADE = Published(size=6_600_000, details=Details(family="qwen35", context=262144))
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def text(
    server: StandIn, more: str = "", models: str = "{sonnet: small}", mode: str = "ollama", agent: str = ""
) -> str:
    """It looks every three hours, so that days pass quickly, unless `agent` says otherwise."""
    url = f"http://127.0.0.1:{server.port}"
    gateway = 'gateway: {url: "https://llm.acme.example", models: {sonnet: claude-sonnet-5}}\n'
    how = f"agent: {{interval: 3h, {agent}}}\n"
    return f"setpoint: 1\nmode: {mode}\nmodels: {models}\nollama: {{url: {url}}}\n{gateway}{how}{more}"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(holds={"small": MADE}, offers={"large": MADE}) as made:
        yield made


@pytest.fixture
def days(tmp_path: Path, server: StandIn) -> Days:
    """In place, and an hour old."""
    made = Days(tmp_path, server, text(server))
    made.let(HOUR)
    assert made.ours
    return made


def test_a_fresh_machine_is_brought_to_its_profile(tmp_path: Path, server: StandIn) -> None:
    days = Days(tmp_path, server, text(server))
    assert not days.index.exists()
    days.let(1)
    assert days.ours
    assert {line["kind"] for line in days.history()} == {"intended"}


def test_hours_in_which_nothing_happens_change_no_file_and_nothing_on_the_server(days: Days) -> None:
    files = {path: path.stat().st_mtime_ns for path in days.home.rglob("*") if path.name != "agent.json"}
    server = dict(days.server.requests)
    days.let(4 * HOUR)
    left = {path: path.stat().st_mtime_ns for path in days.home.rglob("*") if path.name != "agent.json"}
    # the folder of agent.json has its name replaced; apply.lock is opened
    assert {path.name for path in files if left.get(path) != files[path]} <= {"state"}
    asked = {question for question, times in days.server.requests.items() if times != server.get(question)}
    assert asked == {("GET", "/api/version"), ("GET", "/api/tags"), ("GET", "/api/ps")}


def test_a_foreign_write_is_put_back_without_a_question_to_the_server(days: Days) -> None:
    before = days.server.requests.total()
    days.select(PERSONS)
    days.agent.turn()
    assert days.ours
    assert days.server.requests.total() == before
    last = days.history()[-1]
    assert (last["kind"], last["by"]) == ("corrective", "somebody else")


def test_a_foreign_write_is_put_back_while_the_server_does_not_answer(days: Days) -> None:
    days.beside.holding = True  # the next question to the server never comes back
    days.agent.reload()
    days.let(10 * MINUTE)
    assert days.beside.held
    days.select(PERSONS)
    days.let(1)
    assert days.ours


def test_a_missed_event_is_found_by_the_timer(days: Days) -> None:
    days.select(PERSONS)
    days.watch.woken = False
    days.let(4 * HOUR)
    assert days.ours


class TestFights:
    def test_a_key_that_is_changed_back_again_and_again_is_given_up(self, days: Days) -> None:
        for _ in range(3):
            days.select(PERSONS)
            days.let(10)
            assert days.ours
        days.select(PERSONS)
        days.let(10)
        assert days.selected() == PERSONS
        condition = days.condition("Contested")
        assert (condition["state"], condition["code"]) == ("True", "SP501")
        assert "4 times" in str(condition["details"])

    def test_everything_else_is_kept_while_one_key_is_contested(self, days: Days) -> None:
        self.test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
        entry = days.read(days.entry)
        days.put(days.entry, {**entry, "inferenceGatewayBaseUrl": "http://127.0.0.1:1"})
        days.let(10)
        assert days.read(days.entry) == entry
        assert days.selected() == PERSONS

    def test_it_stays_given_up_over_a_restart(self, days: Days) -> None:
        self.test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
        days.begin()
        days.let(DAY)
        assert days.selected() == PERSONS

    def test_a_new_profile_is_a_new_try(self, days: Days) -> None:
        self.test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
        days.write(text(days.server, "keep: [small]\n"))
        days.let(10)
        assert days.ours
        assert days.condition("Contested")["state"] == "False"

    def test_an_apply_by_hand_is_a_new_try(self, days: Days) -> None:
        self.test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
        assert days.call("apply", "--yes")[0] == 0
        assert days.ours
        days.let(DAY)
        assert days.ours

    def test_slow_changes_are_no_fight(self, days: Days) -> None:
        for _ in range(8):
            days.select(PERSONS)
            days.let(10 * MINUTE)
        assert days.ours

    def test_contest_never_puts_back_without_end(self, days: Days) -> None:
        days.write(text(days.server, agent="contest: never"))
        for _ in range(20):
            days.select(PERSONS)
            days.let(1)
        assert days.ours


class TestPersons:
    def test_what_was_picked_in_the_app_is_put_back_when_it_closes(self, days: Days) -> None:
        days.select(PERSONS)
        days.let(1)
        days.app.start()
        days.app.pick(PERSONS)
        days.watch.wake()
        days.let(MINUTE)
        assert days.selected() == PERSONS
        days.app.quit()
        days.watch.wake()
        days.let(1)
        assert days.ours

    def test_yield_lets_it_hold_until_ours_is_picked_again(self, days: Days) -> None:
        days.write(text(days.server, agent="on_user_switch: yield"))
        days.let(1)
        days.select(PERSONS)
        days.let(DAY)
        assert days.selected() == PERSONS
        assert days.condition("ClaudeConfigured")["reason"] == "Yielded"
        days.put(days.index, {**days.read(days.index), "appliedId": ENTRY_ID})
        days.put(days.flag, {**days.read(days.flag), "deploymentMode": "1p"})
        days.let(1)
        assert days.read(days.flag)["deploymentMode"] == "1p"  # native mode is a choice as well
        days.put(days.flag, {**days.read(days.flag), "deploymentMode": "3p"})
        entry = days.read(days.entry)
        days.put(days.entry, {**entry, "inferenceProvider": "other"})
        days.let(1)
        assert days.ours
        assert days.read(days.entry) == entry

    def test_ollamas_own_switch_is_undone_once_and_never_twice(self, tmp_path: Path, server: StandIn) -> None:
        days = Days(tmp_path, server, text(server))
        days.select(OLLAMAS, "Ollama")
        days.let(HOUR)
        assert days.selected() == OLLAMAS  # nobody has agreed to take it over
        assert days.call("apply", "--yes", "--take-over")[0] == 0
        assert days.ours
        days.let(1)
        days.select(OLLAMAS, "Ollama")
        days.let(1)
        assert days.ours
        days.let(2 * DAY)
        days.select(OLLAMAS, "Ollama")
        days.let(DAY)
        assert days.selected() == OLLAMAS
        assert days.condition("ClaudeConfigured")["reason"] == "Yielded"


class TestProfiles:
    def test_an_edit_is_applied(self, days: Days) -> None:
        days.write(text(days.server, mode="gateway"))
        days.let(1)
        assert days.read(days.entry)["inferenceGatewayBaseUrl"] == "https://llm.acme.example"

    def test_a_wrong_one_leaves_the_last_good_one_in_force(self, days: Days) -> None:
        days.write("setpoint: 1\nmode: gatewy\n")
        days.let(1)
        days.select(PERSONS)
        days.let(1)
        assert days.ours
        told = json.loads((days.state / "agent.json").read_text())
        assert "SP111" in told["trouble"]

    def test_it_stays_in_force_over_a_restart(self, days: Days) -> None:
        days.write("setpoint: 1\nmode: gatewy\n")
        days.begin()
        days.select(PERSONS)
        days.let(1)
        assert days.ours

    def test_a_missing_one_means_hold(self, days: Days) -> None:
        days.profile.unlink()
        days.let(HOUR)
        days.select(PERSONS)
        days.let(1)
        assert days.ours

    def test_without_any_it_waits_for_one(self, tmp_path: Path, server: StandIn) -> None:
        days = Days(tmp_path, server, "")
        days.profile.unlink()
        days.let(HOUR)
        assert not days.index.exists()
        days.write(text(server))
        days.let(1)
        assert days.ours

    def test_one_that_needs_a_yes_changes_nothing_before_it(self, days: Days) -> None:
        days.write(text(days.server, "claude: {app: /opt/evil}\n", mode="gateway"))
        days.let(HOUR)
        assert "http://127.0.0.1" in days.read(days.entry)["inferenceGatewayBaseUrl"]
        assert days.call("trust", "--yes")[0] == 0
        days.let(10 * MINUTE)
        assert days.read(days.entry)["inferenceGatewayBaseUrl"] == "https://llm.acme.example"


class TestHolds:
    def test_a_restore_holds_over_a_restart(self, days: Days) -> None:
        assert days.call("restore", "--yes")[0] == 0
        days.let(DAY)
        days.begin()
        days.let(DAY)
        assert not days.index.exists()

    def test_another_mode_is_used_for_a_while(self, days: Days) -> None:
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

    def test_an_audit_finds_and_writes_nothing(self, days: Days) -> None:
        days.write(text(days.server, agent="mode: audit"))
        days.let(1)
        days.select(PERSONS)
        days.let(DAY)
        assert days.selected() == PERSONS
        assert [line["kind"] for line in days.history()].count("drift") == 1


class TestOpenApp:
    def test_a_change_waits_for_the_exit_and_is_made_then(self, days: Days) -> None:
        days.app.start()
        days.watch.wake()
        days.let(1)
        days.write(text(days.server, models="{sonnet: {model: small, label: Mine}}"))
        days.let(HOUR)
        assert "Mine" not in days.entry.read_text()
        assert days.condition("RestartPending")["state"] == "True"
        assert days.watch.pid is not None
        days.app.quit()
        days.watch.wake()
        days.let(1)
        assert "Mine" in days.entry.read_text()
        days.app.start()
        days.watch.wake()
        days.let(1)
        assert days.condition("Effective")["state"] == "True"

    def test_an_app_that_relaunches_itself_leaves_the_change_pending_and_whole(self, days: Days) -> None:
        days.app.start()
        days.let(1)
        days.write(text(days.server, models="{sonnet: {model: small, label: Mine}}"))
        days.let(1)
        days.app.update("2.32")  # ends, and is there again
        days.watch.wake()
        days.let(MINUTE)
        assert "Mine" not in days.entry.read_text()
        assert days.app.running()

    def test_an_update_is_told_in_the_history(self, days: Days) -> None:
        days.app.update("2.32")
        days.agent.reload()
        days.let(MINUTE)
        assert [line["detail"] for line in days.history() if line["verb"] == "update"] == ["2.31 → 2.32"]

    def test_with_switch_restart_the_app_is_asked_to_quit_for_what_the_profile_changes(self, days: Days) -> None:
        days.app.start()
        days.let(1)
        more = "claude: {switch: restart}\n"
        days.write(text(days.server, more, models="{sonnet: {model: small, label: Mine}}"))
        days.let(MINUTE)
        assert "Mine" in days.entry.read_text()
        assert days.app.running()
        assert days.condition("Effective")["state"] == "True"

    def test_and_never_for_drift(self, days: Days) -> None:
        days.write(text(days.server, "claude: {switch: restart}\n"))
        days.let(1)
        days.app.start()
        since = days.app.running()
        days.select(PERSONS)
        days.let(HOUR)
        assert days.app.running() == since


class TestServer:
    def test_one_that_is_not_up_is_asked_ever_more_rarely_and_then_used(self, tmp_path: Path) -> None:
        with StandIn(holds={"small": MADE}) as server:
            port = server.port
        days = Days(tmp_path, server, text(server))
        days.let(HOUR)
        assert not days.index.exists()
        with StandIn(holds={"small": MADE}, port=port) as server:
            days.let(MINUTE)
            assert days.ours

    def test_files_are_repaired_while_a_pull_goes_on(self, days: Days) -> None:
        days.write(text(days.server, models="{sonnet: small, opus: large}"))
        days.agent.turn()
        days.beside.holding = True  # the question came back, the pull will not
        days.agent.turn()
        assert len(days.beside.held) == 1
        days.select(PERSONS)
        days.let(1)
        assert days.ours
        assert "claude-opus-5" not in days.entry.read_text()
        days.beside.holding = False
        days.beside.go()
        days.let(5)
        assert "claude-opus-5" in days.entry.read_text()
        assert "large:latest" in _names(days)

    def test_a_pull_that_breaks_off_is_tried_again(self, days: Days) -> None:
        days.server.registry.failures["library/large:latest"] = "offline", 5
        days.write(text(days.server, "keep: [large]\n"))
        days.let(HOUR)
        assert days.condition("ModelsReady")["state"] == "True"

    def test_a_model_that_does_not_exist_is_not_asked_for_again_and_again(self, days: Days) -> None:
        days.write(text(days.server, "keep: [nosuch]\n"))
        days.let(DAY)
        assert days.server.requests[("POST", "/api/pull")] <= 2
        assert days.ours


def _names(days: Days) -> set[str]:
    return {model.name for model in HttpOllama(days.server.url).models()}


def test_a_machine_that_slept_is_looked_at_when_it_wakes(days: Days) -> None:
    days.select(PERSONS)
    days.watch.woken = False
    days.watch.sleeps = 8 * HOUR
    days.agent.turn()
    days.agent.turn()
    assert days.ours

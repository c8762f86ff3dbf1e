"""Files: put back at once, and in time where nobody noticed."""

from __future__ import annotations

from pathlib import Path

from fakes.days import HOUR, MINUTE, PERSONS, Days, text
from setpoint.standins.ollama.server import StandIn


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
    assert asked == {("GET", "/api/version"), ("GET", "/api/tags")}


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


def test_a_machine_that_slept_is_looked_at_when_it_wakes(days: Days) -> None:
    days.select(PERSONS)
    days.watch.woken = False
    days.watch.sleeps = 8 * HOUR
    days.agent.turn()
    days.agent.turn()
    assert days.ours

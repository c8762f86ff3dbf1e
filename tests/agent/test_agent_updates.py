"""What grows old beside a running agent: models that a newer version replaces, cloud models that are retired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.days import DAY, HOUR, MADE, MINUTE, Days, text
from setpoint.core.names import parse
from setpoint.standins.ollama.pulling import shelf
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import Library, library
from setpoint.value import replace

PULL = ("POST", "/api/pull")


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(offers={"small": MADE, "theirs": MADE}) as made:
        yield made


@pytest.fixture
def registry(server: StandIn) -> Iterator[Library]:
    with library(server.registry.offers) as made:
        yield made


@pytest.fixture
def days(tmp_path: Path, server: StandIn, registry: Library) -> Days:
    """In place, with a model that Setpoint pulled, and half a day old."""
    made = Days(tmp_path, server, wanted(server), registry=registry.url)
    made.let(DAY / 2)
    assert made.ours
    return made


def wanted(server: StandIn, more: str = "", update: str = "daily", agent: str = "") -> str:
    plain = text(server, more, agent=agent)
    return plain.replace(f"{{url: {server.url}}}", f"{{url: {server.url}, update: {update}}}")


def digest(server: StandIn, name: str) -> str:
    found = server.store.find(parse(name))
    assert found
    return found.digest


def publish(server: StandIn, name: str = "small", revision: int = 2) -> None:
    server.registry.offers[shelf(parse(name))] = replace(MADE, revision=revision)


def load(server: StandIn, name: str) -> None:
    found = server.store.find(parse(name))
    assert found
    server.store.load(found)


def test_a_newer_one_is_pulled_within_a_day_and_its_slot_derived_again(days: Days, server: StandIn) -> None:
    before = digest(server, "small"), digest(server, "claude-sonnet-5")
    publish(server)
    days.let(DAY)
    assert digest(server, "small") != before[0]
    assert digest(server, "claude-sonnet-5") != before[1]
    last = [(line["verb"], line["by"].partition(" ")[0]) for line in days.history()[-3:]]
    assert last == [("update", "profile"), ("derive again", "profile"), ("derive again", "profile")]
    pulls, mutated = server.requests[PULL], server.mutating
    days.let(DAY)
    assert (server.requests[PULL], server.mutating) == (pulls, mutated)


def test_the_registry_is_asked_once_a_day_also_over_restarts(days: Days, registry: Library) -> None:
    registry.asked.clear()
    for _ in range(8):
        days.let(DAY / 2)
        days.begin()
        days.let(HOUR)
    assert 3 <= registry.asked["small:latest"] <= 5


def test_an_agent_that_only_reports_or_pauses_asks_no_more_often(
    days: Days, server: StandIn, registry: Library
) -> None:
    days.write(wanted(server, agent="mode: audit"))
    days.let(MINUTE)
    registry.asked.clear()
    publish(server)
    pulls = server.requests[PULL]
    days.let(2 * DAY)
    assert 1 <= registry.asked["small:latest"] <= 3
    assert days.call("pause", "--for", "3d", "--because", "a demo")[0] == 0
    days.write(wanted(server))
    days.let(2 * DAY)
    assert registry.asked["small:latest"] <= 5
    assert server.requests[PULL] == pulls


def test_it_waits_until_nobody_uses_a_model(days: Days, server: StandIn) -> None:
    load(server, "claude-sonnet-5")
    before = digest(server, "small")
    publish(server)
    days.let(2 * DAY)
    assert digest(server, "small") == before
    code, said = days.call("status")
    assert "update" in said
    assert code in (2, 5)
    server.store.loaded.clear()
    days.let(4 * HOUR)
    assert digest(server, "small") != before


def test_what_waits_is_remembered_over_a_restart(days: Days, server: StandIn, registry: Library) -> None:
    load(server, "claude-sonnet-5")
    publish(server)
    days.let(DAY)
    asked = registry.asked["small:latest"]
    server.store.loaded.clear()
    days.begin()
    before = digest(server, "small")
    days.let(HOUR)
    assert digest(server, "small") != before
    assert registry.asked["small:latest"] == asked


def test_while_the_app_is_open_its_slot_follows_and_nobody_is_asked_to_quit(days: Days, server: StandIn) -> None:
    days.app.start()
    before = digest(server, "claude-sonnet-5")
    publish(server)
    days.let(DAY)
    assert digest(server, "claude-sonnet-5") != before
    assert days.app.running()
    assert days.condition("RestartPending")["state"] == "False"


def test_a_model_that_may_be_the_persons_own_waits_for_their_word(days: Days, server: StandIn) -> None:
    """Never seen to be what the registry has: it may have been made here, under a name that the registry has, too."""
    server.hold("theirs", replace(MADE, revision=7))
    days.write(wanted(server, "keep: [theirs]\n"))
    before = digest(server, "theirs")
    days.let(2 * DAY)
    assert digest(server, "theirs") == before
    assert days.call("apply", "--yes")[0] == 0
    assert digest(server, "theirs") != before
    later = digest(server, "theirs")
    publish(server, "theirs", revision=3)
    days.let(2 * DAY)
    assert digest(server, "theirs") != later, "by now it is known where it comes from"


def test_one_that_a_person_pulled_is_kept_current_once_it_was_seen_to_be(days: Days, server: StandIn) -> None:
    server.hold("theirs", MADE)
    days.write(wanted(server, "keep: [theirs]\n"))
    days.let(HOUR)
    before = digest(server, "theirs")
    publish(server, "theirs")
    days.let(2 * DAY)
    assert digest(server, "theirs") != before


def test_offline_is_quiet_and_no_failure(days: Days) -> None:
    days.registry = "http://127.0.0.1:9"
    days.begin()
    noise = days.log.getvalue()
    days.let(3 * DAY)
    assert "SP236" not in days.log.getvalue()
    assert "error" not in days.log.getvalue().removeprefix(noise)
    assert days.call("status")[0] == 0


def test_an_update_that_breaks_off_goes_on_later(days: Days, server: StandIn) -> None:
    before = digest(server, "small")
    publish(server)
    server.fail("small", "retries", times=5)
    server.registry.stall_seconds = 0
    days.let(DAY)
    assert digest(server, "small") != before


def at(days: Days, day: str) -> None:
    days.time.at = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()


def test_a_retirement_is_told_before_the_day_and_on_it(days: Days, server: StandIn) -> None:
    server.cloud.reachable = server.cloud.signed_in = True
    server.cloud.models |= {"glm-4.7"}
    at(days, "2026-06-01")
    days.write(wanted(server, "keep: ['glm-4.7:cloud']\n"))
    days.let(DAY)
    code, said = days.call("status")
    assert (code, "SP238" in said) == (0, False)
    at(days, "2026-07-01")
    days.let(DAY)
    code, said = days.call("status")
    assert code == 0
    assert "! glm-4.7:cloud is to be retired on 2026-07-15; use glm-5.2:cloud   SP238" in said
    assert days.log.getvalue().count("SP238") == 1
    server.cloud.models.clear()
    at(days, "2026-07-15")
    days.let(DAY)
    found = days.condition("ModelsReady")
    assert (found["code"], found["hint"]) == ("SP222", "use glm-5.2:cloud")
    assert "retired on 2026-07-15" in str(found["message"])

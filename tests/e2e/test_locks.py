"""Two at once: a second apply waits and says so, and nothing that takes long stands in the way of going back."""

from __future__ import annotations

import json

import pytest

from e2e.household import Household, until
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

SLOW = 1e4
FAST = 400e6
"""Bytes per second."""


@pytest.fixture
def busy(house: Household, server: StandIn) -> Household:
    """A household in which an apply pulls."""
    house.write_profile(house.usual(models="{sonnet: big}"))
    server.registry.speed = SLOW
    house.begin("apply", "--yes")
    until(lambda: server.store.partial, seconds=20)
    return house


def test_a_second_apply_waits_and_says_so(busy: Household, server: StandIn) -> None:
    second = busy.begin("apply", "--yes")
    until(lambda: second.says("another Setpoint is at work; waiting"), seconds=20)
    server.registry.speed = FAST
    first = busy.begun[-2].wait()
    assert first.code == 0, first.said
    ended = second.wait()
    assert ended.code == 0, ended.said
    assert "nothing to do" in ended.out
    assert ended.err.count("waiting for it") == 1
    assert server.requests["POST", "/api/pull"] == 1


def test_a_second_apply_that_may_not_wait_ends_at_once(busy: Household) -> None:
    ended = busy.run("apply", "--yes", "--no-wait", seconds=15)
    assert ended.code == 5
    assert "SP503" in ended.err
    assert len(ended.err.splitlines()) == 2


def test_looking_does_not_wait_for_a_pull(busy: Household) -> None:
    assert busy.run("status", seconds=15).code == 2
    assert busy.run("plan", seconds=15).code == 2


def test_restore_does_not_wait_for_a_pull_and_stops_it(busy: Household, server: StandIn) -> None:
    before = {name: data for name, data in busy.bytes_of().items() if name != busy.entry.name}
    apply = busy.begun[-1]
    restored = busy.run("restore", "--yes", seconds=15)
    assert restored.code == 0, restored.said
    ended = apply.wait(15)
    assert ended.code == 5 or "SP240" in ended.said, ended.said
    assert "SP240" in ended.said
    assert "Traceback" not in ended.said
    assert busy.bytes_of() == before
    assert json.loads(busy.run("status", "--json").out)["conditions"] is not None
    assert "suspended" in busy.run("status").out
    server.registry.speed = FAST
    assert busy.run("apply", "--yes").code == 0
    assert server.requests["POST", "/api/pull"] == 2


def test_an_apply_that_waited_does_not_undo_a_restore_that_came_meanwhile(busy: Household) -> None:
    waiting = busy.begin("apply", "--yes")
    until(lambda: waiting.says("waiting for it"), seconds=20)
    assert busy.run("restore", "--yes", seconds=15).code == 0
    ended = waiting.wait(20)
    assert ended.code == 5, ended.said
    assert "SP502" in ended.err
    assert not busy.entry.exists()


@pytest.mark.usefixtures("claude")
def test_two_restores_at_once_both_end_well(house: Household) -> None:
    before = house.bytes_of()
    house.run("apply", "--yes")
    both = [house.begin("restore", "--yes"), house.begin("restore", "--yes")]
    codes = sorted(command.wait().code for command in both)
    assert codes in ([0, 0], [0, 1], [0, 5]), [command.wait().said for command in both]
    assert house.bytes_of() == before

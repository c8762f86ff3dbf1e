"""What goes wrong for hours: it is neither fought without end, nor told without end."""

from __future__ import annotations

import json

import pytest

from fakes.days import DAY, HOUR, MINUTE, PERSONS, AtOnce, Days, text
from setpoint.core.change import Change, Line, Section
from setpoint.core.resource import World
from setpoint.loop.pulls import Pulls


def test_a_ledger_of_a_newer_setpoint_is_told_once(days: Days) -> None:
    path = days.state / "ledger.json"
    plain = json.loads(path.read_text())
    path.write_text(json.dumps({**plain, "version": 99}))
    before = days.log.tell()
    days.let(DAY)
    assert [json.loads(line)["code"] for line in days.log.getvalue()[before:].splitlines()] == ["SP802"]


def test_half_a_look_says_nothing_of_the_whole(days: Days) -> None:
    days.write(text(days.server, "keep: [nosuch]\n"))
    days.let(MINUTE)
    before = days.log.tell()
    for _ in range(20):
        days.watch.wake()
        days.let(MINUTE)
        days.agent.reload()
        days.let(MINUTE)
    assert len(days.log.getvalue()[before:].splitlines()) <= 2


def test_an_update_is_noticed_at_once(days: Days) -> None:
    days.app.update("2.32")
    days.watch.wake()
    days.let(5)
    assert [line["detail"] for line in days.history() if line["verb"] == "update"] == ["2.31 → 2.32"]


@pytest.mark.long
def test_what_fails_for_a_day_stands_in_the_history_once(days: Days) -> None:
    days.disk.sealed = days.index
    days.select(PERSONS)
    looks = days.looks
    days.let(DAY)
    assert days.looks - looks < 300
    assert [line["failed"] for line in days.history() if "failed" in line] == ["SP306"]
    days.disk.sealed = None
    days.let(HOUR)
    assert days.history()[-1]["kind"] == "corrective"
    assert "failed" not in days.history()[-1]


def test_without_a_yes_nothing_more_is_pulled(days: Days) -> None:
    gateway = text(days.server, "keep: [large]\nclaude: {app: /opt/evil}\n", mode="gateway")
    days.server.registry.failures["library/large:latest"] = "offline", 10_000
    days.write(gateway)
    assert days.call("trust", "--yes")[0] == 0
    days.let(HOUR)
    assert days.server.requests[("POST", "/api/pull")]
    assert days.call("trust", "--revoke")[0] == 0
    days.let(MINUTE)
    asked = days.server.requests[("POST", "/api/pull")]
    days.let(DAY)
    assert days.server.requests[("POST", "/api/pull")] == asked


def test_a_pull_that_ends_in_a_bug_is_put_off_like_one_that_breaks_off(days: Days) -> None:
    beside = AtOnce(lambda: None)
    pulls = Pulls(days.time, beside, lambda: 0.5, lambda: None)
    change = Change("models", (Line("+", "pull", "large"),), None, long=True)
    for _ in range(3):
        pulls.want([Buggy()], [change], lambda _tell, _halt: days.world)
        with pytest.raises(RuntimeError):
            beside.collect()
        again = pulls.next()
        assert again
        assert again > days.time.at
        days.time.at = again


class Buggy:
    name, half, order = "models", "ollama", 1

    def look(self, world: World) -> Section:
        return Section(self.name, "ollama")

    def carry_out(self, change: Change, world: World) -> None:
        raise RuntimeError

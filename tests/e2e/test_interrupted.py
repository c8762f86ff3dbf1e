"""Ended in the middle: by Ctrl-C, by SIGKILL, by a reader who has seen enough."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from e2e.household import Command, Household, until
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def pulling(house: Household, server: StandIn) -> Command:
    """An apply in the middle of a pull."""
    house.write_profile(house.usual(models="{sonnet: big}"))
    server.registry.speed = 20e6
    command = house.begin("apply", "--yes")
    until(lambda: any(done > 15e6 for done in server.store.partial.values()), seconds=20)
    server.registry.speed = 1e3
    return command


def test_ctrl_c_says_one_line_and_the_next_apply_goes_on_where_it_was(
    house: Household, pulling: Command, server: StandIn
) -> None:
    pulling.process.send_signal(signal.SIGINT)
    ended = pulling.wait(15)
    assert ended.code == 130
    assert ended.err.strip() == "interrupted; what was done is remembered, run again to go on   SP903"
    assert "Traceback" not in ended.said
    (pulled,) = server.store.partial.values()
    assert pulled > 15e6
    server.registry.speed = 400e6
    ended = house.run("apply", "--yes")
    assert ended.code == 0, ended.said
    assert "5.0 MB of 50" not in ended.out, "it begins where it was"


def test_a_killed_apply_leaves_nothing_behind_that_stops_the_next(
    house: Household, pulling: Command, server: StandIn
) -> None:
    before = {name: data for name, data in house.bytes_of().items() if name != house.entry.name}
    pulling.process.kill()
    pulling.wait(15)
    assert {name: data for name, data in house.bytes_of().items() if name != house.entry.name} == before
    server.registry.speed = 400e6
    ended = house.run("apply", "--yes", "--no-wait")
    assert ended.code == 0, ended.said
    assert house.run("restore", "--yes").code == 0
    assert house.bytes_of() == before


@pytest.mark.parametrize("command", ["status", "plan", "schema", "--help"])
def test_a_reader_who_has_seen_enough_is_no_failure(house: Household, command: str) -> None:
    words = [sys.executable, "-m", "setpoint", command]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=house.env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read().decode()
    assert err == ""
    assert process.returncode in (0, 2), err

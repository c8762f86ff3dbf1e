"""How a real agent ends: at once, by whatever means it is asked, and with nothing lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from e2e.household import PERSONS, Command, Household, put, until
from setpoint.adapters import beacon
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="tests/windows has its own")

MADE = Published(size=6_600_000, details=Details(family="qwen35", context=262144))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    with StandIn(holds={"small": MADE}, offers={"big": Published(size=50_000_000_000)}) as server:
        server.registry.speed = 1e6
        made = Household(tmp_path, server.url)
        made.app.write_text("#!/bin/sh\n")
        made.app.chmod(0o755)
        made.trust()
        yield made
        made.end()


def started(house: Household) -> Command:
    agent = house.begin("run")
    until(lambda: house.index.exists() and json.loads(house.index.read_bytes()).get("appliedId") == ENTRY_ID)
    until(lambda: beacon.seen(house.state))
    return agent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_two_seconds(house: Household, number: signal.Signals) -> None:
    agent = started(house)
    begun = time.monotonic()
    agent.process.send_signal(number)
    assert agent.wait(5).code == 0
    assert time.monotonic() - begun < 2


def test_it_ends_in_the_middle_of_a_pull(house: Household) -> None:
    agent = started(house)
    house.write_profile(house.usual(more="keep: [big]\n"))
    until(lambda: (told := beacon.seen(house.state)) and told.pulling)
    begun = time.monotonic()
    agent.process.terminate()
    assert agent.wait(5).code == 0
    assert time.monotonic() - begun < 2


def test_a_word_in_its_folder_ends_it(house: Household) -> None:
    agent = started(house)
    assert beacon.dismiss(house.state, 3)
    assert agent.wait(3).code == 0


if sys.platform != "win32":

    def test_a_service_waits_for_the_end_of_an_agent_in_a_terminal(house: Household, tmp_path: Path) -> None:
        first = started(house)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(tmp_path / "n"))
            manager.settimeout(20)
            second = house.begin("run", env={"NOTIFY_SOCKET": str(tmp_path / "n")})
            words = [manager.recv(4096).decode() for _ in range(2)]
            assert words == ["READY=1", "WATCHDOG=1\nSTATUS=waits for the end of another agent"]
            second.process.send_signal(signal.SIGHUP)
            first.process.terminate()
            until(lambda: (told := beacon.seen(house.state)) and told.pid == second.process.pid)
        assert first.wait(5).code == 0

    def test_a_hangup_makes_it_look_anew(house: Household) -> None:
        agent = started(house)
        until(lambda: (told := beacon.seen(house.state)) and told.whole)
        before = beacon.seen(house.state)
        assert before
        agent.process.send_signal(signal.SIGHUP)
        until(lambda: (told := beacon.seen(house.state)) and told.whole > before.whole)


def test_a_second_one_is_refused(house: Household) -> None:
    started(house)
    said = house.run("run")
    assert (said.code, "SP413" in said.err) == (5, True)


def test_killed_it_loses_nothing(house: Household) -> None:
    agent = started(house)
    agent.process.kill()
    agent.process.wait(5)
    index = json.loads(house.index.read_bytes())
    house.index.write_text(json.dumps({**index, "appliedId": PERSONS}))
    started(house)
    assert house.call("restore", "--yes").code == 0
    assert json.loads(house.index.read_bytes())["appliedId"] == PERSONS


def repaired(house: Household) -> None:
    index = json.loads(house.index.read_bytes())
    put(house.index, {**index, "appliedId": PERSONS})
    until(lambda: json.loads(house.index.read_bytes()).get("appliedId") == ENTRY_ID)


@contextmanager
def agent_of(house: Household, words: Sequence[str], stream: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """One whose streams are not the household's files."""
    agent = subprocess.Popen(words, stdout=stream, stderr=stream, env=house.env, cwd=house.top)
    try:
        yield agent
    finally:
        agent.kill()
        agent.wait(5)


def test_nobody_who_reads_its_log_is_needed(house: Household) -> None:
    reader, writer = os.pipe()
    with agent_of(house, [sys.executable, "-m", "setpoint", "run"], writer) as agent:
        os.close(writer)
        until(lambda: beacon.seen(house.state) and house.index.exists())
        os.close(reader)
        repaired(house)
        repaired(house)
        assert agent.poll() is None


def test_without_any_standard_stream_it_works_as_well(house: Household) -> None:
    words = ["/bin/sh", "-c", 'exec "$0" -m setpoint run <&- >&- 2>&-', sys.executable]
    with agent_of(house, words) as agent:
        until(lambda: beacon.seen(house.state) and house.index.exists())
        repaired(house)
        assert agent.poll() is None


def test_there_is_only_one_even_after_its_folder_was_removed(house: Household) -> None:
    agent = started(house)
    house.state.rename(house.state.with_name("elsewhere"))
    agent.process.send_signal(signal.Signals["SIGHUP"])
    until(lambda: beacon.running(house.state))
    assert house.run("run").code == 5
    agent.process.terminate()
    assert agent.wait(5).code == 0

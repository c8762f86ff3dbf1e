"""Keys whose store may ask the person each time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.days import HOUR, MINUTE, Days
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the program that gives the key is a shell script")


def test_a_key_written_in_plain_is_asked_for_once_an_hour_and_not_at_each_look(tmp_path: Path, server: StandIn) -> None:
    days, asked = _days(tmp_path, server, "echo a-key-of-a-gateway")
    days.let(HOUR)
    assert days.ours
    assert asked() <= 2
    days.app.start()
    for number in range(10):
        days.app.prefer("width", number)
        days.watch.wake()
        days.let(MINUTE)
    assert asked() <= 3


def test_one_that_is_refused_is_asked_for_four_times_an_hour(tmp_path: Path, server: StandIn) -> None:
    days, asked = _days(tmp_path, server, "exit 1")
    days.let(4 * HOUR)
    assert 4 <= asked() <= 20


def test_and_at_once_when_a_person_did_something(tmp_path: Path, server: StandIn) -> None:
    days, asked = _days(tmp_path, server, "exit 1")
    days.let(10 * MINUTE)
    before = asked()
    (days.state / "wake").write_text("called")  # as any command does while an agent runs
    days.let(1)
    assert asked() > before


def _days(home: Path, server: StandIn, says: str) -> tuple[Days, Callable[[], int]]:
    program, log = home / "key.sh", home / "asked"
    program.write_text(f"#!/bin/sh\necho x >>{log}\n{says}\n")
    program.chmod(0o700)
    key = f"{{command: [{program}], delivery: static}}"
    gateway = f'gateway: {{url: "https://llm.acme.example", key: {key}, models: {{sonnet: claude-sonnet-5}}}}\n'
    models = f"models: {{sonnet: small}}\nollama: {{url: {server.url}}}\n"
    days = Days(home, server, f"setpoint: 1\nmode: gateway\n{models}{gateway}agent: {{interval: 5m}}\n")
    assert days.call("trust", "--yes")[0] == 0
    return days, lambda: len(log.read_text().split()) if log.exists() else 0

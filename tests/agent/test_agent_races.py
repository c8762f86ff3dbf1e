"""The agent beside processes that write the same three files all the time: theirs is kept, and so is ours."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from fakes.days import HOUR, PERSONS, Days, text
from faults.cases import LONG, MEMORY
from faults.races import started, told
from setpoint.core.document import Document
from setpoint.core.facts.claude import ENTRY_ID

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900 if LONG else 120),
    pytest.mark.skipif(sys.platform != "linux", reason="the promise is Linux's, where names can be exchanged"),
]

ROUNDS: Final = 1_500 if LONG else 80
PAUSE: Final = 0.05
"""Seconds between two writings at the most: a pass takes 0.02 to 0.1 beside three of them."""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory: on a disk an agent that waits for it would write a few times in a second, and meet nobody."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@contextmanager
def at_work(days: Days, *rivals: tuple[str, object]) -> Iterator[list[dict[str, Any]]]:
    """The agent looks as fast as it can until they end; then what they found is in the list."""
    processes: list[subprocess.Popen[str]] = [started(name, path, ROUNDS, PAUSE) for name, path in rivals]
    found: list[dict[str, Any]] = []
    while any(each.poll() is None for each in processes):
        days.watch.wake()
        days.agent.turn()
    found += map(told, processes)
    days.watch.wake()
    yield found


def repaired(happened: dict[str, Any]) -> bool:
    return happened["kind"] == "corrective" and not happened.get("failed")


def without_ours(flag: str) -> bytes:
    """The mode was not there before us."""
    return Document.parse(flag.encode()).remove(("deploymentMode",)).to_bytes()


@pytest.mark.parametrize("app", ["app", "app in place", "app by halves"] if LONG else ["app"])
def test_no_word_of_theirs_is_lost_and_all_is_given_back(days: Days, app: str) -> None:
    days.select(PERSONS)
    days.write(text(days.server, agent="contest: never"))
    days.let(HOUR)
    before = len(days.history())
    with at_work(days, (app, days.flag), ("selecting", days.index), ("saving ours", days.entry)) as found:
        print([(each["lost"], each["unseen"]) for each in found], len(days.history()))
        assert [each["lost"] for each in found] == [0, 0, 0]
    days.let(HOUR)
    assert days.ours
    assert len(days.history()) > before + 3
    assert days.call("restore", "--yes")[0] == 0
    flag, index, entry = (str(each["last"]) for each in found)
    assert days.flag.read_bytes() == without_ours(flag)
    assert days.read(days.index) == json.loads(index)
    assert days.read(days.entry) == {"token": json.loads(entry)["token"]}
    assert not list(days.home.rglob(".setpoint-*"))


def test_a_fight_is_not_fought_without_end(days: Days) -> None:
    before = len(days.history())
    with at_work(days, ("app", days.flag)) as found:
        written = [each for each in days.history()[before:] if repaired(each)]
    assert len(written) <= 4
    days.let(1)
    assert days.flag.read_text() == found[0]["last"]
    assert days.condition("Contested")["state"] == "True"
    assert days.selected() == ENTRY_ID
    assert days.call("apply", "--yes")[0] == 0
    assert days.ours
    assert days.call("restore", "--yes")[0] == 0
    assert days.flag.read_bytes() == without_ours(found[0]["last"])

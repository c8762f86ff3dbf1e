"""`setpoint run` beside a real multi-process application: its start and its end are noticed within a second."""

from __future__ import annotations

import json
import time
from pathlib import Path

from chromium.browser import Chromium
from e2e.household import Household, until
from setpoint.core.facts.claude import ENTRY_ID

A_SECOND = 1.3
"""Seconds: one, the quiet time after a change included, and what it takes here to see that it is so."""


def switched(house: Household) -> bool:
    index, settings = json.loads(house.index.read_bytes()), json.loads(house.settings.read_bytes())
    return (index["appliedId"], settings["deploymentMode"]) == (ENTRY_ID, "3p")


def said(log: Path, condition: str) -> str:
    """What the agent last said of it: the whole line; "" if nothing."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return next((line for line in reversed(lines) if condition in line), "")


def agent(house: Household) -> Path:
    """Begun, and ended with the household; its log."""
    log = house.top / "agent.log"
    house.begin("run", "--log-file", str(log), "--log-format", "json")
    return log


def test_the_end_is_noticed_and_the_pending_switch_is_written(house: Household, app: Chromium) -> None:
    process = app.start()
    agent(house)
    until(house.entry.exists, 20)  # staged: the agent has looked, and waits
    assert not switched(house)
    app.ask()
    process.wait(20)
    ended = time.monotonic()
    until(lambda: switched(house))
    assert time.monotonic() - ended < A_SECOND


def test_the_start_is_noticed_and_the_end_after_it(house: Household, app: Chromium) -> None:
    assert house.run("apply", "--yes").code == 0
    log = agent(house)
    until(lambda: "AppClosed" in said(log, "Effective"), 20)
    process = app.begin()
    until(app.lock.is_symlink)
    begun = time.monotonic()
    until(lambda: '"True"' in said(log, "Effective"))
    assert time.monotonic() - begun < A_SECOND
    app.ask()
    process.wait(20)
    ended = time.monotonic()
    until(lambda: "AppClosed" in said(log, "Effective"))
    assert time.monotonic() - ended < A_SECOND

"""`setpoint run` beside a real multi-process application: its end is noticed, and what waited for it is written."""

from __future__ import annotations

import json
import time

from chromium.browser import Chromium
from e2e.household import Household, until
from setpoint.core.facts.claude import ENTRY_ID


def switched(house: Household) -> bool:
    index, settings = json.loads(house.index.read_bytes()), json.loads(house.settings.read_bytes())
    return (index["appliedId"], settings["deploymentMode"]) == (ENTRY_ID, "3p")


def test_the_end_is_noticed_within_a_second_and_the_pending_switch_is_written(house: Household, app: Chromium) -> None:
    process = app.start()
    house.begin("run")
    until(house.entry.exists, 20)  # staged: the agent has looked, and waits
    assert not switched(house)
    app.ask()
    process.wait(20)
    ended = time.monotonic()
    until(lambda: switched(house))
    # its own quiet time included
    assert time.monotonic() - ended < 1.5

"""The switch, with a real multi-process application in the place of Claude Desktop."""

from __future__ import annotations

import json

from chromium.browser import Chromium, family
from e2e.household import Household, until
from setpoint.core.facts.claude import ENTRY_ID


def routed(house: Household) -> tuple[object, object]:
    """What is selected, and the flag."""
    index, settings = json.loads(house.index.read_bytes()), json.loads(house.settings.read_bytes())
    return index["appliedId"], settings["deploymentMode"]


def test_it_waits_for_the_end_and_is_made_then(house: Household, app: Chromium) -> None:
    process = app.start()
    before = routed(house)
    assert house.run("apply", "--yes").code == 5
    assert routed(house) == before
    app.ask()
    process.wait(20)
    assert house.run("apply", "--yes").code == 0
    assert routed(house) == (ENTRY_ID, "3p")


def test_a_restart_asks_it_to_quit_writes_and_starts_it_again(house: Household, app: Chromium) -> None:
    first = app.start()
    ended = house.run("apply", "--yes", "--restart")
    assert ended.code == 0, ended.said
    first.wait(5)
    assert routed(house) == (ENTRY_ID, "3p")
    until(app.seen)
    second = app.seen()
    assert second
    assert second.pid != first.pid
    until(lambda: any("--type=renderer" in words for words in family(second.pid).values()), 20)

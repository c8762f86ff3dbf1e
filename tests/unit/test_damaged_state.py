"""Files of our own state with numbers that no clock and no count has, or half a path: refused when they are read."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from setpoint.core.agent_state import AgentState, Pulling
from setpoint.core.agent_state import from_plain as agent_of
from setpoint.core.agent_state import to_plain as plain_of
from setpoint.core.happened import happened
from setpoint.core.ledger import ClaudeMemory, Contested, Ledger, LedgerBroken, Owed, Since, Suspended, to_plain
from setpoint.core.ledger_reading import LATEST, from_plain
from setpoint.core.ownership import Memory

IMPOSSIBLE = [math.nan, math.inf, -math.inf, 10**400, -(10**400), 1e300, -1.0]
PARTS = ["a folder of Claude's", "a folder of ours", "a script"]


def ledger() -> dict[str, Any]:
    whole = Ledger(
        salt="00",
        suspended=Suspended(1.0, "a demo", 2.0),
        keys={"a": 1.0},
        since={"ModelsReady": Since("True", 1.0)},
        contested={"a": Contested(1.0, 4, 300.0, "x", "y", "z")},
        owed=Owed("app", 1.0),
    )
    return dict(json.loads(json.dumps(to_plain(whole))))


@pytest.mark.parametrize("number", IMPOSSIBLE)
@pytest.mark.parametrize(
    "path",
    ["suspended/until", "suspended/since", "keys/a", "since/ModelsReady/at", "contested/a/times", "owed/since"],
)
def test_a_moment_that_no_calendar_has_breaks_a_ledger(path: str, number: float) -> None:
    plain = ledger()
    assert from_plain(plain).salt == "00"
    *way, last = path.split("/")
    part = plain
    for name in way:
        part = part[name]
    part[last] = number
    with pytest.raises(LedgerBroken):
        from_plain(plain)


def test_the_last_second_of_the_last_year_is_a_moment() -> None:
    assert from_plain(ledger() | {"keys": {"a": LATEST}}).keys == {"a": LATEST}


@pytest.mark.parametrize("text", ["", ".", "a", "../a", "~/a", "C:a"])
@pytest.mark.parametrize("part", PARTS)
def test_a_path_that_hangs_on_the_current_folder_breaks_a_ledger(part: str, text: str) -> None:
    def naming(path: str) -> Ledger:
        folder, made, script = (path if each == part else "/a" for each in PARTS)
        memory = ClaudeMemory(entry=Memory(folders=(made,)))
        return Ledger("00", claude={folder: memory}, scripts=(script,))

    for whole in ("/b", "C:\\b", "\\\\server\\share\\b"):
        assert from_plain(to_plain(naming(whole))) == naming(whole)
    with pytest.raises(LedgerBroken, match="a whole path"):
        from_plain(to_plain(naming(text)))


@pytest.mark.parametrize("number", IMPOSSIBLE[:5])
@pytest.mark.parametrize("name", ["pid", "began", "looked", "next", "whole"])
def test_an_agent_that_tells_no_figures_tells_nothing(name: str, number: float) -> None:
    plain = plain_of(AgentState(1, "1.0", 1.0, pulling=Pulling("a", 1, 2, 0.5)))
    assert isinstance(plain, dict)
    assert agent_of(plain)
    assert agent_of({**plain, name: number}) is None


@pytest.mark.parametrize(
    "name,odd", [("total", 10**400), ("completed", math.nan), ("rate", math.inf), ("target", 1), ("target", None)]
)
def test_a_pull_without_figures_or_name_is_none(name: str, odd: object) -> None:
    plain = {"pid": 1, "version": "1.0", "began": 1.0}
    pulling: dict[str, object] = {"target": "a", "completed": 1, "total": 2, "rate": 0.5}
    assert agent_of({**plain, "pulling": pulling})
    assert agent_of({**plain, "pulling": {**pulling, name: odd}}) is None


@pytest.mark.parametrize("at", ["NaN", "Infinity", "-Infinity", '"nan"', "1e999", "1" + "0" * 400])
def test_a_line_of_the_history_without_a_moment_is_left_out(at: str) -> None:
    line = b'{"at":%s,"kind":"event","resource":"agent","verb":"pause","target":"","detail":"","by":"you"}'
    assert happened(line % b"1")
    assert happened(line % at.encode()) is None

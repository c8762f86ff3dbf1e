"""Claude's files, and our own, in every bad state: said once, left as they are, and the other half goes on."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from e2e.household import PERSONS, Household
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
CONTENTS: dict[str, bytes] = {
    "cut off": b'{"mcpServers": {"notes": {"comm',
    "a list": b"[1, 2]",
    "nothing": b"",
    "blanks": b"  \n",
    "binary": bytes(range(256)),
    "utf-16": "{}".encode("utf-16"),
    "a comment": b'{"a": 1} // mine',
    "two objects": b"{} {}",
    "nested deep": DEEP,
    "100 MB": b'{"a": "' + b"x" * (100 << 20) + b'"}',
}


def bad(house: Household, path: Path, words: tuple[str, ...] = ("apply", "--yes")) -> str:
    """A command that meets a bad file: it names it, and leaves every file as it is."""
    before = house.taken()
    begun = time.monotonic()
    ended = house.call(*words)
    assert time.monotonic() - begun < 10
    assert ended.code in (1, 4), ended.said
    assert path.name in ended.said, ended.said
    assert "SP30" in ended.said
    assert "→" in ended.said
    assert len(ended.said) < 8000
    assert {name: data for name, data in house.taken().items() if name != house.entry.name} == {
        name: data for name, data in before.items() if name != house.entry.name
    }
    return ended.said


@pytest.mark.parametrize("case", CONTENTS)
@pytest.mark.parametrize("which", ["settings", "index"])
def test_a_file_that_is_not_what_it_should_be_is_left_alone(house: Household, which: str, case: str) -> None:
    path = house.settings if which == "settings" else house.index
    path.write_bytes(CONTENTS[case])
    bad(house, path)
    assert not house.entry.exists()


def test_our_own_entry_broken_by_somebody_is_left_alone(house: Household) -> None:
    assert house.call("apply", "--yes").code == 0
    house.entry.write_bytes(b'{"inferenceProvider": ')
    before = house.taken()
    bad(house, house.entry)
    bad(house, house.entry, ("restore", "--yes"))
    assert house.taken() == before


@pytest.mark.parametrize("case", ["100 MB", "nested deep", "a list"])
def test_our_own_entry_of_any_bad_kind_is_left_alone(house: Household, case: str) -> None:
    assert house.call("apply", "--yes").code == 0
    house.entry.write_bytes(CONTENTS[case])
    bad(house, house.entry)


def test_a_folder_where_a_file_should_be(house: Household) -> None:
    house.settings.unlink()
    house.settings.mkdir()
    bad(house, house.settings)


def test_a_pipe_where_a_file_should_be_is_not_waited_for(house: Household) -> None:
    if sys.platform == "win32":
        pytest.skip("there are no such pipes")
    house.settings.unlink()
    os.mkfifo(house.settings)
    bad(house, house.settings)


ODD_IDS = (
    "../../escaped",
    "/etc/passwd",
    "a\0b",
    "\x1b[2J",
    "x" * 5000,
    ENTRY_ID.upper(),
    "",
    7,
    None,
    ["a"],
    {"a": 1},
)


@pytest.mark.parametrize("odd", ODD_IDS, ids=lambda odd: repr(odd)[:20])
def test_an_entry_id_is_never_followed_out_of_the_library(house: Household, odd: object) -> None:
    (house.data / "escaped.json").write_text('{"mine": 1}', encoding="utf-8")
    text = json.dumps({"appliedId": odd, "entries": [{"id": odd, "name": "\x1b[31mred"}, {"name": 1}, "row", None]})
    house.index.write_text(text, encoding="utf-8")
    before = house.bytes_of()
    ended = house.call("apply", "--yes")
    assert ended.code == 0, ended.said
    assert not any(ord(char) < 32 and char != "\n" for char in ended.said)
    assert (house.data / "escaped.json").read_text(encoding="utf-8") == '{"mine": 1}'
    assert house.call("restore", "--yes").code == 0
    assert house.bytes_of() == before


STATES: dict[str, bytes] = {"cut off": b'{"version": 1, "cla', "binary": b"\xff\0\xfe", "deep": DEEP, "a list": b"[]"}


@pytest.mark.parametrize("case", STATES)
def test_a_broken_ledger_is_set_aside_and_said(house: Household, case: str) -> None:
    assert house.call("apply", "--yes").code == 0
    (house.state / "ledger.json").write_bytes(STATES[case])
    ended = house.call("restore", "--yes")
    assert ended.code == 0, ended.said
    assert "SP312" in ended.said
    assert list(house.state.glob("ledger.broken-*.json"))
    assert not house.entry.exists()
    assert PERSONS in house.index.read_text(encoding="utf-8")


def test_a_ledger_that_is_too_big_to_be_one_is_named_and_nothing_is_done(house: Household) -> None:
    assert house.call("apply", "--yes").code == 0
    ledger = house.state / "ledger.json"
    ledger.write_bytes(b'{"version": 1, "salt": "' + b"x" * (40 << 20) + b'"}')
    before = house.taken()
    for words in (("status",), ("apply", "--yes"), ("restore", "--yes")):
        ended = house.call(*words)
        assert ended.code in (1, 4), ended.said
        assert str(ledger) in ended.said
        assert len(ended.said) < 8000
    assert house.taken() == before
    assert ledger.stat().st_size > 40 << 20


def test_a_ledger_of_tomorrow_is_not_touched(house: Household) -> None:
    assert house.call("apply", "--yes").code == 0
    ledger = house.state / "ledger.json"
    ledger.write_text('{"version": 99}', encoding="utf-8")
    before = house.taken()
    for words in (("status",), ("apply", "--yes"), ("restore", "--yes")):
        ended = house.call(*words)
        assert ended.code == 1, ended.said
        assert "SP802" in ended.said
    assert ledger.read_text(encoding="utf-8") == '{"version": 99}'
    assert house.taken() == before


def test_a_state_folder_that_is_a_file_is_said(house: Household) -> None:
    for path in house.state.iterdir():
        path.unlink()
    house.state.rmdir()
    house.state.write_text("", encoding="utf-8")
    ended = house.call("apply", "--yes")
    assert ended.code in (1, 4), ended.said
    assert "state" in ended.said or "SP80" in ended.said


def test_ollamas_half_goes_on_where_claudes_files_are_broken(house: Household, server: StandIn) -> None:
    house.settings.write_bytes(b"{")
    house.write_profile(house.usual(models="{sonnet: big}"))
    ended = house.call("apply", "--yes")
    assert ended.code in (1, 4), ended.said
    assert server.requests["POST", "/api/pull"] == 1
    assert server.requests["POST", "/api/create"] >= 1

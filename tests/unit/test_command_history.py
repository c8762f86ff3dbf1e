"""What happened, for people and for machines."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import jsonschema
import pytest

from fakes.desk import Desk, desk
from setpoint import shipped
from setpoint.adapters.files import DiskFiles
from setpoint.core.change import Change, Line
from setpoint.core.happened import Happened, happened
from setpoint.errors import FileTrouble
from setpoint.telling.history import KEPT, SLACK, YOU, History
from setpoint.telling.history_text import table, what
from setpoint.telling.ink import Ink

HOUR, DAY = 3600.0, 86400.0
FLAG = Line("~", "set", "claude_desktop_config.json", 'deploymentMode  "1p" → "3p"')


class Then:
    """A `Clock` of another day."""

    def __init__(self, at: float) -> None:
        self._at = at

    def now(self) -> float:
        return self._at

    def sleep(self, seconds: float) -> None:
        self._at += seconds


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    """Three days in which something happened, the last of them now."""
    made = desk(tmp_path)
    now = made.around(io.StringIO(), io.StringIO(), io.StringIO(), interactive=False).clock.now()
    old, new = (History(made.state, DiskFiles(), Then(now - age)) for age in (3 * DAY, HOUR))
    old.record(Change("claude_config", (FLAG,), None), None, "profile @7f3a90c1")
    new.event("update", "2.30 → 2.31", "Claude Desktop")
    new.record(Change("claude_config", (FLAG,), None, corrective=True), None, "Ollama")
    trouble = FileTrouble("SP307", "changed meanwhile")
    new.record(Change("claude_config", (Line("~", "set", "_meta.json"),), None), trouble, "profile @7f3a90c1")
    new.found(Change("claude_config", (FLAG,), None))
    new.event("pause", "until 16:02: a demo", YOU)
    return made


def said(at: Desk, *words: str) -> list[str]:
    """Without the moments."""
    return [line[21:] for line in at("history", *words).out.splitlines()]


def test_what_happened_is_told_with_whose_doing_it_was_the_oldest_first(at: Desk) -> None:
    assert said(at) == [
        "intended    profile @7f3a90c1         deploymentMode 1p → 3p",
        "event       Claude Desktop            update 2.30 → 2.31",
        "corrective  changed by Ollama         deploymentMode 1p → 3p",
        "intended    profile @7f3a90c1         ✗ set _meta.json failed, SP307",
        "drift       changed by somebody else  deploymentMode 1p → 3p",
        "event       you                       pause until 16:02: a demo",
    ]


def test_only_the_newest_or_what_is_new_enough(at: Desk) -> None:
    assert len(said(at, "-n", "2")) == 2
    assert len(said(at, "-n", "0")) == 6
    assert len(said(at, "--since", "2d")) == 5
    assert len(said(at, "--since", "2d", "-n", "1")) == 1
    assert len(said(at, "--since", "2001-01-01")) == 6
    assert len(said(at, "--since", "2999-01-01T10:00")) == 0


@pytest.mark.parametrize("words", [["--since", "soon"], ["--since", "9999999-01-01"], ["-n", "-1"], ["-n", "many"]])
def test_what_makes_no_sense_is_a_usage_error(at: Desk, words: list[str]) -> None:
    assert at("history", *words).code == 64


def test_machines_get_one_object_a_line(at: Desk) -> None:
    schema = json.loads(shipped.read("schemas", "history.schema.json"))
    rows = [json.loads(line) for line in at("history", "--json").out.splitlines()]
    for row in rows:
        jsonschema.Draft202012Validator(schema).validate(row)
    assert [row["failed"] for row in rows] == [None, None, None, "SP307", None, None]


def test_of_an_upgrade_both_versions_are_told_and_no_command(at: Desk) -> None:
    line = Line("~", "upgrade", "Ollama", "0.21.0 → >=0.23 (brew upgrade ollama)")
    history = History(at.state, DiskFiles(), Then(time.time()))
    history.record(Change("ollama_version", (line,), None), None, "profile @7f3a90c1")
    assert said(at, "-n", "1") == ["intended    profile @7f3a90c1  upgraded Ollama 0.21.0 → >=0.23"]


def test_broken_lines_are_left_out(at: Desk) -> None:
    path = at.state / "history.jsonl"
    whole = path.read_text().splitlines(keepends=True)
    oddities = [
        "",  # between the lines of two processes that write at once
        "{",
        "null",
        "[]",
        '{"at": "x"}',
        '{"at": 1e999, "kind": "event"}',
        '{"at": NaN}',
        "\x00\xff",
        "[" * 9999,
    ]
    path.write_text("\n".join(oddities) + "\n" + whole[0] + whole[1][:20], encoding="utf-8")
    assert said(at) == ["intended    profile @7f3a90c1  deploymentMode 1p → 3p"]
    assert at("history", "--json").code == 0


def test_where_nothing_happened_nothing_is_said_to_a_machine(tmp_path: Path) -> None:
    assert desk(tmp_path)("history").out == ""


def test_two_processes_lose_no_line_of_each_other(tmp_path: Path) -> None:
    class Meanwhile(DiskFiles):
        """Another process writes between our reading and our writing, once."""

        interrupts = 1

        def read(self, path: Path, *, limit: int = 16 << 20) -> bytes | None:
            seen = super().read(path, limit=limit)
            if self.interrupts:
                self.interrupts = 0
                History(tmp_path, DiskFiles(), Then(1.0)).event("update", "first", "Claude Desktop")
            return seen

    History(tmp_path, Meanwhile(), Then(2.0)).event("pause", "second", YOU)
    assert [each.detail for each in History(tmp_path, DiskFiles(), Then(3.0)).lines()] == ["first", "second"]


def test_a_pull_that_was_stopped_has_not_failed() -> None:
    told = happened(
        json.dumps({"at": 1, "kind": "intended", "verb": "pull", "target": "big", "failed": "SP240"}).encode()
    )
    assert told is not None
    assert what(told) == "pull big stopped, goes on later"


def test_what_a_name_says_never_steers_a_terminal() -> None:
    told = Happened(1.0, "event", "agent", "pause", "you", "\x1b[2J", "you")
    (line,) = table([told], Ink(io.StringIO(), {}))
    assert "\x1b" not in line


class Weighed(DiskFiles):
    """What is written, in bytes."""

    volume = 0

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        self.volume += len(data)
        super().write(path, data, seen=seen, mode=mode)

    def append(self, path: Path, data: bytes) -> None:
        self.volume += len(data)
        super().append(path, data)


def test_a_long_history_costs_no_more_a_line_than_a_short_one_and_keeps_the_newest(tmp_path: Path) -> None:
    files, path = Weighed(), tmp_path / "history.jsonl"
    files.write(path, b'{"at": 1}\n' * KEPT, seen=None)
    history, files.volume = History(tmp_path, files, Then(2.0)), 0
    for number in range(SLACK + 20):
        history.event("update", f"{number}", YOU)
    lines = path.read_bytes().splitlines()
    assert KEPT <= len(lines) <= KEPT + SLACK
    assert [json.loads(line)["detail"] for line in lines[-2:]] == [f"{SLACK + 18}", f"{SLACK + 19}"]
    assert files.volume < 3 * path.stat().st_size

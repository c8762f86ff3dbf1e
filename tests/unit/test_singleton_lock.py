"""Electron's lock, read and judged."""

from __future__ import annotations

import pytest

from setpoint.core.processes import Process, main_process, names_folder, runs_script
from setpoint.core.singleton_lock import holder, parse


@pytest.mark.parametrize(
    "target, parsed",
    [
        ("desk-42", ("desk", 42)),
        ("my-long-host-7", ("my-long-host", 7)),
        ("desk", None),
        ("-42", None),
        ("desk-", None),
        ("desk-4x", None),
        ("desk-٤٢", None),
        ("", None),
    ],
)
def test_a_lock_is_host_and_process(target: str, parsed: tuple[str, int] | None) -> None:
    assert parse(target) == parsed


def test_a_process_that_started_after_the_lock_was_made_does_not_hold_it() -> None:
    process = Process(42, 1, 100.0, "/x")
    assert holder("desk-42", 101.0, "desk", lambda _: process) is process
    assert holder("desk-42", 99.0, "desk", lambda _: process) is process
    assert holder("desk-42", 90.0, "desk", lambda _: process) is None
    assert holder("desk-42", 101.0, "desk", lambda _: None) is None
    assert holder("else-42", 101.0, "desk", lambda _: process) is None


def test_the_oldest_of_several_main_processes_is_taken() -> None:
    rows = [Process(5, 1, 20, "a"), Process(6, 1, 10, "a"), Process(7, 6, 5, "a"), Process(8, 1, 1, "a", "a --type=x")]
    assert main_process(rows) == rows[1]
    assert main_process(rows[3:]) is None


def test_a_folder_is_not_found_in_a_longer_one() -> None:
    rows = [Process(1, 0, 0, "a", 'a "--user-data-dir=/c/Claude-3p" --type=gpu')]
    assert names_folder(rows, "/c/Claude-3p")
    assert not names_folder(rows, "/c/Claude")


def test_a_script_is_not_the_app() -> None:
    assert runs_script(["--inspect", "/x/server.mjs", "claude://a"])
    assert not runs_script(["claude://a", "/x/server.js"])
    assert not runs_script([])

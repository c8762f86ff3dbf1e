"""What the rules about Claude Desktop's life rest on is so in a real multi-process application."""

from __future__ import annotations

import time

import pytest

from chromium.browser import Chromium, family
from e2e.household import until


def test_its_main_process_is_seen_among_its_helpers_with_the_time_of_its_start(app: Chromium) -> None:
    assert app.seen() is None
    before = time.time()
    process = app.start()
    found = app.seen()
    assert found
    assert (found.pid, found.profile) == (process.pid, "third-party")
    assert before - 2 <= found.since <= time.time()
    types = [words for words in family(process.pid).values() if "--type=" in words]
    assert len(types) >= 4, types


def test_without_its_lock_it_is_found_in_the_table_of_processes(app: Chromium) -> None:
    process = app.start()
    by_lock = app.seen()
    assert by_lock
    app.lock.unlink()
    assert app.seen(by_lock.executable) == by_lock
    assert by_lock.pid == process.pid


def test_a_polite_request_ends_all_of_it_and_the_lock_left_behind_counts_for_nothing(app: Chromium) -> None:
    process = app.start()
    app.ask()
    assert process.wait(20) == 0
    until(lambda: not family(process.pid))
    assert app.lock.is_symlink(), "Chromium cleans up after itself by now: the rule about stale locks can be eased"
    assert app.seen() is None
    again = app.start()
    found = app.seen()
    assert found
    assert found.pid == again.pid


def test_after_a_crash_it_counts_as_closed(app: Chromium) -> None:
    process = app.start()
    process.kill()
    process.wait(10)
    assert app.lock.is_symlink()
    assert app.seen() is None


def test_a_second_start_ends_by_itself_and_the_first_goes_on(app: Chromium) -> None:
    first = app.start()
    assert app.begin().wait(20) == 0
    found = app.seen()
    assert found
    assert found.pid == first.pid


@pytest.mark.parametrize("runs", [True, False], ids=["while it runs", "while it is closed"])
def test_an_edit_of_its_settings_is_lost_while_it_runs_and_kept_while_it_is_closed(app: Chromium, runs: bool) -> None:
    for edit in (False, True):
        if edit and not runs:
            app.mark("us")
        process = app.start()
        if edit and runs:
            app.mark("us")
        app.ask()
        process.wait(20)
    assert app.marked() == (None if runs else "us")

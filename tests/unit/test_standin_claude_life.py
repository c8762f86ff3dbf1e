"""The stand-in for Claude Desktop inside our process: its life by a made-up clock, and a person at its window."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint import wiring
from setpoint.standins.claude import record
from setpoint.standins.claude.app import App, write
from setpoint.standins.claude.deciding import Places, Route
from setpoint.standins.claude.desktop import StandinDesktop, places_in
from setpoint.standins.claude.orders import obey

ID = "7d2f0c1e-5b44-4c0a-9b1e-2f6a8c3d9e10"
OTHER = "c0ffee00-1111-4222-8333-444455556666"
ENTRY = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "http://127.0.0.1:11434",
    "inferenceGatewayApiKey": "placeholder",
}


def with_another(home: Path, flag: str = "3p") -> Places:
    """One entry is applied, another lies beside it."""
    places = places_in(home)
    rows = [{"id": ID, "name": "x"}, {"id": OTHER, "name": "y"}]
    write(places.index, {"appliedId": ID, "entries": rows, "later": "kept"})
    write(places.entry(ID), ENTRY)
    write(places.entry(OTHER), {**ENTRY, "inferenceGatewayBaseUrl": "https://llm.work.example"})
    write(places.flag, {"mcpServers": {}, "deploymentMode": flag})
    return places


class Hours:
    """A clock that moves only when it is told to, or slept by."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def desk(home: Path) -> tuple[StandinDesktop, Hours, list[Route]]:
    starts: list[Route] = []
    hours = Hours()
    return StandinDesktop(home, starts.append, 5, now=hours.now, sleep=hours.sleep), hours, starts


def lock_of(folder: Path) -> str:
    """Where it points; "": there is none."""
    lock = folder / "SingletonLock"
    return str(lock.readlink()) if lock.is_symlink() else ""


def test_another_entry_that_a_person_picks_is_the_way_after_it_started_itself_again(tmp_path: Path) -> None:
    places = with_another(tmp_path, flag="1p")
    desktop, hours, starts = desk(tmp_path)
    desktop.start()
    before = desktop.running()
    desktop.pick(OTHER)
    assert desktop.running() == before
    hours.at += 60
    after = desktop.running()
    assert before
    assert after
    assert after.pid != before.pid
    assert after.since == before.since + 5
    assert [(route.third_party, route.applied) for route in starts] == [(False, ID), (True, OTHER)]
    index = json.loads(places.index.read_bytes())
    assert (index["appliedId"], index["later"], len(index["entries"])) == (OTHER, "kept", 2)
    assert json.loads(places.entry(OTHER).read_bytes())["chatTabEnabled"] is False
    assert json.loads(places.entry(ID).read_bytes()) == ENTRY


def test_native_mode_that_a_person_picks_is_a_flag_and_leaves_the_library(tmp_path: Path) -> None:
    places = with_another(tmp_path)
    library = places.index.read_bytes()
    desktop, hours, starts = desk(tmp_path)
    desktop.start()
    desktop.pick("native")
    hours.at += 60
    seen = desktop.running()
    assert seen
    assert seen.profile == "native"
    assert starts[-1].why == "deploymentMode is 1p"
    assert places.index.read_bytes() == library
    assert json.loads(places.flag.read_bytes()) == {"mcpServers": {}, "deploymentMode": "1p"}


def test_what_cannot_be_done_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with_another(tmp_path)
    desktop, _, starts = desk(tmp_path)
    with pytest.raises(ValueError, match="not open"):
        desktop.prefer("theme", "dark")
    desktop.start()
    before = desktop.running()
    with pytest.raises(ValueError, match="no entry"):
        desktop.pick("7d2f0c1e-0000-4c0a-9b1e-2f6a8c3d9e10")
    with pytest.raises(ValueError, match="cannot be done"):
        obey(App(places_in(tmp_path)), ["dance"])
    assert desktop.running() == before
    assert len(starts) == 1


@pytest.mark.parametrize("bundle", [False, True], ids=["dpkg", "bundle"])
def test_an_update_changes_the_version_on_disk_where_setpoint_reads_it(tmp_path: Path, bundle: bool) -> None:
    made = record.install(tmp_path, "2.31226.1", bundle=bundle)
    files = set(tmp_path.rglob("*"))
    platform = wiring.platform("macos" if bundle else "linux")
    for version in ("2.31226.1", "2.31300.0"):
        record.update(made, version)
        seen = platform.installed(machine(tmp_path), None)
        assert seen
        assert seen.version == record.version(made) == version
    assert set(tmp_path.rglob("*")) == files


def test_it_updates_itself_and_starts_again_as_the_new_one(tmp_path: Path) -> None:
    with_another(tmp_path)
    desktop, hours, starts = desk(tmp_path)
    desktop.update("2.31226.1")
    assert desktop.running() is None
    desktop.start()
    first = desktop.running()
    desktop.update("2.31300.0")
    hours.at += 60
    second = desktop.running()
    assert first
    assert second
    assert second.pid != first.pid
    assert len(starts) == 2
    log = (tmp_path / "Claude-3p/logs/main.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if line.startswith("Claude")] == ["Claude 2.31226.1", "Claude 2.31300.0"]


def test_a_crash_saves_nothing_and_leaves_its_lock(tmp_path: Path) -> None:
    places = with_another(tmp_path)
    desktop, _, _ = desk(tmp_path)
    desktop.start()
    lock = lock_of(places.data)
    write(places.flag, {"mine": 1})
    desktop.crash()
    assert desktop.running() is None
    assert lock_of(places.data) == lock
    assert json.loads(places.flag.read_bytes()) == {"mine": 1}
    desktop.start()
    assert sys.platform == "win32" or lock_of(places.data) != lock


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
@pytest.mark.parametrize(
    ("by_menu", "leaves", "stays"), [(True, False, False), (False, False, True), (True, True, True)]
)
def test_its_lock_goes_with_it_unless_a_signal_ended_it(
    tmp_path: Path, by_menu: bool, leaves: bool, stays: bool
) -> None:
    places = with_another(tmp_path)
    desktop, hours, _ = desk(tmp_path)
    desktop.leaves_lock = leaves
    desktop.start()
    seen = desktop.running()
    assert seen
    assert lock_of(places.data) == f"stand-in-{seen.pid}"
    if by_menu:
        desktop.quit()
    else:
        desktop.ask_to_quit()
        hours.at += 6
    assert desktop.running() is None
    assert bool(lock_of(places.data)) is stays


def test_a_closed_window_does_not_end_it_and_a_request_may_only_close_the_window(tmp_path: Path) -> None:
    with_another(tmp_path)
    desktop, hours, starts = desk(tmp_path)
    desktop.hides = True
    desktop.start()
    before = desktop.running()
    for act in (desktop.close_window, desktop.ask_to_quit, desktop.start):
        act()
        hours.at += 60
        assert desktop.running() == before
    assert len(starts) == 1
    desktop.quit()
    assert desktop.running() is None


def test_a_slow_start_reads_what_was_written_after_it_began(tmp_path: Path) -> None:
    places = with_another(tmp_path, flag="1p")
    desktop, hours, starts = desk(tmp_path)
    desktop.starting = 3
    desktop.start()
    assert desktop.running()
    write(places.flag, {"deploymentMode": "3p"})
    assert starts == []
    hours.at += 3
    assert desktop.running()
    assert [route.third_party for route in starts] == [True]

"""Quitting and starting on Linux, with real processes of our own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint.core.ports import Machine, Ran, Running
from setpoint.errors import PlatformTrouble
from setpoint.platforms.linux import PLATFORM
from setpoint.platforms.linux.table import find
from setpoint.value import replace

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and pidfd"),
    pytest.mark.timeout(20),
]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(["/bin/sleep", "60"])
    yield child
    child.kill()
    child.wait()


def seen(pid: int) -> Running:
    process = find(machine(Path("/")), pid)
    assert process
    return Running(pid, process.since, process.executable)


def test_a_process_is_found_with_its_start_time(sleeper: subprocess.Popen[bytes]) -> None:
    time.sleep(0.1)
    process = find(machine(Path("/")), sleeper.pid)
    assert process
    assert process.command == "/bin/sleep 60"
    assert abs(process.since - time.time()) < 3


def test_the_main_process_is_asked_to_end(sleeper: subprocess.Popen[bytes]) -> None:
    time.sleep(0.1)
    PLATFORM.quit(machine(Path("/")), seen(sleeper.pid))
    assert sleeper.wait(5) == -15


@pytest.mark.parametrize("wrong", [{"since": 5.0}, {"executable": "/usr/bin/other"}])
def test_another_process_under_the_same_number_is_left_alone(
    sleeper: subprocess.Popen[bytes], wrong: dict[str, float | str]
) -> None:
    time.sleep(0.1)
    running = seen(sleeper.pid)
    other = replace(running, since=float(wrong.get("since", running.since)))
    other = replace(other, executable=str(wrong.get("executable", other.executable)))
    PLATFORM.quit(machine(Path("/")), other)
    with pytest.raises(subprocess.TimeoutExpired):
        sleeper.wait(0.3)


def test_a_process_that_is_gone_needs_no_asking() -> None:
    child = subprocess.Popen(["/bin/true"])
    child.wait()
    PLATFORM.quit(machine(Path("/")), Running(child.pid, 1.0))


def with_manager(tree: Path, status: int, shown: str = "DISPLAY=:0\n") -> tuple[Machine, list[Sequence[str]]]:
    """A machine with a user manager, and the list of what is asked of it."""
    asked: list[Sequence[str]] = []

    def manager(argv: Sequence[str]) -> Ran:
        asked.append(argv)
        return Ran(status, "", "")

    (tree / "run/user/1/systemd/private").mkdir(parents=True)
    env = {"XDG_RUNTIME_DIR": "/run/user/1", "DISPLAY": ":7", "SECRET": "x"}
    return machine(tree, env, {"systemd-run": manager, "systemctl": Ran(0, shown, "")}), asked


def test_the_app_is_started_by_the_service_manager_where_there_is_one(tmp_path: Path) -> None:
    managed, asked = with_manager(tmp_path, 0)
    PLATFORM.start(managed, "/usr/bin/claude-desktop")
    assert asked[0][-2:] == ["--", "/usr/bin/claude-desktop"]
    assert {"--user", "--collect", "--slice=app.slice"} < set(asked[0])
    assert not [word for word in asked[0] if "setenv" in word]


def test_a_manager_that_knows_no_display_is_told_ours(tmp_path: Path) -> None:
    managed, asked = with_manager(tmp_path, 0, shown="PATH=/usr/bin\n")
    PLATFORM.start(managed, "/usr/bin/claude-desktop")
    assert [word for word in asked[0] if "setenv" in word] == ["--setenv=DISPLAY=:7"]


def test_a_manager_that_refuses_is_told_and_nothing_else_is_tried(tmp_path: Path) -> None:
    managed, _ = with_manager(tmp_path, 1)
    spawned: list[Sequence[str]] = []
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.start(replace(managed, spawn=spawned.append), "/usr/bin/claude-desktop")
    assert error.value.code == "SP404"
    assert spawned == []


def test_without_a_manager_the_app_is_spawned(tmp_path: Path) -> None:
    spawned: list[Sequence[str]] = []
    PLATFORM.start(replace(machine(tmp_path), spawn=spawned.append), "/usr/bin/claude-desktop")
    assert spawned == [["/usr/bin/claude-desktop"]]

"""Claude Desktop among the processes of Windows, on a table that stands for the system's; runs everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.machine import machine
from fakes.windows import FakeWin32
from setpoint.core.ports import Machine, Running
from setpoint.core.processes import Process
from setpoint.errors import PlatformTrouble
from setpoint.platforms.windows import PLATFORM
from setpoint.value import replace

FAMILY = "Claude_pzs8sxrjxfjjc"


def windows(tree: Path, win32: FakeWin32 | None = None) -> Machine:
    env = {"LOCALAPPDATA": str(tree / "Local"), "APPDATA": str(tree / "Roaming")}
    return replace(machine(tree, env), win32=win32 or FakeWin32())


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


PER_USER = r"C:\Users\ada\AppData\Local\AnthropicClaude\app-2.1.0\claude.exe"
MSIX = r"C:\Program Files\WindowsApps\Claude_2.31226.1.0_x64__pzs8sxrjxfjjc\app\Claude.exe"


def running(tree: Path, *rows: Process, app: str | None = None) -> Running | None:
    here = windows(tree, FakeWin32(rows))
    return PLATFORM.running(here, app, PLATFORM.claude_folders(here))


@pytest.mark.parametrize("program", [PER_USER, MSIX])
def test_the_main_process_is_found_by_its_folder(tmp_path: Path, program: str) -> None:
    rows = [
        Process(7, 1, 20.5, program, f'"{program}"'),
        Process(8, 7, 21.0, program, f'"{program}" --type=renderer'),
        Process(5, 99, 3.0, program, f'"{program}" --type=gpu-process'),
    ]
    assert running(tmp_path, *rows) == Running(7, 20.5, program)


@pytest.mark.parametrize(
    "program",
    [
        r"C:\Users\ada\.local\bin\claude.exe",
        r"C:\Users\ada\AppData\Roaming\Claude\claude-code\2.1.0\claude.exe",
        r"C:\Program Files\WindowsApps\Claude_2.31226.1.0_x64__pzs8sxrjxfjjc\app\resources\claude.exe",
        r"C:\Program Files\WindowsApps\Claude_2.31226.1.0_x64__stranger00000\app\claude.exe",
    ],
)
def test_claude_codes_own_program_is_not_the_app(tmp_path: Path, program: str) -> None:
    assert running(tmp_path, Process(7, 1, 20.5, program)) is None


def test_a_script_run_by_the_apps_program_is_not_the_app(tmp_path: Path) -> None:
    assert running(tmp_path, Process(7, 1, 20.5, PER_USER, f'"{PER_USER}" "C:\\mcp\\server.js"')) is None


def test_an_install_anywhere_is_known_by_the_archive_beside_it(tmp_path: Path) -> None:
    program = put(tmp_path / "portable/claude.exe")
    row = Process(7, 1, 20.5, str(program))
    assert running(tmp_path, row) is None
    put(tmp_path / "portable/resources/app.asar")
    assert running(tmp_path, row) == Running(7, 20.5, str(program))


def test_the_profiles_own_app_counts(tmp_path: Path) -> None:
    row = Process(7, 1, 20.5, r"D:\Tools\MyClaude.exe")
    assert running(tmp_path, row) is None
    assert running(tmp_path, row, app=r"d:\tools\myclaude.exe") == Running(7, 20.5, row.executable)


@pytest.mark.parametrize(
    "locks, profile",
    [
        (["Local/Claude-3p"], "third-party"),
        (["Roaming/Claude"], "native"),
        (["Local/Claude-3p", "Roaming/Claude"], ""),
        ([], ""),
    ],
)
def test_the_lock_file_tells_the_profile(tmp_path: Path, locks: Sequence[str], profile: str) -> None:
    for folder in locks:
        put(tmp_path / folder / "lockfile")
    found = running(tmp_path, Process(7, 1, 20.5, PER_USER))
    assert found
    assert found.profile == profile


def test_the_arguments_tell_the_profile_before_any_lock(tmp_path: Path) -> None:
    put(tmp_path / "Roaming/Claude/lockfile")
    command = f'claude.exe --type=gpu-process --user-data-dir="{tmp_path / "Local/Claude-3p"}" --x'
    found = running(tmp_path, Process(7, 1, 20.5, PER_USER), Process(8, 7, 21, PER_USER, command))
    assert found
    assert found.profile == "third-party"


def test_without_windows_it_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.running(machine(tmp_path), None, ())
    assert error.value.code == "SP405"


# --- quitting and starting ---


def test_only_the_process_that_was_seen_is_asked(tmp_path: Path) -> None:
    win32 = FakeWin32([Process(7, 1, 20.0, PER_USER), Process(8, 1, 20.0, PER_USER)])
    here = windows(tmp_path, win32)
    PLATFORM.quit(here, Running(7, 90.0, PER_USER))
    PLATFORM.quit(here, Running(7, 20.0, MSIX))
    assert win32.asked == []
    PLATFORM.quit(here, Running(7, 20.0, PER_USER))
    assert win32.asked == [7]


@pytest.mark.parametrize("app", [f"shell:AppsFolder\\{FAMILY}!Claude", MSIX])
def test_a_packaged_app_is_started_by_explorer(tmp_path: Path, app: str) -> None:
    started: list[Sequence[str]] = []
    PLATFORM.start(replace(windows(tmp_path), spawn=started.append), app)
    assert started == [["C:\\Windows\\explorer.exe", f"shell:AppsFolder\\{FAMILY}!Claude"]]


def test_an_ordinary_app_is_started_itself(tmp_path: Path) -> None:
    started: list[Sequence[str]] = []
    PLATFORM.start(replace(windows(tmp_path), spawn=started.append), PER_USER)
    assert started == [[PER_USER]]

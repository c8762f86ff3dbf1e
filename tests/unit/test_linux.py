"""Linux, on a tree that stands for the system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint.core.policy import routes
from setpoint.core.ports import ClaudeFolder, Installed, Ran
from setpoint.errors import PlatformTrouble
from setpoint.platforms.linux import PLATFORM

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees need symlinks and permissions")

BOOT = 1_700_000_000
MANAGED = "etc/claude-desktop/managed-settings.json"


def put(path: Path, text: str | bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def process(
    tree: Path,
    pid: int,
    words: list[str],
    *,
    exe: str | None = None,
    ticks: int = 1000,
    parent: int = 1,
    state: str = "S",
) -> None:
    folder = tree / "proc" / str(pid)
    put(folder / "cmdline", "\0".join(words).encode() + b"\0")
    put(folder / "stat", f"{pid} (a) b) {state} {parent} " + "0 " * 17 + f"{ticks} 0 0\n")
    (folder / "exe").symlink_to(exe or words[0])
    put(tree / "proc/stat", f"cpu 1 2\nbtime {BOOT}\n")


def folders(tree: Path) -> tuple[ClaudeFolder, ...]:
    return PLATFORM.claude_folders(machine(tree))


def lock(tree: Path, folder: str, target: str, made: float) -> None:
    path = tree / "home/ada/.config" / folder / "SingletonLock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    os.utime(path, (made, made), follow_symlinks=False)


# --- folders ---


def test_setpoint_has_its_own_folders_by_xdg(tmp_path: Path) -> None:
    own = PLATFORM.own_folders(machine(tmp_path))
    assert own.config == tmp_path / "home/ada/.config/setpoint"
    assert own.state == tmp_path / "home/ada/.local/state/setpoint"
    assert own.system == tmp_path / "etc/setpoint"
    own = PLATFORM.own_folders(machine(tmp_path, {"XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "relative"}))
    assert own.config == Path("/c/setpoint")
    assert own.state == tmp_path / "home/ada/.local/state/setpoint"


def test_the_app_has_one_folder_unless_a_variable_names_another(tmp_path: Path) -> None:
    config = tmp_path / "home/ada/.config"
    assert folders(tmp_path) == (ClaudeFolder(config / "Claude-3p", config / "Claude", "default"),)
    moved = PLATFORM.claude_folders(machine(tmp_path, {"XDG_CONFIG_HOME": "/c"}))
    assert [(folder.data, folder.why) for folder in moved] == [
        (Path("/c/Claude-3p"), "XDG_CONFIG_HOME"),
        (config / "Claude-3p", "default"),
    ]
    own = PLATFORM.claude_folders(machine(tmp_path, {"CLAUDE_USER_DATA_DIR": "/data", "XDG_CONFIG_HOME": "/c"}))
    assert own == (ClaudeFolder(Path("/data"), Path("/data"), "CLAUDE_USER_DATA_DIR"),)


# --- policy ---


def test_no_managed_file_is_no_policy(tmp_path: Path) -> None:
    assert PLATFORM.policy(machine(tmp_path)) is None


def test_a_managed_file_is_read_with_its_texts_opened(tmp_path: Path) -> None:
    path = put(tmp_path / MANAGED, '\ufeff{"chatTabEnabled": "true", "inferenceProvider": "gateway"}')
    found = PLATFORM.policy(machine(tmp_path))
    assert found
    assert found.source == str(path)
    assert found.values == {"chatTabEnabled": True, "inferenceProvider": "gateway"}
    assert routes(found)


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, b"\xff\xfe"])
def test_a_managed_file_that_cannot_be_understood_is_unknown(tmp_path: Path, text: str | bytes) -> None:
    put(tmp_path / MANAGED, text)
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.policy(machine(tmp_path))
    assert error.value.code == "SP602"


@pytest.mark.parametrize("part", [MANAGED, "etc/claude-desktop"])
def test_a_managed_file_that_others_can_write_is_unsafe(tmp_path: Path, part: str) -> None:
    put(tmp_path / MANAGED, "{}")
    (tmp_path / part).chmod(0o777)
    with pytest.raises(PlatformTrouble, match="written by others") as error:
        PLATFORM.policy(machine(tmp_path))
    assert error.value.code == "SP602"


def test_a_managed_file_that_is_a_link_is_unsafe(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "{}")
    (tmp_path / MANAGED).parent.mkdir(parents=True)
    (tmp_path / MANAGED).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PlatformTrouble, match="not a plain file"):
        PLATFORM.policy(machine(tmp_path))


# --- installed ---


def test_no_launcher_means_not_installed(tmp_path: Path) -> None:
    assert PLATFORM.installed(machine(tmp_path), None) is None


def test_the_version_comes_from_the_records_of_dpkg(tmp_path: Path) -> None:
    launcher = put(tmp_path / "usr/bin/claude-desktop")
    put(
        tmp_path / "var/lib/dpkg/status",
        "Package: claude-desktop-extra\nStatus: install ok installed\nVersion: 9.9.9\n\n"
        "Package: claude-desktop\nStatus: install ok installed\nDescription: a\n Version: 0\nVersion: 1:2.31226.1-1\n\n"
        "Package: zsh\nVersion: 5\n",
    )
    found = PLATFORM.installed(machine(tmp_path), None)
    assert found == Installed("2.31226.1", str(launcher), "dpkg package claude-desktop")


def test_a_removed_package_has_no_version(tmp_path: Path) -> None:
    launcher = put(tmp_path / "usr/bin/claude-desktop")
    put(
        tmp_path / "var/lib/dpkg/status", "Package: claude-desktop\nStatus: deinstall ok config-files\nVersion: 1.2.3\n"
    )
    assert PLATFORM.installed(machine(tmp_path), None) == Installed("", str(launcher))


def test_community_builds_are_found_in_the_records_of_pacman_and_rpm(tmp_path: Path) -> None:
    put(tmp_path / "usr/bin/claude-desktop-unofficial")
    put(tmp_path / "usr/bin/rpm")
    answers = {"rpm": Ran(0, "2.1.0\n", "")}
    found = PLATFORM.installed(machine(tmp_path, programs=answers), None)
    assert found
    assert (found.version, found.how) == ("2.1.0", "rpm package claude-desktop-unofficial")
    (tmp_path / "var/lib/pacman/local/claude-desktop-unofficial-bin-2.2.0-1").mkdir(parents=True)
    found = PLATFORM.installed(machine(tmp_path, programs=answers), None)
    assert found
    assert (found.version, found.how) == ("2.2.0", "pacman package claude-desktop-unofficial")


def test_an_unusual_install_is_looked_at_first(tmp_path: Path) -> None:
    put(tmp_path / "usr/bin/claude-desktop")
    app = put(tmp_path / "home/ada/Claude-2.1.3-amd64.AppImage")
    assert PLATFORM.installed(machine(tmp_path), "~/Claude-2.1.3-amd64.AppImage") == Installed(
        "2.1.3", str(app), "claude.app"
    )


# --- running ---


def test_an_empty_table_is_unknown_and_not_closed(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.running(machine(tmp_path), None, folders(tmp_path))
    assert error.value.code == "SP405"


OFFICIAL = "/usr/lib/claude-desktop/claude-desktop"
ELECTRON = "/usr/lib/node_modules/electron/dist/electron"


@pytest.mark.parametrize(
    "words, exe, app",
    [
        ([OFFICIAL], None, None),
        ([OFFICIAL, "claude://login"], OFFICIAL + " (deleted)", None),
        (["claude-desktop set its title"], OFFICIAL, None),
        ([ELECTRON, "--no-sandbox", "/usr/lib/claude-desktop-unofficial/app.asar"], None, None),
        (["/run/.mount_ClaudeX1/usr/lib/electron", "--x"], None, None),
        (["/run/.mount_MyAppIZ1/electron"], None, "/home/ada/MyAppImage"),
        (["/opt/own/cd"], None, "/opt/own/cd"),
    ],
)
def test_the_app_is_recognised_however_it_is_wrapped(
    tmp_path: Path, words: list[str], exe: str | None, app: str | None
) -> None:
    process(tmp_path, 77, words, exe=exe)
    found = PLATFORM.running(machine(tmp_path), app, folders(tmp_path))
    assert found
    assert (found.pid, found.since) == (77, BOOT + 10)


def test_from_inside_a_user_namespace_the_app_is_recognised_by_its_command_line(tmp_path: Path) -> None:
    for pid, words in enumerate((["bash", OFFICIAL], ["/usr/bin/claude-desktop", "x"], [OFFICIAL, "--type=gpu"]), 76):
        process(tmp_path, pid, words)
        (tmp_path / f"proc/{pid}/exe").unlink()
    put(tmp_path / "proc/self/uid_map", "      1777       1777          1\n")
    found = PLATFORM.running(machine(tmp_path), None, folders(tmp_path))
    assert found
    assert found.pid == 77


@pytest.mark.parametrize(
    "words",
    [
        ["/usr/bin/bash", "/usr/bin/claude-desktop"],
        ["/home/ada/.local/bin/claude", "--type", "x"],
        ["/usr/bin/vim", "/usr/lib/claude-desktop/app.asar"],
        [ELECTRON, "/usr/lib/other/app.asar"],
        [OFFICIAL, "--type=renderer"],
        [OFFICIAL, "/home/ada/mcp/server.js"],
        ["/usr/lib/claude-desktop/chrome_crashpad_handler", "--monitor-self"],
    ],
)
def test_what_only_looks_like_the_app_is_not_it(tmp_path: Path, words: list[str]) -> None:
    process(tmp_path, 77, words)
    assert PLATFORM.running(machine(tmp_path), None, folders(tmp_path)) is None


def test_the_main_process_is_the_one_that_started_the_others(tmp_path: Path) -> None:
    process(tmp_path, 90, [OFFICIAL], ticks=500, parent=1)
    process(tmp_path, 80, [OFFICIAL], ticks=600, parent=90)
    process(tmp_path, 70, [OFFICIAL, "--type=zygote", f"--user-data-dir={folders(tmp_path)[0].data}"], parent=90)
    found = PLATFORM.running(machine(tmp_path), None, folders(tmp_path))
    assert found
    assert (found.pid, found.profile) == (90, "third-party")


def test_a_process_that_cannot_be_looked_into_stops_nothing(tmp_path: Path) -> None:
    process(tmp_path, 77, [OFFICIAL])
    process(tmp_path, 78, [OFFICIAL])
    for name in ("cmdline", "stat"):
        (tmp_path / "proc/78" / name).unlink()
        (tmp_path / "proc/78" / name).mkdir()
    found = PLATFORM.running(machine(tmp_path), None, folders(tmp_path))
    assert found
    assert found.pid == 77


def test_a_zombie_is_not_running(tmp_path: Path) -> None:
    process(tmp_path, 77, [OFFICIAL], state="Z")
    assert PLATFORM.running(machine(tmp_path), None, folders(tmp_path)) is None


@pytest.mark.parametrize("folder, profile", [("Claude", "native"), ("Claude-3p", "third-party")])
def test_a_held_lock_tells_the_process_and_its_profile(tmp_path: Path, folder: str, profile: str) -> None:
    process(tmp_path, 50, ["/opt/unheard-of/binary"])
    lock(tmp_path, folder, "desk-50", BOOT + 11)
    found = PLATFORM.running(machine(tmp_path), None, folders(tmp_path))
    assert found
    assert (found.pid, found.profile) == (50, profile)


@pytest.mark.parametrize(
    "target, made",
    [
        ("desk-51", BOOT + 11),  # nobody has this number
        ("desk-50", BOOT + 1),  # the process is younger than the lock: the number was used again
        ("other-host-50", BOOT + 11),
        ("nonsense", BOOT + 11),
    ],
)
def test_a_stale_lock_says_nothing(tmp_path: Path, target: str, made: float) -> None:
    process(tmp_path, 50, ["/usr/bin/sleep", "1"])
    lock(tmp_path, "Claude-3p", target, made)
    assert PLATFORM.running(machine(tmp_path), None, folders(tmp_path)) is None


def test_a_lock_in_the_folder_of_both_profiles_tells_no_profile(tmp_path: Path) -> None:
    process(tmp_path, 50, ["/opt/x"])
    lock(tmp_path, "Both", "desk-50", BOOT + 11)
    env = {"CLAUDE_USER_DATA_DIR": str(tmp_path / "home/ada/.config/Both")}
    found = PLATFORM.running(machine(tmp_path, env), None, PLATFORM.claude_folders(machine(tmp_path, env)))
    assert found
    assert found.profile == ""


# --- memory ---


def test_memory_is_told_in_bytes(tmp_path: Path) -> None:
    put(tmp_path / "proc/meminfo", "MemFree: 1 kB\nMemTotal:       24000000 kB\n")
    assert PLATFORM.memory(machine(tmp_path)) == 24_000_000 * 1024
    put(tmp_path / "proc/meminfo", "nothing")
    assert PLATFORM.memory(machine(tmp_path)) is None

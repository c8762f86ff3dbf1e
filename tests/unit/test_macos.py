"""macOS, on a tree that stands for the system and with programs that answer from a table."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.machine import Answer, machine
from setpoint.core.policy import routes
from setpoint.core.ports import ClaudeFolder, Installed, Machine, Ran, Running
from setpoint.errors import PlatformTrouble
from setpoint.platforms.macos import PLATFORM
from setpoint.platforms.macos.table import find
from setpoint.value import replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees need symlinks")

PLIST = "com.anthropic.claudefordesktop.plist"
STARTED = 1_795_343_464  # Sun Nov 22 10:31:04 2026, UTC
LSTART = "Sun Nov 22 10:31:04 2026"
UID = 501
APP = "/Applications/Claude.app/Contents/MacOS/Claude"


def put(path: Path, data: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def mac(tree: Path, rows: Sequence[str] = (), **answers: Ran) -> Machine:
    uid = tree.stat().st_uid
    table = "".join(f"{pid} {parent} {uid} S {LSTART} {command}\n" for pid, parent, command in map(split, rows))
    return machine(tree, {"USER": "ada"}, {"env": Ran(0, f"9 1 {uid} S {LSTART} /bin/zsh\n{table}", ""), **answers})


def split(row: str) -> tuple[str, str, str]:
    pid, parent, command = row.split(" ", 2)
    return pid, parent, command


def folders(tree: Path) -> tuple[ClaudeFolder, ...]:
    return PLATFORM.claude_folders(mac(tree))


def running(tree: Path, rows: Sequence[str], app: str | None = None) -> Running | None:
    rows = [row.replace("/Applications", f"{tree}/Applications") for row in rows]
    return PLATFORM.running(mac(tree, rows), app, folders(tree))


# --- folders ---


def test_the_profile_lies_in_application_support_unless_the_person_keeps_dotfiles(tmp_path: Path) -> None:
    home = tmp_path / "home/ada"
    own = PLATFORM.own_folders(mac(tmp_path))
    assert own.config == own.state == home / "Library/Application Support/setpoint"
    assert own.system == tmp_path / "Library/Application Support/Setpoint"
    assert PLATFORM.own_folders(machine(tmp_path, {"XDG_CONFIG_HOME": "/c"})).config == Path("/c/setpoint")
    (home / ".config/setpoint").mkdir(parents=True)
    assert PLATFORM.own_folders(mac(tmp_path)).config == home / ".config/setpoint"
    assert PLATFORM.own_folders(mac(tmp_path)).state == home / "Library/Application Support/setpoint"


def test_the_apps_folders(tmp_path: Path) -> None:
    support = tmp_path / "home/ada/Library/Application Support"
    assert folders(tmp_path) == (ClaudeFolder(support / "Claude-3p", support / "Claude", "default"),)
    override = machine(tmp_path, {"CLAUDE_USER_DATA_DIR": "/d"})
    assert PLATFORM.claude_folders(override) == (ClaudeFolder(Path("/d"), Path("/d"), "CLAUDE_USER_DATA_DIR"),)


# --- policy ---


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_managed_preferences_are_read_the_persons_first(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    assert PLATFORM.policy(mac(tmp_path)) is None
    place = tmp_path / "Library/Managed Preferences"
    put(place / PLIST, plistlib.dumps({"chatTabEnabled": "true", "inferenceModels": '["a"]', "x": 3}, fmt=form))
    found = PLATFORM.policy(mac(tmp_path))
    assert found
    assert found.values == {"chatTabEnabled": True, "inferenceModels": ["a"], "x": 3}
    put(place / "ada" / PLIST, plistlib.dumps({"disableAutoUpdates": True}, fmt=form))
    found = PLATFORM.policy(mac(tmp_path))
    assert found
    assert found.source == str(place / "ada" / PLIST)
    assert not routes(found)


NAMELESS = b"bplist00\xd1\1\2AxQv\x08\x0b\r" + bytes(6) + b"\1\1" + bytes(7) + b"\3" + bytes(15) + b"\x0f"
"""A dictionary whose key is a byte: XML cannot say that, the binary form can."""


@pytest.mark.parametrize("data", [b"", b"bplist00garbage", b"<plist><array/></plist>", b"<plist><dict><key>", NAMELESS])
def test_managed_preferences_that_cannot_be_read_are_unknown(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "Library/Managed Preferences" / PLIST, data)
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.policy(mac(tmp_path))
    assert error.value.code == "SP602"


# --- installed ---


def bundle(path: Path, version: str) -> Path:
    put(path / "Contents/Info.plist", plistlib.dumps({"CFBundleShortVersionString": version}))
    return path


def test_the_bundle_is_found_in_its_places(tmp_path: Path) -> None:
    assert PLATFORM.installed(mac(tmp_path), None) is None
    own = bundle(tmp_path / "home/ada/Applications/Claude.app", "2.1.0")
    assert PLATFORM.installed(mac(tmp_path), None) == Installed("2.1.0", str(own))
    shared = bundle(tmp_path / "Applications/Claude.app", "2.2.0")
    assert PLATFORM.installed(mac(tmp_path), None) == Installed("2.2.0", str(shared))
    other = bundle(tmp_path / "home/ada/Other.app", "2.3.0")
    assert PLATFORM.installed(mac(tmp_path), "~/Other.app") == Installed("2.3.0", str(other), "claude.app")
    put(other / "Contents/Info.plist", b"broken")
    assert PLATFORM.installed(mac(tmp_path), "~/Other.app") == Installed("", str(other), "claude.app")


# --- running ---


def test_the_main_process_is_found_with_its_profile(tmp_path: Path) -> None:
    helper = "/Applications/Claude.app/Contents/Frameworks/Claude Helper.app/Contents/MacOS/Claude Helper --type=gpu"
    found = running(tmp_path, [f"50 1 {APP}", f"51 50 {helper}", f"52 50 {APP} --type=renderer"])
    assert found == Running(50, STARTED, f"{tmp_path}{APP}")


def test_the_profile_shows_in_the_arguments(tmp_path: Path) -> None:
    data = folders(tmp_path)[0].data
    found = running(tmp_path, [f"50 1 {APP}", f"52 50 {APP} --type=renderer --user-data-dir={data} --x"])
    assert found
    assert found.profile == "third-party"


def test_a_bundle_somewhere_else_counts_if_it_is_there(tmp_path: Path) -> None:
    bundle(tmp_path / "Downloads/Claude.app", "2")
    command = f"{tmp_path}/Downloads/Claude.app/Contents/MacOS/Claude"
    assert running(tmp_path, [f"50 1 {command}"]) == Running(50, STARTED, command)
    assert running(tmp_path, [f"50 1 vim {command}"]) is None


def test_an_unusual_app_counts(tmp_path: Path) -> None:
    command = "/Apps/Claude Nightly.app/Contents/MacOS/Claude Nightly"
    assert running(tmp_path, [f"50 1 {command}"]) is None
    assert running(tmp_path, [f"50 1 {command}"], "/Apps/Claude Nightly.app") == Running(50, STARTED, command)


@pytest.mark.parametrize("command", ["claude --continue", "/opt/homebrew/bin/claude", f"{APP} /mcp/server.js"])
def test_what_only_looks_like_the_app_is_not_it(tmp_path: Path, command: str) -> None:
    assert running(tmp_path, [f"50 1 {command}"]) is None


def test_a_held_lock_tells_the_profile(tmp_path: Path) -> None:
    path = tmp_path / "home/ada/Library/Application Support/Claude-3p/SingletonLock"
    path.parent.mkdir(parents=True)
    path.symlink_to("desk-50")
    os.utime(path, (STARTED + 1, STARTED + 1), follow_symlinks=False)
    found = running(tmp_path, [f"50 1 {APP}"])
    assert found
    assert (found.pid, found.profile) == (50, "third-party")


@pytest.mark.parametrize("answer", [Ran(1, "", ""), Ran(0, "", ""), Ran(0, "garbage\n", "")])
def test_a_table_that_is_not_told_is_unknown_and_not_closed(tmp_path: Path, answer: Ran) -> None:
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.running(machine(tmp_path, {}, {"env": answer}), None, ())
    assert error.value.code == "SP405"


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="no ps on this machine")
def test_a_real_ps_is_understood() -> None:
    def real(argv: Sequence[str]) -> Ran:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=10)
        return Ran(done.returncode, done.stdout, done.stderr)

    child = subprocess.Popen(["/bin/sleep", "30"])
    try:
        process = find(machine(Path("/"), {}, {"env": real}), child.pid)
    finally:
        child.kill()
        child.wait()
    assert process
    assert process.command == "/bin/sleep 30"
    assert process.parent == os.getpid()
    assert abs(process.since - time.time()) < 5


# --- quitting and starting ---


def test_quitting_asks_only_the_process_that_was_seen(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def script(argv: Sequence[str]) -> Ran:
        asked.append(argv)
        return Ran(0, "", "")

    table = Ran(0, f"50 1 {tmp_path.stat().st_uid} S {LSTART} {APP}\n", "")
    answers: dict[str, Answer] = {"env": table, "osascript": script}
    PLATFORM.quit(machine(tmp_path, {}, answers), Running(50, STARTED - 99))
    PLATFORM.quit(machine(tmp_path, {}, answers), Running(51, STARTED))
    assert asked == []
    PLATFORM.quit(machine(tmp_path, {}, answers), Running(50, STARTED))
    assert "is running" in asked[0][-1]


def test_a_refusal_of_the_system_says_where_to_allow_it(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.quit(mac(tmp_path, [f"50 1 {APP}"], osascript=Ran(1, "", "(-1743)")), Running(50, STARTED))
    assert error.value.code == "SP403"
    assert "Automation" in error.value.hint


def test_an_app_that_does_not_start_is_told(tmp_path: Path) -> None:
    PLATFORM.start(mac(tmp_path, open=Ran(0, "", "")), "/Applications/Claude.app")
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.start(mac(tmp_path, open=Ran(1, "", "")), "/Applications/Claude.app")
    assert error.value.code == "SP404"


# --- the rest ---


def test_memory(tmp_path: Path) -> None:
    assert PLATFORM.memory(mac(tmp_path, sysctl=Ran(0, "34359738368\n", ""))) == 32 << 30
    assert PLATFORM.memory(mac(tmp_path, sysctl=Ran(1, "", "no"))) is None
    assert PLATFORM.memory(mac(tmp_path)) is None


@pytest.mark.parametrize(
    "there, link, expected",
    [
        ([], None, None),
        (["Applications/Ollama.app/x"], None, "macos-app"),
        (["Applications/Ollama.app/x", "opt/homebrew/Caskroom/ollama-app/1"], None, "brew-cask"),
        (["home/ada/Applications/Ollama.app/x"], None, "macos-app"),
        (["home/ada/Applications/Ollama.app/x", "usr/local/Caskroom/ollama-app/1"], None, "brew-cask"),
        (["Applications/Ollama.app/x", "opt/mine/Caskroom/ollama-app/1"], None, "brew-cask"),
        (["Applications/Ollama.app/x"], ("opt/homebrew/bin/ollama", "../Cellar/ollama/1/bin/ollama"), "macos-app"),
        ([], ("usr/local/bin/ollama", "../Cellar/ollama/0.34.2/bin/ollama"), "brew-formula"),
        ([], ("nix/var/nix/profiles/default/bin/ollama", "/nix/store/a/bin/ollama"), "nix"),
        ([], ("opt/homebrew/bin/ollama", "../Cellar/ollama/0.34.2/bin/ollama"), "brew-formula"),
        ([], ("usr/local/bin/ollama", "/Other/Ollama.app/Contents/Resources/ollama"), "macos-app"),
        ([], ("home/ada/.nix-profile/bin/ollama", "/nix/store/a/bin/ollama"), "nix"),
        (["usr/local/bin/ollama"], None, "unknown"),
    ],
)
def test_how_ollama_came_here(
    tmp_path: Path, there: list[str], link: tuple[str, str] | None, expected: str | None
) -> None:
    for path in there:
        put(tmp_path / path)
    if link:
        (tmp_path / link[0]).parent.mkdir(parents=True)
        (tmp_path / link[0]).symlink_to(link[1])
    found = PLATFORM.ollama_install(replace(mac(tmp_path), env={"HOMEBREW_PREFIX": "/opt/mine"}))
    assert (found.method if found else None) == expected


@pytest.mark.parametrize(
    "prefix, service, why",
    [
        ("opt/homebrew", "home/ada/Library/LaunchAgents", ""),
        ("usr/local", "home/ada/Library/LaunchAgents", ""),
        ("opt/homebrew", "Library/LaunchDaemons", "Homebrew's service runs as root: it needs an administrator"),
        ("opt/homebrew", "elsewhere", "Homebrew's service does not run it"),
    ],
)
def test_a_formula_that_brew_runs_is_upgraded_by_brews_own_path(
    tmp_path: Path, prefix: str, service: str, why: str
) -> None:
    put(tmp_path / prefix / "Cellar/ollama/0.34.2/bin/ollama")
    brew = put(tmp_path / prefix / "bin/brew")
    (tmp_path / prefix / "bin/ollama").symlink_to("../Cellar/ollama/0.34.2/bin/ollama")
    put(tmp_path / service / "homebrew.mxcl.ollama.plist")
    found = PLATFORM.ollama_install(mac(tmp_path))
    assert found
    assert why in found.why
    assert found.version == "0.34.2"
    commands = ((str(brew), "upgrade", "ollama"), (str(brew), "services", "restart", "ollama"))
    assert found.commands == (() if why else commands)


def test_the_app_upgrades_itself_and_nothing_of_ours_does(tmp_path: Path) -> None:
    put(tmp_path / "Applications/Ollama.app/x")
    found = PLATFORM.ollama_install(mac(tmp_path))
    assert found
    assert found.commands == ()
    assert found.why == "Ollama's app updates itself, when its own update item is chosen; no command does it"

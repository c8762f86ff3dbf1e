"""Which files tell that Claude Desktop, or its policy, may be another one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint.core.ports import Machine
from setpoint.errors import FileTrouble
from setpoint.platforms.linux import PLATFORM as LINUX
from setpoint.platforms.macos import PLATFORM as MACOS
from setpoint.platforms.windows import PLATFORM as WINDOWS
from setpoint.value import replace
from setpoint.wiring import elsewhere

links = pytest.mark.skipif(sys.platform == "win32", reason="the trees need symlinks")


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


class Locked:
    """Files that nobody may look at."""

    def __getattr__(self, name: str) -> object:
        def refuse(*_path: object, **_more: object) -> None:
            raise FileTrouble("SP306", "not allowed")

        return refuse


def locked(here: Machine) -> Machine:
    return replace(here, files=Locked())


# --- Linux ---


@links
def test_on_linux_the_end_of_the_launchers_link_is_watched_with_its_folder(tmp_path: Path) -> None:
    program = touched(tmp_path / "usr/lib/claude-desktop/claude-desktop")
    launcher = tmp_path / "usr/bin/claude-desktop"
    launcher.parent.mkdir()
    launcher.symlink_to("../lib/claude-desktop/claude-desktop")
    signs = LINUX.signs(machine(tmp_path), None)
    assert {launcher, program, program.parent} <= set(signs)


@links
def test_on_linux_absolute_links_are_followed_below_the_root(tmp_path: Path) -> None:
    program = touched(tmp_path / "opt/claude/claude-desktop")
    (tmp_path / "etc/alternatives").mkdir(parents=True)
    (tmp_path / "etc/alternatives/claude").symlink_to("/opt/claude/claude-desktop")
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/claude-desktop").symlink_to("/etc/alternatives/claude")
    assert program in LINUX.signs(machine(tmp_path), None)


@links
def test_on_linux_links_in_a_ring_end(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/claude-desktop").symlink_to("claude-desktop")
    assert tmp_path / "usr/bin/claude-desktop" in LINUX.signs(machine(tmp_path), None)


@links
def test_on_linux_a_launcher_that_is_a_script_does_not_put_all_programs_under_watch(tmp_path: Path) -> None:
    launcher = touched(tmp_path / "usr/bin/claude-desktop-unofficial")
    signs = LINUX.signs(machine(tmp_path), None)
    assert launcher in signs
    assert launcher.parent not in signs


def test_on_linux_package_records_policy_and_launchers_are_watched_before_they_exist(tmp_path: Path) -> None:
    signs = LINUX.signs(machine(tmp_path), None)
    expected = ("var/lib/dpkg/status", "etc/claude-desktop/managed-settings.json", "usr/bin/claude-desktop")
    assert {tmp_path / name for name in expected} <= set(signs)


def test_on_linux_an_appimage_of_the_profile_is_watched(tmp_path: Path) -> None:
    signs = LINUX.signs(machine(tmp_path), "~/Applications/claude.AppImage")
    assert tmp_path / "home/ada/Applications/claude.AppImage" in signs


# --- macOS ---


def test_on_macos_both_places_of_the_bundle_and_both_of_the_policy_are_watched(tmp_path: Path) -> None:
    signs = MACOS.signs(machine(tmp_path, {"USER": "ada"}), None)
    plist = "com.anthropic.claudefordesktop.plist"
    assert {
        tmp_path / "Applications/Claude.app",
        tmp_path / "Applications/Claude.app/Contents/Info.plist",
        tmp_path / "home/ada/Applications/Claude.app/Contents/Info.plist",
        tmp_path / "Library/Managed Preferences/ada" / plist,
        tmp_path / "Library/Managed Preferences" / plist,
    } <= set(signs)


def test_on_macos_the_bundle_of_the_profile_is_watched(tmp_path: Path) -> None:
    signs = MACOS.signs(machine(tmp_path), "~/Elsewhere/Claude.app")
    assert tmp_path / "home/ada/Elsewhere/Claude.app/Contents/Info.plist" in signs


# --- Windows ---


def test_on_windows_the_versions_that_are_here_and_the_folder_around_them_are_watched(tmp_path: Path) -> None:
    local = tmp_path / "home/ada/AppData/Local"
    program = touched(local / "AnthropicClaude/app-1.2.3/claude.exe")
    signs = WINDOWS.signs(machine(tmp_path, {"LOCALAPPDATA": str(local)}), None)
    assert {program, local / "AnthropicClaude", local / "AnthropicClaude/packages/RELEASES"} <= set(signs)


def test_on_windows_packages_and_policy_are_watched_as_far_as_they_leave_files() -> None:
    _, here = elsewhere("windows")
    names = {sign.name for sign in WINDOWS.signs(here, None)}
    assert {"Claude_pzs8sxrjxfjjc", "AnthropicPBC.Claude_fnn82j28hfe8t", "ntuser.pol"} <= names


@pytest.mark.parametrize("app, watched", [("shell:AppsFolder\\x!Claude", False), (r"D:\Claude\claude.exe", True)])
def test_on_windows_an_app_of_the_profile_is_watched_if_it_is_a_file(app: str, watched: bool) -> None:
    _, here = elsewhere("windows")
    assert any(app in str(sign) for sign in WINDOWS.signs(here, app)) is watched


# --- everywhere ---

PLATFORMS = {"linux": LINUX, "macos": MACOS, "windows": WINDOWS}


@pytest.mark.parametrize("system", PLATFORMS)
def test_files_that_nobody_may_look_at_are_no_obstacle(tmp_path: Path, system: str) -> None:
    assert PLATFORMS[system].signs(locked(machine(tmp_path)), None) != ()


@pytest.mark.parametrize("system", PLATFORMS)
@pytest.mark.parametrize("env", [{}, {"LOCALAPPDATA": "", "USER": ""}])
def test_no_sign_comes_twice_and_none_is_relative(tmp_path: Path, system: str, env: Mapping[str, str]) -> None:
    signs = PLATFORMS[system].signs(machine(tmp_path, env), None)
    assert len(signs) == len(set(signs))
    assert all(sign.is_absolute() for sign in signs)

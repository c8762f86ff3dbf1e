"""Windows, on a tree, a registry and a process table that stand for the system; runs everywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

import pytest

from fakes.machine import Answer, machine
from fakes.windows import FakeRegistry, FakeWin32
from setpoint.core.facts.claude_app import PACKAGES_KEY
from setpoint.core.facts.claude_policy import WINDOWS_KEY
from setpoint.core.facts.ollama import WINDOWS_UNINSTALL
from setpoint.core.policy import routes
from setpoint.core.ports import ClaudeFolder, Installed, Machine, OllamaInstall, Ran
from setpoint.errors import PlatformTrouble
from setpoint.platforms.windows import PLATFORM
from setpoint.value import replace

FAMILY = "Claude_pzs8sxrjxfjjc"
STORE = "AnthropicPBC.Claude_fnn82j28hfe8t"
SZ, EXPAND, BINARY, DWORD, MULTI = 1, 2, 3, 4, 7

Values = Mapping[str, tuple[object, int]]


def windows(tree: Path, programs: Mapping[str, Answer] | None = None) -> Machine:
    env = {"LOCALAPPDATA": str(tree / "Local"), "AppData": str(tree / "Roaming"), "PROGRAMDATA": str(tree / "Data")}
    return replace(machine(tree, env, programs), registry=FakeRegistry(), win32=FakeWin32())


def put(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# --- folders ---


def test_setpoint_has_its_own_folders(tmp_path: Path) -> None:
    own = PLATFORM.own_folders(windows(tmp_path))
    assert (own.config, own.system, own.state) == (
        tmp_path / "Roaming/setpoint",
        tmp_path / "Data/Setpoint",
        tmp_path / "Local/setpoint",
    )


def test_windows_paths_stay_so_on_every_system() -> None:
    env = {"LOCALAPPDATA": r"C:\Users\ada\AppData\Local", "APPDATA": r"C:\Users\ada\AppData\Roaming"}
    elsewhere = machine(Path("/"), env)
    assert PLATFORM.own_folders(elsewhere).state == PureWindowsPath(r"C:\Users\ada\AppData\Local\setpoint")
    first = PLATFORM.claude_folders(elsewhere)[0]
    assert first.index == PureWindowsPath(r"C:\Users\ada\AppData\Local\Claude-3p\configLibrary\_meta.json")


def test_the_public_folder_comes_first_then_the_private_ones_of_both_packages(tmp_path: Path) -> None:
    cache = tmp_path / "Local/Packages" / FAMILY / "LocalCache"
    found = PLATFORM.claude_folders(windows(tmp_path))
    assert found[:2] == (
        ClaudeFolder(tmp_path / "Local/Claude-3p", tmp_path / "Roaming/Claude", "default"),
        ClaudeFolder(cache / "Local/Claude-3p", cache / "Roaming/Claude", f"MSIX package {FAMILY}"),
    )
    assert found[2].why == f"MSIX package {STORE}"


@pytest.mark.parametrize(
    "place", [f"Local/Packages/{FAMILY}/LocalCache/Roaming/Claude", f"Local/Claude-Data/{FAMILY.lower()}"]
)
def test_the_native_folder_is_where_the_app_wrote_last(tmp_path: Path, place: str) -> None:
    old = put(tmp_path / "Roaming/Claude/claude_desktop_config.json")
    os.utime(old, (1, 1))
    put(tmp_path / place / "claude_desktop_config.json")
    assert PLATFORM.claude_folders(windows(tmp_path))[0].native == tmp_path / place


def test_an_override_stands_alone(tmp_path: Path) -> None:
    named = machine(tmp_path, {"CLAUDE_USER_DATA_DIR": "D:\\claude"})
    folder = PureWindowsPath("D:\\claude")
    assert PLATFORM.claude_folders(named) == (ClaudeFolder(folder, folder, "CLAUDE_USER_DATA_DIR"),)


# --- policy ---


def policies(tree: Path, local: Values | None, person: Values | None) -> Machine:
    both = {("HKLM", WINDOWS_KEY): local, ("HKCU", WINDOWS_KEY): person}
    registry = FakeRegistry({place: values for place, values in both.items() if values is not None})
    return replace(windows(tree), registry=registry)


def test_policy_is_opened_and_typed(tmp_path: Path) -> None:
    values: Values = {"chatTabEnabled": (1, DWORD), "inferenceModels": ('["a"]', SZ), "junk": (b"", BINARY)}
    found = PLATFORM.policy(policies(tmp_path, None, values))
    assert found
    assert found.source == r"HKCU\SOFTWARE\Policies\Claude"
    assert found.values == {"chatTabEnabled": 1, "inferenceModels": ["a"]}
    assert routes(found)


PERSON: Values = {"inferenceProvider": ("gateway", SZ)}


@pytest.mark.parametrize(
    "local, hidden",
    [
        (None, False),
        ({}, False),
        ({"list": (["a"], MULTI)}, False),
        ({"mispelled": ("", SZ)}, True),
        ({"unread": ("%X%", EXPAND)}, True),
        ({"disableAutoUpdates": (1, DWORD)}, True),
    ],
)
def test_one_value_that_the_app_sees_in_hklm_hides_hkcu(tmp_path: Path, local: Values | None, hidden: bool) -> None:
    found = PLATFORM.policy(policies(tmp_path, local, PERSON))
    assert found
    assert found.source.startswith("HKLM" if hidden else "HKCU")
    assert ("inferenceProvider" in found.values) is not hidden


def test_a_value_that_is_seen_but_not_read_counts_as_there(tmp_path: Path) -> None:
    found = PLATFORM.policy(policies(tmp_path, {"inferenceProvider": ("gateway", EXPAND)}, None))
    assert found
    assert found.values == {"inferenceProvider": None}
    assert routes(found)


def test_no_policy(tmp_path: Path) -> None:
    assert PLATFORM.policy(windows(tmp_path)) is None
    with pytest.raises(PlatformTrouble) as error:
        PLATFORM.policy(machine(tmp_path))
    assert error.value.code == "SP602"


# --- installed ---


def registered(tree: Path, *names: str) -> Machine:
    return replace(windows(tree), registry=FakeRegistry({("HKCU", f"{PACKAGES_KEY}\\{name}"): {} for name in names}))


def test_nothing_is_installed(tmp_path: Path) -> None:
    assert PLATFORM.installed(windows(tmp_path), None) is None
    other = registered(tmp_path, "Microsoft.Paint_1.2.3.0_x64__8wekyb3d8bbwe", "Claude_1.2.3.0_x64__stranger00000")
    assert PLATFORM.installed(other, None) is None


def test_the_registry_names_the_package(tmp_path: Path) -> None:
    found = PLATFORM.installed(registered(tmp_path, "Claude_2.31226.1.0_x64__pzs8sxrjxfjjc"), None)
    assert found == Installed("2.31226.1.0", f"shell:AppsFolder\\{FAMILY}!Claude", f"MSIX package {FAMILY}")
    found = PLATFORM.installed(registered(tmp_path, "AnthropicPBC.Claude_2.1.0.0_arm64__fnn82j28hfe8t"), None)
    assert found
    assert found.how == f"MSIX package {STORE}"


def test_the_newest_of_several_versions_is_taken_by_number(tmp_path: Path) -> None:
    for version in ("1.9255.2", "1.10628.0", "1.9999.0"):
        put(tmp_path / f"Local/AnthropicClaude/app-{version}/claude.exe")
    (tmp_path / "Local/AnthropicClaude/app-3.0.0").mkdir()
    newest = str(tmp_path / "Local/AnthropicClaude/app-1.10628.0/claude.exe")
    assert PLATFORM.installed(windows(tmp_path), None) == Installed("1.10628.0", newest, "per-user installer")
    found = PLATFORM.installed(registered(tmp_path, "Claude_2.1.0.0_x64__pzs8sxrjxfjjc"), None)
    assert found
    assert found.version == "2.1.0.0"


def test_powershell_is_asked_only_where_nothing_else_tells(tmp_path: Path) -> None:
    answers = {"powershell.exe": Ran(0, "Claude_2.2.0.0_x64__pzs8sxrjxfjjc\r\nOther\r\n", "")}
    assert PLATFORM.installed(windows(tmp_path, answers), None) is None
    (tmp_path / "Local/Packages" / FAMILY).mkdir(parents=True)
    found = PLATFORM.installed(windows(tmp_path, answers), None)
    assert found
    assert found.version == "2.2.0.0"
    assert PLATFORM.installed(windows(tmp_path), None) == Installed(
        "", f"shell:AppsFolder\\{FAMILY}!Claude", f"MSIX package {FAMILY}"
    )


def test_an_unusual_install_is_looked_at_first(tmp_path: Path) -> None:
    put(tmp_path / "Local/AnthropicClaude/app-9.0.0/claude.exe")
    own = put(tmp_path / "portable/app-2.5.0/Claude.exe")
    assert PLATFORM.installed(windows(tmp_path), str(own)) == Installed("2.5.0", str(own), "claude.app")
    found = PLATFORM.installed(windows(tmp_path), "absent.exe")
    assert found
    assert found.version == "9.0.0"


# --- the rest ---


def test_memory(tmp_path: Path) -> None:
    assert PLATFORM.memory(windows(tmp_path)) == 16 << 30
    assert PLATFORM.memory(machine(tmp_path)) is None


@pytest.mark.parametrize(
    "there, method",
    [
        ([], None),
        (["Local/Programs/Ollama/ollama.exe"], "windows-installer"),
        (["Local/Programs/Ollama/ollama.exe", "Local/Microsoft/WindowsApps/winget.exe"], "winget"),
    ],
)
def test_how_ollama_came_here(tmp_path: Path, there: list[str], method: str | None) -> None:
    for path in there:
        put(tmp_path / path)
    found = PLATFORM.ollama_install(windows(tmp_path))
    assert (found.method if found else None) == method


def test_an_ollama_of_unknown_origin_is_found_by_path(tmp_path: Path) -> None:
    put(tmp_path / "scoop/ollama.exe")
    found = PLATFORM.ollama_install(machine(tmp_path, {"PATH": f";{tmp_path / 'scoop'}"}))
    assert found
    assert found.method == "unknown"


def installed(tree: Path, *there: str, **values: str) -> OllamaInstall:
    for path in there:
        put(tree / path)
    record = {name: (value, SZ) for name, value in values.items()}
    registry = FakeRegistry({("HKCU", WINDOWS_UNINSTALL): record})
    found = PLATFORM.ollama_install(replace(windows(tree), registry=registry))
    assert found
    return found


def test_winget_upgrades_what_the_installer_installed_by_its_full_path(tmp_path: Path) -> None:
    there = ("Local/Programs/Ollama/ollama.exe", "Local/Microsoft/WindowsApps/winget.exe")
    found = installed(tmp_path, *there, DisplayVersion="0.34.2")
    assert (found.method, found.version, found.why) == ("winget", "0.34.2", "")
    program, *arguments = found.commands[0]
    assert program == str(tmp_path / "Local/Microsoft/WindowsApps/winget.exe")
    assert arguments[:3] == ["upgrade", "--id", "Ollama.Ollama"]
    assert "--disable-interactivity" in arguments
    assert found.upgrade == "winget upgrade --id Ollama.Ollama"


def test_without_winget_the_app_updates_itself(tmp_path: Path) -> None:
    found = installed(tmp_path, "Local/Programs/Ollama/ollama.exe", DisplayVersion="0.34.2")
    assert (found.method, found.commands) == ("windows-installer", ())
    assert "updates itself" in found.why


def test_an_install_in_another_folder_is_found_by_its_record(tmp_path: Path) -> None:
    folder = tmp_path / "Tools/Ollama"
    found = installed(tmp_path, "Tools/Ollama/ollama.exe", InstallLocation=str(folder), DisplayVersion="0.30.0")
    assert (found.method, found.version) == ("windows-installer", "0.30.0")

"""The Windows parts on a real Windows Python: registry, processes and files as the system itself has them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.registry import WindowsRegistry
from setpoint.adapters.win32 import WindowsCalls
from setpoint.core.facts.claude_policy import WINDOWS_KEY
from setpoint.core.ports import Running
from setpoint.errors import FileTrouble
from setpoint.platforms.windows import PLATFORM
from setpoint.value import replace

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Windows, or a Windows Python under Wine"),
    pytest.mark.timeout(60),
]

WAIT = "import time; time.sleep(30)"


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", WAIT, "--marker=two words"])
    yield process
    process.kill()
    process.wait()


# --- processes ---


def test_an_own_child_is_found_with_program_parent_start_and_command(child: subprocess.Popen[bytes]) -> None:
    name = Path(sys.executable).name.lower()
    row = next(row for row in WindowsCalls().processes((name,)) if row.pid == child.pid)
    assert Path(row.executable).name.lower() == name
    assert Path(row.executable).is_absolute()
    assert row.parent == os.getpid()
    assert abs(row.since - time.time()) < 10
    # Wine 8 does not tell command lines.
    assert row.command == "" or "--marker=two words" in row.command


def test_a_process_that_ended_is_not_listed_though_its_handle_is_held(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    assert child.pid not in [row.pid for row in WindowsCalls().processes((Path(sys.executable).name.lower(),))]


def test_other_names_are_left_out() -> None:
    assert WindowsCalls().processes(("no-such-program.exe",)) == ()


def test_the_app_is_recognised_by_its_program_and_asked_without_being_ended(child: subprocess.Popen[bytes]) -> None:
    here = replace(machine(Path("/")), win32=WindowsCalls())
    row = next(row for row in WindowsCalls().processes((Path(sys.executable).name.lower(),)) if row.pid == child.pid)
    found = PLATFORM.running(here, row.executable, ())
    assert found
    assert found.executable == row.executable
    PLATFORM.quit(here, Running(child.pid, row.since - 60, row.executable))
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(1)


def test_asking_a_process_that_is_gone_does_nothing(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    started = time.monotonic()
    WindowsCalls().ask_to_close(child.pid)
    assert time.monotonic() - started < 5


def test_memory_is_known() -> None:
    memory = WindowsCalls().memory()
    assert memory
    assert memory > 1 << 28


# --- the registry ---


@pytest.fixture
def policy_key() -> Iterator[object]:
    """The key where the app reads its policy, in this user's hive, which nothing else uses in a test prefix."""
    if sys.platform != "win32":
        pytest.skip("needs the registry")
    import winreg

    registry = WindowsRegistry()
    if registry.values("HKLM", WINDOWS_KEY) is not None or registry.values("HKCU", WINDOWS_KEY) is not None:
        pytest.skip("this machine has a real policy")
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, WINDOWS_KEY) as key:
        yield key
    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, WINDOWS_KEY)


def test_a_policy_is_read_from_the_real_registry(policy_key: object) -> None:
    if sys.platform != "win32":
        return
    import winreg

    assert isinstance(policy_key, winreg.HKEYType)
    here = replace(machine(Path("/")), registry=WindowsRegistry())
    assert PLATFORM.policy(here) is None
    winreg.SetValueEx(policy_key, "ignored", 0, winreg.REG_MULTI_SZ, ["a"])
    assert PLATFORM.policy(here) is None
    winreg.SetValueEx(policy_key, "chatTabEnabled", 0, winreg.REG_DWORD, 1)
    winreg.SetValueEx(policy_key, "inferenceModels", 0, winreg.REG_SZ, '[{"name": "claude-sonnet-5"}]')
    winreg.SetValueEx(policy_key, "unread", 0, winreg.REG_EXPAND_SZ, "%PATH%")
    found = PLATFORM.policy(here)
    assert found
    assert found.values == {"chatTabEnabled": 1, "inferenceModels": [{"name": "claude-sonnet-5"}], "unread": None}


def test_keys_below_a_key_are_named() -> None:
    registry = WindowsRegistry()
    assert "Microsoft" in registry.keys("HKLM", "Software")
    assert registry.keys("HKCU", r"Software\No Such Key") == ()
    assert registry.values("HKCU", r"Software\No Such Key") is None


# --- files ---


def test_a_file_that_another_program_holds_open_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"1")
    reader = path.open("rb")
    threading.Timer(0.5, reader.close).start()
    DiskFiles().write(path, b"2", seen=b"1")
    assert path.read_bytes() == b"2"


def test_a_file_that_stays_open_is_told_and_left_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"1")
    with path.open("rb"):
        with pytest.raises(FileTrouble) as error:
            DiskFiles().write(path, b"2", seen=b"1")
        assert error.value.code == "SP306"
        assert "open" in error.value.hint
    assert path.read_bytes() == b"1"
    assert DiskFiles().names(tmp_path) == ("a.json",)


def test_a_new_file_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    DiskFiles().write(path, b"1", seen=None)
    with pytest.raises(FileTrouble) as error:
        DiskFiles().write(path, b"2", seen=None)
    assert error.value.code == "SP307"
    assert path.read_bytes() == b"1"


def test_folders_follow_this_systems_own_variables() -> None:
    here = replace(machine(Path("/"), dict(os.environ)), home=Path.home())
    own = PLATFORM.own_folders(here)
    assert own.config == Path(os.environ["APPDATA"]) / "setpoint"
    assert own.state == Path(os.environ["LOCALAPPDATA"]) / "setpoint"
    assert own.system == Path(os.environ["PROGRAMDATA"]) / "Setpoint"
    assert [Path(folder.data).is_absolute() for folder in PLATFORM.claude_folders(here)] == [True] * 3

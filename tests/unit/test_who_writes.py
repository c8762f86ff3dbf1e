"""The program that probably writes Claude's files, found by its name among a person's processes, on each system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakes.machine import machine
from fakes.windows import FakeWin32
from setpoint.core.facts.claude import OTHER_TOOLS, PROGRAMS
from setpoint.core.ports import Machine, Ran
from setpoint.core.processes import Process
from setpoint.platforms.linux import PLATFORM as LINUX
from setpoint.platforms.macos import PLATFORM as MACOS
from setpoint.platforms.windows import PLATFORM as WINDOWS
from setpoint.value import replace

SINCE = "Sun Nov 22 10:31:04 2026"


def linux(tree: Path, pid: int, exe: str) -> Machine:
    folder = tree / "proc" / str(pid)
    folder.mkdir(parents=True)
    (folder / "cmdline").write_bytes(exe.encode() + b"\0")
    (folder / "stat").write_text(f"{pid} (a) S 1 {'0 ' * 17}1000 0 0\n")
    (folder / "exe").symlink_to(exe)
    (tree / "proc/stat").write_text("btime 1700000000\n")
    return machine(tree)


def mac(tree: Path, *commands: str) -> Machine:
    uid = tree.stat().st_uid
    rows = "".join(f"{600 + n} 1 {uid} S {SINCE} {command}\n" for n, command in enumerate(commands))
    return machine(tree, {"USER": "ada"}, {"env": Ran(0, f"9 1 {uid} S {SINCE} /bin/zsh\n{rows}", "")})


def test_every_program_belongs_to_a_switcher_that_is_known() -> None:
    assert PROGRAMS.keys() <= set(OTHER_TOOLS.values())


@pytest.mark.skipif(sys.platform == "win32", reason="the tree needs symlinks")
def test_on_linux_by_the_file_that_runs(tmp_path: Path) -> None:
    found = LINUX.program(linux(tmp_path, 633, "/usr/local/bin/ollama (deleted)"), "ollama")
    assert found is not None
    assert found.pid == 633
    assert LINUX.program(machine(tmp_path), "nothing-of-this-name") is None
    bare = tmp_path / "bare"
    bare.mkdir()
    assert LINUX.program(machine(bare), "ollama") is None


def test_on_macos_by_the_bundle(tmp_path: Path) -> None:
    helper = "/Applications/Ollama.app/Contents/Frameworks/H.app/Contents/MacOS/H"
    here = mac(tmp_path, helper, "/Applications/Ollama.app/Contents/MacOS/Ollama hidden")
    found = MACOS.program(here, "Ollama.app")
    assert found is not None
    assert found.pid == 601


@pytest.mark.parametrize(
    "command", ["tail -f /Applications/Ollama.app/Contents/MacOS/log", "/usr/bin/less /x/Ollama.app/Contents/MacOS/a"]
)
def test_on_macos_an_argument_is_no_program(tmp_path: Path, command: str) -> None:
    assert MACOS.program(mac(tmp_path, command), "Ollama.app") is None


def test_on_windows_by_the_file(tmp_path: Path) -> None:
    app = r"C:\Users\ada\AppData\Local\Programs\Ollama\Ollama app.exe"
    here = replace(machine(tmp_path), win32=FakeWin32([Process(633, 1, 20.0, app)]))
    found = WINDOWS.program(here, "ollama app.exe")
    assert found is not None
    assert found.pid == 633


def test_a_table_that_cannot_be_read_names_nobody(tmp_path: Path) -> None:
    assert MACOS.program(machine(tmp_path, {}, {"env": Ran(1, "", "")}), "Ollama.app") is None
    assert WINDOWS.program(machine(tmp_path), "ollama app.exe") is None

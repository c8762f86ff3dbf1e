"""The agent as a logon task, with a schtasks that remembers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fakes.machine import machine
from fakes.schtasks import FakeSchtasks
from fakes.windows import FakeWin32
from setpoint.core.ports import Machine, Ran
from setpoint.core.ports.service import Agent, ServiceState
from setpoint.core.processes import Process
from setpoint.errors import PlatformTrouble
from setpoint.platforms.windows.program import subsystem, windowless
from setpoint.platforms.windows.service import SERVICE
from setpoint.value import replace

SID = "S-1-5-21-1-2-3-1001"
NAME = "Setpoint-agent-ada"
GUI, CONSOLE = 2, 3


def program_file(path: Path, kind: int, *, wide: bool = True) -> str:
    """The head of a PE file, as far as the subsystem."""
    path.parent.mkdir(parents=True, exist_ok=True)
    optional = (b"\x0b\x02" if wide else b"\x0b\x01").ljust(68, b"\0") + kind.to_bytes(2, "little")
    path.write_bytes(
        b"MZ".ljust(0x3C, b"\0") + (0x80).to_bytes(4, "little") + b"\0" * 64 + b"PE\0\0" + b"\0" * 20 + optional
    )
    return str(path)


def scripts(tree: Path, python: int = CONSOLE, pythonw: int | None = GUI) -> str:
    if pythonw is not None:
        program_file(tree / "venv/Scripts/pythonw.exe", pythonw)
    return program_file(tree / "venv/Scripts/python.exe", python)


def desk(tree: Path, schtasks: FakeSchtasks | None, rows: tuple[Process, ...] | None = ()) -> Machine:
    env: Mapping[str, str] = {"USERNAME": "ada", "LOCALAPPDATA": str(tree / "home/ada/AppData/Local")}
    programs = {"whoami.exe": Ran(0, f'"desk\\ada","{SID}"\n', "")}
    here = machine(tree, env, programs if schtasks is None else {**programs, "schtasks.exe": schtasks})
    return here if rows is None else replace(here, win32=FakeWin32(rows))


def agent(tree: Path, *, everyone: bool = False) -> Agent:
    return Agent((scripts(tree), "-m", "setpoint", "run"), everyone=everyone)


# --- install ---


def test_an_installed_agent_is_a_running_task_of_this_person_without_a_window(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    SERVICE.install(desk(tmp_path, schtasks), agent(tmp_path))
    text = schtasks.tasks[NAME].decode("utf-16")
    assert f"<UserId>{SID}</UserId>" in text
    assert f"<Command>{tmp_path / 'venv/Scripts/pythonw.exe'}</Command>" in text
    assert "-m setpoint run --log-file" in text
    assert schtasks.running == {NAME}


def test_the_file_that_carries_the_task_is_gone_afterwards(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    SERVICE.install(desk(tmp_path, schtasks), agent(tmp_path))
    assert [file for file in schtasks.files if file.exists()] == []


def test_the_task_is_written_in_utf_16_with_its_mark(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    SERVICE.install(desk(tmp_path, schtasks), agent(tmp_path))
    assert schtasks.tasks[NAME][:2] in (b"\xff\xfe", b"\xfe\xff")
    assert schtasks.tasks[NAME].decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>')


def test_folders_of_packages_are_not_made_up(tmp_path: Path) -> None:
    app = tmp_path / "home/ada/AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Local/Claude-3p"
    SERVICE.install(desk(tmp_path, FakeSchtasks()), replace(agent(tmp_path), writes=(app,)))
    assert not app.exists()


def test_an_install_over_another_replaces_the_task(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    here = desk(tmp_path, schtasks)
    SERVICE.install(here, agent(tmp_path))
    SERVICE.install(here, Agent((scripts(tmp_path / "newer"), "-m", "setpoint", "run")))
    assert "newer" in schtasks.tasks[NAME].decode("utf-16")
    assert schtasks.running == {NAME}


def test_a_refusal_is_told_in_task_schedulers_own_words(tmp_path: Path) -> None:
    schtasks = FakeSchtasks(allowed=False)
    with pytest.raises(PlatformTrouble, match="Zugriff verweigert") as refused:
        SERVICE.install(desk(tmp_path, schtasks), agent(tmp_path))
    assert refused.value.code == "SP411"
    assert not (tmp_path / "home/ada/AppData/Local/setpoint/agent-task.xml").exists()


def test_without_schtasks_there_is_no_service_manager(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as missing:
        SERVICE.install(desk(tmp_path, None), agent(tmp_path))
    assert missing.value.code == "SP410"


def test_for_everyone_the_task_is_the_machines_and_no_folder_of_the_administrator_is_made(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    SERVICE.install(desk(tmp_path, schtasks), agent(tmp_path, everyone=True))
    assert list(schtasks.tasks) == ["Setpoint-agent"]
    assert not (tmp_path / "home/ada/AppData/Local/setpoint/logs").exists()


def test_one_machine_has_one_kind_of_install(tmp_path: Path) -> None:
    here = desk(tmp_path, FakeSchtasks())
    SERVICE.install(here, agent(tmp_path, everyone=True))
    with pytest.raises(PlatformTrouble, match="another way"):
        SERVICE.install(here, agent(tmp_path))


# --- which python ---


def test_a_pythonw_that_has_a_console_all_the_same_is_not_taken_and_that_is_said(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    lines = SERVICE.install(desk(tmp_path, schtasks), Agent((scripts(tmp_path, pythonw=CONSOLE), "run")))
    assert r"python.exe</Command>" in schtasks.tasks[NAME].decode("utf-16")
    assert "a window stays open" in lines[-1]


def test_a_python_without_pythonw_runs_with_a_window_and_that_is_said(tmp_path: Path) -> None:
    program = scripts(tmp_path, pythonw=None)
    chosen, remark = windowless(desk(tmp_path, None), program)
    assert chosen == program
    assert "no pythonw.exe" in remark


def test_a_program_built_without_console_is_taken_as_it_is(tmp_path: Path) -> None:
    program = program_file(tmp_path / "setpoint.exe", GUI)
    assert windowless(desk(tmp_path, None), program) == (program, "")


def test_a_console_program_that_is_no_python_is_taken_and_its_window_is_told(tmp_path: Path) -> None:
    program = program_file(tmp_path / "setpoint.exe", CONSOLE)
    chosen, remark = windowless(desk(tmp_path, None), program)
    assert chosen == program
    assert "stays open" in remark


def test_a_pythonw_that_cannot_be_looked_into_is_taken_at_its_word(tmp_path: Path) -> None:
    program = scripts(tmp_path, pythonw=None)
    (tmp_path / "venv/Scripts/pythonw.exe").touch()
    assert windowless(desk(tmp_path, None), program) == (str(tmp_path / "venv/Scripts/pythonw.exe"), "")


@pytest.mark.parametrize("kind", [GUI, CONSOLE])
@pytest.mark.parametrize("wide", [False, True])
def test_the_subsystem_stands_at_the_same_place_in_both_widths(tmp_path: Path, kind: int, wide: bool) -> None:
    assert subsystem(Path(program_file(tmp_path / "x.exe", kind, wide=wide)).read_bytes()) == kind


@pytest.mark.parametrize("data", [b"", b"MZ", b"MZ" + b"\xff" * 100, b"#!/bin/sh\n", b"\x7fELF" + b"\0" * 200])
def test_what_is_no_windows_program_has_no_subsystem(data: bytes) -> None:
    assert subsystem(data) is None


# --- uninstall ---


def test_uninstall_ends_the_agent_and_removes_its_task(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    here = desk(tmp_path, schtasks)
    SERVICE.install(here, agent(tmp_path))
    assert SERVICE.uninstall(here) == ("stopped", f"task {NAME} removed")
    assert (schtasks.tasks, schtasks.running) == ({}, set())


def test_uninstall_where_nothing_is_does_nothing(tmp_path: Path) -> None:
    assert SERVICE.uninstall(desk(tmp_path, FakeSchtasks())) == ()


def test_a_person_cannot_remove_what_is_there_for_everyone_and_is_told_so(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    here = desk(tmp_path, schtasks)
    SERVICE.install(here, agent(tmp_path, everyone=True))
    lines = SERVICE.uninstall(here)
    assert "administrator" in lines[0]
    assert schtasks.running == {"Setpoint-agent"}
    SERVICE.uninstall(here, everyone=True)
    assert schtasks.tasks == {}


def test_a_task_that_cannot_be_removed_is_told(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    here = desk(tmp_path, schtasks)
    SERVICE.install(here, agent(tmp_path))
    schtasks.allowed = False
    with pytest.raises(PlatformTrouble, match="verweigert"):
        SERVICE.uninstall(here)


# --- state ---


def row(pid: int, parent: int, command: str, program: str = r"C:\venv\Scripts\pythonw.exe") -> Process:
    return Process(pid, parent, 1.0, program, command)


AGENT = r'"C:\venv\Scripts\pythonw.exe" -m setpoint run --log-file C:\Users\ada\AppData\Local\setpoint\logs\agent.log'
OTHER = r'"C:\venv\Scripts\pythonw.exe" -m idlelib C:\setpoint\run.py'


def state_with(tree: Path, *rows: Process, win32: bool = True) -> ServiceState:
    schtasks = FakeSchtasks()
    SERVICE.install(desk(tree, schtasks), agent(tree))
    return SERVICE.state(desk(tree, schtasks, rows if win32 else None))


def test_the_agent_is_found_behind_the_launcher_of_its_environment(tmp_path: Path) -> None:
    state = state_with(tmp_path, row(7, 1, AGENT), row(9, 7, AGENT, r"C:\Python311\pythonw.exe"), row(5, 1, OTHER))
    assert (state.installed, state.enabled, state.running, state.pid) == (True, True, True, 9)
    assert state.detail == (f"task {NAME}",)


@pytest.mark.parametrize(
    "command",
    [
        r'"C:\py\pythonw.exe" -m setpoint --profile "C:\my files\p.yaml" run --log-file x',
        r"C:\py\pythonw.exe -m setpoint --profile C:\p.yaml run",
        r'"C:\Program Files\Setpoint\setpoint.exe" run',
        r"setpoint run",
    ],
)
def test_the_agent_is_known_by_its_words_however_it_is_started(tmp_path: Path, command: str) -> None:
    assert state_with(tmp_path, row(5, 1, command)).pid == 5


@pytest.mark.parametrize("command", ["pythonw -m setpoint status --watch", "python -m setpoint plan", "setpoint runs"])
def test_other_commands_of_ours_are_not_the_agent(tmp_path: Path, command: str) -> None:
    assert state_with(tmp_path, row(5, 1, command)).running is False


def test_other_programs_in_python_are_not_the_agent(tmp_path: Path) -> None:
    state = state_with(tmp_path, row(5, 1, OTHER))
    assert (state.running, state.pid) == (False, None)


def test_processes_that_hide_their_command_line_leave_it_open_whether_it_runs(tmp_path: Path) -> None:
    assert state_with(tmp_path, row(5, 1, "")).running is None


def test_without_a_table_of_processes_it_cannot_be_told_whether_it_runs(tmp_path: Path) -> None:
    assert state_with(tmp_path, win32=False).running is None


def test_a_task_that_a_person_switched_off_is_installed_and_not_enabled(tmp_path: Path) -> None:
    schtasks = FakeSchtasks()
    here = desk(tmp_path, schtasks)
    SERVICE.install(here, agent(tmp_path))
    text = schtasks.tasks[NAME].decode("utf-16")
    off = text.replace("<Enabled>true</Enabled>\n    <Hidden>", "<Enabled>false</Enabled>\n    <Hidden>")
    schtasks.tasks[NAME] = off.encode("utf-16")
    state = SERVICE.state(here)
    assert (state.installed, state.enabled) == (True, False)
    assert "switched off in Task Scheduler" in state.detail


def test_nothing_installed_is_nothing_running(tmp_path: Path) -> None:
    assert SERVICE.state(desk(tmp_path, FakeSchtasks())) == ServiceState(installed=False, running=False)


# --- logs ---


def test_the_log_is_followed_by_powershell_with_its_path_as_mere_text(tmp_path: Path) -> None:
    log = tmp_path / "home/ada/AppData/Local/setpoint/logs/agent.log"
    log.parent.mkdir(parents=True)
    log.write_text("one\n", encoding="utf-8")
    words = SERVICE.logs(desk(tmp_path, FakeSchtasks()), lines=7, follow=True)
    assert words[0] == "powershell.exe"
    assert words[-1].endswith("-Tail 7 -Wait")
    assert "-Wait" not in SERVICE.logs(desk(tmp_path, FakeSchtasks()), lines=7, follow=False)[-1]


def test_no_log_is_told_as_an_agent_that_did_not_run(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as missing:
        SERVICE.logs(desk(tmp_path, FakeSchtasks()), lines=1, follow=True)
    assert missing.value.code == "SP412"

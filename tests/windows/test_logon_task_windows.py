"""The logon task under a Windows system. Under Wine 8 `schtasks` registers and deletes; it lists and runs nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent
from setpoint.platforms.windows import task
from setpoint.platforms.windows.program import subsystem, windowless
from setpoint.platforms.windows.service import SERVICE
from setpoint.value import replace
from setpoint.wiring import real_machine

pytestmark = pytest.mark.windows

ACCOUNT = "setpoint-tests"
NAME = f"Setpoint-agent-{ACCOUNT}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Machine]:
    """This machine, with an account name of its own and the folders of a test."""
    env = {**os.environ, "USERNAME": ACCOUNT, "LOCALAPPDATA": str(tmp_path)}
    here = replace(real_machine(os.environ, Path.home()), env=env)
    yield here
    here.run(["schtasks.exe", "/delete", "/tn", NAME, "/f"])


def test_the_task_is_registered_under_the_persons_name_and_can_be_deleted(desk: Machine, tmp_path: Path) -> None:
    SERVICE.install(desk, Agent((sys.executable, "-m", "setpoint", "run")))
    assert not (tmp_path / "setpoint/agent-task.xml").exists()
    # only what is there can be deleted, and only once
    assert [desk.run(["schtasks.exe", "/delete", "/tn", NAME, "/f"]).status for _ in range(2)] == [0, 1]


def test_the_account_is_named_with_a_sid_or_its_domain(desk: Machine) -> None:
    person = task.person(desk)
    assert person.startswith("S-1-") or person.endswith(f"\\{ACCOUNT}")


def test_the_subsystem_of_real_programs_is_read() -> None:
    system = Path(os.environ["SYSTEMROOT"]) / "system32"
    assert subsystem((system / "cmd.exe").read_bytes()) == 3
    assert subsystem((system / "notepad.exe").read_bytes()) == 2


def test_the_python_that_runs_this_has_a_console_or_a_windowless_twin(desk: Machine) -> None:
    program, remark = windowless(desk, sys.executable)
    assert Path(program).is_file()
    assert ("window" in remark) is (program == sys.executable)

"""Our folder is one person's alone, and what lies there where a file should be harms nobody and holds nobody up."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from fakes.desk import desk
from setpoint.adapters import beacon
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.folders import refuse_strangers
from setpoint.adapters.lock import held, is_held
from setpoint.adapters.replacing import _sync
from setpoint.adapters.rotating import RotatingFile
from setpoint.core.agent_state import WAKE
from setpoint.core.backups import back_up
from setpoint.core.change import Change, Line
from setpoint.errors import FileTrouble, PlatformTrouble, UsageWrong
from setpoint.platforms.linux.packages import installed
from setpoint.platforms.linux.unit_text import drop_in, unit
from setpoint.telling.history import YOU, History
from setpoint.wiring.here import cwd, home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and pipes of another kind")


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_may_write_is_refused(mode: int, tmp_path: Path) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(FileTrouble) as error:
        refuse_strangers(tmp_path)
    assert (error.value.code, "chmod go-w" in error.value.hint) == ("SP803", True)
    tmp_path.chmod(0o755)
    refuse_strangers(tmp_path)


def test_one_that_is_not_there_yet_may_be_made_anywhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    refuse_strangers(tmp_path / "state/setpoint")


def test_a_lock_is_no_link(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (tmp_path / "lock").symlink_to(theirs)
    with pytest.raises(FileTrouble) as error, held(tmp_path / "lock", seconds=0):
        pass
    assert error.value.code == "SP803"
    assert (is_held(tmp_path / "lock"), theirs.exists()) == (False, False)


def test_whether_a_lock_is_held_is_not_asked_of_a_folder_that_cannot_be_entered(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert not is_held(loop / "agent.lock")
    assert not is_held(tmp_path / ("x" * 300))


def test_a_call_goes_through_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("mine")
    (tmp_path / f".{WAKE}.new").symlink_to(theirs)
    with held(tmp_path / "agent.lock", seconds=0):
        beacon.call(tmp_path)
        (tmp_path / f".{WAKE}.new").unlink()
        if sys.platform != "win32":
            os.mkfifo(tmp_path / f".{WAKE}.new")
            os.mkfifo(tmp_path / WAKE)
        beacon.call(tmp_path)
    assert (theirs.read_text(), beacon.called(tmp_path)) == ("mine", b"")


@pytest.mark.timeout(10)
def test_a_log_goes_through_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("mine")
    (tmp_path / "log").symlink_to(theirs)
    RotatingFile(tmp_path / "log").write("a line\n")
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    assert RotatingFile(tmp_path / "pipe").write("a line\n") == 7
    assert theirs.read_text() == "mine"


def test_a_drive_that_cannot_sync_is_written_all_the_same() -> None:
    """A pipe answers as such a drive does: EINVAL."""
    ends = os.pipe()
    try:
        with pytest.raises(OSError, match="Invalid argument"):
            os.fsync(ends[1])
        _sync(ends[1])
    finally:
        os.close(ends[0])
        os.close(ends[1])


@pytest.mark.parametrize("told", ["", "relative", "../x"])
def test_a_home_is_an_absolute_path(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", told)
    with pytest.raises(UsageWrong) as error:
        home(os.environ)
    assert (error.value.code, error.value.where) == ("SP905", "HOME")


def test_a_folder_that_is_gone_is_the_one_that_the_shell_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert cwd({"PWD": str(gone)}) == gone
    assert cwd({}) == Path("/")


def test_an_app_on_a_drive_that_does_not_answer_is_not_missing(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk")
    machine = at.around(sys.stdin, sys.stdout, sys.stderr, interactive=False).machine
    launcher = at.tree / "root/usr/bin/claude-desktop"
    launcher.unlink()
    assert installed(machine, None) is None
    launcher.symlink_to(tmp_path / "nothing")
    assert installed(machine, None) is None
    launcher.unlink()
    launcher.symlink_to(launcher.name)
    with pytest.raises(FileTrouble):
        installed(machine, None)


UNSPEAKABLE = "caf\udce9"


def test_a_name_that_is_no_text_is_kept_in_the_history_and_in_backups(tmp_path: Path) -> None:
    from fakes.clock import Hurried

    clock = Hurried(1)
    history = History(tmp_path, DiskFiles(), clock)
    history.record(Change("claude_config", (Line("~", "set", UNSPEAKABLE, ""),), None), None, YOU)
    assert json.loads((tmp_path / "history.jsonl").read_bytes())["target"] == UNSPEAKABLE
    copy = back_up(DiskFiles(), tmp_path / "backups", tmp_path / UNSPEAKABLE / "a.json", b"{}", clock.now())
    assert copy.read_bytes() == b"{}"


@pytest.mark.parametrize("name", ["two\nlines", UNSPEAKABLE])
def test_a_unit_holds_no_line_end_and_no_bytes_that_are_no_text(name: str) -> None:
    service, agent = "[Service]\nExecStart=x\n", ["/bin/setpoint"]
    with pytest.raises(PlatformTrouble):
        unit(service, [*agent, name], {})
    with pytest.raises(PlatformTrouble):
        unit(service, agent, {"XDG_STATE_HOME": name})
    with pytest.raises(PlatformTrouble) as error:
        drop_in("[Service]\nReadWritePaths=x\n", [Path("/home") / name])
    assert error.value.code == "SP411"

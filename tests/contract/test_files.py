"""What every `Files` promises, on the real adapter."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from setpoint.adapters.files import DiskFiles
from setpoint.core.ports import Files
from setpoint.errors import FileTrouble

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions, links or FIFOs here")


@pytest.fixture
def files() -> Files:
    return DiskFiles()


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def trouble(error: pytest.ExceptionInfo[FileTrouble]) -> str:
    assert error.value.where
    assert error.value.hint
    return error.value.code


def test_what_was_written_is_read_back(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write(path, b'{"a": 1}\r\n\xff', seen=None)
    assert files.read(path) == b'{"a": 1}\r\n\xff'


def test_a_file_that_is_not_there_reads_as_none(files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert files.read(tmp_path / "absent") is None
    assert files.read(tmp_path / "file" / "below") is None


def test_a_folder_is_trouble_and_not_none(files: Files, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as error:
        files.read(tmp_path)
    assert trouble(error) in {"SP305", "SP306"}


@POSIX
@pytest.mark.timeout(5)
def test_a_fifo_is_trouble_at_once(files: Files, tmp_path: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "fifo")
    with pytest.raises(FileTrouble) as error:
        files.read(tmp_path / "fifo")
    assert trouble(error) == "SP305"


@POSIX
def test_an_endless_device_is_trouble(files: Files) -> None:
    with pytest.raises(FileTrouble) as error:
        files.read(Path("/dev/zero"))
    assert trouble(error) == "SP305"


def test_a_file_over_the_limit_is_trouble_and_one_at_the_limit_is_not(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"x" * 100)
    assert files.read(path, limit=100) == b"x" * 100
    with pytest.raises(FileTrouble) as error:
        files.read(path, limit=99)
    assert trouble(error) == "SP305"


@pytest.mark.parametrize("name", ["nul\0l", "x" * 300])
def test_a_name_that_cannot_be_is_trouble(files: Files, tmp_path: Path, name: str) -> None:
    with pytest.raises(FileTrouble):
        files.write(tmp_path / name, b"", seen=None)
    assert files.names(tmp_path) == ()


@POSIX
def test_new_files_and_folders_are_private_whatever_the_umask(files: Files, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        files.write(tmp_path / "a" / "b" / "c", b"1", seen=None)
    finally:
        os.umask(old)
    assert permissions(tmp_path / "a" / "b" / "c") == 0o600
    assert permissions(tmp_path / "a" / "b") == permissions(tmp_path / "a") == 0o700


@POSIX
def test_a_new_file_gets_the_mode_that_was_asked_for_and_an_old_one_keeps_its_own(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "script"
    files.write(path, b"1", seen=None, mode=0o700)
    assert permissions(path) == 0o700
    path.chmod(0o640)
    files.write(path, b"2", seen=b"1", mode=0o700)
    assert permissions(path) == 0o640


def test_a_write_leaves_nothing_else_behind(files: Files, tmp_path: Path) -> None:
    files.write(tmp_path / "a", b"1", seen=None)
    files.write(tmp_path / "a", b"2", seen=b"1")
    assert files.names(tmp_path) == ("a",)


@pytest.mark.parametrize("before, seen", [(b"theirs", b"old"), (b"theirs", None), (None, b"old")])
def test_a_change_made_meanwhile_wins(files: Files, tmp_path: Path, before: bytes | None, seen: bytes | None) -> None:
    path = tmp_path / "a"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(FileTrouble) as error:
        files.write(path, b"ours", seen=seen)
    assert trouble(error) == "SP307"
    assert files.read(path) == before
    assert files.names(tmp_path) == (() if before is None else ("a",))


def test_a_lost_file_brings_no_folders_back(files: Files, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        files.write(tmp_path / "gone" / "a", b"ours", seen=b"old")
    assert files.names(tmp_path) == ()


@POSIX
def test_a_symlink_is_followed_and_stays(files: Files, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to("dotfiles/real")
    files.write(tmp_path / "link", b"2", seen=b"1")
    assert files.link(tmp_path / "link") == "dotfiles/real"
    assert (tmp_path / "dotfiles" / "real").read_bytes() == b"2"


@POSIX
def test_a_symlink_to_nothing_gets_its_file(files: Files, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new/real")
    files.write(tmp_path / "link", b"1", seen=None)
    assert (tmp_path / "new" / "real").read_bytes() == b"1"


@POSIX
def test_a_symlink_in_a_circle_is_trouble(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(FileTrouble) as error:
        files.write(tmp_path / "a", b"1", seen=None)
    assert trouble(error) == "SP306"


@POSIX
def test_a_read_only_file_is_left_alone(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1")
    path.chmod(0o444)
    with pytest.raises(FileTrouble) as error:
        files.write(path, b"2", seen=b"1")
    assert trouble(error) == "SP306"
    assert path.read_bytes() == b"1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_device_is_never_replaced(files: Files) -> None:
    with pytest.raises(FileTrouble):
        files.write(Path("/dev/full"), b"1", seen=None)
    assert Path("/dev/full").is_char_device()


@POSIX
def test_the_other_name_of_a_hard_linked_file_keeps_the_old_content(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    facts = files.facts(tmp_path / "a")
    assert facts
    assert facts.links == 2
    files.write(tmp_path / "a", b"2", seen=b"1")
    assert (tmp_path / "b").read_bytes() == b"1"


def test_an_old_leftover_is_swept_and_a_young_one_is_not(files: Files, tmp_path: Path) -> None:
    for name in (".setpoint-old.tmp", ".setpoint-young.tmp", ".theirs.tmp"):
        (tmp_path / name).write_bytes(b"half")
    for name in (".setpoint-old.tmp", ".theirs.tmp"):
        os.utime(tmp_path / name, (1, 1))
    files.write(tmp_path / "a", b"1", seen=None)
    assert files.names(tmp_path) == (".setpoint-young.tmp", ".theirs.tmp", "a")


@pytest.mark.skipif(sys.platform == "win32", reason="a process id is not asked for there")
def test_what_a_dead_process_of_this_machine_left_is_swept_at_once(files: Files, tmp_path: Path) -> None:
    writer = (
        "import os, sys, pathlib\n"
        "from setpoint.adapters import files, replacing\n"
        "replacing._add = lambda *words, **more: os.kill(os.getpid(), 9)\n"
        "files.DiskFiles().write(pathlib.Path(sys.argv[1]), b'half', seen=None)\n"
    )
    killed = subprocess.run([sys.executable, "-c", writer, str(tmp_path / "a")], timeout=30, check=False)
    (left,) = files.names(tmp_path)
    assert (killed.returncode, left[:10]) == (-9, ".setpoint-")
    alive = left.replace(left.split("-")[2], str(os.getppid()))
    (tmp_path / alive).write_bytes(b"half")
    files.sweep(tmp_path / "a")
    assert files.names(tmp_path) == (alive,)


def test_delete_removes_what_was_seen_and_nothing_else(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1")
    with pytest.raises(FileTrouble) as error:
        files.delete(path, seen=b"other")
    assert trouble(error) == "SP307"
    assert path.exists()
    files.delete(path, seen=b"1")
    assert not path.exists()


def test_make_folder_tells_which_ones_are_new_outermost_first(files: Files, tmp_path: Path) -> None:
    assert files.make_folder(tmp_path / "a" / "b") == (tmp_path / "a", tmp_path / "a" / "b")
    assert files.make_folder(tmp_path / "a" / "b") == ()


def test_a_folder_below_a_file_is_trouble(files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileTrouble):
        files.make_folder(tmp_path / "file" / "below")


def test_drop_folder_takes_only_an_empty_one(files: Files, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    (tmp_path / "empty").mkdir()
    assert not files.drop_folder(tmp_path / "full")
    assert files.drop_folder(tmp_path / "empty")
    assert files.drop_folder(tmp_path / "never")
    assert files.names(tmp_path) == ("full",)


def test_times_and_names(files: Files, tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).touch()
    os.utime(tmp_path / "a", (1000, 2000))
    assert files.modified(tmp_path / "a") == 2000
    assert files.modified(tmp_path / "absent") is None
    assert files.names(tmp_path) == ("a", "b")
    assert files.names(tmp_path / "absent") == ()


def test_facts_tell_kind_size_and_permissions(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    facts = files.facts(tmp_path / "a")
    assert facts
    assert (facts.kind, facts.size, facts.links) == ("file", 3, 1)
    folder = files.facts(tmp_path)
    assert folder
    assert folder.kind == "folder"
    assert files.facts(tmp_path / "absent") is None
    assert files.link(tmp_path / "a") is None


@POSIX
def test_facts_do_not_follow_a_link_and_link_reads_any_text(files: Files, tmp_path: Path) -> None:
    (tmp_path / "SingletonLock").symlink_to("desk-42")
    facts = files.facts(tmp_path / "SingletonLock")
    assert facts
    assert facts.kind == "link"
    assert files.link(tmp_path / "SingletonLock") == "desk-42"


@POSIX
def test_many_links_are_read_at_once_and_what_is_none_is_left_out(files: Files, tmp_path: Path) -> None:
    for name, target in (("1", "/usr/bin/a"), ("2", "b (deleted)")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "exe").symlink_to(target)
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "exe").touch()
    asked = ["2/exe", "1/exe", "3/exe", "4/exe", "a\0b"]
    assert files.links(tmp_path, asked) == {"1/exe": "/usr/bin/a", "2/exe": "b (deleted)"}
    assert files.links(tmp_path / "absent", ["1/exe"]) == {}

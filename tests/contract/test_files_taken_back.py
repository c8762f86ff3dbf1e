"""What somebody writes between our last look and our step is back in its place afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from setpoint.adapters import replacing
from setpoint.adapters.exchanging import exchanger
from setpoint.adapters.files import DiskFiles
from setpoint.errors import FileTrouble

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="exchanges are tried on Linux alone")

KILLED = """
import os, sys, pathlib
from setpoint.adapters import files, replacing

path = pathlib.Path(sys.argv[1])

class Raced(files.DiskFiles):
    def _check(self, target, seen):
        super()._check(target, seen)
        if list(target.parent.glob("*.old")) or sys.argv[2] == "delete":
            new = target.with_name("new")
            new.write_bytes(b"theirs")
            new.replace(target)

replacing.settle_aside = replacing.settle_removed = lambda *_, **__: os.kill(os.getpid(), 9)
if sys.argv[2] == "delete":
    Raced().delete(path, seen=b"old")
else:
    Raced().write(path, b"ours", seen=b"old")
"""
"""A writer that is killed when theirs was taken out of its place, and not looked at yet."""


class Raced(DiskFiles):
    """In whose last look somebody acts, and again at each exchange."""

    def __init__(self, *acts: Callable[[Path], None]) -> None:
        self.acts, self.last = list(acts), False

    def _check(self, path: Path, seen: bytes | None) -> None:
        super()._check(path, seen)
        if self.last:
            self.act(path)
        self.last = True

    def act(self, path: Path) -> None:
        if self.acts:
            self.acts.pop(0)(path)


def renames(data: bytes) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        new = path.with_name("new")
        new.write_bytes(data)
        new.replace(path)

    return act


def in_place(path: Path) -> None:
    path.write_bytes(b"theirs")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    os.utime(path, (1.0, 1.0))
    return path


def refused(files: DiskFiles, path: Path) -> None:
    with pytest.raises(FileTrouble) as error:
        files.write(path, b"ours", seen=b"old")
    assert error.value.code == "SP307"
    alone(path)


def alone(path: Path) -> None:
    left = [each.name for each in path.parent.iterdir() if each != path]
    assert left == []


def test_a_file_put_there_in_the_last_moment_stands(path: Path) -> None:
    refused(Raced(renames(b"theirs")), path)
    assert path.read_bytes() == b"theirs"


def test_the_newest_stands_when_another_comes_while_one_is_put_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Raced(renames(b"theirs"), renames(b"theirs 2"), renames(b"theirs 3"))

    def raced() -> Callable[[Path, Path], bool] | None:
        real = exchanger()

        def exchange(one: Path, two: Path) -> bool:
            done = bool(real and real(one, two))
            files.act(two)
            return done

        return exchange

    monkeypatch.setattr(replacing, "exchanger", raced)
    refused(files, path)
    assert path.read_bytes() == b"theirs 3"


def test_what_is_written_in_place_in_the_last_moment_stands(path: Path) -> None:
    refused(Raced(in_place), path)
    assert path.read_bytes() == b"theirs"


def test_who_opened_it_in_the_last_moment_writes_into_it_afterwards(path: Path) -> None:
    opened: list[int] = []
    refused(Raced(lambda path: opened.append(os.open(path, os.O_WRONLY))), path)
    os.write(opened[0], b"new")
    os.close(opened[0])
    assert path.read_bytes() == b"new"


def test_who_is_writing_it_is_not_interrupted(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        file.write(b"old")
        with pytest.raises(FileTrouble) as error:
            DiskFiles().write(path, b"ours", seen=b"old")
        file.write(b", and more")
    assert error.value.code == "SP307"
    assert path.read_bytes() == b"old, and more"


def test_who_merely_keeps_it_open_keeps_nobody_from_writing(path: Path) -> None:
    with path.open("r+b"):
        DiskFiles().write(path, b"ours", seen=b"old")
    assert path.read_bytes() == b"ours"
    alone(path)


def test_a_file_removed_in_the_last_moment_stays_away(path: Path) -> None:
    refused(Raced(Path.unlink), path)
    assert not path.exists()


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_is_no_file_any_more_is_left_alone(path: Path, kind: str) -> None:
    def change(path: Path) -> None:
        path.unlink()
        if kind == "folder":
            path.mkdir()
        else:
            path.symlink_to("elsewhere")

    refused(Raced(change), path)
    assert path.is_dir() if kind == "folder" else path.readlink() == Path("elsewhere")


def test_a_removal_takes_nothing_that_came_in_the_last_moment(path: Path) -> None:
    files = Raced(renames(b"theirs"))
    files.last = True
    with pytest.raises(FileTrouble) as error:
        files.delete(path, seen=b"old")
    assert error.value.code == "SP307"
    assert path.read_bytes() == b"theirs"
    alone(path)


@pytest.mark.parametrize("cannot", ["system", "file system", "long name"])
def test_where_names_cannot_be_exchanged_it_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cannot: str
) -> None:
    path = tmp_path / ("a" * 240 if cannot == "long name" else "a")
    path.write_bytes(b"old")
    if cannot == "system":
        monkeypatch.setattr(replacing, "exchanger", lambda: None)
    if cannot == "file system":
        monkeypatch.setattr(replacing, "exchanger", lambda: lambda _one, _two: False)
    DiskFiles().write(path, b"ours", seen=b"old")
    assert path.read_bytes() == b"ours"
    alone(path)
    DiskFiles().delete(path, seen=b"ours")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["write", "delete"])
def test_what_a_killed_writer_had_taken_away_is_put_back_by_the_next(path: Path, step: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), step], timeout=30, check=False)
    assert killed.returncode == -9
    assert path.exists() is (step == "write")
    DiskFiles().sweep(path)
    assert path.read_bytes() == b"theirs"
    alone(path)


def test_what_a_killed_writer_had_taken_away_stays_away_where_somebody_wrote_since(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path), "write"], timeout=30, check=False)
    renames(b"newer")(path)
    DiskFiles().sweep(path)
    assert path.read_bytes() == b"newer"
    alone(path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root, to give a file away")
def test_what_another_person_laid_there_is_put_nowhere(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path), "write"], timeout=30, check=False)
    (left,) = path.parent.glob("*.old")
    if sys.platform != "win32":
        os.chown(left, 65534, 65534)
    DiskFiles().sweep(path)
    assert path.read_bytes() == b"ours"


def test_who_merely_keeps_it_open_keeps_nobody_from_removing_it(path: Path) -> None:
    with path.open("r+b"):
        DiskFiles().delete(path, seen=b"old")
    assert list(path.parent.iterdir()) == []


def test_what_somebody_still_writes_is_not_swept(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path), "write"], timeout=30, check=False)
    (left,) = path.parent.glob("*.old")
    with left.open("ab", buffering=0) as file:
        DiskFiles().sweep(path)
        file.write(b", and more")
    DiskFiles().sweep(path)
    assert path.read_bytes() == b"theirs, and more"
    alone(path)

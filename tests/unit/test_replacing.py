"""A write that is cut off at any point leaves the old file or the new one, and no half."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from setpoint.adapters import replacing
from setpoint.adapters.files import DiskFiles
from setpoint.errors import FileTrouble


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_changes_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr("os.fsync", full)
    else:
        monkeypatch.setattr(replacing, "_fill", full)
    with pytest.raises(FileTrouble) as error:
        DiskFiles().write(path, b"new", seen=b"old")
    assert error.value.code == "SP804"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"old"


def test_a_file_that_appears_in_the_last_moment_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def appear() -> None:
        path.write_bytes(b"theirs")

    with pytest.raises(FileTrouble) as error:
        replacing.replace(path, b"ours", None, None, appear, seen=None)
    assert error.value.code == "SP307"
    assert path.read_bytes() == b"theirs"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_the_last_look_comes_after_the_new_content_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    around: list[int] = []

    def look() -> None:
        around.append(len(list(tmp_path.iterdir())))

    replacing.replace(path, b"new", path.stat(), None, look, seen=b"old")
    assert around == [2]
    assert path.read_bytes() == b"new"

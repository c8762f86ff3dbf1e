"""Lines at the end of a file, on the real adapter: what is there stays, whatever breaks off or happens beside it."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fakes.weather import no_longer_than
from setpoint.adapters.files import DiskFiles
from setpoint.core.ports import Files
from setpoint.errors import FileTrouble


@pytest.fixture
def files() -> Files:
    return DiskFiles()


def test_lines_come_after_those_that_are_there(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "deep/er/a.jsonl"
    files.append(path, b"1\n2\n")
    files.append(path, b"3\n")
    assert path.read_bytes() == b"1\n2\n3\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_was_cut_off_takes_no_other_with_it(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n{"b": ')
    files.append(path, b'{"c": 3}\n')
    assert path.read_bytes() == b'{"a": 1}\n{"b": \n{"c": 3}\n'


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_disk_that_takes_only_half_of_it_is_told_and_keeps_the_rest(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    files.append(path, b"first\n")
    with no_longer_than(9), pytest.raises(FileTrouble, match="cannot be written"):
        files.append(path, b"second\n")
    files.append(path, b"third\n")
    assert path.read_bytes() == b"first\nsec\nthird\n"


def test_many_at_once_lose_no_line(files: Files, tmp_path: Path) -> None:
    """Nor tear one. That an empty one may come between is said at the adapter; test_history passes over it."""
    path = tmp_path / "a.jsonl"
    lines = [b"%d %s\n" % (number, b"x" * 300) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda line: files.append(path, line), lines))
    there = path.read_bytes().splitlines(keepends=True)
    assert sorted(line for line in there if line != b"\n") == sorted(lines)


def test_a_read_only_file_and_a_folder_are_trouble(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"1\n")
    path.chmod(0o444)
    for each in (path, tmp_path):
        with pytest.raises(FileTrouble):
            files.append(each, b"2\n")
    path.chmod(0o644)
    assert path.read_bytes() == b"1\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_to_a_file_elsewhere_stays_one(files: Files, tmp_path: Path) -> None:
    link, there = tmp_path / "a.jsonl", tmp_path / "there.jsonl"
    link.symlink_to(there)
    files.append(link, b"1\n")
    files.append(link, b"2\n")
    assert link.is_symlink()
    assert there.read_bytes() == b"1\n2\n"

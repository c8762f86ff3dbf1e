"""Files that somebody is in the middle of writing: a question to the real kernel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.writers import open_still
from setpoint.adapters.files import DiskFiles

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")

OPENING = "import os, sys\nfor _ in range(20_000): os.close(os.open(sys.argv[1], os.O_WRONLY))"


def test_a_file_is_half_written_for_as_long_as_its_writer_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    assert not DiskFiles().half_written(path)
    with open_still(path, b"half"):
        assert DiskFiles().half_written(path)
    assert not DiskFiles().half_written(path)


def test_who_only_reads_it_is_not_writing_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with path.open("rb"):
        assert not DiskFiles().half_written(path)


def test_who_merely_keeps_it_open_is_not_writing_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with open_still(path, b"whole"):
        os.utime(path, (1.0, 1.0))
        assert not DiskFiles().half_written(path)


def test_what_is_not_there_or_no_file_is_not_half_written(tmp_path: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "fifo")
    for name in ("nothing", "fifo", "", "a\0b"):
        assert not DiskFiles().half_written(tmp_path / name)


def test_asking_while_others_open_it_ends_nobody(tmp_path: Path) -> None:
    """The kernel tells us by a signal that somebody wanted it; of the usual one a program dies."""
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with subprocess.Popen([sys.executable, "-c", OPENING, str(path)]) as writer:
        asked = 0
        while writer.poll() is None:
            DiskFiles().half_written(path)
            asked += 1
    assert writer.returncode == 0
    assert asked

"""What every `Watch` promises about files, on real ones, with both adapters."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.watches import AMPLE, BRIEF, KINDS, made, one_file, quiet
from setpoint.core.ports.watch import Places, Watch

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions, links or names here")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="about inotify")

STORM = """
import sys, time
from pathlib import Path
folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
until, number = time.monotonic() + seconds, 0
while time.monotonic() < until:
    (folder / f"unrelated-{number % 500}").write_bytes(b"x")
    (folder / f"unrelated-{number % 500}").unlink()
    number += 1
"""


@pytest.fixture(params=KINDS)
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    one = made(request.param)
    yield one
    one.close()


@pytest.fixture
def file(watch: Watch, tmp_path: Path) -> Path:
    """A file that is there, and followed."""
    path = tmp_path / "profile.yaml"
    path.write_text("old")
    watch.follow(one_file(path))
    return path


def test_a_file_that_comes_is_noticed(watch: Watch, tmp_path: Path) -> None:
    watch.follow(one_file(tmp_path / "profile.yaml"))
    (tmp_path / "profile.yaml").write_text("new")
    assert watch.wait(AMPLE)


def test_a_file_that_is_replaced_in_one_step_is_noticed(watch: Watch, file: Path) -> None:
    (file.parent / "temporary").write_text("new")
    assert quiet(watch)
    (file.parent / "temporary").replace(file)
    assert watch.wait(AMPLE)


def test_a_writer_that_keeps_its_file_open_is_noticed(watch: Watch, file: Path) -> None:
    with file.open("r+b", buffering=0) as writer:
        assert quiet(watch)
        writer.write(b"new and longer")
        if sys.platform == "win32":
            os.fsync(writer.fileno())  # Windows tells of a change when it reaches the disk, or the file is closed
        assert watch.wait(AMPLE)


def test_a_file_that_is_emptied_is_noticed(watch: Watch, file: Path) -> None:
    os.truncate(file, 0)
    assert watch.wait(AMPLE)


def test_a_file_that_goes_is_noticed(watch: Watch, file: Path) -> None:
    file.unlink()
    assert watch.wait(AMPLE)


def test_a_file_that_is_moved_away_is_noticed(watch: Watch, file: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file.rename(tmp_path / "elsewhere" / file.name)
    assert watch.wait(AMPLE)


@POSIX
def test_a_file_that_others_may_write_from_now_on_is_noticed(watch: Watch, file: Path) -> None:
    file.chmod(0o666)
    assert watch.wait(AMPLE)


def test_a_name_beyond_ascii_is_noticed(watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "Profil für Zoë ☕.yaml"
    watch.follow(one_file(path))
    path.write_text("new")
    assert watch.wait(AMPLE)


def test_other_names_and_folders_below_wake_nobody(watch: Watch, file: Path) -> None:
    (file.parent / "below").mkdir()
    (file.parent / "below" / file.name).write_text("x")
    for name in ("profile.yam", "profile.yaml2", "rofile.yaml", "x" * 200):
        (file.parent / name).write_text("x")
    assert not watch.wait(BRIEF)


def test_a_folder_that_is_followed_by_name_and_within_is_not_noticed_for_other_files_in_it(
    watch: Watch, file: Path
) -> None:
    watch.follow({**one_file(file), **one_file(file.parent)})
    (file.parent / "unrelated").write_text("x")
    assert not watch.wait(BRIEF)
    (file.parent / "unrelated").unlink()
    assert not watch.wait(BRIEF)


def test_reading_wakes_nobody(watch: Watch, file: Path) -> None:
    assert file.read_text() == "old"
    assert list(file.parent.iterdir()) == [file]
    assert not watch.wait(BRIEF)


@POSIX
def test_a_name_that_is_no_unicode_harms_nobody(watch: Watch, file: Path) -> None:
    try:
        Path(os.fsdecode(bytes(file.parent) + b"/\xff\xfe")).write_text("x")
    except OSError:
        pytest.skip("this disk has no such names")
    watch.wait(BRIEF)  # watchfiles may not understand it, and says that something was there
    watch.follow(one_file(file))
    file.write_text("new")
    assert watch.wait(AMPLE)


def test_what_happens_between_following_and_waiting_is_told_once(watch: Watch, file: Path) -> None:
    file.write_text("new")
    time.sleep(BRIEF)
    assert watch.wait(AMPLE)
    assert not watch.wait(BRIEF)


def test_a_look_without_waiting_tells_what_has_happened(watch: Watch, file: Path) -> None:
    assert not watch.wait(0)
    file.write_text("new")
    time.sleep(BRIEF)
    assert watch.wait(0)


def test_waiting_ends_in_time(watch: Watch) -> None:
    start = time.monotonic()
    assert not watch.wait(0.3)
    assert 0.25 < time.monotonic() - start < AMPLE


def test_nothing_is_lost_when_places_come_and_go(watch: Watch, file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other: Places = {tmp_path / "other": frozenset({"x"})}
    for number in range(30):
        file.write_text(str(number))
        watch.follow({**one_file(file), **(other if number % 2 else {})})
        assert watch.wait(AMPLE), number
        assert quiet(watch) if number % 10 == 0 else True


def test_a_place_that_is_followed_no_more_wakes_nobody(watch: Watch, file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    watch.follow(one_file(tmp_path / "other" / "x"))
    file.write_text("new")
    assert not watch.wait(BRIEF)
    watch.follow({})
    assert not watch.wait(BRIEF)


def test_a_name_that_is_added_to_a_folder_is_noticed_from_then_on(watch: Watch, file: Path) -> None:
    watch.follow({file.parent: frozenset({file.name, "second"})})
    (file.parent / "second").write_text("x")
    assert watch.wait(AMPLE)


@pytest.mark.long
def test_a_storm_beside_wakes_nobody_and_hides_nothing(watch: Watch, file: Path) -> None:
    watch.follow({**one_file(file), **one_file(file.parent)})
    storm = subprocess.Popen([sys.executable, "-c", STORM, str(file.parent), "3"])
    try:
        assert not watch.wait(1.5)
        file.write_text("new")
        start = time.monotonic()
        assert watch.wait(AMPLE)
        assert time.monotonic() - start < 2
    finally:
        storm.wait(30)


@LINUX
def test_a_queue_that_ran_over_counts_as_news(file: Path) -> None:
    watch = made("inotify")
    watch.follow(one_file(file))
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    names = [str(file.parent / name) for name in ("odd", "even")]
    for name in names:
        Path(name).touch()
    for number in range(most + 2):
        os.utime(names[number % 2])
    assert watch.wait(0)
    assert not watch.wait(0)
    watch.close()

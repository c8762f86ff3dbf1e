"""What every `Watch` promises about folders that come, go and are swapped, with both adapters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fakes.watches import AMPLE, BRIEF, KINDS, made, one_file, quiet
from setpoint.adapters.files import DiskFiles
from setpoint.core.following import follow
from setpoint.core.ports.watch import Watch

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions or links here")


@pytest.fixture(params=KINDS)
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    one = made(request.param)
    yield one
    one.close()


@contextmanager
def as_a_person() -> Iterator[None]:
    """Nothing is closed to root, as which CI runs."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_is_not_there_is_passed_over(watch: Watch, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    watch.follow({file.parent / "absent": frozenset({"x"}), file: frozenset({"x"}), **one_file(file)})
    assert watch.left_out == ()
    file.write_text("new")
    assert watch.wait(AMPLE)


@POSIX
def test_a_folder_that_may_not_be_read_is_left_out(watch: Watch) -> None:
    with TemporaryDirectory() as place:
        opened, closed = Path(place, "open"), Path(place, "closed")
        Path(place).chmod(0o711)
        opened.mkdir(0o755)
        closed.mkdir(0o000)
        with as_a_person():
            watch.follow({closed: frozenset({"x"}), opened: frozenset({"x"})})
        (opened / "x").write_text("new")
        assert list(watch.left_out) == [closed]
        assert watch.wait(AMPLE)
        closed.chmod(0o700)
        watch.follow({closed: frozenset({"x"})})
        assert list(watch.left_out) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Wine keeps a removed folder as long as somebody follows it")
def test_a_folder_that_is_removed_is_noticed(watch: Watch, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    watch.follow({folder: frozenset({"x"}), **one_file(folder)})
    folder.rmdir()
    assert watch.wait(AMPLE)
    assert quiet(watch)


@pytest.mark.long
def test_a_folder_that_is_made_again_is_followed_again(watch: Watch, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for number in range(4):
        folder.mkdir()
        watch.follow({folder: frozenset({"x"}), **one_file(folder)})
        quiet(watch)
        (folder / "x").write_text(str(number))
        assert watch.wait(AMPLE), number
        (folder / "x").unlink()
        folder.rmdir()
        watch.follow(one_file(folder))
        quiet(watch)


def test_a_checkout_that_replaces_a_folder_is_noticed_and_then_its_files(watch: Watch, tmp_path: Path) -> None:
    profile = tmp_path / "dotfiles" / "profile.yaml"
    for name in ("dotfiles", "next"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "profile.yaml").write_text(name)
    follow(watch, DiskFiles(), [profile], tmp_path)
    (tmp_path / "dotfiles").rename(tmp_path / "before")
    (tmp_path / "next").rename(tmp_path / "dotfiles")
    assert watch.wait(AMPLE)
    follow(watch, DiskFiles(), [profile], tmp_path)
    assert quiet(watch)
    profile.write_text("new")
    assert watch.wait(AMPLE)
    quiet(watch)
    (tmp_path / "before" / "profile.yaml").write_text("nobody reads this")
    assert not watch.wait(BRIEF)


@POSIX
def test_a_link_that_is_turned_is_noticed_and_then_what_it_leads_to(watch: Watch, tmp_path: Path) -> None:
    profile = tmp_path / ".config" / "profile.yaml"
    for name in ("one", "two"):
        (tmp_path / "checkouts" / name).mkdir(parents=True)
    (tmp_path / ".config").symlink_to("checkouts/one")
    follow(watch, DiskFiles(), [profile], tmp_path)
    (tmp_path / "temporary").symlink_to("checkouts/two")
    (tmp_path / "temporary").replace(tmp_path / ".config")
    assert watch.wait(AMPLE)
    follow(watch, DiskFiles(), [profile], tmp_path)
    assert quiet(watch)
    (tmp_path / "checkouts/two/profile.yaml").write_text("new")
    assert watch.wait(AMPLE)


@POSIX
def test_two_ways_to_the_same_folder_are_both_followed(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    watch.follow({tmp_path / "real": frozenset({"a"}), tmp_path / "link": frozenset({"b"})})
    for name in ("a", "b"):
        (tmp_path / "real" / name).write_text("x")
        assert watch.wait(AMPLE), name
        quiet(watch)


def test_folders_that_come_one_after_another_are_noticed(watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "a/b/c/file.json"
    for place in (path.parent.parent.parent, path.parent.parent, path.parent):
        follow(watch, DiskFiles(), [path], tmp_path)
        quiet(watch)
        place.mkdir()
        assert watch.wait(AMPLE), place
    follow(watch, DiskFiles(), [path], tmp_path)
    quiet(watch)
    path.write_text("{}")
    assert watch.wait(AMPLE)

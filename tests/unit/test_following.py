"""Which folders and names are followed for a path, on real folders and links."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from setpoint.adapters.files import DiskFiles
from setpoint.core.following import follow, places
from setpoint.core.ports.watch import Places

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a person may not make links on Windows")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def home(top: Path) -> Path:
    (top / "home/ada").mkdir(parents=True)
    return top / "home/ada"


def below(top: Path, found: Places) -> Mapping[str, set[str]]:
    """Without what is above the made-up machine."""
    return {
        folder.relative_to(top).as_posix(): set(names) for folder, names in found.items() if folder.is_relative_to(top)
    }


def followed(top: Path, *paths: str) -> Mapping[str, set[str]]:
    return below(top, places(DiskFiles(), [top / path for path in paths], top / "home/ada"))


def test_below_the_home_every_name_on_the_way_is_followed(top: Path, home: Path) -> None:
    (home / "dotfiles/claude/setpoint").mkdir(parents=True)
    (home / "dotfiles/claude/setpoint/profile.yaml").touch()
    assert followed(top, "home/ada/dotfiles/claude/setpoint/profile.yaml") == {
        "home/ada": {"dotfiles"},
        "home/ada/dotfiles": {"claude"},
        "home/ada/dotfiles/claude": {"setpoint"},
        "home/ada/dotfiles/claude/setpoint": {"profile.yaml"},
    }


@pytest.mark.usefixtures("home")
def test_elsewhere_only_the_last_two_names_are_followed(top: Path) -> None:
    (top / "srv/share/it/setpoint").mkdir(parents=True)
    assert followed(top, "srv/share/it/setpoint/profile.yaml") == {
        "srv/share/it": {"setpoint"},
        "srv/share/it/setpoint": {"profile.yaml"},
    }


@pytest.mark.usefixtures("home")
def test_the_first_name_that_is_not_there_is_waited_for(top: Path) -> None:
    assert followed(top, "home/ada/.config/Claude-3p/library/entry.json") == {"home/ada": {".config"}}
    assert followed(top, "etc/claude-desktop/deep/managed-settings.json") == {".": {"etc"}}


def test_a_file_where_a_folder_should_be_is_followed(top: Path, home: Path) -> None:
    (home / ".config").touch()
    assert followed(top, "home/ada/.config/setpoint/profile.yaml") == {"home/ada": {".config"}}


def test_several_paths_share_their_folders(top: Path, home: Path) -> None:
    (home / "app").mkdir()
    assert followed(top, "home/ada/app/a.json", "home/ada/app/b.json", "home/ada/c.json") == {
        "home": {"ada"},
        "home/ada": {"app", "c.json"},
        "home/ada/app": {"a.json", "b.json"},
    }


def test_up_and_down_again_leads_to_the_same(top: Path, home: Path) -> None:
    (home / "a").mkdir()
    (home / "b").mkdir()
    assert followed(top, "home/ada/a/../b/file") == {"home/ada": {"a", "b"}, "home/ada/b": {"file"}}


@POSIX
def test_a_profile_that_is_a_link_into_a_checkout_is_followed_on_both_sides(top: Path, home: Path) -> None:
    (home / ".config/setpoint").mkdir(parents=True)
    (home / "src/dotfiles").mkdir(parents=True)
    (home / "src/dotfiles/profile.yaml").touch()
    (home / ".config/setpoint/profile.yaml").symlink_to("../../src/dotfiles/profile.yaml")
    assert followed(top, "home/ada/.config/setpoint/profile.yaml") == {
        "home/ada": {".config", "src"},
        "home/ada/.config": {"setpoint"},
        "home/ada/.config/setpoint": {"profile.yaml"},
        "home/ada/src": {"dotfiles"},
        "home/ada/src/dotfiles": {"profile.yaml"},
    }


@POSIX
def test_links_of_folders_are_followed_through_several_and_out_of_the_home(top: Path, home: Path) -> None:
    (top / "data/x/releases/7").mkdir(parents=True)
    (top / "data/x/current").symlink_to("releases/7")
    (home / ".config").symlink_to(top / "data/x/current")
    assert followed(top, "home/ada/.config/setpoint/profile.yaml") == {
        "home/ada": {".config"},
        "data": {"x"},
        "data/x": {"current", "releases"},
        "data/x/releases": {"7"},
        "data/x/releases/7": {"setpoint"},
    }


@POSIX
@pytest.mark.usefixtures("home")
def test_a_link_far_above_elsewhere_is_followed(top: Path) -> None:
    (top / "disk2/share/a/b").mkdir(parents=True)
    (top / "mnt").symlink_to("disk2")
    assert followed(top, "mnt/share/a/b/profile.yaml") == {
        ".": {"mnt", "disk2"},
        "disk2/share/a": {"b"},
        "disk2/share/a/b": {"profile.yaml"},
    }


@POSIX
def test_a_home_behind_a_link_is_a_home(top: Path) -> None:
    (top / "disk/ada/a/b/c").mkdir(parents=True)
    (top / "home").mkdir()
    (top / "home/ada").symlink_to(top / "disk/ada")
    assert followed(top, "home/ada/a/b/c/profile.yaml") == {
        "home": {"ada"},
        ".": {"disk"},
        "disk": {"ada"},
        "disk/ada": {"a"},
        "disk/ada/a": {"b"},
        "disk/ada/a/b": {"c"},
        "disk/ada/a/b/c": {"profile.yaml"},
    }


@POSIX
@pytest.mark.timeout(5)
def test_links_in_a_circle_come_to_an_end(top: Path, home: Path) -> None:
    (home / "a").symlink_to("b")
    (home / "b").symlink_to("a")
    (home / "c").symlink_to("c/c/c")
    assert followed(top, "home/ada/a/profile.yaml") == {"home/ada": {"a", "b"}}
    assert followed(top, "home/ada/c/profile.yaml") == {"home/ada": {"c"}}


@POSIX
def test_a_link_to_nothing_waits_for_what_it_names(top: Path, home: Path) -> None:
    (home / "profile.yaml").symlink_to("dotfiles/profile.yaml")
    assert followed(top, "home/ada/profile.yaml") == {
        "home": {"ada"},
        "home/ada": {"profile.yaml", "dotfiles"},
    }


class Turning:
    """A watch before whose eyes somebody makes the next folder each time that it follows."""

    def __init__(self, folders: list[Path]) -> None:
        self.places: Places = {}
        self.left_out: tuple[Path, ...] = ()
        self.bell = None
        self._folders = folders

    def follow(self, places: Places, pid: int | None = None) -> None:
        self.places = places
        if self._folders:
            self._folders.pop(0).mkdir()

    def wait(self, seconds: float) -> bool:
        return False

    def wake(self) -> None:
        return None

    def close(self) -> None:
        return None


def test_what_changes_while_it_is_being_followed_is_followed_again(top: Path, home: Path) -> None:
    watch = Turning([home / "a", home / "a/b"])
    path = home / "a/b/profile.yaml"
    assert follow(watch, DiskFiles(), [path], home) == watch.places
    assert below(top, watch.places) == {"home/ada": {"a"}, "home/ada/a": {"b"}, "home/ada/a/b": {"profile.yaml"}}


def test_what_changes_for_ever_is_left_to_the_next_time(top: Path, home: Path) -> None:
    deep = [home.joinpath(*"abcdefgh"[:length]) for length in range(1, 9)]
    watch = Turning(list(deep))
    follow(watch, DiskFiles(), [deep[-1]], home)
    assert "home/ada/a" in below(top, watch.places)

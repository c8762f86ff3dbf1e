"""Drives of other kinds, each mounted in a namespace of its own, with a household on it. Needs root.

    unshare -mpf --kill-child --mount-proc --propagation private python -m faults.drives SCENE FOLDER

NTFS and exFAT fold case and keep no modes, exFAT has neither links nor an exchange of names; btrfs has a quota that
really refuses; SFTP is a folder of another machine (here: of this one, by its own server). What drives them runs in the
namespace too, and ends with it. An AssertionError says what went wrong.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from e2e.household import Household
from faults.mounts import back, refused, settled, whole

SFTP: Final = Path("/usr/lib/openssh/sftp-server")

UNKNOWN: Final = 75
"""Exit code: this kernel does not mount such a drive."""

MEGABYTE: Final = 1 << 20

Drive: TypeAlias = Callable[[Path], AbstractContextManager[Path]]
"""Seen in this folder while the context lasts."""


def said(*words: str) -> str:
    ended = subprocess.run(words, check=False, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
    return ended.stdout.strip()


def granted(*words: str) -> str:
    """The same of what hangs on the kernel: where that refuses there is nothing to try."""
    ended = subprocess.run(words, check=False, capture_output=True, text=True, timeout=20)
    if ended.returncode:
        print(ended.stdout + ended.stderr)
        sys.exit(UNKNOWN)
    return ended.stdout.strip()


def image(folder: Path, size: int, *make: str) -> Path:
    """An empty file that becomes a drive beside the folder where it is to be seen."""
    folder.mkdir(parents=True)
    path = folder.with_suffix(".img")
    with path.open("wb") as made:
        made.truncate(size)
    said(*make, str(path))
    return path


@contextmanager
def mounted(folder: Path, *words: str) -> Iterator[Path]:
    granted(*words)
    try:
        yield folder
    finally:
        said("umount", "-l", str(folder))


@contextmanager
def ntfs(folder: Path, options: str = "umask=077") -> Iterator[Path]:
    made = image(folder, 16 * MEGABYTE, "mkntfs", "-q", "-F")
    words = ("lowntfs-3g", "-o", f"ignore_case,windows_names,{options}", str(made), str(folder))
    with mounted(folder, *words):
        yield folder


@contextmanager
def exfat(folder: Path) -> Iterator[Path]:
    made = image(folder, 16 * MEGABYTE, "mkfs.exfat")
    device = granted("losetup", "-f", "--show", str(made))
    try:
        with mounted(folder, "mount.exfat-fuse", "-o", "umask=077", device, str(folder)):
            yield folder
    finally:
        said("losetup", "-d", device)


@contextmanager
def btrfs(folder: Path) -> Iterator[Path]:
    made = image(folder, 128 * MEGABYTE, "mkfs.btrfs", "-q")
    with mounted(folder, "mount", "-o", "loop", str(made), str(folder)):
        yield folder


@contextmanager
def sftp(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    far, ssh = folder.with_name("far"), folder.with_name("ssh")
    far.mkdir()
    ssh.write_text(f"#!/bin/sh\nexec {SFTP}\n", encoding="utf-8")
    ssh.chmod(0o755)
    with mounted(folder, "sshfs", "-o", f"ssh_command={ssh}", f"nobody@far:{far}", str(folder)):
        yield folder


def story(house: Household) -> None:
    """Applied, nothing to do any more, changed by somebody, put right, given back."""
    before = house.bytes_of()
    assert house.call("apply", "--yes").code == 0
    after = house.taken()
    assert house.call("apply", "--yes").code == 0
    assert house.taken() == after
    house.settings.write_bytes(before[house.settings.name])
    assert house.call("apply", "--yes").code == 0
    assert house.bytes_of() == {name: data for name, (data, _) in after.items()}
    back(house, before)
    left = [path.name for path in house.home.rglob("*") if path.name.startswith(".setpoint-")]
    assert not left, left


def home_on(drive: Drive, top: Path) -> None:
    with drive(top / "home"):
        story(settled(top))


def home_that_everybody_may_write(top: Path) -> None:
    """As such drives are mounted unless somebody says otherwise: what is remembered there could be anybody's."""
    with ntfs(top / "home", "umask=0"):
        house = settled_by_hand(top)
        before = house.bytes_of()
        ended = house.call("apply", "--yes")
        refused(ended, "SP803")
        assert house.bytes_of() == before


def settled_by_hand(top: Path) -> Household:
    """Without the yes, which cannot be kept there."""
    house = Household(top, "")
    house.write_profile(
        "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
    )
    house.furnish()
    return house


def names_in_other_letters(top: Path) -> None:
    """The app finds its files however they are spelled there; so do we, and no second ones come to be."""
    with ntfs(top / "home"):
        house = settled(top)
        for path in (house.index, house.settings, house.data):
            path.rename(path.with_name(path.name.swapcase()))
        before = folded(house)
        assert house.call("apply", "--yes").code == 0
        assert house.call("plan").code == 0
        assert house.call("restore", "--yes").code == 0
        assert folded(house) == before


class Loud(Household):
    """The same household, spelled otherwise."""

    @property
    def home(self) -> Path:
        return self.top / "HOME"


def home_in_other_letters(top: Path) -> None:
    """A shell and a service need not spell the home alike: what one has applied the other knows, and gives back."""
    with ntfs(top / "drive"):
        house = settled(top / "drive")
        profile = house.profile.read_text(encoding="utf-8")
        other = Loud(top / "drive", "")
        house.write_profile(profile)
        before = house.bytes_of()
        assert house.call("apply", "--yes").code == 0
        assert other.call("apply", "--yes").code == 0
        back(other, before)


def folded(house: Household) -> Mapping[str, bytes]:
    return {name.casefold(): data for name, data in house.bytes_of().items()}


def over_quota(top: Path) -> None:
    """What the file system refuses is told as that, and everything is done once there is room again."""
    with btrfs(top / "home") as drive:
        house = settled(top)
        before = house.bytes_of()
        assert house.call("apply", "--yes").code == 0
        after = house.bytes_of()
        said("btrfs", "quota", "enable", str(drive))
        said("btrfs", "qgroup", "limit", str(4 * MEGABYTE), str(drive))
        for command, start, end in (("restore", after, before), ("apply", before, after)):
            ballast = fill(drive / "ballast")
            ended = house.run(command, "--yes")
            refused(ended, "SP804", "SP803")
            whole(house, start, end)
            ballast.unlink()
            said("sync", "-f", str(drive))
            assert house.call(command, "--yes").code == 0
            assert house.bytes_of() == end


def fill(ballast: Path) -> Path:
    """Until not even a small file has room."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            with suppress(OSError):
                while file.write(b"\xa5" * size):
                    pass
    return ballast


SCENES: Final[Mapping[str, Callable[[Path], None]]] = {
    **{f"home_on_{drive.__name__}": partial(home_on, drive) for drive in (ntfs, exfat, btrfs, sftp)},
    **{
        scene.__name__: scene
        for scene in (home_that_everybody_may_write, names_in_other_letters, home_in_other_letters, over_quota)
    },
}


if __name__ == "__main__":
    SCENES[sys.argv[1]](Path(sys.argv[2]))

"""What lies, or is laid, where our files should be: links, pipes, folders of others. Nothing of anybody's is harmed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from e2e.household import PERSONS, Household
from faults import mounts

if sys.platform == "win32":
    pytest.skip("users, links and pipes of another kind", allow_module_level=True)

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform != "linux", reason="mounts, users and links as Linux has them"),
]

ROOT: Final = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY: Final = 65534
TESTS: Final = Path(__file__).resolve().parent.parent
THEIRS: Final = b"root:x:0:0:root:/root:/bin/sh\n"
"""Of a file that belongs to somebody else, or is for something else."""

needs_root = pytest.mark.skipif(not ROOT, reason="root alone may mount, and be another user")


@pytest.mark.parametrize("scene", mounts.SCENES)
@needs_root
def test_a_real_file_system(scene: str, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    apart = ["unshare", "-m", "--propagation", "private"]
    words = [*apart, sys.executable, "-m", "faults.mounts", scene, str(tmp_path)]
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=110)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture
def house(tmp_path: Path) -> Household:
    return mounts.settled(tmp_path / "house")


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    path = tmp_path / "passwd"
    path.write_bytes(THEIRS)
    return path


def _socket(path: Path) -> None:
    """A name of a socket has at most 107 bytes."""
    here = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


OURS: Final = ("apply.lock", "files.lock", "ledger.json", "history.jsonl", "backups", "helpers")
KINDS: Final[dict[str, Callable[[Path], None]]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "socket": _socket,
    "link to nothing": lambda path: path.symlink_to("/nowhere/at/all"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "file": Path.touch,
}


def _clear(path: Path) -> None:
    """Not `rmtree` alone: it opens what it is given, and would wait for the writer of a pipe."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OURS)
def test_anything_but_a_file_of_ours_in_our_folder(name: str, kind: str, house: Household) -> None:
    """It works all the same, or it is told; nothing waits, and Claude's files are old or new."""
    before = house.bytes_of()
    assert house.call("apply", "--yes").code == 0
    after = house.bytes_of()
    mounts.back(house, before)
    place = house.state / name
    _clear(place)
    KINDS[kind](place)
    ended = house.call("apply", "--yes")
    told = (name in ended.said and "SP" in ended.said) or "SP132" in ended.said  # the yes was in the ledger
    assert ended.code == 0 or (ended.code in (1, 4) and told), ended.said
    mounts.whole(house, before, after)
    assert ended.code or house.bytes_of() == after
    _clear(place)
    assert house.call("restore", "--yes").code == 0
    assert house.index.read_text(encoding="utf-8").count(PERSONS) == 2


@pytest.mark.parametrize("name", ["apply.lock", "files.lock", "agent.lock", ".wake.new", "history.jsonl"])
def test_a_link_in_our_folder_leads_nowhere_that_could_be_harmed(name: str, house: Household, theirs: Path) -> None:
    place = house.state / name
    place.unlink(missing_ok=True)
    place.symlink_to(theirs)
    for words in (("apply", "--yes"), ("status",), ("sync",), ("restore", "--yes")):
        assert house.call(*words).code in (0, 1, 2, 4, 5)
        assert name == "history.jsonl" or theirs.read_bytes() == THEIRS


def test_a_hard_link_of_ours_elsewhere_keeps_what_it_had(house: Household, theirs: Path) -> None:
    """What is replaced is the name in our folder, and not the file that both names lead to."""
    assert house.call("apply", "--yes").code == 0
    for path in (house.state / "ledger.json", house.settings):
        kept = theirs.with_name(f"kept-{path.name}")
        kept.hardlink_to(path)
        before = kept.read_bytes()
        assert house.call("restore" if path == house.settings else "pause", "--yes").code in (0, 64)
        assert kept.read_bytes() == before


def test_links_where_we_write_beside_a_file_are_not_followed(house: Household, theirs: Path) -> None:
    """Temporary names cannot be guessed; one that somebody laid as a link is only ever removed itself."""
    for folder in (house.data, house.index.parent, house.state):
        (folder / ".setpoint-00000000-1-0.tmp").symlink_to(theirs)
        os.utime(folder / ".setpoint-00000000-1-0.tmp", (1, 1), follow_symlinks=False)
    assert house.call("apply", "--yes").code == 0
    assert theirs.read_bytes() == THEIRS
    assert not list(house.data.rglob(".setpoint-*"))


def test_a_settings_file_that_is_a_link_to_no_json_is_left_alone(house: Household, theirs: Path) -> None:
    house.settings.unlink()
    house.settings.symlink_to(theirs)
    ended = house.call("apply", "--yes")
    assert ended.code in (1, 4), ended.said
    assert "SP305" in ended.said
    assert (theirs.read_bytes(), house.settings.is_symlink()) == (THEIRS, True)


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770])
def test_a_state_folder_that_others_may_write_is_refused(mode: int, house: Household) -> None:
    before = house.bytes_of()
    house.state.chmod(mode)
    for command in ("apply", "restore"):
        ended = house.call(command, "--yes")
        assert ended.code == 1, ended.said
        assert "SP803" in ended.said
        assert "chmod go-w" in ended.said
    assert house.bytes_of() == before
    house.state.chmod(0o755)
    assert house.call("apply", "--yes").code == 0


@needs_root
def test_a_state_folder_of_another_person_is_refused(house: Household) -> None:
    before = house.bytes_of()
    os.chown(house.state, NOBODY, NOBODY)
    ended = house.call("apply", "--yes")
    assert (ended.code, "without sudo" in ended.said) == (1, True), ended.said
    assert house.bytes_of() == before
    assert house.call("status").code == 4


@pytest.fixture
def guest() -> Iterator[Household]:
    """A household of somebody who is not root, where such a one can reach it."""
    top = Path(tempfile.mkdtemp(prefix="setpoint-guest-"))
    house = mounts.settled(top / "house")
    assert house.call("apply", "--yes").code == 0
    assert house.call("restore", "--yes").code == 0
    for path in (top, *top.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    yield house
    shutil.rmtree(top, ignore_errors=True)


@needs_root
def test_root_in_the_home_of_another_leaves_nothing_of_its_own_there(guest: Household) -> None:
    shutil.rmtree(guest.state)
    guest.state.parent.rmdir()
    before = guest.bytes_of()
    for words in (("trust", "--yes"), ("restore", "--yes")):
        ended = guest.call(*words)
        assert ended.code == 1, ended.said
        assert "without sudo" in ended.said
    assert guest.bytes_of() == before
    assert all(path.lstat().st_uid == NOBODY for path in guest.home.rglob("*"))


@needs_root
@pytest.mark.parametrize("where", ["settings", "index", "state", "data"])
def test_what_may_not_be_changed_at_all_is_told(where: str, house: Household) -> None:
    """`chattr +i`: not even root may."""
    path: Path = getattr(house, where)
    if subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False).returncode:
        pytest.skip("this file system knows no immutable files")
    before = house.bytes_of()
    try:
        ended = house.call("apply", "--yes")
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)
    mounts.refused(ended)
    assert path.name in ended.said
    after = house.bytes_of()
    assert {name for name in before if after[name] != before[name]} <= {"_meta.json"}, "the flag is last"
    assert house.call("apply", "--yes").code == 0
    mounts.back(house, before)

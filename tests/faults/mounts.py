"""Real file systems, each mounted in a namespace of its own, with a household on it. Needs root.

    unshare -m --propagation private python -m faults.mounts SCENE FOLDER

A scene is one of the functions at the end. An AssertionError says what went wrong.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from e2e.household import Ended, Household
from e2e.installed import Claude

PROFILE: Final = """\
setpoint: 1
mode: gateway
gateway: {url: https://llm.example, key: "file:~/key", models: {sonnet: claude-sonnet-5}}
"""

PAGE: Final = 4096
"""Bytes. A tmpfs gives out whole ones."""


def settled(top: Path) -> Household:
    """A person's own entry is applied, the app is closed. The profile needs no server, and its key lies in a file."""
    house = Household(top, "")
    Claude(house)
    house.write_profile(f"{PROFILE}claude: {{app: {house.app}}}\n")
    house.furnish()
    key = house.home / "key"
    key.write_text("sk-made-up-canary\n", encoding="utf-8")
    key.chmod(0o600)
    house.trust()
    return house


def refused(ended: Ended, *codes: str) -> None:
    assert ended.code in (1, 4), ended.said
    assert any(code in ended.said for code in codes or ("SP306", "SP803", "SP804")), ended.said
    assert "Traceback" not in ended.said, ended.said


def whole(house: Household, *states: Mapping[str, bytes]) -> None:
    """Every file is as it was in one of these states, and no other is there."""
    now = house.bytes_of()
    for name, data in now.items():
        assert any(state.get(name) == data for state in states), f"{name} is torn: {data!r}"
    left = [path.name for path in house.data.rglob(".setpoint-*")]
    assert not left, left


def back(house: Household, before: Mapping[str, bytes]) -> None:
    ended = house.call("restore", "--yes")
    assert ended.code == 0, ended.said
    assert house.bytes_of() == before


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", *options, "setpoint-test", str(folder)], check=True, timeout=10)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, timeout=10)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True, timeout=10)


def full_disk(top: Path) -> None:
    """A page more of free room each time, until there is enough for all."""
    with mounted(top / "home", "-o", "size=4m") as disk:
        house = settled(top)
        before = house.bytes_of()
        assert house.call("apply", "--yes").code == 0
        after = house.bytes_of()
        back(house, before)
        for command, start, end in (("apply", before, after), ("restore", after, before)):
            short = _until_it_fits(house, disk, command, start, end)
            assert short, f"{command} was never short of room"


def _until_it_fits(
    house: Household, disk: Path, command: str, start: Mapping[str, bytes], end: Mapping[str, bytes]
) -> int:
    """How often there was too little."""
    for number, pages in enumerate(range(40)):
        if house.bytes_of() != start:
            assert house.call("restore" if command == "apply" else "apply", "--yes").code == 0
        ballast = disk / "ballast"
        ballast.write_bytes(b"\0" * max(0, shutil.disk_usage(disk).free - pages * PAGE))
        ended = house.run(command, "--yes") if not number else house.call(command, "--yes")
        assert "SP900" not in ended.said, ended.said
        whole(house, start, end)
        ballast.unlink()
        if ended.code == 0:
            assert house.bytes_of() == end, ended.said
            return number
        refused(ended, "SP804", "SP803")
        again = house.call(command, "--yes")
        assert again.code == 0, again.said
        assert house.bytes_of() == end
    raise AssertionError("there was never room enough")


def no_names_left(top: Path) -> None:
    """Room for bytes, and none for another file."""
    with mounted(top / "home", "-o", "size=4m") as disk:
        house = settled(top)
        before = house.bytes_of()
        used = int(subprocess.check_output(["stat", "-f", "-c", "%c %d", str(disk)], text=True).split()[0])
        free = int(subprocess.check_output(["stat", "-f", "-c", "%d", str(disk)], text=True))
        remount(disk, f"nr_inodes={used - free + 2}")
        ended = house.run("apply", "--yes")
        refused(ended)
        remount(disk, f"nr_inodes={used}")
        assert house.call("apply", "--yes").code == 0
        back(house, before)


def read_only(top: Path) -> None:
    with mounted(top / "home", "-o", "size=4m") as disk:
        house = settled(top)
        before = house.bytes_of()
        _both_ways(house, disk, "ro", "rw", before)


def _both_ways(house: Household, disk: Path, off: str, on: str, before: Mapping[str, bytes]) -> None:
    for command in ("apply", "restore"):
        start = house.bytes_of()
        remount(disk, off)
        refused(house.call(command, "--yes"))
        for words in (("plan",), ("status",)):
            ended = house.call(*words)
            assert ended.code in (0, 2, 5), ended.said
        remount(disk, on)
        assert house.bytes_of() == start
        assert house.call(command, "--yes").code == 0
    assert house.bytes_of() == before


def full_and_then_not(house: Household, disk: Path) -> None:
    """Nothing is applied while there is no room, and everything once there is."""
    before = house.bytes_of()
    (disk / "ballast").write_bytes(b"\0" * shutil.disk_usage(disk).free)
    refused(house.run("apply", "--yes"), "SP804")
    assert house.bytes_of() == before
    (disk / "ballast").unlink()
    assert house.call("apply", "--yes").code == 0
    back(house, before)


def claudes_folder_is_another_disk(top: Path) -> None:
    """Our state and Claude's files on two disks, the second of them full: what was said to be undone is."""
    house = settled(top)
    kept = {path: path.read_bytes() for path in house.data.rglob("*") if path.is_file()}
    with mounted(house.data, "-o", "size=48k") as disk:
        for path, data in kept.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        full_and_then_not(house, disk)


def our_folder_is_another_disk(top: Path) -> None:
    """Full where the ledger lies: nothing of Claude's is written that could not be remembered."""
    house = settled(top)
    kept = {path.name: path.read_bytes() for path in house.state.iterdir() if path.is_file()}
    with mounted(house.state, "-o", "size=48k,mode=700") as disk:
        for name, data in kept.items():
            (disk / name).write_bytes(data)
        full_and_then_not(house, disk)


def no_programs(top: Path) -> None:
    """A home from which nothing may be run: it is applied, and doctor knows that the script of the key does not run."""
    with mounted(top / "home", "-o", "size=4m,noexec"):
        house = settled(top)
        before = house.bytes_of()
        assert house.call("apply", "--yes").code == 0
        ended = house.run("doctor")
        assert "Traceback" not in ended.said
        back(house, before)


SCENES: Final[Mapping[str, Callable[[Path], None]]] = {
    scene.__name__: scene
    for scene in (
        full_disk,
        no_names_left,
        read_only,
        claudes_folder_is_another_disk,
        our_folder_is_another_disk,
        no_programs,
    )
}


def main(scene: str, folder: str) -> int:
    assert re.fullmatch(r"[a-z_]+", scene)
    SCENES[scene](Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

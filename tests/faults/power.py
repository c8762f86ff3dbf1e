"""Loses the power at each moment of a command, in every way that `disk.py` knows, and goes on from what is left.

    LD_PRELOAD=shim.so python -m faults.power CASE COMMAND FOLDER [STEP]

Every `STEP`-th state is gone on from: once to the profile, once back. What went wrong is printed; the last line is the
number of states.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path

from faults.crash import FIRST, complete, torn
from faults.disk import State, found, lay
from faults.shim import Shim
from golden.case import HERE, read
from golden.stage import Stage
from golden.staging import staged
from golden.story import Story


def journal_of(here: Stage, command: str, journal: Path) -> list[str]:
    """The command, whole, in a child whose every change is written down."""
    if sys.platform == "win32":
        raise NotImplementedError  # there is nothing to preload
    child = os.fork()
    if child == 0:
        descriptor = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        Shim().arm(top(here), journal=descriptor)
        try:
            here.run(f"{command} --yes")
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return journal.read_text(encoding="utf-8").splitlines()


def top(here: Stage) -> Path:
    return here.computer.root.parent


def states(here: Stage, command: str, journal: Path) -> list[State]:
    """In the order of time, each once."""
    disk = found(top(here))
    seen: dict[State, None] = dict.fromkeys(disk.left())
    for line in journal_of(here, command, journal):
        disk.happen(line)
        seen.update(dict.fromkeys(disk.left()))
    return list(seen)


def main(name: str, command: str, folder: str, step: str = "1") -> int:
    case, place = read(HERE / name), Path(folder)
    whole = complete(case, command, place / "whole")
    wrong = 0
    with staged(case, "linux", place / "cut") as here:
        for word in FIRST[command]:
            here.run(word)
        here.run("plan")
        left = states(here, command, place / "journal")
        modes = {str(path): path.stat().st_mode & 0o777 for path in top(here).rglob("*") if path.is_file()}
        story = Story(case, here)
        for number, state in enumerate(left[:: int(step)]):
            for goal in ("forth", "back"):
                lay(top(here), state, modes)
                try:
                    assert not list(torn(here, *whole)), list(torn(here, *whole))
                    story.give_back() if goal == "back" else story.reach("after")
                except Exception:  # noqa: BLE001  every loss is told, not only the first
                    wrong += 1
                    print(f"state {number * int(step)}, then {goal}:\n{traceback.format_exc(limit=-2)}")
    print(len(left))
    return wrong != 0


if __name__ == "__main__" and sys.platform != "win32":
    signal.alarm(int(os.environ.get("SETPOINT_SECONDS", "600")))
    sys.exit(main(*sys.argv[1:]))

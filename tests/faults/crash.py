"""Ends a command at each of its file-system calls in turn, in a process that the shim was loaded into.

    LD_PRELOAD=shim.so python -m faults.crash CASE COMMAND FOLDER [FROM STEP]

A child of this process runs the command and is killed; then this process looks at what is left, and goes on as a person
would: once to the profile, once back. What went wrong is printed, a line each; the last line is the number of calls.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from faults.shim import Shim
from golden.case import HERE, Case, Tree, read
from golden.stage import Stage
from golden.staging import staged
from golden.story import Story

FIRST: Final = {"apply": (), "restore": ("apply --yes",)}
"""What was done before the command that is cut off."""

MOST: Final = 2000
"""More calls than any command makes."""


def cut_off(here: Stage, command: str, last: int, *, half: bool) -> bool:
    """Run a command in a child that dies at its `last`-th call; whether it came to its end before."""
    if sys.platform == "win32":
        raise NotImplementedError  # there is nothing to preload
    here.run("plan")  # lays out the profile, which is no part of what is cut off
    child = os.fork()
    if child == 0:
        shim = Shim()
        shim.arm(here.computer.root.parent, last, half=half)
        try:
            here.run(f"{command} --yes")
        finally:
            os._exit(0)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


def complete(case: Case, command: str, folder: Path) -> tuple[Tree, Tree]:
    """What is there before and after the whole command."""
    with staged(case, "linux", folder) as here:
        for step in FIRST[command]:
            here.run(step)
        before = here.tree()
        here.run(f"{command} --yes")
        return before, here.tree()


def torn(here: Stage, before: Tree, after: Tree) -> Iterator[str]:
    """Each file of Claude Desktop is what it was or what it is to be, and never anything between."""
    for name, data in here.tree().items():
        if name.endswith("/") or name == "ollama.txt" or Path(name).name.startswith(".setpoint-"):
            continue
        if data not in (before.get(name), after.get(name)):
            yield f"{name} is neither what it was nor what it is to be: {data!r}"
    ledger = here.places["state"] / "ledger.json"
    if ledger.exists():
        json.loads(ledger.read_bytes())


def once(case: Case, command: str, last: int, folder: Path, whole: tuple[Tree, Tree], *, half: bool, goal: str) -> bool:
    """One death and what follows; whether the command came to its end before. AssertionError: something was lost."""
    with staged(case, "linux", folder) as here:
        for step in FIRST[command]:
            here.run(step)
        ended = cut_off(here, command, last, half=half)
        wrong = list(torn(here, *whole))
        assert not wrong, "\n".join(wrong)
        story = Story(case, here)
        story.give_back() if goal == "back" else story.reach("after")
        return ended


def main(name: str, command: str, folder: str, first: str = "1", step: str = "1") -> int:
    case, top = read(HERE / name), Path(folder)
    whole = complete(case, command, top / "whole")
    last, wrong = int(first), 0
    while last < MOST:
        ended = False
        for half, goal in ((False, "forth"), (False, "back"), (True, "forth"), (True, "back")):
            try:
                ended |= once(case, command, last, top / "cut", whole, half=half, goal=goal)
            except Exception:  # noqa: BLE001  every loss is told, not only the first
                wrong += 1
                print(f"call {last}{' half' * half}, then {goal}:\n{traceback.format_exc(limit=-2)}")
            shutil.rmtree(top / "cut")
        if ended:
            break
        last += int(step)
    print(last)
    return wrong != 0


if __name__ == "__main__" and sys.platform != "win32":
    signal.alarm(int(os.environ.get("SETPOINT_SECONDS", "600")))
    sys.exit(main(*sys.argv[1:]))

"""Refuses a command each of its file-system calls in turn, with an error that a file system may give.

    LD_PRELOAD=shim.so python -m faults.refuse CASE COMMAND FOLDER [STEP LOOKS]

The command runs in a child of this process, to its end; then it is looked at what it said and what it left, and gone on
as a person would once the trouble is over: once to the profile, once back. What went wrong is printed; the last line is
the number of refusals.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import sys
import traceback
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from faults.crash import FIRST, MOST, complete, torn
from faults.shim import Shim
from golden.case import HERE, Case, Tree, read
from golden.stage import Said, Stage
from golden.staging import staged
from golden.story import Story
from setpoint.adapters.files import TEMPORARY

SECONDS: Final = 20
"""Longer than any of these commands takes, its patience with a lock (10 s) included."""

ENOUGH: Final = 20
"""Losses that are told."""

STAGE: Final = -1
"""Stands for an exit code where the refused call was one of the stage's own."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`lasting`: it stays while the command runs. `looks`: calls that only look count too. `half`: the chosen write is
    done by half, without error.
    """

    error: str
    lasting: bool = False
    looks: bool = False
    half: bool = False

    @property
    def number(self) -> int:
        return int(getattr(errno, self.error))


CHANGING: Final = (
    Trouble("ENOSPC", lasting=True),
    Trouble("EIO"),
    Trouble("EROFS", lasting=True),
    Trouble("ENOSPC", lasting=True, half=True),
    Trouble("EDQUOT"),
    Trouble("EACCES"),
    Trouble("EINVAL"),
    Trouble("EPERM"),
    Trouble("EBUSY"),
    Trouble("EXDEV"),
    Trouble("EOPNOTSUPP"),
    Trouble("EIO", half=True),
)
"""Of calls that change something: a full disk, a broken one, one that is read-only, a quota, rights, an immutable file,
a network drive that cannot sync, a file that is held, a mount point in the way, a file system without links."""

LOOKING: Final = (
    Trouble("EACCES", looks=True),
    Trouble("EIO", looks=True),
    Trouble("EMFILE", looks=True),
    Trouble("ELOOP", looks=True),
    Trouble("EIO", lasting=True, looks=True),
    Trouble("ENAMETOOLONG", looks=True),
    Trouble("ESTALE", looks=True),
    Trouble("EPERM", lasting=True, looks=True),
)
"""Of every call, those that only look included."""


def refused(here: Stage, command: str, last: int, trouble: Trouble) -> tuple[Said, str]:
    """Run a command in a child; what it said, and which call was refused ("": it made fewer)."""
    if sys.platform == "win32":
        raise NotImplementedError  # there is nothing to preload
    here.run("plan")  # lays out the profile
    answer = here.computer.root.parent.parent / "answer"
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        shim = Shim()
        shim.arm(here.computer.root.parent, last, half=trouble.half)
        shim.refuse(trouble.number, lasting=trouble.lasting, looks=trouble.looks)
        said = _said(here, command)
        shim.disarm()
        answer.write_text(json.dumps([said.code, said.text, shim.struck()]), encoding="utf-8")
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status == 0, f"ended by signal {status}"
    code, text, struck = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    return Said(code, text), struck


def _said(here: Stage, command: str) -> Said:
    """A command lets no error out. One that gets here met the stage, before the command or after it."""
    try:
        return here.run(f"{command} --yes")
    except OSError:
        return Said(STAGE, traceback.format_exc())


def told(said: Said, after: Tree, left: Tree) -> None:
    """Done, or said why not; never anything between."""
    assert "SP900" not in said.text, said.text
    if said.code == STAGE:
        assert not re.search(r"setpoint/(cli|loop|resources)/", said.text), said.text
    elif said.code == 0:
        left = {name: data for name, data in left.items() if not Path(name).name.startswith(TEMPORARY)}
        assert left == after, f"says that all is done, and it is not:\n{said.text}"
    else:
        assert said.code in (1, 3, 4, 5), f"{said.code}: {said.text}"
        assert re.search(r"SP\d{3}", said.text), said.text


def once(
    case: Case, command: str, last: int, trouble: Trouble, folder: Path, whole: tuple[Tree, Tree], goal: str
) -> str:
    """One refusal and what follows; what was refused. AssertionError: something was lost, or not told."""
    with staged(case, "linux", folder) as here:
        for step in FIRST[command]:
            here.run(step)
        said, struck = refused(here, command, last, trouble)
        try:
            told(said, whole[1], here.tree())
            wrong = list(torn(here, *whole))
            assert not wrong, "\n".join(wrong)
            story = Story(case, here)
            story.give_back() if goal == "back" else story.reach("after")
        except Exception as error:
            crash = here.places["state"] / "last-crash.txt"
            error.add_note(f"{struck}\n{said.text}\n{crash.read_text(encoding='utf-8') if crash.exists() else ''}")
            raise
        return struck


def main(name: str, command: str, folder: str, step: str = "0", looks: str = "0") -> int:
    """`step` 0: every trouble at every call; else one after the other, at every so many calls. `looks`: the same where
    the calls that only look count too.
    """
    case, top, wrong, number = read(HERE / name), Path(folder), 0, 0
    whole = complete(case, command, top / "whole")
    assert whole[0] != whole[1], "the command does nothing at all"
    goals = cycle(("forth", "back"))
    for troubles, every in ((CHANGING, int(step)), (LOOKING, int(looks))):
        turns, last, more = cycle(troubles), 1, True
        while more and last < MOST and wrong < ENOUGH:
            for trouble in (next(turns),) if every else troubles:
                number += 1
                try:
                    more = bool(once(case, command, last, trouble, top / "cut", whole, next(goals)))
                except Exception:  # noqa: BLE001  every loss is told, not only the first
                    wrong += 1
                    print(f"call {last}, {trouble}:\n{traceback.format_exc(limit=-2)}")
                shutil.rmtree(top / "cut", ignore_errors=True)
            last += every or 1
    print(number)
    return wrong != 0


if __name__ == "__main__" and sys.platform != "win32":
    signal.alarm(int(os.environ.get("SETPOINT_SECONDS", "600")))
    sys.exit(main(*sys.argv[1:]))

"""Kill -9 of a real process: a copy of this one goes on with the agent, and is ended in the middle of its work."""

from __future__ import annotations

import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from typing import Final

from fakes.days import HOUR
from fakes.meddling import switches
from fakes.month import Month

KILL: Final = 9

LONGEST: Final = 0.04
"""Seconds until it is ended. A repair takes 0.01 to 0.02, a whole pass that makes slots 0.05 (2026-11-22)."""


def killed(month: Month) -> None:
    """In the middle of a repair, or of whatever it does in the hour after. Then another agent begins."""
    if month.app.is_open:
        month.app.quit()
    month.expect()
    switches(month)
    month.weather.wake()
    if month.random.random() < 0.5:
        month.days.agent.reload()
    code, said = ended(lambda: month.let(HOUR), month.random.uniform(0.0, LONGEST))
    assert code in (0, -KILL), said
    month.check()
    month.begin()


def ended(work: Callable[[], None], seconds: float) -> tuple[int, str]:
    """`work` in a copy of this process that is killed after so long; its exit code, and what it failed of."""
    if sys.platform == "win32":
        raise AssertionError("there is no way to copy a process")
    ear, mouth = os.pipe()
    with warnings.catch_warnings():
        # from 3.12 on: a copy has this thread alone. Ours needs none of the others: the server stays in this process.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _work(work, mouth)
    os.close(mouth)
    time.sleep(seconds)
    os.kill(pid, KILL)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(ear, "rb") as told:
        return os.waitstatus_to_exitcode(status), told.read().decode(errors="replace")


def _work(work: Callable[[], None], mouth: int) -> None:
    """It leaves without a word to pytest, and without cleaning up what belongs to the other."""
    code = 0
    try:
        work()
    except BaseException:  # noqa: BLE001 - it must not go on as a second test run
        os.write(mouth, traceback.format_exc()[-60_000:].encode())
        code = 1
    finally:
        os._exit(code)

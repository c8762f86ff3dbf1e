"""`Watch` on Linux: asleep in the kernel until something happens."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from pathlib import Path
from typing import Final

from setpoint.adapters.ending import EVERY, Ending
from setpoint.adapters.inotify_queue import Queue
from setpoint.core.ports.watch import Places

LULL: Final = 0.05
"""Seconds before looking again when the last news concerned nobody.

10,000 files a second made beside what matters, 3 events each: 4.2 % of a core at 0.01, 2.9 % at 0.05, 3.2 % at 0.1,
and news after at most 25, 64 and 95 ms (2026-11-23). In 0.05 s the queue fills to a tenth.
"""
LONGEST: Final = 86_400.0
"""Seconds in one poll, which counts milliseconds in a C int."""

if sys.platform == "linux":

    class Inotify:
        """One queue for the folders, a descriptor of the process, a pipe for calls, one poll(2) for all."""

        def __init__(self) -> None:
            self._queue = Queue()
            self._ear, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
            self._ending = Ending(sleeping=True)
            self._happened = False

        @property
        def left_out(self) -> tuple[Path, ...]:
            return self._queue.left_out

        @property
        def bell(self) -> int | None:
            return self._bell

        def follow(self, places: Places, pid: int | None = None) -> None:
            self._happened |= self._queue.follow(places)
            self._ending.follow(pid)

        def wait(self, seconds: float) -> bool:
            until = time.monotonic() + seconds
            crowded = self._look()
            while not self._happened and (left := until - time.monotonic()) > 0:
                self._sleep(left, crowded=crowded)
                crowded = self._look()
            happened, self._happened = self._happened, False
            return happened

        def _look(self) -> bool:
            """Note what has happened; whether things happen that concern nobody."""
            news = self._queue.news()
            self._happened = self._rung() or self._ending.told() or self._happened or news is True
            return news is False

        def _sleep(self, seconds: float, *, crowded: bool) -> None:
            poll = select.poll()
            ends = (self._ear, self._ending.descriptor, None if crowded else self._queue.descriptor)
            for descriptor in ends:
                if descriptor is not None:
                    poll.register(descriptor, select.POLLIN)
            most = LULL if crowded else EVERY if self._ending.asked else LONGEST
            poll.poll(min(seconds, most) * 1000)

        def _rung(self) -> bool:
            """A pipe holds 64 KiB, unless the person has very many of them."""
            try:
                return bool(os.read(self._ear, 1 << 16))
            except BlockingIOError:
                return False

        def wake(self) -> None:
            with contextlib.suppress(OSError):  # full: it rings already; closed: nobody waits any more
                os.write(self._bell, b"\0")

        def close(self) -> None:
            ends, self._bell, self._ear = (self._ear, self._bell), -1, -1
            for descriptor in ends:
                if descriptor >= 0:
                    os.close(descriptor)
            self._queue.close()
            self._ending.close()

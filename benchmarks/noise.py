"""`noise.py FOLDER RATE`: makes and removes so many files a second there until it is ended, and says how many it made.

A process of its own, so that it is as fast as it can be while the latencies are taken.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

RATE: Final = 10_000
STEP: Final = 0.005
"""Seconds between two bursts."""


@contextmanager
def noise(folder: Path) -> Iterator[list[float]]:
    """Unrelated files come and go in this folder. What is given holds, afterwards, how many a second there were."""
    argv = [sys.executable, __file__, str(folder), str(RATE)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as made:
        rate: list[float] = []
        try:
            time.sleep(0.5)
            yield rate
        finally:
            made.send_signal(signal.SIGTERM)
            rate.append(float(made.communicate()[0]))


def main() -> None:
    folder, rate = sys.argv[1], int(sys.argv[2])
    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ending.append(number))
    began, count = time.perf_counter(), 0
    while not ending:
        behind = int((time.perf_counter() - began) * rate) - count
        for number in range(min(behind, rate)):
            name = f"{folder}/unrelated-{number}.tmp"
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600))
            os.unlink(name)  # noqa: PTH108 - the fastest way
        count += min(behind, rate)
        time.sleep(STEP)
    print(count / (time.perf_counter() - began))


if __name__ == "__main__":
    main()

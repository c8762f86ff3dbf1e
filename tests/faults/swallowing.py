"""How much memory a question takes at most, in a process of its own: `python -m faults.swallowing QUESTION URL`."""

from __future__ import annotations

import sys
from pathlib import Path

from faults.questions import ALL
from setpoint.errors import OllamaTrouble

NOBODY = "http://127.0.0.1:9"


def peak() -> int:
    """Bytes of memory that this process ever had. `ru_maxrss` would begin with those of the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def ask(question: str, url: str) -> None:
    try:
        ALL[question](url)
    except OllamaTrouble:
        return


if __name__ == "__main__":
    ask(sys.argv[1], NOBODY)  # everything is imported by now
    before = peak()
    ask(sys.argv[1], sys.argv[2])
    print(peak() - before)

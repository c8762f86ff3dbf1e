"""Kills ours again and again while it puts a key back beside another that writes. Linux only.

    python -m faults.races_killed RIVAL ROUNDS FOLDER

Each time the next one goes on at once, and begins by judging what the last one left. What a dead one had taken out of
its place is out of it until then, so the rival waits for its word a little before it calls it lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Final

from faults.races import WANTED, Ours, ended, started
from faults.rivals import from_memory

LIFE: Final = 0.006
"""Seconds at the most: three or four writes."""


def live(ours: Ours, path: Path) -> None:
    """Until somebody kills us."""
    ours.files.sweep(path)
    while True:
        ours.turn_anyway(path, WANTED)


def race(name: str, rounds: int, folder: Path) -> dict[str, object]:
    """`left`: what the dead had not judged yet, that they had exchanged for ours or were about to."""
    if sys.platform == "win32":
        raise AssertionError("there is no way to copy a process")
    path, ours = folder / "claude_desktop_config.json", Ours("whole")
    path.write_bytes(from_memory(0, b""))
    ours.turn(path, WANTED)
    rival = started(name, path, rounds)
    kills = left = 0
    while rival.poll() is None:
        child = os.fork()
        if child == 0:
            live(ours, path)
        time.sleep(random.random() * LIFE)  # noqa: S311  any will do
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kills, left = kills + 1, left + len(list(folder.glob(".setpoint-*.old")))
    ours.files.sweep(path)
    return {"rival": name, "way": "killed", "rounds": rounds, "kills": kills, "left": left, **ended(ours, path, rival)}


if __name__ == "__main__":
    print(json.dumps(race(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))

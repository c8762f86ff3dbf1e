"""How a test talks to the stand-in in another process: a folder with the files `do` and `said`.

Whoever wants something done writes lines beside `do` and renames them to it, so that none is read by halves; each line
is a JSON list of words (`orders.py`). What happened is appended to `said`, one JSON object a line: `event`, `pid`,
`parent`, and more by event.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from setpoint.value import value


@value
class Control:
    folder: Path

    def orders(self) -> list[list[object]]:
        """What is to be done, each once: the file is taken away before it is read."""
        taken = self.folder / "doing"
        try:
            (self.folder / "do").rename(taken)
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in taken.read_text(encoding="utf-8").splitlines()]

    def say(self, event: str, **more: object) -> None:
        line = json.dumps({"event": event, "pid": os.getpid(), "parent": os.getppid(), **more})
        with (self.folder / "said").open("a", encoding="utf-8") as said:
            said.write(line + "\n")

    def first_time(self, name: str) -> bool:
        """Whether this is asked for the first time, over all runs of the app with this folder."""
        mark = self.folder / name
        if mark.exists():
            return False
        mark.touch()
        return True

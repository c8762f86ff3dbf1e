"""`schtasks` in front of a Task Scheduler that only remembers, speaking German, as it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from setpoint.core.ports import Ran

MISSING = Ran(1, "", "FEHLER: Das System kann die angegebene Datei nicht finden.\n")
DENIED = Ran(1, "", "FEHLER: Zugriff verweigert\n")
DONE = Ran(0, "ERFOLGREICH\n", "")


@dataclass
class FakeSchtasks:
    """`tasks`: name → the file that was registered. `running`: the names of tasks that run."""

    allowed: bool = True
    tasks: dict[str, bytes] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)

    def __call__(self, argv: Sequence[str]) -> Ran:
        words = dict(zip(argv[1:], [*argv[2:], ""], strict=True))
        name = words["/tn"]
        if argv[1] == "/create":
            return self._create(name, Path(words["/xml"])) if self.allowed else DENIED
        if name not in self.tasks:
            return MISSING
        answer: Ran = getattr(self, f"_{argv[1].removeprefix('/')}")(name)
        return answer

    def _create(self, name: str, file: Path) -> Ran:
        self.tasks[name] = file.read_bytes()
        self.files.append(file)
        return DONE

    def _query(self, name: str) -> Ran:
        return Ran(0, self.tasks[name].decode("utf-16"), "")

    def _run(self, name: str) -> Ran:
        self.running.add(name)
        return DONE

    def _end(self, name: str) -> Ran:
        self.running.discard(name)
        return DONE

    def _delete(self, name: str) -> Ran:
        if not self.allowed:
            return DENIED
        del self.tasks[name]
        return DONE

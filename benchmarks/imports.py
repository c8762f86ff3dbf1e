"""What a start imports: `python -X importtime`, summed up."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from subject import Subject

HEAVY: Final = ("httpx", "jsonschema", "keyring", "rich", "structlog", "watchfiles", "yaml", "ssl", "email", "asyncio")
"""Libraries of Setpoint, and large ones of Python, that a pass with nothing to do has no use for."""

_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Imports:
    """`own` milliseconds of each module by itself, as this very slow way of looking counts them."""

    own: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.own.values())

    @property
    def heavy(self) -> tuple[str, ...]:
        return tuple(name for name in HEAVY if name in self.own)

    def of_setpoint(self) -> tuple[int, float]:
        """How many modules, and how many milliseconds."""
        found = [time for name, time in self.own.items() if name.partition(".")[0] == "setpoint"]
        return len(found), sum(found)

    def dearest(self, count: int) -> list[tuple[str, float]]:
        """Packages, submodules counted in."""
        sums: defaultdict[str, float] = defaultdict(float)
        for name, time in self.own.items():
            sums[name.partition(".")[0]] += time
        return sorted(sums.items(), key=lambda pair: -pair[1])[:count]


def imports(subject: Subject, *words: str) -> Imports:
    python = subject.program.parent / "python"
    argv = [str(python), "-X", "importtime", *subject.argv(*words)]
    told = subprocess.run(argv, env=subject.env, capture_output=True, text=True, check=True).stderr
    return Imports({name: int(micro) / 1000 for micro, name in _LINE.findall(told)})

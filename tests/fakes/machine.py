"""A machine whose system files lie in a tree and whose programs answer from a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from setpoint.adapters.files import DiskFiles
from setpoint.core.ports import Machine, Ran
from setpoint.errors import CommandFailed

Answer = Ran | Callable[[Sequence[str]], Ran]


@dataclass
class Programs:
    """A `Runner`: by the program's file name, the answer. What is not in the table is not installed."""

    answers: Mapping[str, Answer] = field(default_factory=dict)

    def __call__(self, argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        answer = self.answers.get(PurePath(argv[0]).name)
        if answer is None:
            raise CommandFailed("SP703", f"{argv[0]} is not installed", hint=f"{seconds} s, input: {stdin is not None}")
        return answer if isinstance(answer, Ran) else answer(argv)


def machine(tree: Path, env: Mapping[str, str] | None = None, programs: Mapping[str, Answer] | None = None) -> Machine:
    """`tree` is the root, the home is below it. `dataclasses.replace` gives it a registry and the like."""
    uid = -1
    if sys.platform != "win32":
        uid = tree.stat().st_uid
    return Machine(env or {}, tree / "home/ada", DiskFiles(), Programs(programs or {}), tree, "desk", uid)

"""Where a key could come to light: outputs, files, zips, arguments and variables of every program that is started."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from e2e.household import Household

CANARY = "canary-b41d77e09c5a2f63"
"""Of no form that any check knows: what is not recognised must not leak either."""

COMMANDS = (
    "validate",
    "trust",
    "plan",
    "plan -v",
    "plan --json",
    "init --print --mode gateway --url http://127.0.0.1:9",
    "apply --yes -v",
    "status",
    "status -v --log-format json",
    "status --json",
    "status --log-format console",
    "sync",
    "doctor",
    "doctor --json",
    "doctor --bundle report.zip",
    "history",
    "history --json",
    "explain gateway.key",
    "explain inferenceGatewayApiKey",
    "explain inferenceCredentialHelper",
    "explain KeyAvailable",
    "explain claude-sonnet-5 --json",
    "test --yes",
    "key check gateway",
    "use native --for 1h",
    "apply --yes --log-format json",
    "use profile",
    "pause --for 1h --because lunch",
    "resume",
    "service status",
    "render --system macos",
    "schema",
    "completion bash",
    "apply --yes -v",
    "restore --yes -v",
    "uninstall --yes -v",
)
"""An evening with it: every command but `run`, which is tried for itself, and `demo`, which has a home of its own."""


@dataclass
class Children:
    """Every program that this process starts while somebody looks on: arguments and variables, by Python's own word."""

    watched: bool = False
    seen: list[str] = field(default_factory=list)

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.watched and event == "subprocess.Popen":
            _, argv, _, env = arguments
            words = argv if isinstance(argv, Sequence) else [argv]
            self.seen.append(f"{[_text(word) for word in words]} {dict(os.environ if env is None else env)!r}")  # type: ignore[call-overload]

    @contextmanager
    def looked_at(self) -> Iterator[list[str]]:
        self.seen.clear()
        self.watched = True
        try:
            yield self.seen
        finally:
            self.watched = False


def _text(word: object) -> str:
    return os.fsdecode(word) if isinstance(word, bytes | os.PathLike) else str(word)


def holding(house: Household, *known: str, key: str = CANARY) -> set[str]:
    """The files below the house that hold the key, but for those that are known to; of a zip what is in it."""
    found = set()
    for path in house.top.rglob("*"):
        if path.is_file() and path.name not in known and any(key.encode() in data for data in _contents(path)):
            found.add(path.relative_to(house.top).as_posix())
    return found


def _contents(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def too_open(house: Household) -> dict[str, str]:
    """Of what Setpoint made below its state folder and in Claude's: files wider than 0600, folders than 0700."""
    wrong = {}
    for path in (house.state, *house.state.rglob("*")):
        mode = path.lstat().st_mode & 0o777
        fits = {0o700} if path.is_dir() or path.parent.name == "helpers" else {0o600}
        if mode not in fits and not path.is_symlink():
            wrong[path.relative_to(house.top).as_posix()] = f"{mode:03o}"
    return wrong


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def install(children: Children) -> Children:
    """An audit hook cannot be taken away again: it looks on only when it is asked to."""
    sys.addaudithook(children.hook)
    return children

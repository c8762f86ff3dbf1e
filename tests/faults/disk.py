"""What a disk may hold after a loss of power, worked out from the shim's journal.

A file's content is safe once the file was synced; a name (made, moved, removed) once its folder was. Of what was not
synced any part may be lost, in any order, and a file's content may also be there by half. That is more than today's
file systems do, which keep the order of renames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path, PurePath
from typing import Final, Literal

Node = int | Literal["folder"]
Step = tuple[tuple[str, Node | None], ...]
State = frozenset[tuple[str, bytes | None]]
"""Paths with their content; None: a folder."""

ALL_OF: Final = 4
"""Of so many lost names every combination is tried; of more none, all, each alone, and all but each."""


@dataclass
class Disk:
    """`names` and `content` as the process sees them; `safe_names` and `safe_content` as they surely are."""

    names: dict[str, Node] = field(default_factory=dict)
    content: dict[int, bytes] = field(default_factory=dict)
    safe_names: dict[str, Node] = field(default_factory=dict)
    safe_content: dict[int, bytes] = field(default_factory=dict)
    pending: list[Step] = field(default_factory=list)

    def happen(self, line: str) -> None:
        """One line of the journal."""
        what, one, two = line.split("\t")
        match what:
            case "create":
                self._new(one, b"")
            case "mkdir":
                self._name((one, "folder"))
            case "content":
                node = self.names[one]
                assert isinstance(node, int)
                self.content[node] = bytes.fromhex(two)
            case "sync":
                self._sync(one)
            case "unlink":
                self._name((one, None))
            case _:
                self._two(what, one, two)

    def _two(self, what: str, one: str, two: str) -> None:
        """Of a link the first name stays as it is."""
        first: dict[str, Step] = {"rename": ((one, None),), "exchange": ((one, self.names.get(two)),), "link": ()}
        self._name(*first[what], (two, self.names[one]))

    def left(self) -> Iterator[State]:
        """Every state that may be found when the power comes back now."""
        for steps in _parts(self.pending):
            names = dict(self.safe_names)
            for step in steps:
                _apply(names, step)
            for content in self._contents():
                yield frozenset(
                    (path, None if node == "folder" else content[node])
                    for path, node in names.items()
                    if _reached(path, names)
                )

    def _contents(self) -> Iterator[dict[int, bytes]]:
        lost = {node for node in self.content if self.content[node] != self.safe_content.get(node, b"")}
        yield {node: self.safe_content.get(node, b"") for node in self.content}
        if lost:
            yield self.content
            halves = {node: self.content[node][: len(self.content[node]) // 2] for node in lost}
            yield {**self.content, **halves}

    def _new(self, path: str, data: bytes) -> None:
        node = len(self.content)
        self.content[node] = data
        self._name((path, node))

    def _name(self, *step: tuple[str, Node | None]) -> None:
        _apply(self.names, step)
        self.pending.append(step)

    def _sync(self, path: str) -> None:
        node = self.names.get(path)
        if isinstance(node, int):
            self.safe_content[node] = self.content[node]
            return
        kept = []
        for step in self.pending:
            if all(str(PurePath(name).parent) == path for name, _ in step):
                _apply(self.safe_names, step)
            else:
                kept.append(step)
        self.pending = kept


def found(top: Path) -> Disk:
    """What is below a folder, safe. Links stay out of it: nothing of ours makes one."""
    disk = Disk({str(top): "folder"}, safe_names={str(top): "folder"})
    for path in sorted(top.rglob("*")):
        if path.is_symlink():
            continue
        node: Node = "folder" if path.is_dir() else len(disk.content)
        if isinstance(node, int):
            disk.content[node] = disk.safe_content[node] = path.read_bytes()
        disk.names[str(path)] = disk.safe_names[str(path)] = node
    return disk


def lay(top: Path, state: State, modes: dict[str, int]) -> None:
    """Make the folder hold this state. `modes` of files; 0600 where nothing is known."""
    wanted = dict(state)
    for path in sorted(top.rglob("*"), reverse=True):
        if not path.is_symlink() and str(path) not in wanted:
            path.rmdir() if path.is_dir() else path.unlink()
    for name in sorted(wanted):
        path, data = Path(name), wanted[name]
        if data is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(data)
            path.chmod(modes.get(name, 0o600))


def _apply(names: dict[str, Node], step: Step) -> None:
    for path, node in step:
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


def _reached(path: str, names: dict[str, Node]) -> bool:
    """Whether every folder on the way to it is there, as far as the journal knows."""
    return all(str(parent) in names for parent in PurePath(path).parents if len(str(parent)) >= len(min(names)))


def _parts(pending: list[Step]) -> Iterator[list[Step]]:
    if len(pending) <= ALL_OF:
        for size in range(len(pending) + 1):
            yield from map(list, combinations(pending, size))
        return
    yield []
    yield pending
    for number, step in enumerate(pending):
        yield [step]
        yield [*pending[:number], *pending[number + 1 :]]

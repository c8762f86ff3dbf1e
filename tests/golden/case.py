"""A golden case: a folder with a profile, what was there before, and what must be there afterwards.

See README.md in this folder for the parts of a case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from setpoint.core.ports import System

HERE: Final = Path(__file__).resolve().parent
SYSTEMS: Final[tuple[System, ...]] = ("linux", "macos", "windows")
EMPTY: Final = ".keep"
"""Git knows no empty folders: this file stands for one."""

Tree = dict[str, bytes]
"""Files by their symbolic path (`3p/configLibrary/_meta.json`); folders by theirs, with a slash at the end."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Exit codes of the five commands that every case goes through."""

    plan: int = 2
    apply: int = 0
    again: int = 0
    replan: int = 0
    restore: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: first somebody or something changes the machine, then a command is run.

    `files`: the tree that must be there afterwards (`before`, `after`, a folder of the case, or `unchanged`).
    """

    about: str = ""
    lay: str = ""
    gone: tuple[str, ...] = ()
    app: str = ""
    ollama: Mapping[str, object] = field(default_factory=dict)
    profile: str = ""
    run: str = ""
    exit: int = 0
    says: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    files: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """`ollama` None: no server answers. `policy` is a table of managed values, or the word `unreadable`.

    `says`: for `apply` and `restore`, what must be among what is said.
    """

    folder: Path
    about: str
    systems: tuple[System, ...] = SYSTEMS
    installed: bool = True
    running: bool = False
    trusted: bool = False
    options: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    exit: Codes = field(default_factory=Codes)
    ollama: Mapping[str, object] | None = None
    policy: Mapping[str, object] | str | None = None
    hive: str = "HKLM"
    says: Mapping[str, list[str]] = field(default_factory=dict)
    first: tuple[Step, ...] = ()
    then: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        return self.folder.name

    def has(self, name: str) -> bool:
        return (self.folder / name).is_dir()

    def tree(self, name: str) -> Tree:
        """The tree of a folder; where there is none, nothing changed since the one before it."""
        if name == "after" and not self.has("after"):
            return self.tree("before")
        if name == "restored" and not self.has("restored"):
            return self.tree("before")
        return read_tree(self.folder / name)


def cases() -> list[Case]:
    """Those with one profile. Those with several belong to tests of their own."""
    return [read(path.parent) for path in sorted(HERE.glob("*/case.toml")) if path.with_name("profile.yaml").exists()]


def read(folder: Path) -> Case:
    plain = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    plain["exit"] = Codes(**plain.get("exit", {}))
    plain["systems"] = tuple(plain.get("systems", SYSTEMS))
    for name in ("first", "then"):
        plain[name] = tuple(_step(step) for step in plain.get(name, []))
    return Case(folder, **plain)


def _step(plain: dict[str, object]) -> Step:
    lists = {key: tuple(value) for key, value in plain.items() if isinstance(value, list)}
    return Step(**{**plain, **lists})  # type: ignore[arg-type]  # a wrong word of a case is a TypeError at once


def read_tree(folder: Path) -> Tree:
    """Only the parts that a case compares: Claude's folders, and what the Ollama server holds."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(("3p", "1p", "other", "ollama.txt")):
            continue
        if path.is_dir():
            found[f"{name}/"] = b""
        elif path.name != EMPTY:
            found[name] = path.read_bytes()
    return found


def write_tree(folder: Path, tree: Tree) -> None:
    for name, data in tree.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            if not any(other != name and other.startswith(name) for other in tree):
                (path / EMPTY).write_bytes(b"")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

"""A machine on which nothing is there: what a platform says there it says of every fresh machine of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from setpoint.core.ports import FileFacts, Ran
from setpoint.errors import CommandFailed, FileTrouble


class NoFiles:
    """`Files` without any, and with no place for one."""

    def read(self, path: Path, *, limit: int = 0) -> bytes | None:
        return None

    def half_written(self, path: Path) -> bool:
        return False

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        _refuse(path)

    def append(self, path: Path, data: bytes) -> None:
        _refuse(path)

    def delete(self, path: Path, *, seen: bytes) -> None:
        _refuse(path)

    def make_folder(self, path: Path) -> tuple[Path, ...]:
        _refuse(path)

    def drop_folder(self, path: Path) -> bool:
        return False

    def sweep(self, path: Path) -> None: ...

    def same(self, path: Path, other: str) -> bool:
        return False

    def modified(self, path: Path) -> float | None:
        return None

    def names(self, path: Path) -> tuple[str, ...]:
        return ()

    def link(self, path: Path) -> str | None:
        return None

    def links(self, folder: Path, names: Iterable[str]) -> Mapping[str, str]:
        return {}

    def facts(self, path: Path) -> FileFacts | None:
        return None


BUG = "please report this: only a bug asks a machine that is made up"


def _refuse(path: Path) -> NoReturn:
    raise FileTrouble("SP306", "this machine is made up; nothing can be written there", where=str(path), hint=BUG)


def run_nothing(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
    del seconds, stdin
    raise CommandFailed("SP703", "there are no programs on a made-up machine", where=argv[0], hint=BUG)

"""What is fuzzed: a reader, the real files that its inputs come from, and how much of a run it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from setpoint.core.ports import FileFacts, Files
from setpoint.errors import FileTrouble

GOLDEN: Final = Path(__file__).resolve().parent.parent / "golden"


@dataclass(frozen=True)
class Target:
    """`check` takes any bytes, and raises for what is a find: nothing that the reader documents gets out of it.

    `share`: inputs of a thousand. Cheap readers get many, dear ones few, so that a long run is balanced in time.
    """

    name: str
    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    share: int
    writes: bool = False
    """It says itself which refused write is a find."""


class OneFile:
    """The port `Files` as a reader sees it: every path is one file. Writing is a find."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, path: Any, *, limit: int | None = None) -> bytes | None:
        return self._data

    def write(self, path: Any, data: bytes, *, seen: bytes | None, **_more: object) -> None:
        raise AssertionError(f"wrote {path}")

    def facts(self, path: Any) -> FileFacts | None:
        raise FileTrouble("SP501", "not asked for", where=str(path))


def one_file(data: bytes) -> Files:
    return cast("Files", OneFile(data))


def golden(ending: str) -> tuple[bytes, ...]:
    """Every file of the golden cases with such a name, each text once, in an order that stays."""
    return tuple(dict.fromkeys(path.read_bytes() for path in sorted(GOLDEN.rglob(f"*{ending}")) if path.is_file()))


def text_of(data: bytes) -> str:
    """Text with lone surrogates where the bytes are none: as arguments and variables come from the system."""
    return data.decode("utf-8", "surrogateescape")


def lines_of(data: bytes, most: int = 6) -> list[str]:
    return text_of(data).split("\n")[:most]

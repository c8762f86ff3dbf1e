"""Writers that take their time: is a file ever acted on while somebody is half-way through writing it?

Two kinds, both in place, in five pieces: one cuts the file to nothing first, so that it is no JSON until the last
piece; the other overwrites a value of its own piece by piece, so that the file looks finished at any moment.
Each leaves the file with a value of ours changed, so that there is something to repair from the first piece on.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drifts import foreign

PIECES: Final = 5
OWN: Final = "somebodysOwn"
"""A key that is not ours, with what the writer has to say."""

PATIENCE: Final = 30.0


@dataclass(slots=True)
class Halfway:
    """`early`: writings during which the file became another one. `lost`: those of which a byte is missing after the
    repair. `seconds`: the longest time from the last piece to the repair.
    """

    writings: int = 0
    early: int = 0
    lost: int = 0
    seconds: float = 0.0


Pieces = Callable[[Path, bytes, int], Iterator[None]]


def cutting(path: Path, good: bytes, number: int) -> Iterator[None]:
    """All of it anew, a fifth at a time."""
    data = _with_own(foreign(good, number), _words(number))
    size = -(-len(data) // PIECES)
    with path.open("wb", buffering=0) as file:
        for at in range(0, len(data), size):
            file.write(data[at : at + size])
            if at + size < len(data):
                yield


def patching(path: Path, good: bytes, number: int) -> Iterator[None]:
    """The value of ours first, then a value of its own, a fifth at a time; the length stays."""
    words = _words(number)
    data = _with_own(foreign(good, number), "-" * len(words))
    at, size = data.index(b"-" * len(words)), len(words) // PIECES
    with path.open("r+b", buffering=0) as file:
        os.ftruncate(file.fileno(), len(data))
        os.pwrite(file.fileno(), data, 0)
        for piece in range(PIECES):
            if piece:
                yield
            os.pwrite(file.fileno(), words[piece * size : (piece + 1) * size].encode(), at + piece * size)


WRITERS: Final[dict[str, Pieces]] = {"cut to nothing, then written": cutting, "overwritten piece by piece": patching}


def halfway(
    files: Sequence[Path],
    good: dict[Path, bytes],
    pieces: Pieces,
    seconds: float,
    times: int,
    between: Callable[[], None],
) -> Halfway:
    """`between` is called in the middle of each writing: something that makes the agent look."""
    found = Halfway()
    for number in range(times):
        path = files[number % len(files)]
        early = _write(pieces(path, good[path], number), path, seconds / (PIECES - 1), between)
        began = time.perf_counter()
        lost = not _repaired(path, good[path], number)
        found.seconds = max(found.seconds, time.perf_counter() - began)
        found.writings, found.early, found.lost = found.writings + 1, found.early + early, found.lost + lost
        path.write_bytes(good[path])
        time.sleep(0.5)
    return found


def _write(pieces: Iterator[None], path: Path, pause: float, between: Callable[[], None]) -> bool:
    """Whether the file was another one, or had other bytes, before a piece than after the one before it."""
    early, at = False, 0
    for at, _ in enumerate(pieces, 1):
        before = _print(path)
        if at == PIECES // 2:
            between()
        time.sleep(pause)
        early = early or _print(path) != before
    assert at == PIECES - 1
    return early


def _print(path: Path) -> tuple[int, str]:
    return path.stat().st_ino, hashlib.sha256(path.read_bytes()).hexdigest()


def _repaired(path: Path, good: bytes, number: int) -> bool:
    """Ours is as it was, and the writer's own words are all there."""
    end = time.perf_counter() + PATIENCE
    wanted = _with_own(good, _words(number))
    while time.perf_counter() < end:
        if path.read_bytes() == wanted:
            return True
        time.sleep(0.002)
    return False


def _with_own(data: bytes, words: str) -> bytes:
    return data.replace(b"{", f'{{"{OWN}": "{words}",'.encode(), 1)


def _words(number: int) -> str:
    return f"{number:08d}" * 25

"""Foreign writes to the three files, and how long it takes until they are as they were."""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final

OURS: Final = (
    (b"appliedId", b"c0ffee00-1111-4222-8333-444455556666"),
    (b"deploymentMode", b"1p"),
    (b"inferenceGatewayBaseUrl", b"http://127.0.0.1:9/%d"),
)
"""Of each of the three files one value, and what somebody else makes of it."""

LOOK: Final = 0.001
"""Seconds between two looks at the file: the times are that much too long at the most."""

PATIENCE: Final = 60.0

Write = Callable[[Path, bytes], None]


@dataclass(slots=True)
class Latencies:
    """Seconds from the end of a foreign write to the repaired file."""

    seconds: list[float] = field(default_factory=list)

    def part(self, share: float) -> float:
        """The nearest rank: of 1,000 the 990th for 0.99."""
        ordered = sorted(self.seconds)
        return ordered[max(0, ceil(round(len(ordered) * share, 6)) - 1)]


def replacing(path: Path, data: bytes) -> None:
    """As careful programs write: beside it, then over it in one step."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def in_place(path: Path, data: bytes) -> None:
    """As Claude Desktop and most others do: cut to nothing, then written."""
    with path.open("wb", buffering=0) as file:
        file.write(data)


WRITERS: Final[dict[str, Write]] = {"replaced in one step": replacing, "written in place": in_place}


def foreign(good: bytes, number: int) -> bytes:
    """The file with a value of ours changed by somebody else, and nothing else; a url is another one each time."""
    key, value = next(each for each in OURS if each[0] in good)
    pattern = rb'("' + key + rb'"\s*:\s*)"[^"]*"'
    return re.sub(pattern, rb'\1"' + (value % number if b"%" in value else value) + b'"', good, count=1)


def repaired(path: Path, good: bytes, write: Write, number: int) -> float:
    write(path, foreign(good, number))
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < PATIENCE:
        with suppress(FileNotFoundError):  # a peer may take it away before it puts it back
            if path.read_bytes() == good:
                return now - began
        time.sleep(LOOK)
    sys.exit(f"{path.name} was not repaired within {PATIENCE:g} s")


def drift(files: Sequence[Path], good: dict[Path, bytes], write: Write, times: int, pause: float) -> Latencies:
    """One file after the other. `pause`: seconds at the most, by chance, before the next: a writer knows no rhythm."""
    found = Latencies()
    for number in range(times):
        path = files[number % len(files)]
        found.seconds.append(repaired(path, good[path], write, number))
        time.sleep(random.random() * pause)  # noqa: S311 - guards nothing
    return found

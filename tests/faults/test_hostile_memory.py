"""Whatever a server sends, and however much of it: what a question takes in memory is bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from faults.cases import LONG
from faults.lying import Asked, Liar
from faults.oddities import CHUNKED, ENDLESS, answer, endless

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600 if LONG else 60),
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is told in other units"),
]

TESTS: Final = Path(__file__).resolve().parent.parent
BOUND: Final = 64 << 20
"""Bytes over what the process has anyway."""

BODY: Final = 4_100_000
"""Just below what is read of an answer at all."""


def filled(piece: bytes, size: int = BODY) -> Callable[[Asked], Iterable[bytes]]:
    said = answer(b'{"models":[' + piece * (size // len(piece)) + b"0]}")
    return lambda _: [said]


def lines(piece: bytes) -> Callable[[Asked], Iterable[bytes]]:
    line = b'{"status":"x","a":[' + piece * (65_000 // len(piece)) + b"0]}\n"
    return endless(CHUNKED, b"%x\r\n%s\r\n" % (len(line), line))


MUCH: Final = {
    **{name: ENDLESS[name] for name in ("a gigabyte", "trailers", "tiny chunks", "headers", "chunks", "continue")},
    "small objects": filled(b"{},"),
    "as many objects as are read": filled(b"[0],", 900_000),
    "short texts": filled('"€",'.encode()),
    "as many texts as are read": filled('"€",'.encode(), 2_900_000),
    "keys": lambda _: [answer(b"{" + b",".join(b'"%x":1' % each for each in range(240_000)) + b"}")],
    "one wide text": lambda _: [answer(b'{"models":"' + b"x" * BODY + '😀"}'.encode())],
    "long lines": lines(b"{},"),
    "layers": lambda _: (
        [CHUNKED]
        + [
            b"%x\r\n%s\r\n" % (len(line), line)
            for line in (b'{"status":"x","digest":"%d","total":9}\n' % each for each in range(12_000))
        ]
    ),
}
QUESTIONS: Final = ("models", "show", "pull", "message", "size")
SAMPLE: Final = (
    ("a gigabyte", "models"),
    ("as many texts as are read", "models"),
    ("one wide text", "models"),
    ("long lines", "pull"),
    ("chunks", "size"),
)
PAIRS: Final = [(case, question) for case in MUCH for question in QUESTIONS] if LONG else SAMPLE


def taken(case: str, question: str) -> int:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    with Liar(MUCH[case]) as liar:
        words = [sys.executable, "-m", "faults.swallowing", question, liar.url]
        ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=50)
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


@pytest.mark.parametrize("case, question", PAIRS)
def test_no_answer_takes_more_than_a_little_memory(case: str, question: str) -> None:
    more = taken(case, question)
    print(f"{case}, {question}: {more / (1 << 20):.0f} MiB")
    assert more < BOUND, f"{more >> 20} MiB"

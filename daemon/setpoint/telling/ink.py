"""Colour and folded lines on a terminal, plain text and whole lines everywhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final, TextIO

STYLES: Final = {
    "good": "32",
    "bad": "31",
    "wait": "33",
    "dim": "2",
    "bold": "1",
    "new": "32",
    "gone": "31",
    "other": "36",
}


class Ink:
    """Styles text where the stream is a terminal and `NO_COLOR` (https://no-color.org) is not set.

    `width`: columns of the terminal, 0 where there is none: what goes into a file or a pipe is never folded.
    """

    def __init__(self, stream: TextIO, env: Mapping[str, str]) -> None:
        self.terminal = stream.isatty()
        self.on = self.terminal and not env.get("NO_COLOR") and env.get("TERM") != "dumb"
        self.width = _columns(stream, env) if self.terminal else 0

    def __call__(self, style: str, text: str) -> str:
        return f"\033[{STYLES[style]}m{text}\033[0m" if self.on and text else text

    def told(self, style: str, mark: str, text: str, code: str = "") -> Iterator[str]:
        """A mark, a sentence and the code behind it, over as many lines as the terminal needs."""
        head, *rest = fold(f"{mark} {printable(text)}{f'   {code}' if code else ''}", self.width, hang=2)
        lines = [f"{self(style, mark)}{head[len(mark) :]}", *rest]
        if code:
            lines[-1] = f"{lines[-1].removesuffix(code)}{self('dim', code)}"
        yield from lines

    def hint(self, text: str, indent: str = "  ") -> Iterator[str]:
        """The cure, on a line of its own below what is wrong."""
        yield from fold(f"{indent}→ {printable(text)}", self.width, hang=len(indent) + 2)


def fold(text: str, width: int, *, hang: int) -> list[str]:
    """Lines of at most `width` columns, broken between words, all but the first indented; whole if `width` is 0."""
    lines: list[str] = []
    line = ""
    for number, word in enumerate(text.split(" ")):
        longer = f"{line} {word}" if number else word
        if width and word and len(longer) > width and len(line.strip()) > hang:
            lines.append(line.rstrip())
            longer = " " * hang + word
        line = longer
    return [*lines, line]


def printable(text: str) -> str:
    """Text from elsewhere without control characters: a file name must not steer somebody's terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def _columns(stream: TextIO, env: Mapping[str, str]) -> int:
    """What `COLUMNS` says, else the terminal. Narrower than 40 nothing is folded: it would be one word a line."""
    said = env.get("COLUMNS", "")
    try:
        width = int(said) if said.isdecimal() and len(said) < 6 else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0
    return width if width >= 40 else 0

"""Colour on a terminal, plain text everywhere else."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Styles text where the stream is a terminal and `NO_COLOR` (https://no-color.org) is not set."""

    def __init__(self, stream: TextIO, env: Mapping[str, str]) -> None:
        self.terminal = stream.isatty()
        self.on = self.terminal and not env.get("NO_COLOR") and env.get("TERM") != "dumb"

    def __call__(self, style: str, text: str) -> str:
        return f"\033[{STYLES[style]}m{text}\033[0m" if self.on and text else text


def printable(text: str) -> str:
    """Text from elsewhere without control characters: a file name must not steer somebody's terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)

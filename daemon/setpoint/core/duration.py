"""Spans of time as they are written in a profile and on a command line: `90s`, `5m`, `2h`, `7d`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SECONDS: Final[Mapping[str, int]] = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
DIGITS: Final = 6
"""At the most, as in the schema of profiles."""


def seconds(text: str) -> int:
    """ValueError: it is no span, or an empty one."""
    number, unit = text[:-1], text[-1:]
    if unit not in _SECONDS or not (number.isascii() and number.isdecimal()) or len(number) > DIGITS or not int(number):
        raise ValueError(text)
    return int(number) * _SECONDS[unit]

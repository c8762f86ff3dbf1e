"""Moments as a person reads them, in local time. By `time`: `datetime` takes 2 ms to import, 2 % of a `status`."""

from __future__ import annotations

import time
from typing import Final

DAY: Final = 86400.0


def clock_text(moment: float) -> str:
    """A moment (seconds since 1970): 09:14 today, `Thu 08:02` within a week, else the date.

    OverflowError, OSError or ValueError: the system knows no such moment.
    """
    then, now = time.localtime(moment), time.localtime()
    if then[:3] == now[:3]:
        return time.strftime("%H:%M", then)
    near = abs((time.time() - moment) // DAY) < 6
    return time.strftime("%a %H:%M" if near else "%Y-%m-%d %H:%M", then)


def date_text(moment: float) -> str:
    """`2026-11-22 10:07:31`; "?" where the system knows no such moment."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
    except (ValueError, OverflowError, OSError):
        return "?"


def time_text(moment: float) -> str:
    """To the second: 10:07:31 today, else the date too."""
    text = date_text(moment)
    return text.partition(" ")[2] if text[:10] == date_text(time.time())[:10] and text != "?" else text

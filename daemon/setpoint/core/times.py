"""Moments as a person reads them, in local time."""

from __future__ import annotations

from datetime import datetime


def clock_text(moment: float) -> str:
    """A moment (seconds since 1970): 09:14 today, `Thu 08:02` within a week, else the date."""
    then, now = datetime.fromtimestamp(moment).astimezone(), datetime.now().astimezone()
    if then.date() == now.date():
        return then.strftime("%H:%M")
    return then.strftime("%a %H:%M") if abs((now - then).days) < 6 else then.strftime("%Y-%m-%d %H:%M")

"""What is told of cloud models that were taken away, or are to be: by the dated table, and by the day it is today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.core.facts.ollama import RETIRED, Retired, retired, successor
from setpoint.core.report import Notice

AHEAD: Final = 30
"""Days before the day from which on it is told with every plan and status. `validate` tells it at any time."""


def coming(name: str, now: float, table: Mapping[str, Retired] = RETIRED) -> Notice | None:
    """About a model that answers still. `now`: seconds since 1970."""
    gone = retired(name, table)
    near = gone is not None and _days_until(gone.on, now) <= AHEAD
    return announced(name, now, table) if near else None


def announced(name: str, now: float, table: Mapping[str, Retired] = RETIRED) -> Notice | None:
    """The same at any time, for whoever asks about the model."""
    gone = retired(name, table)
    if gone is None:
        return None
    past = _days_until(gone.on, now) <= 0
    told = f"was to be retired on {gone.on}, and may end any day" if past else f"is to be retired on {gone.on}"
    return Notice("SP238", f"{name} {told}", hint=cure(name, table))


def is_over(name: str, now: float, table: Mapping[str, Retired] = RETIRED) -> str:
    """The day since which a model is known to be retired; "" where it is not, or not yet."""
    gone = retired(name, table)
    return gone.on if gone and _days_until(gone.on, now) <= 0 else ""


def cure(name: str, table: Mapping[str, Retired] = RETIRED) -> str:
    return f"use {successor(name, table)}"


def _days_until(day: str, now: float) -> int:
    """By the calendar of UTC: nobody announces an hour."""
    from datetime import UTC, date, datetime

    return (date.fromisoformat(day) - datetime.fromtimestamp(now, UTC).date()).days

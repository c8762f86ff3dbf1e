"""Words of a command line that mean more than themselves: spans and moments of time, and what a person says."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Final

from setpoint.core.duration import seconds

LONGEST: Final = 10 * 365 * 86_400
SAID: Final = 200
"""Characters of a sentence at the most: it is shown on one line."""


def span(text: str) -> int:
    """Seconds."""
    try:
        found = seconds(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no time such as 90s, 5m, 2h or 7d') from None
    if found > LONGEST:
        raise ArgumentTypeError(f'"{text}" is longer than ten years')
    return found


def moment(text: str, now: float) -> float:
    """Seconds since 1970: so long ago (`2d`), or a date in local time, with or without a time of day."""
    try:
        return now - seconds(text)
    except ValueError:
        pass
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        raise ArgumentTypeError(f'"{text}" is neither a time such as 2d nor a date such as 2026-11-22') from None


def sentence(text: str) -> str:
    """One printable line. What looks like a key is refused: the sentence is kept, and shown to whoever looks."""
    from setpoint.core.plain_key import looks_like_key

    said = " ".join(text.split())
    if not said:
        raise ArgumentTypeError("say why, in some words")
    if not said.isprintable():
        raise ArgumentTypeError("there is something in it that cannot be printed")
    if len(said) > SAID:
        raise ArgumentTypeError(f"at most {SAID} characters")
    if form := looks_like_key(said):
        raise ArgumentTypeError(f"it looks like {form}; it would be shown to whoever looks")
    return said

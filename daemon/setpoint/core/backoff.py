"""How long to wait before trying again."""

from __future__ import annotations


def pause(attempt: int, jitter: float, *, first: float = 2.0, longest: float = 900.0) -> float:
    """Seconds before the next try after `attempt` failures (from 1). Doubles; `jitter` in 0…1 takes off up to a half.

    Jitter keeps many machines that lost the same server from coming back in step.
    """
    grown = min(longest, first * float(2 ** min(attempt - 1, 30)))
    return grown * (1 - jitter / 2)

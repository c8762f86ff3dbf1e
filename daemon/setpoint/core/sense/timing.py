"""How often the agent looks."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.finding import Finding
from setpoint.core.profile import AgentWish

SHORTEST, LONGEST = 10, 86_400
"""Seconds."""


def check(agent: AgentWish) -> Iterator[Finding]:
    if not SHORTEST <= agent.interval <= LONGEST:
        yield Finding(("agent", "interval"), "SP111", "must be from 10s to 1d", 'write "5m", the usual')

"""The agent and a person's commands: it is called when one ends, and what it will do is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.wiring import Surroundings


@contextmanager
def calling(here: Surroundings) -> Iterator[None]:
    """Whatever a command changed, or did not, the agent looks anew when it ends. Nobody waits for that."""
    try:
        yield
    finally:
        beacon.call(here.state)


def follows(here: Surroundings) -> str:
    """Who carries out what was just said: the running agent, or `setpoint apply`."""
    if wiring.ledger(here).read().suspended_at(here.clock.now()):
        return "nothing is done while Setpoint is suspended: setpoint resume"
    if not beacon.running(here.state):
        return "no agent is running; carry it out with: setpoint apply"
    agent = beacon.seen(here.state)
    if agent and agent.mode == "audit":
        return "the agent only reports (agent.mode: audit); carry it out with: setpoint apply"
    return "the agent does it now; what Claude must be closed for, when it is"

"""What a running agent tells of itself, for `status`: a small file in the state folder. It holds no secret."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.value import as_plain, value

FILE = "agent.json"
LOCK = "agent.lock"
"""Held for as long as the agent lives: that tells whether what the file says is still so."""

WAKE = "wake"
"""A file of the state folder: whoever rewrites it makes the agent look at everything anew."""

END = "end"
"""A file of the state folder with the number of an agent's process: that agent ends. Windows has no polite signal."""


@value
class Pulling:
    """A pull that goes on. Bytes; `total` 0: not known yet. `rate` in bytes a second. `verb`: another long change."""

    target: str
    completed: int
    total: int
    rate: float
    verb: str = "pull"


@value
class AgentState:
    """Moments are seconds since 1970. `trouble` says why the profile in force is not the one on disk, "" if it is.

    `looked` and `looks` count every pass; `whole` is when the last one began that looked at everything, and is over.
    """

    pid: int
    version: str
    began: float
    mode: str = "enforce"
    generation: str = ""
    looked: float = 0.0
    next: float = 0.0
    looks: int = 0
    whole: float = 0.0
    pulling: Pulling | None = None
    trouble: str = ""


def to_plain(state: AgentState) -> object:
    return as_plain(state)


def from_plain(plain: object) -> AgentState | None:
    """None for anything that is not one: it is read beside a program that may be of another version."""
    if not isinstance(plain, Mapping):
        return None
    known = {name: plain[name] for name in AgentState.__match_args__ if name in plain}
    pulling = known.get("pulling")
    try:
        if pulling is not None:
            known["pulling"] = Pulling(**pulling)
        state = AgentState(**known)
        numbers: tuple[object, ...] = (state.pid, state.began, state.looked, state.next, state.looks, state.whole)
    except TypeError:
        return None
    texts: tuple[object, ...] = (state.version, state.mode, state.generation, state.trouble)
    if isinstance(state.pulling, Pulling):
        numbers += (state.pulling.completed, state.pulling.total, state.pulling.rate)
        texts += (state.pulling.target, state.pulling.verb)
    well = all(map(_is_figure, numbers)) and all(isinstance(each, str) for each in texts)
    return state if well else None


def _is_figure(each: object) -> bool:
    """A moment, a count, bytes: within 64 bits, as every program counts, and so neither NaN nor Infinity."""
    return isinstance(each, int | float) and abs(each) < 1 << 63

"""What a running agent tells of itself, for a person."""

from __future__ import annotations

from setpoint.core.agent_state import AgentState, Pulling
from setpoint.core.figures import size_text, span_text


def agent_text(agent: AgentState, generation: str, now: float) -> str:
    """`looked 4 s ago · agent running`; `generation` is that of the profile that is told about."""
    running = "agent running" if agent.mode == "enforce" else "agent only reports"
    if not agent.looked:
        return f"{running}, has not looked yet"
    if agent.generation not in ("", generation):
        return f"{running}, follows @{agent.generation}"
    return f"looked {span_text(max(0.0, now - agent.looked))} ago · {running}"


def next_text(agent: AgentState, now: float) -> str:
    left = agent.next - now
    return f"in {span_text(left)}" if left >= 1 else "now"


def going_on(pulling: Pulling) -> str:
    """What the agent is at, in one short word: it stands before a column."""
    return "upgrade" if pulling.verb == "upgrade" else "pulling"


def pulled_text(pulling: Pulling) -> str:
    """`11.9 GB of 19.0 GB  48.0 MB/s  2m28s`; what is not known yet is left out."""
    if not pulling.total:
        return "begins" if pulling.verb == "pull" else "takes some minutes"
    texts = [f"{size_text(pulling.completed)} of {size_text(pulling.total)}"]
    if pulling.rate >= 1:
        left = max(0, pulling.total - pulling.completed) / pulling.rate
        texts += [f"{size_text(round(pulling.rate))}/s", span_text(left)]
    return "  ".join(texts)

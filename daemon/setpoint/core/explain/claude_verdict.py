"""How a key of Claude Desktop's files stands, in one sentence, and what to do about it."""

from __future__ import annotations

from setpoint.core.document import MISSING
from setpoint.core.explain import Standing
from setpoint.core.explain.seen import Seen
from setpoint.core.explain.words import APPLIED
from setpoint.core.facts.claude import RESAVED
from setpoint.core.library import other_tool
from setpoint.core.ownership import untouched
from setpoint.core.policy import agrees, routes
from setpoint.core.ports import Policy
from setpoint.core.report import Condition
from setpoint.value import value


@value
class Verdict:
    standing: Standing
    summary: str


def verdict(key: str, seen: Seen) -> Verdict:
    """Whoever else decides comes first; then how file and profile compare, and why they may differ."""
    decided = _decided_elsewhere(key, seen)
    if decided:
        return decided
    return _in_place(key, seen) if seen.as_wanted(key) else _held_back(key, seen) or _differs(key, seen)


def _decided_elsewhere(key: str, seen: Seen) -> Verdict | None:
    """By IT, or not at all: nothing that could be compared."""
    if seen.policy and routes(seen.policy):
        return _by_policy(key, seen, seen.policy)
    if seen.files is None:
        return Verdict("wrong", seen.trouble or "cannot be told")
    if "hybridPointer" in seen.files.index.document.value():
        return Verdict("plain", "an organisation delivers Claude's configuration; hands off")
    if seen.profile is None:
        return Verdict("plain", "there is no valid profile that it could be compared with")
    if key in seen.unsure:
        why = "is not allowed yet" if _untrusted(seen) else "does not resolve"
        return Verdict("wrong", f"whether it is right cannot be told: the key of the route {why}")
    return None


def _untrusted(seen: Seen) -> Condition | None:
    """Nothing was resolved: first somebody says yes to it."""
    return seen.condition("KeyAvailable", "NotTrusted")


def _held_back(key: str, seen: Seen) -> Verdict | None:
    """Why a difference stays: a fight, a person's choice, a suspension."""
    if seen.fight(key):
        return Verdict("wrong", "contested: something else keeps setting it, and it is no longer written")
    yielded = seen.condition("ClaudeConfigured", "Yielded")
    if yielded:
        return Verdict("plain", yielded.message)
    if seen.suspended:
        return Verdict("waits", "not as the profile says: Setpoint is suspended and writes nothing")
    return None


def _by_policy(key: str, seen: Seen, policy: Policy) -> Verdict:
    wanted = (seen.wanted or {}).get(key, MISSING)
    if key not in policy.values:
        return Verdict("plain", "not in use: a managed policy decides Claude's route")
    if wanted is MISSING:
        return Verdict("plain", "a managed policy says it")
    if agrees(policy.values[key], wanted):
        return Verdict("well", "a managed policy decides, and says what the profile says")
    return Verdict("wrong", "a managed policy decides, and says something else than the profile")


def _in_place(key: str, seen: Seen) -> Verdict:
    if seen.wish(key) is not MISSING:
        return Verdict("well", "as the profile says")
    if seen.actual(key) is MISSING:
        return Verdict("plain", "not set, and Setpoint does not set it: Claude Desktop's own default holds")
    return Verdict("plain", f"not Setpoint's: {_stranger(key, seen)}")


def _stranger(key: str, seen: Seen) -> str:
    tool = other_tool(seen.files.index.document) if key == APPLIED and seen.files else ""
    if tool:
        return f"the entry of {tool}"
    return "Claude Desktop adds it when it saves an entry" if key in RESAVED else "somebody else's, and left as it is"


def _differs(key: str, seen: Seen) -> Verdict:
    kept, actual = seen.kept(key), seen.actual(key)
    if seen.wish(key) is MISSING:
        return Verdict("waits", "ours, and no longer wanted: it is given back")
    if key == APPLIED:
        return Verdict(
            "waits", "something else is selected" if seen.memory.complete else "our entry is not applied yet"
        )
    if kept is None:
        return Verdict("waits", "not written yet")
    ours = actual is not MISSING and untouched(actual, kept.wrote, seen.ledger.salt)
    text = "ours, from before the profile changed" if ours else "changed by somebody else since Setpoint wrote it"
    return Verdict("waits", text)


def hint(key: str, seen: Seen, found: Verdict) -> str:
    """What a person can do; "" where nothing is to be done."""
    if found.standing in ("well", "plain"):
        return ""
    if seen.fight(key):
        fought = seen.condition("Contested", "Contested")
        return fought.hint if fought else "setpoint sync --force"
    if seen.suspended:
        return "setpoint resume"
    if seen.policy and routes(seen.policy):
        return "ask IT"
    untrusted = _untrusted(seen) if key in seen.unsure else None
    if untrusted:
        return untrusted.hint
    configured = next((each for each in seen.conditions if each.name == "ClaudeConfigured" and not each.well), None)
    return (configured.hint if configured else "") or "setpoint plan shows what would be done"

"""The state of everything at a glance: one headline, what is, and what to do where something is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.figures import size_text
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, State
from setpoint.core.slot_state import SlotState
from setpoint.core.status import Status
from setpoint.core.verdict import OF_THE_OPEN_APP, by_policy
from setpoint.telling.ink import Ink, fold, printable

HEADLINES: Final = {
    0: ("good", "●", "in place"),
    1: ("bad", "✗", "failed"),
    2: ("wait", "◐", "differs"),
    5: ("wait", "◐", "waiting"),
}
"""By exit code; 4 is told by what it is."""

HEADWORDS: Final = {"PolicyConflict": "policy", "Contested": "contested"}
"""Of conditions that only a person can end: what the headline calls them."""

OTHERS: Final = ("SP238", "SP504", "SP505")
"""Notices of what is to come, and of what a person did elsewhere: they explain why it stands as it stands."""

FINISHES: Final = (
    "quit Claude when it suits; the agent finishes; "
    "or now: setpoint apply --restart (ends running Code and Cowork work)"
)

WIDTH: Final = 9
"""Columns of the word that each line begins with."""

LABELS: Final = 40
"""Characters of a label that others are lined up with."""


def status_text(status: Status, ink: Ink, *, verbose: bool) -> Iterator[str]:
    lead = _lead(status)
    yield from _headline(status, lead, ink)
    if lead:
        from setpoint.telling.details_text import detail_lines

        yield from detail_lines(lead, ink, "", WIDTH)
        yield f"{'profile':<{WIDTH}}{_profile(status)}"
    yield from _claude(status)
    yield from _slots(status)
    yield from _ollama(status)
    if lead and lead.hint:
        yield from _cure(_hint(lead, status), ink)
    yield from _others(status, ink)
    if not _suspended(status) and status.code != 0:
        yield from _troubles(status, lead, ink, verbose=verbose)


def _others(status: Status, ink: Ink) -> Iterator[str]:
    told = [notice for notice in status.notices if notice.code in OTHERS]
    if told:
        from setpoint.telling.plan_text import notice_lines

        for notice in told:
            yield from notice_lines(notice, ink)


def _troubles(status: Status, lead: Condition | None, ink: Ink, *, verbose: bool) -> Iterator[str]:
    """What else is not well, and what is to do. Imported late: a status usually finds all in place."""
    from setpoint.telling.plan_text import change_lines, columns, trouble_lines

    for condition in status.conditions:
        if condition != lead and _worth_a_line(condition, status, lead):
            yield from trouble_lines(condition, ink)
    if status.changes:
        yield ink("dim", "to do")
        for change in status.changes:
            yield from change_lines(change, columns(status.changes), ink, verbose=verbose)


def _suspended(status: Status) -> Condition | None:
    found = status.condition("Suspended")
    return found if found and not found.well else None


def _lead(status: Status) -> Condition | None:
    """What the headline tells: why nothing is done, or what decides the exit code."""
    for each in status.conditions:
        if not each.well and each.code and each.message and each.exit_code == status.code not in (0, 2):
            return _suspended(status) or each
    return _suspended(status) or _yielded(status)


def _yielded(status: Status) -> Condition | None:
    """All is well, but not as the profile says: a person picked something else, and it holds."""
    found = status.condition("ClaudeConfigured")
    return found if found and found.reason == "Yielded" and status.code == 0 else None


def _hint(lead: Condition, status: Status) -> str:
    """With an agent at work there is nothing to run again."""
    finishes = status.agent is not None and status.agent.mode == "enforce"
    return FINISHES if finishes and lead.name == "RestartPending" else lead.hint


def _headline(status: Status, lead: Condition | None, ink: Ink) -> Iterator[str]:
    style, mark, word = HEADLINES.get(status.code, ("bad", "✗", "a person must act"))
    if lead is None:
        word += ", by policy" if status.code == 0 and by_policy(status.conditions) else ""
        yield f"{ink(style, f'{mark} {word}')}   {_profile(status)}"
        return
    if lead.name == "Suspended":
        style, mark, word = "wait", "◐", "suspended"
    if lead.reason == "Yielded":
        word = "yielded"
    word = HEADWORDS.get(lead.name, word)
    ready = "ready; " if lead.name in OF_THE_OPEN_APP and _else_ready(status) else ""
    yield from ink.told(style, f"{mark} {word}", f"  {ready}{lead.message.removeprefix(f'{word} ')}", lead.code)


def _else_ready(status: Status) -> bool:
    """Whether only the open app is waited for."""
    if not all(change.waits for change in status.changes):
        return False
    return all(each.well or each.name in (*OF_THE_OPEN_APP, "Converged") for each in status.conditions)


def _profile(status: Status) -> str:
    name = status.profile.path.replace("\\", "/").rsplit("/", 1)[-1]
    text = f"{printable(name)} @{status.profile.generation}{', the last good one' if status.trouble else ''}"
    if status.agent is None:
        return text
    from setpoint.telling.agent_text import agent_text

    return f"{text} · {agent_text(status.agent, status.profile.generation, status.now)}"


def _claude(status: Status) -> Iterator[str]:
    told = [status.condition(name) for name in ("ClaudeConfigured", "Effective")]
    texts = [each.message for each in told if each and each.well and each.message and each != _yielded(status)]
    if texts:
        yield f"{'claude':<{WIDTH}}{printable('; '.join(texts))}"
    if status.profile.mode in (Mode.NATIVE, Mode.OFF):
        yield f"{'mode':<{WIDTH}}{status.profile.mode}"


def _slots(status: Status) -> Iterator[str]:
    """Those of the profile, unless somebody else decides which there are."""
    rows = [_cells(each) for each in status.slots] if not _overruled(status) else []
    named, labels, runs, contexts = (max((len(row[i]) for row in rows), default=0) for i in range(4))
    named, labels = max(WIDTH - 1, named), min(labels, LABELS)
    for name, label, where, context, flags in rows:
        figures = f"{context:<{contexts}}   " if contexts else ""
        yield printable(f"{name:<{named}} {label:<{labels}}   {where:<{runs}}   {figures}{flags}").rstrip()


def _cells(state: SlotState) -> tuple[str, str, str, str, str]:
    flags = ", ".join(word for word, so in (("default", state.slot.default), ("loaded", state.loaded)) if so)
    return _slot_name(state), state.slot.label or state.slot.id, state.runs, _context(state), flags


def _overruled(status: Status) -> bool:
    policy = status.condition("PolicyConflict")
    return policy is not None and policy.state is State.TRUE


def _slot_name(state: SlotState) -> str:
    return (state.slot.family or state.slot.id) if state.slot.listed else "(background)"


def _context(state: SlotState) -> str:
    """What a gateway gives is its own business."""
    return "" if state.runs.startswith("a gateway") else str(state.slot.context)


def _ollama(status: Status) -> Iterator[str]:
    """Server, version and floor, models, room for more."""
    told = list(status.facts("ollama_version"))
    version = status.condition("OllamaVersion")
    if told and version and version.reason == "NewEnough":
        told[-1] = version.message.replace(">=", "≥").replace("<=", "≤")
    kept = ", still kept" if _overruled(status) and not status.changes else ""
    told += [f"{fact}{kept}" for fact in status.facts("ollama_models")]
    if version and version.reason != "Unreachable" and told and status.free is not None:
        told.append(f"{size_text(status.free)} free")
    if told:
        yield f"{'ollama':<{WIDTH}}{printable(' · '.join(told))}"
    pulling = status.agent.pulling if status.agent else None
    if pulling:
        from setpoint.telling.agent_text import going_on, pulled_text

        yield printable(f"{going_on(pulling):<{WIDTH}}{pulling.target}  {pulled_text(pulling)}")


def _cure(hint: str, ink: Ink) -> Iterator[str]:
    """Where there are two ways, one below the other."""
    first, _, second = hint.partition("; or ")
    yield from ink.hint(first, indent="")
    if second:
        yield from fold(f"  or {printable(second)}", ink.width, hang=2)


def _worth_a_line(condition: Condition, status: Status, lead: Condition | None) -> bool:
    """That something merely differs is what "to do" lists; what follows from other trouble is told by that."""
    if condition.well or not condition.message or condition.name == "Converged":
        return False
    listed = status.changes and not condition.code and condition.exit_code == 2
    follows = lead is not None and not condition.code and condition.state is State.UNKNOWN
    return not (listed or follows)

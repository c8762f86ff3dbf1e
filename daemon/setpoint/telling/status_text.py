"""The state of everything at a glance: one headline, what is, and what to do where something is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.core.change import Change
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition, State
from setpoint.core.slot_state import SlotState
from setpoint.telling.ink import Ink, printable

HEADLINES = {
    0: ("good", "●", "in place"),
    1: ("bad", "✗", "failed"),
    2: ("wait", "◐", "differs"),
    5: ("wait", "◐", "waiting"),
}
"""By exit code; 4 is told by what it is."""

LABELS = 40
"""Characters of a label that others are lined up with."""


def status_text(
    profile: Profile,
    conditions: Sequence[Condition],
    slots: Sequence[SlotState],
    changes: Sequence[Change],
    code: int,
    ink: Ink,
) -> Iterator[str]:
    named = {condition.name: condition for condition in conditions}
    yield _headline(profile, named, code, ink)
    yield from _facts(profile, named, slots)
    suspended = named["Suspended"].state is State.TRUE
    for condition in [named["Suspended"]] if suspended else conditions:
        if condition.name not in ("Converged", "Effective") and _worth_a_line(condition, changes):
            yield from _trouble(condition, ink)
    if changes and not suspended:
        from setpoint.telling.plan_text import change_lines, columns

        yield ink("dim", "to do")
        for change in changes:
            yield from change_lines(change, columns(changes), ink)


def _headline(profile: Profile, named: Mapping[str, Condition], code: int, ink: Ink) -> str:
    style, mark, text = HEADLINES.get(code, ("bad", "✗", "a person must act"))
    if named["Suspended"].state is State.TRUE:
        style, mark, text = "wait", "◐", "suspended"
    elif code == 4 and not named.get("PolicyConflict", named["Suspended"]).well:
        text = "policy"
    elif code == 0 and _reason(named, "ClaudeConfigured") == "ByPolicy":
        text = "in place, by policy"
    name = profile.path.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{ink(style, f'{mark} {text}')}   {printable(name)} @{profile.generation}"


def _reason(named: Mapping[str, Condition], name: str) -> str:
    return named[name].reason if name in named else ""


def _facts(profile: Profile, named: Mapping[str, Condition], slots: Sequence[SlotState]) -> Iterator[str]:
    claude = [named[name].message for name in ("ClaudeConfigured", "Effective") if name in named and named[name].well]
    if any(claude):
        yield f"claude   {printable('; '.join(filter(None, claude)))}"
    named_by = max((8, *(len(_slot_name(state)) for state in slots)))
    widest = max((len(state.slot.label or state.slot.id) for state in slots), default=0)
    for state in slots:
        yield _slot(state, named_by, min(widest, LABELS))
    ollama = [
        f"{prefix}{named[name].message}"
        for name, prefix in (("OllamaReachable", ""), ("OllamaVersion", ""), ("ModelsReady", "models "))
        if name in named and named[name].well and named[name].message
    ]
    if ollama:
        yield f"ollama   {printable(' · '.join(ollama))}"
    if profile.mode in (Mode.NATIVE, Mode.OFF) and not slots:
        yield f"mode     {profile.mode}"


def _slot_name(state: SlotState) -> str:
    return (state.slot.family or state.slot.id) if state.slot.listed else "(background)"


def _slot(state: SlotState, named_by: int, width: int) -> str:
    slot = state.slot
    context = "" if state.runs.startswith("a gateway") else str(slot.context)
    flags = ", ".join(word for word, so in (("default", slot.default), ("loaded", state.loaded)) if so)
    return printable(
        f"{_slot_name(state):<{named_by}} {slot.label or slot.id:<{width}}  {state.runs:<24} {context:<7} {flags}"
    ).rstrip()


def _worth_a_line(condition: Condition, changes: Sequence[Change]) -> bool:
    """That something merely differs is what "to do" lists, line by line."""
    listed = changes and not condition.code and condition.exit_code == 2
    return bool(condition.message) and not (condition.well or listed)


def _trouble(condition: Condition, ink: Ink) -> Iterator[str]:
    yield from ink.told("wait", "!", condition.message, condition.code)
    if condition.hint:
        yield from ink.hint(condition.hint, indent="")

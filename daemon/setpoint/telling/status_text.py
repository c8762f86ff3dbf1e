"""The state of everything at a glance: one headline, what is, and what to do where something is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.core.change import Change
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition, State
from setpoint.core.slot_state import SlotState
from setpoint.telling.ink import Ink, printable
from setpoint.telling.plan_text import change_lines

HEADLINES = {
    0: ("good", "●", "in place"),
    1: ("bad", "✗", "failed"),
    2: ("wait", "◐", "differs"),
    5: ("wait", "◐", "waiting"),
}
"""By exit code; 4 is told by what it is."""


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
        if not condition.well and condition.name not in ("Converged", "Effective") and condition.message:
            yield from _trouble(condition, ink)
    if changes and not suspended:
        yield ink("dim", "to do")
        for change in changes:
            yield from change_lines(change, ink)


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
    for state in slots:
        yield _slot(state)
    ollama = [named[name].message for name in ("OllamaVersion", "ModelsReady") if name in named and named[name].well]
    if any(ollama):
        version, *models = [text for text in ollama if text]
        yield f"ollama   {printable(version)}" + (f" · models {models[0]}" if models else "")
    if profile.mode in (Mode.NATIVE, Mode.OFF) and not slots:
        yield f"mode     {profile.mode}"


def _slot(state: SlotState) -> str:
    slot = state.slot
    name = slot.family if slot.listed else "(background)"
    context = "" if state.runs.startswith("a gateway") else str(slot.context)
    flags = ", ".join(word for word, so in (("default", slot.default), ("loaded", state.loaded)) if so)
    return printable(f"{name or slot.id:<8} {slot.label or slot.id:<24} {state.runs:<25} {context:<7} {flags}").rstrip()


def _trouble(condition: Condition, ink: Ink) -> Iterator[str]:
    code = f"   {ink('dim', condition.code)}" if condition.code else ""
    yield f"{ink('wait', '!')} {printable(condition.message)}{code}"
    if condition.hint:
        yield f"→ {printable(condition.hint)}"

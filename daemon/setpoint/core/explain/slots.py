"""A slot: the model that answers under one of Claude's names, the line that says so, and who made it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.explain import Explanation, Fact, Standing, past
from setpoint.core.explain.models import Held, listed, there, to_do
from setpoint.core.facts.claude_models import IDS, slot_id
from setpoint.core.finding import Path, dotted
from setpoint.core.ledger import Derived
from setpoint.core.ports import Model
from setpoint.core.profile import Mode
from setpoint.core.report import Condition
from setpoint.core.slot_state import SlotState


def slot_of(word: str, held: Held) -> str:
    """The Claude id of a slot that is declared, in force or once derived; "" for none."""
    wanted = IDS.get(word, word)
    known = [each.slot.id for each in held.slots]
    known += [slot_id(wish.key) for wish in held.profile.models] if held.profile else []
    return wanted if wanted in (*known, *held.memory.derived, *IDS.values()) else ""


TAKEN: Final = "a model that Setpoint did not make has this name, and is left as it is"


def explain(claude_id: str, held: Held) -> Explanation:
    """A name of Claude's, and the model that answers under it."""
    state = next((each for each in held.slots if each.slot.id == claude_id), None)
    if state is None:
        return _no_slot(claude_id, held)
    model = listed(claude_id, held)
    ollama = not state.runs.startswith("a gateway")
    facts = (
        *_declared(state, held),
        *_asked(state),
        *(there(claude_id, held) if ollama else ()),
        *_derived(claude_id, held, model),
        *to_do(claude_id, held),
    )
    taken = _taken(state, held)
    if taken:
        return Explanation("slot", claude_id, "wrong", TAKEN, facts, hint=taken.hint, code=taken.code)
    silent = held.cloud if held.cloud and not held.cloud.ready else None
    if silent:
        wrong: Standing = "waits" if silent.unknown else "wrong"
        summary = f"{state.slot.model} does not answer: {silent.message}"
        return Explanation("slot", claude_id, wrong, summary, facts, hint=silent.hint, code=silent.code)
    standing, summary = _answers(state, held)
    return Explanation("slot", claude_id, standing, summary, facts)


def _taken(state: SlotState, held: Held) -> Condition | None:
    """The condition that says so, where somebody else's model has the slot's name."""
    found = next((each for each in held.conditions if each.reason == "NameTaken"), None)
    model, made = listed(state.slot.id, held), held.memory.derived.get(state.slot.id)
    ours = made is not None and model is not None and made.digest == model.digest
    return None if model is None or ours or any(to_do(state.slot.id, held)) else found


def _answers(state: SlotState, held: Held) -> tuple[Standing, str]:
    model, where = state.slot.model, state.runs
    if where.startswith("a gateway"):
        return "well", f"{model} answers, on {where}"
    if held.listed is None:
        return "plain", f"{model} is to answer, on {where}; Ollama does not tell what it holds"
    ready = listed(state.slot.id, held) is not None and not any(to_do(state.slot.id, held))
    return ("well", f"{model} answers, on {where}") if ready else ("waits", f"{model} is to answer, on {where}")


def _declared(state: SlotState, held: Held) -> Iterator[Fact]:
    """The line that the slot comes from; the background slot has that of the model that answers in its place."""
    profile, slot = held.profile, state.slot
    if profile is None:
        return
    part: Path = ("models",) if profile.mode is Mode.OLLAMA else ("gateway", "models")
    if profile.mode is Mode.OLLAMA:
        keys = [wish.key for wish in profile.models if wish.model == slot.model]
        own = [key for key in keys if slot_id(key) == slot.id]
    else:
        own = keys = [model.key for model in (profile.gateway.models if profile.gateway else ()) if model.id == slot.id]
    for key in own or keys[:1]:
        path = (*part, key)
        text = dotted(path) if slot.listed else f"{dotted(path)} answers the app's background calls too"
        yield Fact("declared", text, held.written.where(path))


def _asked(state: SlotState) -> Iterator[Fact]:
    slot = state.slot
    family = f"family {slot.family}" if slot.family else "no family"
    seat = "the picker's first" if slot.default else "in the picker" if slot.listed else "not in the picker"
    label = f", as {slot.label}" if slot.label and slot.listed else ""
    yield Fact("slot", f"{family}, {seat}{label}")
    if not state.runs.startswith("a gateway"):
        yield Fact("context", "left to the server" if slot.context == "server" else f"{slot.context} tokens")


def _derived(claude_id: str, held: Held, model: Model | None) -> Iterator[Fact]:
    made: Derived | None = held.memory.derived.get(claude_id)
    if made is None:
        if model:
            yield Fact("made", "by somebody else, or before Setpoint remembers")
        return
    when = past.pulled_at(past.of_model(claude_id, held.history), "derive", "derive again", "adopt")
    how = "found as declared, and adopted" if made.adopted else f"by Setpoint from {made.source}"
    other = "; by now there is another one" if model and model.digest != made.digest else ""
    yield Fact("made", f"{how}, context {made.context}{other}", at=when.at if when else None)


def _no_slot(claude_id: str, held: Held) -> Explanation:
    mode = f"mode {held.profile.mode}" if held.profile else "no valid profile"
    wishes = held.profile.models if held.profile else ()
    mine = [("models", wish.key) for wish in wishes if slot_id(wish.key) == claude_id]
    made = held.memory.derived.get(claude_id)
    facts = (
        *(Fact("declared", dotted(path), held.written.where(path)) for path in mine),
        *there(claude_id, held),
        *(_derived(claude_id, held, None) if made else ()),
        *to_do(claude_id, held),
    )
    summary = f"dormant: {mode} has no slots of Ollama" if mine else "no slot: the profile declares no model for it"
    return Explanation("slot", claude_id, "plain", summary, facts)

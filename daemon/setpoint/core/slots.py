"""Which model answers for which Claude id. Pure: profile in, slots out."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.core.facts.claude import BACKGROUND_ID
from setpoint.core.facts.claude_models import FAMILIES, IDS
from setpoint.core.profile import Context, GatewayModel, Profile, SlotWish
from setpoint.value import replace, value

LABEL_LIMIT = 80
"""Characters that tools keep to (CD 2.8)."""


@value
class Slot:
    """A Claude id and the model behind it. `listed`: it has a row in the picker; the background slot may have none."""

    id: str
    family: str
    model: str
    label: str
    context: Context = "server"
    default: bool = False
    listed: bool = True


def family_of(claude_id: str) -> str:
    """The family that a full Claude id belongs to, "" for none."""
    return next((family for family in FAMILIES if family in claude_id.casefold().split("-")), "")


def ollama_slots(profile: Profile) -> tuple[Slot, ...]:
    """The slots of ollama mode, the default one first, and last the background slot where no slot has its id."""
    declared = [_from_wish(wish, profile.ollama.context) for wish in profile.models]
    listed = _ordered(declared, [wish.key for wish in profile.models], profile.default)
    return (*listed, *_background(listed))


def gateway_slots(profile: Profile) -> tuple[Slot, ...]:
    """The rows of gateway mode, the default one first. No background slot: the gateway's own business."""
    models = profile.gateway.models if profile.gateway else ()
    return tuple(_ordered([_from_gateway(model) for model in models], [m.key for m in models], profile.default))


def _from_wish(wish: SlotWish, context: Context) -> Slot:
    claude_id = IDS.get(wish.key, wish.key)
    label = (wish.label or wish.model)[:LABEL_LIMIT]
    return Slot(claude_id, family_of(claude_id), wish.model, label, wish.context or context)


def _from_gateway(model: GatewayModel) -> Slot:
    family = model.key if model.key in IDS else family_of(model.key)
    return Slot(model.id, family, model.id, (model.label or "")[:LABEL_LIMIT])


def _ordered(slots: list[Slot], keys: list[str], default: str | None) -> list[Slot]:
    """The default first: the app starts with the first row (CD 2.8)."""
    if not slots:
        return []
    wanted = default or ("sonnet" if "sonnet" in keys else keys[0])
    first = keys.index(wanted) if wanted in keys else 0
    rest = [slot for index, slot in enumerate(slots) if index != first]
    return [replace(slots[first], default=True), *rest]


def _background(listed: list[Slot]) -> Iterable[Slot]:
    """Where no slot has the background id, the haiku model answers there under whatever id it has, else the default."""
    if not listed or any(slot.id == BACKGROUND_ID for slot in listed):
        return
    answers = next((slot for slot in listed if slot.family == "haiku"), listed[0])
    yield replace(answers, id=BACKGROUND_ID, family="haiku", default=False, listed=False)


def rows(slots: Iterable[Slot]) -> list[object]:
    """The `inferenceModels` of an entry. The first slot of a family is what a bare alias of it resolves to."""
    seen: set[str] = set()
    result: list[object] = []
    for slot in slots:
        if slot.listed:
            result.append(_row(slot, slot.family not in seen))
            seen.add(slot.family)
    return result


def _row(slot: Slot, first_of_family: bool) -> dict[str, object]:
    row: dict[str, object] = {"name": slot.id}
    if slot.label:
        row["labelOverride"] = slot.label
    if slot.family:
        row["anthropicFamilyTier"] = slot.family
        if first_of_family:
            row["isFamilyDefault"] = True
    return row

"""Which Ollama models a profile declares. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from setpoint.core.names import Name, parse
from setpoint.core.ports import Model
from setpoint.core.profile import Mode, Profile
from setpoint.value import replace, value


@value
class Wish:
    """A declared model: as spelled, as parsed, and whether a slot needs it (else it is only kept).

    `update`: whether it is to be kept current, by its own entry or by `ollama.update`.
    """

    spelled: str
    name: Name
    for_slot: bool
    update: bool = False


def wishes(profile: Profile) -> tuple[Wish, ...]:
    """Every declared model once, those of slots first; none in mode off. Of several entries one `daily` is enough."""
    if profile.mode is Mode.OFF:
        return ()
    entries = [(wish.model, wish.update, profile.mode is Mode.OLLAMA) for wish in profile.models]
    entries += [(wish.model, wish.update, False) for wish in profile.keep]
    found: dict[str, Wish] = {}
    for text, own, for_slot in entries:
        name = parse(text)
        first = found.get(name.key, Wish(text, name, for_slot))
        update = first.update or (own or profile.ollama.update) == "daily"
        found[name.key] = replace(first, update=True) if update else first
    return tuple(found.values())


def find(models: Iterable[Model], spelled: str) -> Model | None:
    """The model that the server lists under this name, however it is spelled there."""
    name = parse(spelled)
    key, part = name.key, name.model.casefold()
    # a name has its model in it: of 9,000 listed ones nearly none is parsed, which took 0.8 s each time (2026-11-22)
    alike = (model for model in models if part in model.name.casefold())
    return next((model for model in alike if parse_listed(model.name) == key), None)


@lru_cache(maxsize=4096)
def parse_listed(listed: str) -> str:
    """The key of a name out of a server's list; a name that we cannot parse is only equal to itself.

    Kept: every look at a slot goes through the whole list again.
    """
    try:
        return parse(listed).key
    except ValueError:
        return listed

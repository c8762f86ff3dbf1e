"""Whether the registry of models is asked at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from setpoint.core.profile import Profile

if TYPE_CHECKING:  # most profiles want nothing of it
    from setpoint.core.ports.offers import Offers


def offers(registry: str, profile: Profile) -> Offers | None:
    """The registry, where the profile wants models kept current: it learns their names. "": none is asked."""
    of_each = [wish.update for wish in profile.models] + [wish.update for wish in profile.keep]
    if not registry or "daily" not in (profile.ollama.update, *of_each):
        return None
    from setpoint.adapters.offers import RegistryOffers

    return RegistryOffers(registry)

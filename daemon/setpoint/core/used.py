"""Another mode than the profile's, for a while: whether a profile has what that mode needs. Pure."""

from __future__ import annotations

from setpoint.core.finding import Finding
from setpoint.core.profile import Mode, Profile
from setpoint.value import replace


def lacks(profile: Profile, mode: str) -> Finding | None:
    """What the profile does not give and the mode needs; None: it can be used."""
    from setpoint.core.sense import modes  # not needed where the profile's own mode is in force

    if mode not in tuple(Mode):  # of a ledger that a newer Setpoint wrote
        return Finding(("mode",), "SP133", f"this Setpoint knows no mode {mode}", "setpoint use profile")
    found = modes.check(replace(profile, mode=Mode(mode)))
    return next((each for each in found if not each.warning and each.path == ("mode",)), None)


def with_mode(profile: Profile, mode: str) -> Profile:
    """The profile in this mode; as it is where it lacks what the mode needs."""
    return profile if lacks(profile, mode) else replace(profile, mode=Mode(mode))

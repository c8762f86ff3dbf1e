"""Whether a profile that has the right shape also makes sense. Pure: nothing is asked, nothing is looked at."""

from __future__ import annotations

from setpoint.core.finding import Finding
from setpoint.core.profile import Profile
from setpoint.core.sense import addresses, modes, settings, slots, timing


def check(profile: Profile) -> tuple[Finding, ...]:
    """Everything that is wrong or could be better, in no order of importance. Plain keys are `sense.keys`."""
    return (
        *modes.check(profile),
        *slots.check(profile),
        *addresses.check(profile),
        *settings.check(profile.claude.settings),
        *timing.check(profile.agent),
    )

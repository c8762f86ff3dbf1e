"""What the checks of `setpoint doctor` found, all together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from setpoint.core.check import Area, Checked, Result
from setpoint.core.report import exit_code as worst
from setpoint.value import value


@value
class Diagnosis:
    """One thing found by one check: `check` is its name, which stays the same in every version."""

    check: str
    area: Area
    found: Checked


PROFILE: Final = "profile"
"""The check that says whether the profile itself is right."""


def exit_code(diagnoses: Iterable[Diagnosis]) -> int:
    """3: the profile is wrong; 4: something else keeps it from being carried out; 0: nothing does."""
    failed = [each for each in diagnoses if each.found.result is Result.FAILURE]
    return worst({3 if each.check == PROFILE and each.found.code.startswith("SP1") else 4 for each in failed})

"""What is told: conditions, notices, outcomes. Plain values; how they look is decided in `cli` and `telling`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from setpoint.errors import SetpointError
from setpoint.value import value


class State(StrEnum):
    """Of a condition. UNKNOWN: it could not be read. NOT_APPLICABLE: nobody asked for it here."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"
    NOT_APPLICABLE = "NotApplicable"


@value
class Difference:
    """One key that the profile and a managed policy set differently, as texts for a person, secrets masked."""

    key: str
    profile: str
    policy: str


@value
class Condition:
    """One thing that is so or not. `healthy` is the state in which all is well; `reason` is one CamelCase word.

    `details` are more for a person, by a word each (`source`, `claude`); `differences` a table.
    """

    name: str
    state: State
    reason: str
    message: str = ""
    hint: str = ""
    code: str = ""
    healthy: State = State.TRUE
    exit_code: int = 2
    """What this condition means for a command's exit code while it is not healthy."""
    details: tuple[tuple[str, str], ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def well(self) -> bool:
        return self.state in (self.healthy, State.NOT_APPLICABLE)


SLOT_MODELS: Final = "SlotModelsReady"
"""Of the models that slots need: what the first switch waits for. Other parts rely on it; a person is not shown it."""


class Level(StrEnum):
    NOTE = "note"
    WARNING = "warning"


@value
class Notice:
    """Something a person should know that stops nothing."""

    code: str
    message: str
    where: str = ""
    hint: str = ""
    level: Level = Level.WARNING


def told(error: SetpointError) -> str:
    """Where and what, on one line: a condition has one text for both."""
    return error.message if error.where in error.message else f"{error.where}: {error.message}"


def unknown(name: str, error: SetpointError, *, healthy: State = State.TRUE) -> Condition:
    """What could not be read is unknown, never empty."""
    return Condition(
        name,
        State.UNKNOWN,
        type(error).__name__,
        told(error),
        error.hint,
        error.code,
        healthy,
        error.exit_code,
    )


PRECEDENCE = (3, 4, 1, 5, 2)
"""Several at once: the profile first, then a person, then failure, then waiting, then difference."""


def exit_code(codes: set[int]) -> int:
    """The exit code of a command out of all that happened; 0 when nothing did."""
    return next((code for code in PRECEDENCE if code in codes), 0)

"""What `setpoint doctor` looks at: small checks that know nothing of each other, and what each finds."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Literal, Protocol

from setpoint.core.agent_state import AgentState
from setpoint.core.change import Change, Section
from setpoint.core.claude_seen import ClaudeSeen
from setpoint.core.report import Condition
from setpoint.core.resource import World
from setpoint.errors import SetpointError
from setpoint.value import value

Area = Literal["profile", "claude", "ollama", "keys", "agent", "setpoint"]

AREAS: Final[tuple[Area, ...]] = ("profile", "claude", "ollama", "keys", "agent", "setpoint")
"""In the order in which they are told."""


class Result(StrEnum):
    """NOTE: good to know. WARNING: works, and may hurt. FAILURE: keeps the profile from being carried out."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    FAILURE = "failure"


@value
class Checked:
    """One thing that was found: a sentence, and where it is not well a code and the cure. No text holds a secret."""

    result: Result
    message: str
    code: str = ""
    hint: str = ""


def ok(message: str) -> Checked:
    return Checked(Result.OK, message)


def note(message: str, code: str = "", hint: str = "") -> Checked:
    return Checked(Result.NOTE, message, code, hint)


def warning(code: str, message: str, hint: str) -> Checked:
    return Checked(Result.WARNING, message, code, hint)


def failure(code: str, message: str, hint: str) -> Checked:
    return Checked(Result.FAILURE, message, code, hint)


@value
class Scene:
    """What checks may look at, all of it read only.

    `world` is that of the profile in force; where none can be read (`trouble` says why), of an empty one in mode off.
    `sections` and `conditions` are those of a status at this moment. `agent` is what a running agent tells. `claude`
    is Claude Desktop as it is here; one that is not on this machine is an empty one. `text` is the profile's own.
    """

    world: World
    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]
    agent: AgentState | None = None
    trouble: SetpointError | None = None
    claude: ClaudeSeen = ClaudeSeen()
    text: bytes = b""

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for section in self.sections for change in section.changes)

    def condition(self, name: str) -> Condition | None:
        return next((each for each in self.conditions if each.name == name), None)


class Check(Protocol):
    """One small question. Its name, which never changes, is that of its module with dashes."""

    area: Area
    order: int
    """Its place in its area."""

    def look(self, scene: Scene) -> Iterable[Checked]:
        """Nothing where the question makes no sense here. A SetpointError is told as what could not be found out."""

"""What `setpoint doctor` looks at: small checks that know nothing of each other, and what each finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final, Literal, Protocol

from setpoint.core.agent_state import AgentState
from setpoint.core.change import Change, Section
from setpoint.core.claude_seen import ClaudeSeen
from setpoint.core.ports.service import ServiceState
from setpoint.core.report import Condition, State
from setpoint.core.resource import World
from setpoint.errors import SetpointError
from setpoint.value import EMPTY, value

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


def note(message: str, code: str, hint: str = "") -> Checked:
    return Checked(Result.NOTE, message, code, hint)


def warning(code: str, message: str, hint: str) -> Checked:
    return Checked(Result.WARNING, message, code, hint)


def failure(code: str, message: str, hint: str) -> Checked:
    return Checked(Result.FAILURE, message, code, hint)


@value
class Heard:
    """What a server of this machine answered to one short question. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = EMPTY


def _nobody(_url: str) -> Heard | None:
    return None


def _none() -> ServiceState:
    return ServiceState(installed=False, running=False)


@value
class Around:
    """What only the process knows: `held`, the locks of the state folder that somebody holds; what the output can
    write; `hear`, a question (GET, half a second, loopback only) to any other server (None: nobody answers); and
    `service`, which asks the service manager once however often it is called.
    """

    held: tuple[str, ...] = ()
    encoding: str = "utf-8"
    hear: Callable[[str], Heard | None] = _nobody
    service: Callable[[], ServiceState] = _none


@value
class Scene:
    """What checks may look at, all of it read only.

    `world` is that of the profile in force; where none can be read (`trouble` says why), of an empty one in mode off.
    `sections` and `conditions` are those of a status at this moment. `agent` is what a running agent tells. `claude`
    is Claude Desktop as it is here; one that is not on this machine is an empty one. `text` is the profile's own.
    `around`: what only the process knows.
    """

    world: World
    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]
    agent: AgentState | None = None
    trouble: SetpointError | None = None
    claude: ClaudeSeen = ClaudeSeen()
    text: bytes = b""
    around: Around = Around()

    @property
    def service(self) -> ServiceState:
        """Not installed, where it cannot be told: one check says why, and the others have nothing to say."""
        try:
            return self.around.service()
        except SetpointError:
            return ServiceState(installed=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for section in self.sections for change in section.changes)

    @property
    def ollama_answers(self) -> bool:
        """Whether an Ollama server is wanted, and there."""
        there = self.condition("OllamaReachable")
        return there is not None and there.state is State.TRUE

    def condition(self, name: str) -> Condition | None:
        return next((each for each in self.conditions if each.name == name), None)


class Check(Protocol):
    """One small question. Its name, which never changes, is that of its module with dashes."""

    area: Area
    order: int
    """Its place in its area."""

    def look(self, scene: Scene) -> Iterable[Checked]:
        """Nothing where the question makes no sense here. A SetpointError is told as what could not be found out."""

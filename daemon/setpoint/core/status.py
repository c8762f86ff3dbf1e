"""Everything that a status tells, to people and to machines."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.core.agent_state import AgentState
from setpoint.core.change import Change, Section
from setpoint.core.ledger import Since
from setpoint.core.profile import Profile
from setpoint.core.report import Condition, Notice
from setpoint.core.slot_state import SlotState
from setpoint.errors import SetpointError
from setpoint.value import value


@value
class Status:
    """How it stands. `code` is the exit code of a status that excuses nothing.

    `free`: bytes on the disk where the Ollama server keeps its models; None: cannot be known. `agent`: what the running
    agent tells, `now` the moment of this look (seconds since 1970). `trouble`: why the profile in force is not what
    its file says.
    """

    profile: Profile
    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]
    slots: tuple[SlotState, ...]
    since: Mapping[str, Since]
    code: int
    free: int | None = None
    agent: AgentState | None = None
    now: float = 0.0
    trouble: SetpointError | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for section in self.sections for change in section.changes)

    def condition(self, name: str) -> Condition | None:
        return next((each for each in self.conditions if each.name == name), None)

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(notice for section in self.sections for notice in section.notices)

    def facts(self, resource: str) -> tuple[str, ...]:
        """What one resource gives for the head of a plan."""
        return next((section.facts for section in self.sections if section.resource == resource), ())

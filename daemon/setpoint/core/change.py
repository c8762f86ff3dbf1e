"""What would be done, and what a look at one resource gives."""

from __future__ import annotations

from typing import Final, Literal

from setpoint.core.report import Condition, Notice
from setpoint.value import replace, value

Symbol = Literal["+", "~", "-"]

PAST: Final = {
    "pull": "pulled",
    "update": "updated",
    "derive": "derived",
    "derive again": "derived again",
    "adopt": "adopted",
    "remove": "removed",
    "write": "written",
    "set": "set",
    "script": "written",
    "restart": "quit",
    "start": "started",
    "remember": "remembered",
    "upgrade": "upgraded",
}
"""What a verb of a line becomes once it is done."""

LOADED: Final = "the model is loaded; Ollama unloads it minutes after its last use"
"""What a change waits for that would take a model from under whoever talks to it."""


@value
class Line:
    """One line of a plan: `+` comes to be, `~` changes, `-` goes. All texts are for a person and hold no secret.

    `more` is what a person is shown who asks for it (`-v`).
    """

    symbol: Symbol
    verb: str
    target: str
    detail: str = ""
    more: str = ""


@value
class Drifted:
    """A key of ours that somebody changed: what it says now, for a person, and whose that value is where it shows."""

    key: str
    value: str
    by: str = ""


@value
class Change:
    """One step of a plan. `payload` is understood by its own resource only.

    `waits` says what the step waits for ("" when it can be done now). `corrective`: somebody changed what was ours;
    otherwise the profile did; `drifted` says what. `gated`: it comes only after what earlier steps of the same plan are
    to bring. `long`: it takes minutes to hours, and an agent does it beside its passes.
    """

    resource: str
    lines: tuple[Line, ...]
    payload: object
    waits: str = ""
    corrective: bool = False
    gated: bool = False
    drifted: tuple[Drifted, ...] = ()
    long: bool = False


@value
class Section:
    """What one look at one resource gives. `facts` are short texts for the head of its part of a plan."""

    resource: str
    half: Literal["ollama", "claude"]
    conditions: tuple[Condition, ...] = ()
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    facts: tuple[str, ...] = ()


def after_upgrade(section: Section) -> Section:
    """The same, to be done when the server is another one."""
    return replace(section, changes=tuple(replace(change, gated=True) for change in section.changes))

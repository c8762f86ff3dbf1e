"""What an agent tells log and history: once, however often it finds it. Months of the same would bury all else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from setpoint.core.change import Change
from setpoint.core.report import Condition
from setpoint.errors import SetpointError
from setpoint.loop.reconcile import Report
from setpoint.telling.history import History

if TYPE_CHECKING:
    from setpoint.telling.log import Log

Record = Callable[[Change, SetpointError | None], None]
What = tuple[str, tuple[tuple[str, str], ...]]

MOST = 200
"""Troubles that are remembered as told. Each differs by a path or a code; more would be a number that changes."""

NO_CONDITION = ("SP236", "SP238")
"""Notices that no condition says more about: a model that cannot be kept current, one that is to be retired."""


class TellingOnce:
    """`half`: what the pass was about, "" for everything; what it did not look at is still as it was told."""

    def __init__(self, log: Log, history: History) -> None:
        self._log = log
        self._history = history
        self._conditions: dict[str, str] = {}
        self._found: frozenset[What] = frozenset()
        self._failed: dict[What, str] = {}
        self._troubles: set[str] = set()
        self._noticed: set[str] = set()
        self.converged = ""

    def report(self, report: Report, half: str) -> None:
        for condition in report.conditions:
            if condition.name == "Converged" and half:
                continue  # one half says nothing of the whole
            self._condition(condition)
        self._drift(report)
        for notice in report.notices:
            if notice.code in NO_CONDITION and notice.message not in self._noticed:
                self._noticed.add(notice.message)
                self._log.notice(notice)
        if not half:
            self._troubles.clear()

    def _condition(self, condition: Condition) -> None:
        said = f"{condition.state} {condition.reason} {condition.message}"
        if self._conditions.get(condition.name) != said:
            self._conditions[condition.name] = said
            self._log.condition(condition)
        if condition.name == "Converged":
            self.converged = condition.reason

    def _drift(self, report: Report) -> None:
        """What is not put right now: the app is open, or nothing may be written."""
        looked = {section.resource for section in report.sections}
        found = {_drifted(change): change for change in report.changes if change.corrective}
        for key in found.keys() - self._found:
            self._history.found(found[key])
            self._log.found(found[key])
        self._found = frozenset(found).union(key for key in self._found if key[0] not in looked)

    def recording(self, record: Record) -> Record:
        """What fails again as it failed before is not recorded again."""

        def once(change: Change, error: SetpointError | None) -> None:
            what, code = _tried(change), error.code if error else ""
            if not (code and self._failed.get(what) == code):
                record(change, error)
            if code:
                self._failed[what] = code
            else:
                self._failed.pop(what, None)

        return once

    def trouble(self, what: str, code: str, text: str, more: Callable[[], str] = str) -> None:
        """What made a pass impossible, until a whole one succeeds. `more` is asked for when it is told."""
        key = f"{what} {code} {text}"
        if key not in self._troubles:
            self._troubles = {key} if len(self._troubles) >= MOST else {*self._troubles, key}
            self._log.trouble(what, code, text + more())


def _drifted(change: Change) -> What:
    return change.resource, tuple((line.target, line.detail) for line in change.lines)


def _tried(change: Change) -> What:
    return change.resource, tuple((line.verb, line.target) for line in change.lines)

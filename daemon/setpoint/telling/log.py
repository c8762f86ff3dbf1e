"""The log: one line per step on standard error, asked for by `-v` or `--log-format`. The only door to structlog.

An event is a constant sentence; what differs stands in keys. Everything in it is a text of a plan or a code of a
failure, none of which ever holds a secret.
"""

from __future__ import annotations

from typing import Literal, Protocol, TextIO, cast

import structlog

from setpoint.core.change import Change
from setpoint.core.report import Condition, Notice
from setpoint.errors import SetpointError

Form = Literal["console", "json"]


class Stream(Protocol):
    """What a log is written to: a line, then a flush."""

    def write(self, text: str, /) -> int: ...

    def flush(self) -> None: ...


class Log:
    """From level info on, since whoever asks for a log wants to see the steps. Nothing is configured globally."""

    def __init__(self, stream: Stream, form: Form, *, colour: bool = False) -> None:
        json = structlog.processors.JSONRenderer(ensure_ascii=False)
        last = json if form == "json" else structlog.dev.ConsoleRenderer(colors=colour, pad_event_to=0)
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(cast("TextIO", stream)),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                last,
            ],
            wrapper_class=structlog.make_filtering_bound_logger("info"),
        )

    def record(self, change: Change, error: SetpointError | None) -> None:
        """One line of a plan after the other, carried out or not."""
        kind = "corrective" if change.corrective else "intended"
        for line in change.lines:
            keys = {"resource": change.resource, "kind": kind, "verb": line.verb, "target": line.target}
            if error is None:
                self._log.info("change carried out", **keys, detail=line.detail)
            else:
                self._log.error("change failed", **keys, code=error.code, why=error.message, hint=error.hint)

    def found(self, change: Change) -> None:
        """Drift that is not put right now."""
        for line in change.lines:
            self._log.warning("drift found", resource=change.resource, target=line.target, detail=line.detail)

    def condition(self, condition: Condition) -> None:
        keys = {"name": condition.name, "state": str(condition.state), "reason": condition.reason}
        say = self._log.info if condition.well else self._log.warning
        say("condition", **keys, code=condition.code, message=condition.message)

    def notice(self, notice: Notice) -> None:
        self._log.warning("notice", code=notice.code, message=notice.message, hint=notice.hint)

    def event(self, what: str, detail: str, by: str) -> None:
        self._log.info("event", what=what, detail=detail, by=by)

    def trouble(self, what: str, code: str, message: str) -> None:
        self._log.error(what, code=code, message=message)

    def began(self, command: str) -> None:
        self._log.info("command began", command=command)

    def ended(self, command: str, code: int) -> None:
        self._log.info("command ended", command=command, exit=code)

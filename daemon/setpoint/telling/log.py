"""The log: one line per step on standard error, asked for by `-v` or `--log-format`. The only door to structlog.

An event is a constant sentence; what differs stands in keys. Everything in it is a text of a plan or a code of a
failure, none of which ever holds a secret.
"""

from __future__ import annotations

from typing import Literal, TextIO

import structlog

from setpoint.core.change import Change
from setpoint.errors import SetpointError

Form = Literal["console", "json"]


class Log:
    """From level info on, since whoever asks for a log wants to see the steps. Nothing is configured globally."""

    def __init__(self, stream: TextIO, form: Form, *, colour: bool = False) -> None:
        json = structlog.processors.JSONRenderer(ensure_ascii=False)
        last = json if form == "json" else structlog.dev.ConsoleRenderer(colors=colour, pad_event_to=0)
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream),
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
                self._log.error("change failed", **keys, code=error.code, why=error.message)

    def began(self, command: str) -> None:
        self._log.info("command began", command=command)

    def ended(self, command: str, code: int) -> None:
        self._log.info("command ended", command=command, exit=code)

"""What is worth a desktop notification: a person must act, or a change has waited for days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from setpoint.core.figures import span_text
from setpoint.core.ledger import Since
from setpoint.core.report import Condition, Notice

PATIENCE: Final = 3 * 86400.0
"""Seconds that a change may wait for Claude Desktop to be closed before somebody is told."""

RETIRES: Final = "SP238"
"""The notice of a retirement: somebody must declare another model before the day."""


def alerts(
    conditions: Iterable[Condition], since: Mapping[str, Since], now: float, notices: Iterable[Notice] = ()
) -> dict[str, str]:
    """By condition and code: what to say. The same key is to be told once."""
    found = {f"ModelsReady {each.message}": f"{each.message}. {each.hint}" for each in notices if each.code == RETIRES}
    for each in conditions:
        if each.well or not each.message:
            continue
        known = since.get(each.name)
        waited = now - known.at if known and known.state == each.state else 0.0
        if each.exit_code in (3, 4):
            found[f"{each.name} {each.code}"] = f"{each.message}. {each.hint}".strip()
        elif each.name == "RestartPending" and waited >= PATIENCE:
            found[f"{each.name} waits"] = f"{each.message}, for {span_text(waited)} now. {each.hint}".strip()
    return found

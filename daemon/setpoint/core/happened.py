"""One line of the history: what happened, when, and whose doing it was. Pure."""

from __future__ import annotations

import json
from typing import Final

from setpoint.value import value

KINDS: Final = ("corrective", "intended", "drift", "event")


@value
class Happened:
    """`at`: seconds since 1970. `kind`: "corrective" (somebody changed what was ours, and it was put back), "intended"
    (the profile asked for it), "drift" (somebody changed it, and it stays so for now), "event".

    `by`: whose doing it was; of what is corrective, who had changed it. `failed`: the code of the failure; "": done.
    """

    at: float
    kind: str
    resource: str
    verb: str
    target: str
    detail: str
    by: str
    failed: str = ""


def happened(line: bytes) -> Happened | None:
    """None: a line that is broken, or of a program that writes others."""
    try:
        plain = json.loads(line)
        found = Happened(**{name: plain[name] for name in Happened.__match_args__ if name in plain})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (found.kind, found.resource, found.verb, found.target, found.detail, found.by, found.failed)
    if isinstance(found.at, bool) or not isinstance(found.at, int | float) or found.kind not in KINDS:
        return None
    return found if all(isinstance(each, str) for each in texts) else None


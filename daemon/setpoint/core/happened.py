"""One line of the history: what happened, when, and whose doing it was. Pure."""

from __future__ import annotations

import json
from math import isfinite
from typing import Final

from setpoint.value import value

KINDS: Final = ("corrective", "intended", "drift", "event")
TEXTS: Final = ("kind", "resource", "verb", "target", "detail", "by", "failed")


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
        told = {name: plain.get(name, "") for name in TEXTS}
        at = float(plain["at"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    well = isfinite(at) and all(isinstance(each, str) for each in told.values()) and told["kind"] in KINDS
    return Happened(at, **told) if well else None

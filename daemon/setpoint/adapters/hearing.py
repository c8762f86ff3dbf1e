"""One short question to a server of this machine, whatever it is: whether it answers, and how."""

from __future__ import annotations

from typing import Final

from setpoint.adapters.http import Ask, Limits, Lost, NotHttp
from setpoint.adapters.loopback import LoopbackCall
from setpoint.core.check import Heard
from setpoint.core.ollama_url import place
from setpoint.value import replace

SECONDS: Final = 0.5
LIMITS: Final = Limits(connect=SECONDS)


def hear(url: str) -> Heard | None:
    """None: nobody answers there in time, what answers speaks no HTTP, or it is not this machine."""
    where = place(url)
    if not where.loopback or where.scheme != "http":
        return None
    call = LoopbackCall(Ask(replace(where, path=""), "GET", where.path or "/", connect=LIMITS.connect), SECONDS)
    try:
        head = call.start()
    except (Lost, NotHttp):
        return None
    finally:
        call.close()
    return Heard(head.status, head.headers)

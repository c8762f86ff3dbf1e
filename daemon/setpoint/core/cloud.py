"""Cloud models are their own kind (OL 3): existing, signed in, plan, retired are separate findings."""

from __future__ import annotations

from typing import Final

from setpoint.core.facts.ollama import SWITCH_ON
from setpoint.core.ports import Ollama
from setpoint.errors import OllamaTrouble
from setpoint.value import value

CHECK_EVERY: Final = 6 * 3600.0
"""Seconds. Asking leaves the machine, and a retirement is announced weeks before."""


@value
class Verdict:
    """Whether a cloud model answers for this account. `unknown`: it could not be asked."""

    ready: bool
    code: str = ""
    message: str = ""
    hint: str = ""
    unknown: bool = False
    exit_code: int = 4


def judge(ollama: Ollama, name: str) -> Verdict:
    """Ask the server about one cloud model. Never raises for an answer that says no."""
    try:
        if ollama.cloud_enabled() is False:
            return Verdict(False, "SP223", "cloud models are switched off on this server", SWITCH_ON)
        ollama.show(name)
        account = ollama.account()
    except OllamaTrouble as trouble:
        return _refused(trouble)
    if account.signed_in is False:
        return _signed_out(account.signin_url)
    return Verdict(True)


def _signed_out(link: str) -> Verdict:
    return Verdict(False, "SP220", "Ollama is not signed in", f"ollama signin{f', or open {link}' if link else ''}")


def _refused(trouble: OllamaTrouble) -> Verdict:
    """What the server said about this name; transient trouble leaves it unknown."""
    unknown = not trouble.permanent
    return Verdict(False, trouble.code, trouble.message, trouble.hint, unknown=unknown, exit_code=5 if unknown else 4)

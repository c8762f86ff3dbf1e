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


def judge(ollama: Ollama, name: str, now: float) -> Verdict:
    """Ask the server about one cloud model. Never raises for an answer that says no. `now`: seconds since 1970."""
    try:
        if ollama.cloud_enabled() is False:
            return Verdict(False, "SP223", "cloud models are switched off on this server", SWITCH_ON)
        ollama.show(name)
        account = ollama.account()
    except OllamaTrouble as trouble:
        return _refused(trouble, name, now)
    if account.signed_in is False:
        return _signed_out(account.signin_url)
    return Verdict(True)


def _signed_out(link: str) -> Verdict:
    return Verdict(False, "SP220", "Ollama is not signed in", f"ollama signin{f', or open {link}' if link else ''}")


def _refused(trouble: OllamaTrouble, name: str, now: float) -> Verdict:
    """What the server said about this name; transient trouble leaves it unknown.

    A retired model answers 410, or 404, or at times a 500 with hardly a word (OL 3.4): the day in the table decides.
    """
    vague = trouble.status == 500 and trouble.code in ("SP202", "SP207")
    if vague or trouble.code in ("SP222", "SP224"):
        from setpoint.core.retirement import cure, is_over

        if day := is_over(name, now):
            return Verdict(False, "SP222", f"this cloud model was retired on {day}", cure(name))
    if vague:
        message = "ollama.com answers with an error (500)"
        return Verdict(False, "SP207", message, "if it stays so, it may be retired", unknown=True, exit_code=5)
    unknown = not trouble.permanent
    return Verdict(False, trouble.code, trouble.message, trouble.hint, unknown=unknown, exit_code=5 if unknown else 4)

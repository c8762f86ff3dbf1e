"""Cloud models are their own kind (OL 3): existing, signed in, plan, retired are separate findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from setpoint.core.facts.ollama import successor
from setpoint.core.ports import Ollama
from setpoint.errors import OllamaTrouble

CHECK_EVERY: Final = 6 * 3600.0
"""Seconds. Asking leaves the machine, and a retirement is announced weeks before."""


@dataclass(frozen=True, slots=True)
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
            return Verdict(False, "SP223", "cloud models are switched off on this server", _SWITCH_ON)
        ollama.show(name)
        account = ollama.account()
    except OllamaTrouble as trouble:
        return _refused(name, trouble)
    if account.signed_in is False:
        return _signed_out(account.signin_url)
    return Verdict(True)


_SWITCH_ON = "unset OLLAMA_NO_CLOUD (and disable_ollama_cloud in server.json) and restart the server"


def _signed_out(link: str) -> Verdict:
    return Verdict(False, "SP220", "Ollama is not signed in", f"ollama signin{f', or open {link}' if link else ''}")


def _refused(name: str, trouble: OllamaTrouble) -> Verdict:
    if trouble.code == "SP220":
        return Verdict(False, "SP220", trouble.message, trouble.hint)
    if trouble.status in (404, 410) or trouble.code in ("SP210", "SP222", "SP224"):
        gone = trouble.status == 410 or trouble.code == "SP222"
        instead = successor(name)
        message = "the cloud model was retired" if gone or instead else "no cloud model of this name is known"
        hint = f"use {instead} instead" if instead else "see ollama.com/search?c=cloud for today's names"
        return Verdict(False, "SP222" if gone or instead else "SP224", message, hint)
    if trouble.permanent:
        return Verdict(False, trouble.code, trouble.message, trouble.hint)
    return Verdict(False, trouble.code, trouble.message, trouble.hint, unknown=True, exit_code=5)

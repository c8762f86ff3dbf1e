"""What the refusals of a gateway mean: of any server that speaks Anthropic's Messages API, and is nobody's Ollama.

Its error bodies are `{"error": {"message": text}}` (Anthropic, LiteLLM) or nothing of the kind (a proxy before it).
"""

from __future__ import annotations

from typing import Final

from setpoint.core.ollama_answers import told
from setpoint.errors import OllamaTrouble

_URL: Final = "correct `gateway.url`"


def gateway_trouble(status: int, text: str, where: str) -> OllamaTrouble:
    """An HTTP answer that says no. `text` is the server's own `error`; "" where the body held none."""
    code, says, permanent, hint = _by_status(status, text)
    return OllamaTrouble(code, says, where=where, hint=hint, permanent=permanent, status=status)


def _by_status(status: int, text: str) -> tuple[str, str, bool, str]:
    """Code, message, permanent, hint."""
    if status in (401, 403, 407):
        hint = "setpoint key check gateway; `gateway.auth` says how the key is sent"
        return "SP208", f"the gateway refuses the key, or demands one ({status})", True, hint
    if status in (404, 410) and text:
        hint = "correct `gateway.models`, or give a model this name at the gateway"
        return "SP210", "the gateway has no model of this name", True, hint
    if status == 429:
        return "SP225", "too many requests, or a usage limit is reached", False, "try again later"
    if text:
        return "SP207", f"the gateway answered {status}: {told(text)}", status < 500, "its own log says more"
    if status in (502, 503, 504):
        return "SP201", f"the gateway does not answer behind its proxy ({status})", False, "try again later"
    return "SP202", f"what answers here does not speak Anthropic's Messages API (status {status})", True, _URL


def in_its_words(trouble: OllamaTrouble) -> OllamaTrouble:
    """What was found out below HTTP, or in an answer that makes no sense, without a word of Ollama."""
    if 300 <= trouble.status < 400:
        says, hint = f"the gateway answers with a redirect ({trouble.status}), which is never followed", _URL
    elif trouble.code == "SP202":
        says, hint = "what answers here does not speak Anthropic's Messages API", _URL
    elif trouble.code == "SP207":
        says, hint = "the gateway's answer cannot be understood", _URL
    else:
        return trouble
    return OllamaTrouble(
        trouble.code, says, where=trouble.where, hint=hint, permanent=trouble.permanent, status=trouble.status
    )

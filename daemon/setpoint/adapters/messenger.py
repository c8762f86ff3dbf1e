"""The port `Messenger`: one tiny message over the route that Claude Desktop takes (OL 1.5, recordings e01, e07)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

from setpoint.adapters.http import Ask, fetch
from setpoint.adapters.ollama import good, sendable
from setpoint.core.ollama_answers import first_words
from setpoint.core.ollama_url import place
from setpoint.core.ports import Reply
from setpoint.errors import OllamaTrouble

_TOKENS: Final = 64
"""Enough for a few words, also after a short thought; little enough to cost nearly nothing where it is metered."""
_LONGEST: Final = 4 << 20
_WORDS: Final = "Answer with one short sentence: are you there?"


def send_message(url: str, model: str, headers: Mapping[str, str], *, seconds: float = 120) -> Reply:
    """POST {url}/v1/messages, not streamed. `headers` hold the key, if there is one; it appears in no message."""
    from setpoint.adapters.remote import HttpxCall

    ask = Ask(place(url), "POST", "/v1/messages", _body(model), _headers(headers, url))
    begun = time.monotonic()
    answer = fetch(HttpxCall, ask, seconds=seconds, longest=_LONGEST)
    took = time.monotonic() - begun
    try:
        return Reply(ask.hide(first_words(good(answer, ask, model), ask.where)), took)
    except OllamaTrouble as error:
        if error.code != "SP202":
            raise
        raise OllamaTrouble(
            "SP202",
            "what answers here does not speak Anthropic's Messages API",
            where=ask.where,
            hint="correct the url",
            permanent=True,
            status=error.status,
        ) from None


def _body(model: str) -> bytes:
    message = {"role": "user", "content": _WORDS}
    return json.dumps({"model": model, "max_tokens": _TOKENS, "messages": [message]}).encode()


def _headers(headers: Mapping[str, str], url: str) -> Mapping[str, str]:
    own = {"Content-Type": "application/json", "anthropic-version": "2023-06-01"}
    return {**own, **sendable(headers, url)}

"""The port `Messenger`: one tiny message over the route that Claude Desktop takes (OL 1.5, recordings e01, e07)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

from setpoint.adapters.http import Answer, Ask, fetch
from setpoint.adapters.ollama import good, sendable
from setpoint.core.gateway_trouble import gateway_trouble, in_its_words
from setpoint.core.ollama_answers import decoded, error_of, first_words
from setpoint.core.ollama_url import place
from setpoint.core.ports import Reply
from setpoint.errors import OllamaTrouble

_TOKENS: Final = 64
"""Enough for a few words, also after a short thought; little enough to cost nearly nothing where it is metered."""
_LONGEST: Final = 1 << 20
_WORDS: Final = "Answer with one short sentence: are you there?"


def send_message(
    url: str, model: str, headers: Mapping[str, str], *, gateway: bool = False, seconds: float = 120
) -> Reply:
    """POST {url}/v1/messages, not streamed. `headers` hold the key, if there is one; it appears in no message.

    `gateway`: failures are told of a gateway, else of an Ollama server.
    """
    ask = Ask(place(url), "POST", "/v1/messages", _body(model), _headers(headers, url))
    return _of_gateway(ask, seconds) if gateway else _of_ollama(ask, model, seconds)


def _of_gateway(ask: Ask, seconds: float) -> Reply:
    try:
        answer, took = _asked(ask, seconds)
        good_answer = answer.head.status == 200
        words = first_words(decoded(answer.body, ask.where), ask.where) if good_answer else ""
    except OllamaTrouble as error:
        raise in_its_words(error) from None
    if not good_answer:
        raise gateway_trouble(answer.head.status, ask.hide(error_of(answer.body)[0]), ask.where)
    return Reply(ask.hide(words), took)


def _of_ollama(ask: Ask, model: str, seconds: float) -> Reply:
    answer, took = _asked(ask, seconds)
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


def _asked(ask: Ask, seconds: float) -> tuple[Answer, float]:
    from setpoint.adapters.remote import HttpxCall

    begun = time.monotonic()
    answer = fetch(HttpxCall, ask, seconds=seconds, longest=_LONGEST)
    return answer, time.monotonic() - begun


def _body(model: str) -> bytes:
    message = {"role": "user", "content": _WORDS}
    return json.dumps({"model": model, "max_tokens": _TOKENS, "messages": [message]}).encode()


def _headers(headers: Mapping[str, str], url: str) -> Mapping[str, str]:
    own = {"Content-Type": "application/json", "anthropic-version": "2023-06-01"}
    return {**own, **sendable(headers, url)}

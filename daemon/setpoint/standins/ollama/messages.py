"""POST /v1/messages: answers in Anthropic's shape, with a fixed sentence where a model would think (e01, e04, e07)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Final

from setpoint.standins.ollama.asked import Asked, Refused, wish
from setpoint.standins.ollama.models_routes import out_of_reach, refuse_cloud
from setpoint.standins.ollama.reply import EVENTS, GIN, PLAIN_JSON, Reply, Stream, compact
from setpoint.standins.ollama.store import name_or_none

_WORDS: Final = ("Yes,", " this", " is", " the", " stand-in.")
_TYPES: Final = {400: "invalid_request_error", 401: "authentication_error", 404: "not_found_error"}
_LIVE: Final = {"Cache-Control": "no-cache", "Connection": "keep-alive"}


def messages(asked: Asked) -> Reply | Stream:
    value = _wish(asked)
    streamed = value.get("stream") is True
    text = str(value["model"])
    name = name_or_none(text)
    if name is None:
        return _refusal(400, "invalid model name", streamed=streamed)
    if name.is_cloud:
        refuse_cloud(asked, name, "Post", "/v1/messages")
    model = asked.world.store.find(name)
    if model is None and not name.is_cloud:
        return _refusal(404, f"model '{text}' not found", streamed=streamed)
    if model and model.remote and not asked.world.cloud.reachable:
        return _refusal(500, out_of_reach("Post", "/api/chat"), streamed=streamed)
    if model and not model.remote:
        asked.world.store.load(model)
    return Stream(_events(text), EVENTS, _LIVE) if streamed else _whole(text)


def _wish(asked: Asked) -> Mapping[str, object]:
    try:
        value = wish(asked, "MessagesRequest", empty="EOF")
    except Refused as refused:
        text = refused.reply.body.decode().removeprefix('{"error":"').removesuffix('"}')
        raise Refused(_early(text)) from None
    for key, says in (("model", "model is required"), ("max_tokens", "max_tokens is required and must be positive")):
        if not value.get(key):
            raise Refused(_early(says))
    if not value.get("messages"):
        raise Refused(_early("messages is required"))
    return value


def _early(text: str) -> Reply:
    """Refusals of the request itself come from another layer: with a charset, without a newline."""
    return Reply(400, compact(_error(400, text)), GIN)


def _refusal(status: int, text: str, *, streamed: bool) -> Reply:
    return Reply(status, compact(_error(status, text)) + b"\n", PLAIN_JSON, _LIVE if streamed else {})


def _error(status: int, text: str) -> dict[str, object]:
    kind = _TYPES.get(status, "api_error")
    return {"type": "error", "error": {"type": kind, "message": text}, "request_id": f"req_{secrets.token_hex(12)}"}


def _whole(model: str) -> Reply:
    message = {
        **_message(model),
        "content": [{"type": "text", "text": "".join(_WORDS)}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 15, "output_tokens": len(_WORDS)},
    }
    return Reply(200, compact(message) + b"\n", PLAIN_JSON)


def _message(model: str) -> dict[str, object]:
    return {"id": f"msg_{secrets.token_hex(12)}", "type": "message", "role": "assistant", "model": model, "content": []}


def _events(model: str) -> Iterator[bytes]:
    start = {**_message(model), "usage": {"input_tokens": 1, "output_tokens": 0}}
    yield _event("message_start", message=start)
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for word in _WORDS:
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": word})
    yield _event("content_block_stop", index=0)
    usage = {"input_tokens": 15, "output_tokens": len(_WORDS)}
    yield _event("message_delta", delta={"stop_reason": "end_turn"}, usage=usage)
    yield _event("message_stop")


def _event(kind: str, **content: object) -> bytes:
    return f"event: {kind}\ndata: ".encode() + compact({"type": kind, **content}) + b"\n\n"

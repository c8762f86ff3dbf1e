"""What a route gives back: a whole answer, or lines as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

GIN: Final = "application/json; charset=utf-8"
PLAIN_JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
EVENTS: Final = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. No `kind`: no Content-Type."""

    status: int
    body: bytes = b""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """A 200 whose pieces are sent as they come."""

    pieces: Iterator[bytes]
    kind: str = NDJSON
    headers: Mapping[str, str] = field(default_factory=dict)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def ok(value: object) -> Reply:
    return Reply(200, compact(value), GIN)


def error(status: int, text: str) -> Reply:
    return Reply(status, compact({"error": text}), GIN)


def not_found_page() -> Reply:
    return Reply(404, b"404 page not found", "text/plain")


def openai(status: int, value: object) -> Reply:
    """The `/v1` surfaces: another Content-Type, and a newline at the end."""
    return Reply(status, compact(value) + b"\n", PLAIN_JSON)

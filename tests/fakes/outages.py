"""The server of the accelerated month is gone for a while, or in its place stands one that is sick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fakes.days import HOUR, MINUTE
from fakes.month import Month
from fakes.sick import Sick, chunked, http_answer, sick_server
from setpoint.standins.ollama.server import StandIn

VERSIONS: Final = ("0.23.4", "0.31.0", "0.32.15", "0.33.1")

SICK: Final = (
    b"",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{}",
    http_answer(b""),
    http_answer(b"{"),
    http_answer(b"\xff\xfe{\x00"),
    http_answer(b"[" * 50_000),
    http_answer(b'{"version": 7, "models": {"a": 1}}'),
    http_answer(b'{"version": "0.32.15", "models": [{"name": null}]}'),
    http_answer(b'{"error": "out of memory"}'),
    http_answer(b'{"error": "no"}', status="401 Unauthorized"),
    http_answer(b"not found", status="404 Not Found", kind="text/plain"),
    http_answer(b"<html>", status="502 Bad Gateway", kind="text/html"),
    http_answer(b"", status="302 Found", extra="Location: http://127.0.0.1:1/\r\n"),
    chunked(b'{"version": "0.32.15"}', whole=False),
    chunked(b'{"models": [', whole=False),
)
"""Answers to whatever is asked, none of which tells how the server really stands."""


@contextmanager
def absent(month: Month) -> Iterator[None]:
    """Comes back on the same port with all that it held, maybe as another version."""
    old = month.server
    old.__exit__(None, None, None)
    yield
    version = month.random.choice(VERSIONS)
    month.server = StandIn(version, registry=old.registry, store=old.store, requests=old.requests, port=old.port)
    month.server.__enter__()
    month.days.server = month.server


def offline(month: Month) -> None:
    """For minutes or hours."""
    with absent(month):
        month.weather.wake()
        month.let(month.random.choice((MINUTE, MINUTE, HOUR, HOUR, 2 * HOUR)))


def sickens(month: Month) -> None:
    """All the while somebody looks again and again."""
    with absent(month), sick_server(Sick(month.random.choice(SICK)), month.server.port):
        for _ in range(month.random.randrange(1, 5)):
            month.days.agent.reload()
            month.let(month.random.choice((MINUTE, HOUR)))

"""One HTTP exchange, bounded in time and size, over either of two carriers.

`import httpx` takes about 95 ms on a slow machine, httptools under 1 (measured 2026-11-22). So the short questions
to a server on this machine go over `loopback.py`, everything else over `remote.py`. Both keep the contract of `Call`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Protocol

from setpoint.core.ollama_url import Place
from setpoint.errors import OllamaTrouble
from setpoint.value import EMPTY, value


@value
class Limits:
    """Seconds, and bytes. A first list may wait for a start-up scan; verifying hashes whole models (OL 1.1, 1.2).

    `body` is a list of some 10,000 models; the longest `line` seen is an error of a few hundred bytes. What a hostile
    server may make us hold in memory hangs on both (docs/reliability.md). `pull` is for one that moves all the time.
    """

    connect: float = 5
    answer: float = 10
    models: float = 30
    show: float = 30
    change: float = 60
    create: float = 300
    manifest: float = 300
    stall: float = 90
    quiet: float = 3600
    pull: float = 86_400
    body: int = 4 << 20
    line: int = 1 << 16


DEFAULT_LIMITS: Final = Limits()

HASTY: Final = Limits(connect=1.5, answer=2, models=2.5, show=2.5)
"""Of a look that must end soon, whatever the server does."""


_KEY: Final = 6
"""Shorter pieces of a header are words, not keys."""
_LONG_KEY: Final = 16
"""Shorter ones may be part of a model's name: `ollama` is what many give to a proxy that asks for something."""
_OPEN: Final = ("content-type", "anthropic-version", "host", "user-agent")


@value
class Ask:
    """A request. `headers` may hold a key: they are never shown."""

    place: Place
    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = EMPTY
    connect: float = DEFAULT_LIMITS.connect

    def __repr__(self) -> str:
        return f"Ask({self.method} {self.path})"

    @property
    def where(self) -> str:
        return str(self.place)

    def hide(self, text: str) -> str:
        """A server's words without our keys: some gateways repeat the key that they refuse."""
        texts = [text for name, text in self.headers.items() if name.lower() not in _OPEN]
        for piece in _pieces(texts):
            text = text.replace(piece, "…")
        return text

    def hidden(self, answer: object) -> object:
        """A decoded answer without our keys, wherever a server repeats them: a name, a version, a status, a link.

        Here only what a header says in secret counts, and is too long to be part of a name by chance.
        """
        keys = self._keys() if self.headers else frozenset()
        try:
            return _without(answer, keys) if keys else answer
        except RecursionError:  # deeper than anything that is meant: as if nothing had been said
            return None

    def _keys(self) -> frozenset[str]:
        from setpoint.core.known_secrets import NAMES

        texts = [text for name, text in self.headers.items() if re.search(NAMES, name)]
        return frozenset(piece for text in texts for piece in text.split() if len(piece) >= _LONG_KEY)


def _without(thing: object, keys: frozenset[str]) -> object:
    if isinstance(thing, str):
        for key in keys:
            thing = thing.replace(key, "…")
        return thing
    if isinstance(thing, dict):
        return {_without(name, keys): _without(member, keys) for name, member in thing.items()}
    return [_without(each, keys) for each in thing] if isinstance(thing, list) else thing


@value
class Head:
    """Status and headers of an answer, names in lower case."""

    status: int
    headers: Mapping[str, str]


@value
class Answer:
    head: Head
    body: bytes


class Lost(Exception):
    """No connection, or it ended too early. The text is fit to be shown."""


class NotHttp(Exception):
    """Something answered, and it does not speak HTTP."""


def _pieces(texts: Iterable[str]) -> set[str]:
    return {piece for text in texts for piece in text.split() if len(piece) >= _KEY}


class Call(Protocol):
    """One exchange on a connection of its own. Proxies are not used for loopback; redirects are never followed."""

    def start(self) -> Head:
        """Connect, send, wait for the headers. Lost or NotHttp."""

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes. Lost when the connection ends before the body does."""

    def close(self) -> None: ...


Carrier = Callable[[Ask, float], Call]
"""Makes a call that ends after so many seconds, however slowly the answer drips: with Lost, or as if it were whole."""


def fetch(carrier: Carrier, ask: Ask, *, seconds: float, longest: int) -> Answer:
    """A whole answer within `seconds`. OllamaTrouble SP201, SP202, SP207."""
    end = time.monotonic() + seconds
    call = carrier(ask, seconds)
    try:
        head, body = _exchange(call, longest, ask.where)
    except (Lost, NotHttp) as error:
        if time.monotonic() >= end:
            raise _late(seconds, ask.where) from None
        raise (not_http(ask.where) if isinstance(error, NotHttp) else lost(str(error), ask.where)) from None
    finally:
        call.close()
    if time.monotonic() >= end:  # a body without a length ends quietly when it is cut
        raise _late(seconds, ask.where)
    refuse_redirect(head, ask.where)
    return Answer(head, body)


def _exchange(call: Call, longest: int, where: str) -> tuple[Head, bytes]:
    head = call.start()
    body = bytearray()
    for chunk in call.chunks():
        body += chunk
        if len(body) > longest:
            hint = "check that the url is Ollama's, and restart the server"
            raise OllamaTrouble("SP207", f"the answer is longer than {longest >> 20} MiB", where=where, hint=hint)
    return head, bytes(body)


def refuse_redirect(head: Head, where: str) -> None:
    """Ollama never redirects a proper path; following could send a key to another server."""
    if 300 <= head.status < 400:
        raise OllamaTrouble(
            "SP202",
            f"something other than Ollama answers here: a redirect ({head.status}), which is never followed",
            where=where,
            hint="correct `ollama.url`",
            permanent=True,
            status=head.status,
        )


def lost(why: str, where: str) -> OllamaTrouble:
    return OllamaTrouble("SP201", f"no answer: {why}", where=where, hint="start the server, or correct its url")


def _late(seconds: float, where: str) -> OllamaTrouble:
    return lost(f"no complete answer within {seconds:g} s", where)


def not_http(where: str) -> OllamaTrouble:
    return OllamaTrouble(
        "SP202", "what answers here does not speak HTTP", where=where, hint="correct the url", permanent=True
    )


def refused_origin(where: str) -> OllamaTrouble:
    """403 and an empty body: nothing else answers like that (a05, a06)."""
    return OllamaTrouble(
        "SP203",
        "Ollama refuses the Host or Origin of the request",
        where=where,
        hint="behind a proxy, set the upstream Host header to localhost",
        permanent=True,
        status=403,
    )


_PHRASES: Final = (
    ("refused", "the connection is refused"),
    ("timed out", "connecting takes too long"),
    ("reset", "the connection was reset"),
    ("name or service not known", "there is no host of this name"),
    ("nodename nor servname", "there is no host of this name"),
    ("getaddrinfo failed", "there is no host of this name"),
    ("certificate", "its certificate is not trusted"),
    ("unreachable", "the network cannot reach it"),
)


def reason(error: BaseException) -> str:
    """Why a connection failed, in words of our own: an exception's text may repeat what was sent."""
    text = str(error).lower()
    return next((says for mark, says in _PHRASES if mark in text), "the connection broke off")

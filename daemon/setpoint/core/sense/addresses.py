"""The rules of Claude Desktop for the server's URL (CD 3.3), told before the app refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.finding import Finding, Path
from setpoint.core.ollama_url import place
from setpoint.core.profile import Profile
from setpoint.core.urls import Url, parse

FOR_EXAMPLE: Final = "for example http://127.0.0.1:11434, or https://llm.acme.example"


def check(profile: Profile) -> Iterator[Finding]:
    """Dormant parts too: changing the one word `mode` must stay valid."""
    if profile.ollama.url is not None:
        yield from _check(("ollama", "url"), profile.ollama.url)
    if profile.gateway is not None:
        yield from _check(("gateway", "url"), profile.gateway.url)


def _check(path: Path, text: str) -> Iterator[Finding]:
    try:
        url = parse(text)
    except ValueError as error:
        yield Finding(path, "SP111", str(error), FOR_EXAMPLE)
        return
    if path[0] == "ollama" and not url.credentials and not url.rest:
        yield from _understood(path, text)
    if url.credentials:
        yield Finding(path, "SP129", "holds a user name or password", f"leave it out and use {path[0]}.key")
    if url.rest:
        yield Finding(path, "SP111", "must end before ? and #", "leave out what follows; the app appends its own paths")
    yield from _host(path, url)
    yield from _path(path, url)


def _understood(path: Path, text: str) -> Iterator[Finding]:
    """What connects to Ollama reads the address by Ollama's own rules: said here rather than there."""
    try:
        place(text)
    except ValueError as error:
        yield Finding(path, "SP111", str(error), FOR_EXAMPLE)


def _host(path: Path, url: Url) -> Iterator[Finding]:
    if url.host == "ollama.com" or url.host.endswith(".ollama.com"):
        yield Finding(
            path,
            "SP117",
            "cannot be ollama.com: Claude Desktop refuses the names of its models",
            "leave it out and declare models that end in :cloud; the local Ollama passes them on",
        )
    elif url.scheme == "http" and not url.loopback:
        hint = "to reach this machine, write http://127.0.0.1" if url.host in ("0.0.0.0", "::") else "use https"  # noqa: S104
        yield Finding(path, "SP116", "is plain http to another machine, which Claude Desktop refuses", hint)
    elif url.scheme == "http" and url.host == "localhost":
        yield Finding(
            path,
            "SP116",
            "localhost is not taken for this machine everywhere",
            f"write http://127.0.0.1:{url.port}",
            warning=True,
        )


def _path(path: Path, url: Url) -> Iterator[Finding]:
    if url.path.rstrip("/").endswith(("/v1", "/v1/messages")):
        yield Finding(path, "SP134", "ends in /v1, which the app appends itself", "leave /v1 out", warning=True)

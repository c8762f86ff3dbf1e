"""Where Ollama is: by the profile, by `OLLAMA_HOST` in every form that Ollama itself reads (OL 7.1), or by default."""

from __future__ import annotations

import re
from typing import Final, Literal

from setpoint.value import value

UrlSource = Literal["profile", "OLLAMA_HOST", "default"]

DEFAULT_URL: Final = "http://127.0.0.1:11434"
_SCHEME_PORT: Final = {"http": 80, "https": 443}
_PLAIN_PORT: Final = 11434
_QUOTES: Final = "\"' \t"
_NAME: Final = re.compile(r"[\w.-]+", re.ASCII)
_SIX: Final = re.compile(r"[0-9a-f:.]+(%[\w.-]+)?", re.ASCII | re.IGNORECASE)
_BYTES: Final = frozenset(map(str, range(256)))
_PATH: Final = re.compile(r"[\w.~/%+=,;-]*", re.ASCII)
# addresses to listen on; nothing can be connected to there (fails on Windows)
_CONNECT: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1", "0:0:0:0:0:0:0:0": "::1"}  # noqa: S104  never listened on


@value
class Place:
    """A server's address, taken apart. `host` without brackets, `path` without a slash at its end."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def loopback(self) -> bool:
        numbers = self.host.split(".")
        four = len(numbers) == 4 and all(number.isdecimal() and len(number) < 4 for number in numbers)
        return self.host in ("localhost", "::1") or (four and numbers[0] == "127")

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if _SCHEME_PORT[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def resolve_url(configured: str | None, env_value: str | None) -> tuple[str, UrlSource]:
    """The url to use, and who said so. ValueError where the text is no url; it is not repeated: it may hold a key."""
    if configured and configured.strip(_QUOTES):
        return str(place(configured)), "profile"
    if env_value and env_value.strip(_QUOTES):
        return str(place(env_value)), "OLLAMA_HOST"
    return DEFAULT_URL, "default"


def place(text: str) -> Place:
    """An address as Ollama would read it; without a scheme the port is 11434, with one it is the scheme's own."""
    text = text.strip(_QUOTES)
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = ("https", "ollama.com:443") if text == "ollama.com" else ("http", text)
    scheme = scheme.lower()
    if scheme not in _SCHEME_PORT:
        raise ValueError("the address of Ollama starts with http:// or https://")
    authority, _, path = rest.partition("/")
    host, port = _host_and_port(authority)
    host = _CONNECT.get(host, host)
    if "@" in authority or not _is_host(host) or not _PATH.fullmatch(path):
        raise ValueError("the address of Ollama holds more than a host, a port and a path")
    path = path.strip("/")
    default = _SCHEME_PORT[scheme] if mark else _PLAIN_PORT
    return Place(scheme, host, _port(port, default), f"/{path}" if path else "")


def _is_host(host: str) -> bool:
    """A name with no part that is empty or too long for DNS, or an IP address: nothing else can be connected to."""
    if ":" not in host:
        parts = host.removesuffix(".").split(".")
        four = len(parts) == 4 and all(part.isdecimal() for part in parts)
        fits = all(part in _BYTES for part in parts) if four else all(0 < len(part) < 64 for part in parts)
        return fits and bool(_NAME.fullmatch(host))
    from ipaddress import IPv6Address

    try:
        return bool(_SIX.fullmatch(host) and IPv6Address(host))
    except ValueError:
        return False


HTTPS: Final = "use https, or a tunnel that ends on this machine"


def in_plain(url: str) -> str | None:
    """Why a key cannot be sent there; None where it can. A profile's own address was checked, a variable's was not."""
    where = place(url)
    return None if where.scheme == "https" or where.loopback else "a key would go in plain http to another machine"


def _host_and_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, _, port = authority[1:].partition("]")
        return host.lower(), port.removeprefix(":")
    if authority.count(":") > 1:  # an IPv6 address without brackets has no port
        return authority.lower(), ""
    host, _, port = authority.partition(":")
    return host.lower(), port


def _port(text: str, default: int) -> int:
    """A port that nothing can listen on gives the default, as in Ollama."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return number if 0 < number < 65536 else default

"""Parts of a URL, as far as a profile needs them. Pure: no name is resolved."""

from __future__ import annotations

from typing import Final

from setpoint.value import value

_PORTS: Final = {"http": 80, "https": 443}


@value
class Url:
    """A URL taken apart. `host` in lower case, without brackets; `credentials`: it holds a user name or password."""

    scheme: str
    host: str
    port: int
    path: str = ""
    credentials: bool = False
    rest: bool = False
    """Whether a query or fragment follows."""

    @property
    def origin(self) -> str:
        """`https://host:443`: scheme, host and port, always written out, so that equal means equal."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether the address itself says that it is this machine: 127.0.0.0/8, ::1, or the name `localhost`."""
        return self.host == "localhost" or _address_is_loopback(self.host)


def parse(text: str) -> Url:
    """ValueError says what is wrong with the text."""
    from urllib.parse import urlsplit

    if not text.isascii() or any(not "!" <= char <= "~" or char == "\\" for char in text):
        raise ValueError("a url has no spaces, backslashes, control characters or letters beyond ASCII")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("the host or port cannot be understood") from None
    if parts.scheme not in _PORTS:
        raise ValueError("a url starts with http:// or https://")
    host = (parts.hostname or "").rstrip(".")
    if not host or port == 0:
        raise ValueError("a url needs a host, and a port that is not 0")
    return Url(
        parts.scheme,
        host,
        _PORTS[parts.scheme] if port is None else port,
        parts.path,
        "@" in parts.netloc,
        "?" in text or "#" in text,
    )


def _address_is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

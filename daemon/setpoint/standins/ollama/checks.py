"""Who may ask: Ollama's checks of the Host and Origin headers (OL 1.6, recordings a05 to a07)."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_NAMES: Final = (".localhost", ".local", ".internal")
_SCHEMES: Final = ("app", "file", "tauri", "vscode-webview", "vscode-file")
_LOCAL: Final = re.compile(r"https?://(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?", re.IGNORECASE)

_ALLOWED: Final = (
    "Authorization,Content-Type,User-Agent,Accept,X-Requested-With,Openai-Beta,X-Stainless-Arch,X-Stainless-Async,"
    "X-Stainless-Custom-Poll-Interval,X-Stainless-Helper-Method,X-Stainless-Lang,X-Stainless-Os,"
    "X-Stainless-Package-Version,X-Stainless-Poll-Helper,X-Stainless-Retry-Count,X-Stainless-Runtime,"
    "X-Stainless-Runtime-Version,X-Stainless-Timeout"
)

PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": _ALLOWED,
    "Access-Control-Allow-Methods": "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
    "Access-Control-Max-Age": "43200",
}


def host_allowed(host: str) -> bool:
    """By the Host header of a server that listens on loopback."""
    name = (urlsplit(f"//{host}").hostname or "").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(_NAMES)
    return address.is_loopback or address.is_private or address.is_unspecified


def origin_allowed(origin: str, host: str) -> bool:
    """No Origin: not checked. The server's own address needs no permission."""
    if not origin or origin == f"http://{host}":
        return True
    return bool(_LOCAL.fullmatch(origin)) or urlsplit(origin).scheme in _SCHEMES

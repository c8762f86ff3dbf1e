"""Where Ollama's program lies, and what it and its desktop app say of themselves. Sources: OL 5.1, 5.4, 6.4, v01."""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

NAMES: Final = {"linux": "ollama", "macos": "ollama", "windows": "ollama.exe"}

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "linux": ("usr/local/bin", "usr/bin", "snap/bin", "run/current-system/sw/bin", "home/linuxbrew/.linuxbrew/bin"),
    "macos": ("usr/local/bin", "opt/homebrew/bin", "Applications/Ollama.app/Contents/Resources"),
    "windows": (),
}
"""Folders below the root that a shell started from a menu may not have in its PATH."""

VERSION: Final = r"^ollama version is (\S+)"
CLIENT: Final = r"client version is (\S+)"
"""`ollama -v` always ends with status 0; the client's version stands alone only where it differs from the server's."""

GATEWAY: Final = "http://127.0.0.1:11435/_ollama/health"
GATEWAY_SIGN: Final = "x-ollama-claude-gateway"
"""Header of its 204: the macOS app's own switch for Claude is on (0.33 and later)."""

SMALLEST_CONTEXT: Final = 32768
ENOUGH_CONTEXT: Final = 65536
"""Tokens for a Claude client: below the first its own instructions and tools crowd out the conversation (OL 1.4)."""

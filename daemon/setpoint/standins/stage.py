"""The scene of `setpoint demo`: a home somebody lived in, with both stand-ins, and what another switcher does to it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.standins.claude.app import write
from setpoint.standins.claude.deciding import read
from setpoint.standins.claude.desktop import places_in
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

GB: Final = 10**9
SECONDS: Final = 6.0
"""How long all pulls take together: long enough to see a bar, short enough to wait for."""

_DETAILS: Final = Details(family="qwen35", parameter_size="9B", quantization="Q4_K_M", context=262144)
THERE: Final = {"gpt-oss:20b": Published(size=14 * GB, details=_DETAILS)}
OFFERED: Final = {
    "qwen3.5:9b": Published(size=int(6.6 * GB), details=_DETAILS),
    "qwen3.5:2b": Published(size=int(2.7 * GB), details=_DETAILS),
    "smollm2:135m": Published(size=int(0.27 * GB), details=_DETAILS),
}
SIZES: Final = {name: made.size for name, made in OFFERED.items()}

OLLAMAS: Final = "00000000-0000-4000-8000-000000000114"
"""The id that Ollama's own switch always gives its entry (CD 7.3)."""
_PERSONS: Final = "c0ffee00-1111-4222-8333-444455556666"

PROFILE: Final = """\
setpoint: 1
mode: ollama

models:                     # plan on the large one, execute on the small ones
  opus: {{model: "gpt-oss:20b", label: GPT OSS 20B}}
  sonnet: {{model: "qwen3.5:9b", label: Qwen 3.5 9B}}
  haiku: {{model: "qwen3.5:2b", label: Qwen 3.5 2B}}
default: sonnet
keep: ["smollm2:135m"]      # pulled as well, for other programs; not in the picker

ollama:
  url: {url}
  version: ">=0.23"
"""


def ollama(*, fast: bool) -> StandIn:
    """The stand-in's server, to be used as a context."""
    server = StandIn(offers=OFFERED, holds=THERE)
    server.registry.speed = sum(SIZES.values()) / SECONDS * (10 if fast else 1)
    return server


def furnish(home: Path) -> None:
    """Claude Desktop's files after some months: MCP servers, preferences, and two entries that others made.

    Ollama's switch was used once; then the person went back to claude.ai, which left its entry applied and the flag at
    native.
    """
    places = places_in(home)
    entries = [{"id": _PERSONS, "name": "Work proxy"}, {"id": OLLAMAS, "name": "Ollama"}]
    write(places.index, {"appliedId": OLLAMAS, "entries": entries})
    write(places.entry(_PERSONS), _entry("https://llm.work.example"))
    write(places.entry(OLLAMAS), {**_entry("http://127.0.0.1:11434"), "coworkEgressAllowedHosts": ["*"]})
    servers = {"notes": {"command": "/opt/notes/mcp", "args": ["--stdio"]}}
    preferences = {"quickEntryShortcut": "off", "sidebarWidth": 1.0, "name": "Zoë"}
    write(places.flag, {"mcpServers": servers, "deploymentMode": "1p", "preferences": preferences})
    write(places.native / places.flag.name, {"mcpServers": servers, "preferences": preferences})


def another_switcher(home: Path) -> None:
    """Applies Ollama's entry again and sends the app back to native mode; every other key is left."""
    places = places_in(home)
    write(places.index, {**(read(places.index) or {}), "appliedId": OLLAMAS})
    write(places.flag, {**(read(places.flag) or {}), "deploymentMode": "1p"})


def taken(home: Path) -> dict[str, bytes]:
    """Claude Desktop's configuration, file by file. Its logs and caches are its own business."""
    places = places_in(home)
    found = [*places.data.rglob("*.json"), *places.native.rglob("*.json")]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(found)}


def _entry(url: str) -> dict[str, object]:
    return {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": url, "inferenceGatewayApiKey": "placeholder"}

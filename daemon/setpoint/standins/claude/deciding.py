"""Which way the app takes at its start: read once, before the first window (CD 4.1, 6.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from setpoint.value import value

_ID: Final = re.compile(r"[a-f0-9-]{36}")
_NAMES: Final = ("claude", "sonnet", "opus", "haiku", "fable", "mythos", "anthropic")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@value
class Places:
    """The two profile folders. They are one where CLAUDE_USER_DATA_DIR is set."""

    data: Path
    native: Path

    @property
    def index(self) -> Path:
        return self.data / "configLibrary" / "_meta.json"

    @property
    def flag(self) -> Path:
        """The settings whose `deploymentMode` decides (CD 2.4)."""
        return self.data / "claude_desktop_config.json"

    def entry(self, entry_id: str) -> Path:
        return self.data / "configLibrary" / f"{entry_id}.json"

    def profile(self, *, third_party: bool) -> Path:
        return self.data if third_party else self.native


@value
class Route:
    """The way taken. `why` it is native; `url` and `models` (ids, with the label a picker shows) of the other."""

    third_party: bool
    why: str = ""
    applied: str = ""
    url: str = ""
    models: tuple[tuple[str, str], ...] = ()


def decide(places: Places) -> Route:
    """What is applied, unless the stored flag says native (CD 4.1). What cannot be used falls back to native."""
    index = read(places.index) or {}
    if "hybridPointer" in index:
        return Route(third_party=False, why="an organisation delivers the configuration")
    applied = index.get("appliedId")
    entry = _applied(places, index, applied)
    if entry is None or not isinstance(applied, str):
        return Route(third_party=False, why="nothing is applied")
    if not (entry.get("inferenceProvider") or (entry.get("bootstrapUrl") and entry.get("bootstrapEnabled", True))):
        return Route(third_party=False, why="the applied entry has no inference block", applied=applied)
    if (read(places.flag) or {}).get("deploymentMode") == "1p":
        return Route(third_party=False, why="deploymentMode is 1p", applied=applied)
    trouble = _trouble(entry)
    if trouble:
        return Route(third_party=False, why=trouble, applied=applied)
    return Route(third_party=True, applied=applied, url=_text(entry, "inferenceGatewayBaseUrl"), models=_models(entry))


def read(path: Path) -> dict[str, object] | None:
    """A JSON object; None where there is none or it cannot be read."""
    try:
        value = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _applied(places: Places, index: Mapping[str, object], applied: object) -> dict[str, object] | None:
    """No row or no file: as if nothing were applied (CD 2.1)."""
    if not isinstance(applied, str) or not _ID.fullmatch(applied):
        return None
    entries = index.get("entries")
    known = [row.get("id") for row in entries if isinstance(row, dict)] if isinstance(entries, list) else []
    return read(places.entry(applied)) if applied in known else None


def _trouble(entry: Mapping[str, object]) -> str:
    url = urlsplit(_text(entry, "inferenceGatewayBaseUrl"))
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
        return "baseUrl: must use https (or http on loopback)"
    if not (_text(entry, "inferenceGatewayApiKey") or _text(entry, "inferenceCredentialHelper")):
        return "either inferenceGatewayApiKey or inferenceCredentialHelper must be set"
    wrong = next((name for name, _ in _models(entry) if not any(word in name for word in _NAMES)), "")
    return f'inferenceModels: configured model "{wrong}" is not an Anthropic model' if wrong else ""


def _models(entry: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    rows = entry.get("inferenceModels")
    found = []
    for row in rows if isinstance(rows, list) else []:
        name = row if isinstance(row, str) else str(row.get("name", "")) if isinstance(row, dict) else ""
        label = str(row.get("labelOverride") or name) if isinstance(row, dict) else name
        found.append((name, label))
    return tuple(found)


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""

"""The app between start and end: settings held in memory, and written whole (CD 2.6, 6.2)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from setpoint.standins.claude.deciding import Places, Route, decide, read

SETTINGS: Final = "claude_desktop_config.json"

DEFAULTS: Final[Mapping[str, object]] = {
    "autoModeEnabled": False,
    "chatTabEnabled": False,
    "claudeAiImport": False,
    "isDesktopExtensionEnabled": False,
}
"""What "Apply Changes" adds to an entry that lacks it. `inferenceCredentialKind` depends on the entry."""


class App:
    """One run of the app. Whatever somebody else writes meanwhile is not read, and its settings file is lost.

    In native mode the third-party copy of the settings is held and written as well: the app writes `deploymentMode`
    there when a person picks a route (CD 2.4), so a tool must expect it at any time.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.route: Route = decide(places)
        self.profile: Path = places.profile(third_party=self.route.third_party)
        self._held = {path: read(path) for path in self._files() if path.exists()}
        self._held.setdefault(self.profile / SETTINGS, {})
        self._leave_traces()

    def prefer(self, key: str, value: object) -> None:
        """The person changes a preference."""
        held = self._held[self.profile / SETTINGS]
        if held is not None:
            preferences = held.setdefault("preferences", {})
            if isinstance(preferences, dict):
                preferences[key] = value
        self.save()

    def sign_in(self, mode: str) -> None:
        """The person picks a way at the sign-in screen: "1p" or "3p" is stored for the next start."""
        held = self._held.setdefault(self.places.flag, {})
        if held is not None:
            held["deploymentMode"] = mode
        self.save()

    def save(self) -> None:
        """Every settings file, whole, from memory. One that could not be read at the start is left (since 1.44121)."""
        for path, held in self._held.items():
            if held is not None:
                write(path, held)

    def apply_changes(self) -> None:
        """The button of the in-app window: the whole entry again, with defaults, in the order of its form."""
        entry = read(self.places.entry(self.route.applied))
        if entry is None:
            return
        kind = "helper-script" if entry.get("inferenceCredentialHelper") else "static"
        filled = {**DEFAULTS, "inferenceCredentialKind": kind, **entry}
        write(self.places.entry(self.route.applied), dict(sorted(filled.items())))

    def _files(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.places.data / SETTINGS, self.places.native / SETTINGS)))

    def _leave_traces(self) -> None:
        """Signs of life: what Chromium and the app write at every start."""
        log = self.profile / "logs" / "main.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.profile / "Local State").write_text("{}", encoding="utf-8")
        mode = "3P" if self.route.third_party else "1P"
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"[custom-3p] {mode} mode active\n")


def write(path: Path, value: Mapping[str, object]) -> None:
    """As the app writes: two-space indentation, no newline at the end, atomic rename, 0600."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.tmp")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8", newline="")
    os.replace(beside, path)  # noqa: PTH105 - says what it is: in one step, over what is there

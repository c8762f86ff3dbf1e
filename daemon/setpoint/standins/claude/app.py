"""The app between start and end: settings held in memory, and written whole (CD 2.6, 6.2)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from setpoint.standins.claude import record
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

    `installed` is where its version is recorded. `window`: whether one is shown; closing it only hides the app in the
    tray (CD 6.1).
    """

    def __init__(self, places: Places, installed: Path | None = None) -> None:
        self.places = places
        self.installed = installed
        self.version = record.version(installed)
        self.window = True
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

    def open_window(self) -> None:
        self.window = True

    def close_window(self) -> None:
        self.window = False

    def apply_changes(self) -> None:
        """The button of the in-app window, which then starts the app again. ValueError: no entry is applied.

        The entry is written whole, with defaults, in the order of its form; then the index and the flag.
        """
        self._apply(self.route.applied)

    def pick(self, choice: str) -> None:
        """The person picks another entry, by its id, or "native"; the app then starts itself again."""
        if choice == "native":
            self.sign_in("1p")
        else:
            self._apply(choice)

    def update(self, version: str) -> None:
        """The version on disk changes; the app then starts itself again, as the new one."""
        if self.installed is None:
            raise ValueError("nothing says where this app is installed")
        record.update(self.installed, version)

    def _apply(self, chosen: str) -> None:
        entry = read(self.places.entry(chosen)) if chosen else None
        if entry is None:
            raise ValueError(f"no entry {chosen!r} can be read")
        kind = "helper-script" if entry.get("inferenceCredentialHelper") else "static"
        filled = {**DEFAULTS, "inferenceCredentialKind": kind, **entry}
        write(self.places.entry(chosen), dict(sorted(filled.items())))
        write(self.places.index, {**(read(self.places.index) or {}), "appliedId": chosen})
        self.sign_in("3p")

    def _files(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.places.data / SETTINGS, self.places.native / SETTINGS)))

    def _leave_traces(self) -> None:
        """Signs of life: what Chromium and the app write at every start."""
        log = self.profile / "logs" / "main.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.profile / "Local State").write_text("{}", encoding="utf-8")
        mode = "3P" if self.route.third_party else "1P"
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"Claude {self.version or 'stand-in'}\n[custom-3p] {mode} mode active\n")


def write(path: Path, value: Mapping[str, object]) -> None:
    """As the app writes: two-space indentation, no newline at the end, atomic rename, 0600."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.tmp")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8", newline="")
    os.replace(beside, path)  # noqa: PTH105 - says what it is: in one step, over what is there

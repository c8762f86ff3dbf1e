"""A profile with the help of what is remembered of it in a file: an unchanged one needs neither YAML nor schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from setpoint import loading
from setpoint.core.ports import Files
from setpoint.core.profile import Profile
from setpoint.errors import SetpointError


def load_kept(files: Files, kept: Path, path: Path, text: bytes, *, remember: bool) -> Profile:
    """The profile, checked. ProfileWrong with every error. `remember`: keep for the next time what was found."""
    known = _known(files, kept)
    if known and (profile := loading.load_remembered(str(path), text, known)):
        return profile
    profile, fresh = loading.read(str(path), text)
    if remember:
        _remember(files, kept, fresh)
    return profile


def _known(files: Files, kept: Path) -> dict[str, object] | None:
    try:
        plain = json.loads(files.read(kept) or b"null")
    except (SetpointError, ValueError, RecursionError):
        return None
    return plain if isinstance(plain, dict) else None


def _remember(files: Files, kept: Path, fresh: Mapping[str, object]) -> None:
    """That it cannot be kept costs time only."""
    try:
        files.write(kept, json.dumps(fresh).encode(), seen=files.read(kept))
    except SetpointError:
        return

"""Which profile is in force: the file's own, or the last good one while that is missing, wrong or not trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from setpoint.core.ports import Files
from setpoint.core.profile import Profile
from setpoint.errors import Problem, ProfileWrong, SetpointError, Waiting, alone
from setpoint.loading.kept import load_kept
from setpoint.value import value

LIMIT: Final = 1 << 20
"""Bytes of a profile that are read at the most; the loader's own limit is lower and says so."""

KEPT: Final = "in-force.json"


@value
class InForce:
    """`profile` None: there has never been a good one. `trouble`: why it is not what the file says; None: it is."""

    profile: Profile | None
    trouble: SetpointError | None = None


class Wanted:
    """The profile at the first of `paths` that is there, with what is kept of it over restarts in the `state` folder.

    One that vanishes means hold: only a path before it takes its place. `objection` gives what forbids to follow a
    valid profile, such as a yes that nobody has given; None: nothing.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        files: Files,
        state: Path,
        objection: Callable[[Profile], SetpointError | None],
    ) -> None:
        self._paths = paths
        self._files = files
        self._state = state
        self._objection = objection
        self._known: tuple[bytes, Profile | ProfileWrong] | None = None
        self._path = self._followed() or paths[-1]

    def read(self) -> InForce:
        try:
            self._turn_to_a_preferred_one()
            text = self._text()
            profile = self._loaded(text)
            objection = self._objection(profile)
        except SetpointError as trouble:
            return InForce(self._last_good(), trouble)
        if objection is not None:
            return InForce(self._last_good(), objection)
        self._keep(text)
        return InForce(profile)

    def _turn_to_a_preferred_one(self) -> None:
        before = self._paths[: self._paths.index(self._path) + 1]
        found = next((path for path in before if self._files.facts(path) is not None), self._path)
        if found != self._path:
            self._path, self._known = found, None

    def _followed(self) -> Path | None:
        """The path that was followed before a restart."""
        kept = _kept(self._files, self._state).get("path")
        return next((path for path in self._paths if str(path) == kept), None)

    def _loaded(self, text: bytes) -> Profile:
        """The very same profile, or its errors, for the same text: it is read at every wake-up."""
        if self._known is None or self._known[0] != text:
            kept = self._state / "profile.json"
            try:
                self._known = (text, load_kept(self._files, kept, self._path, text, remember=True))
            except ProfileWrong as wrong:
                self._known = (text, alone(wrong))
        found = self._known[1]
        if isinstance(found, ProfileWrong):
            raise alone(found)
        return found

    def _text(self) -> bytes:
        text = self._files.read(self._path, limit=LIMIT)
        if text is None:
            problem = Problem("SP100", "there is no profile here any more", hint="put it back; until then all is held")
            raise ProfileWrong(str(self._path), (problem,))
        new = self._known is None or self._known[0] != text
        if new and self._files.half_written(self._path):  # what is cut off may be a valid profile, and another one
            hint = "it is read again when it is quiet"
            raise Waiting("SP307", "somebody is half-way through writing this file", where=str(self._path), hint=hint)
        return text

    def _keep(self, text: bytes) -> None:
        """A valid profile holds no key, so its whole text may be kept."""
        plain = json.dumps({"path": str(self._path), "text": text.decode("utf-8", "surrogateescape")}).encode()
        kept = self._state / KEPT
        try:
            seen = self._files.read(kept)
            if seen != plain:
                self._files.write(kept, plain, seen=seen)
        except SetpointError:
            return  # what it is kept for may never come

    def _last_good(self) -> Profile | None:
        return last_good(self._files, self._state, self._path, remember=True)


def last_good(files: Files, state: Path, path: Path, *, remember: bool) -> Profile | None:
    """Of this very path: another profile's last state says nothing about this one. `remember`: as in `load_kept`."""
    plain = _kept(files, state)
    if plain.get("path") != str(path):
        return None
    text = str(plain.get("text")).encode("utf-8", "surrogateescape")
    try:
        return load_kept(files, state / "last-good.json", path, text, remember=remember)
    except SetpointError:
        return None


def _kept(files: Files, state: Path) -> Mapping[str, object]:
    try:
        plain = json.loads(files.read(state / KEPT) or b"{}")
    except (SetpointError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}

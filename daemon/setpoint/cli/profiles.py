"""Which profile is meant, and reading it. An unchanged one is remembered: neither YAML nor schema is needed again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from setpoint.core.ports import Files
from setpoint.core.profile import Profile
from setpoint.errors import Problem, ProfileWrong, SetpointError
from setpoint.loading.kept import load_kept
from setpoint.wiring import Surroundings, in_use

LIMIT = 1 << 20
"""Bytes that are read at the most; the loader's own limit is lower and says so."""


def path_of(args: Namespace, here: Surroundings) -> Path:
    """`--profile`, SETPOINT_PROFILE, the person's own, the system's. ProfileWrong (SP100) when there is none."""
    places = candidates(args, here)
    if len(places) == 1:
        return places[0]
    found = next((place for place in places if here.machine.files.facts(place) is not None), None)
    if found is None:
        looked = ", ".join(map(str, places))
        problem = Problem("SP100", "no profile was found", hint=f"setpoint init starts one; looked at: {looked}")
        raise ProfileWrong("profile", (problem,))
    return found


def candidates(args: Namespace, here: Surroundings) -> tuple[Path, ...]:
    """The one that is named; else the person's own, and then the system's."""
    named = args.profile or here.env.get("SETPOINT_PROFILE")
    if named:
        return (typed(named, here),)
    return tuple(Path(folder) / "profile.yaml" for folder in (here.folders.config, here.folders.system))


def meant(args: Namespace, here: Surroundings) -> Path:
    """The profile's path, there or not."""
    try:
        return path_of(args, here)
    except ProfileWrong:
        return Path(here.folders.config) / "profile.yaml"


def typed(text: str, here: Surroundings) -> Path:
    """A path as somebody typed it: from where they stand; `~` that no shell expanded is the home handed in."""
    tilde, _, rest = text.replace("\\", "/").partition("/")
    return here.machine.home / rest if tilde == "~" else here.cwd / text


def load(args: Namespace, here: Surroundings, *, remember: bool = True) -> Profile:
    """The profile as it is in force on this machine: with another mode, if one is used. ProfileWrong: every error."""
    return in_use(here, written(args, here, remember=remember))


def written(args: Namespace, here: Surroundings, *, remember: bool = False) -> Profile:
    """The profile, checked, as it stands in its file."""
    path = path_of(args, here)
    text = read(here.machine.files, path)
    return load_kept(here.machine.files, here.state / "profile.json", path, text, remember=remember)


def read(files: Files, path: Path) -> bytes:
    """The text of a profile; ProfileWrong (SP100, SP101) where there is none."""
    try:
        text = files.read(path, limit=LIMIT)
    except SetpointError as error:
        problem = Problem("SP101", f"the profile cannot be read: {error.message}", hint=error.hint)
        raise ProfileWrong(str(path), (problem,)) from None
    if text is None:
        problem = Problem("SP100", "there is no such profile", hint=f"setpoint init --profile {path}")
        raise ProfileWrong(str(path), (problem,))
    return text

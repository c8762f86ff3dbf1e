"""Finds what is shipped beside the code: schemas, profiles to start from, service units.

In a wheel they lie below `setpoint/data`; in a checkout (and in an editable install, which runs from one) they are
folders at the project's top. The package is looked at first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from setpoint.errors import Failed

Folder = Literal["schemas", "profiles", "systemd", "launchd", "windows"]

PACKAGE = Path(__file__).parent


def folder(name: Folder, *, package: Path = PACKAGE) -> Path:
    """The folder on disk; SP906 if this installation lacks it."""
    places = [package / "data" / name]
    checkout = package.parent.parent
    # A folder called `profiles` two levels above site-packages would be somebody else's.
    if (checkout / "daemon" / "hatch_build.py").is_file():
        places.append(checkout / name)
    for place in places:
        if place.is_dir():
            return place
    raise _missing(name, places[0])


def read(name: Folder, file: str, *, package: Path = PACKAGE) -> str:
    """The text of one shipped file, as it is; SP906 if this installation lacks it."""
    path = folder(name, package=package) / file
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _missing(f"{name}/{file}", path) from None


def names(name: Folder, ending: str = "", *, package: Path = PACKAGE) -> tuple[str, ...]:
    """The names of the shipped files of a folder that end so, sorted; sub-folders are not entered."""
    files = folder(name, package=package).iterdir()
    return tuple(sorted(path.name for path in files if path.name.endswith(ending) and path.is_file()))


def _missing(what: str, place: Path) -> Failed:
    return Failed(
        "SP906",
        f"this installation of Setpoint lacks {what}",
        where=str(place),
        hint="install Setpoint again",
    )

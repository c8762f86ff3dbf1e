"""What stands in the text of a profile, and where: with its errors too, as far as it can be read at all."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.core.document import MISSING
from setpoint.core.finding import Path
from setpoint.errors import Problem
from setpoint.value import EMPTY, value


@value
class Written:
    """`places`: line and column, from 1, of the key or list item at a path. `problems`: what is wrong with the text."""

    file: str
    data: Mapping[str, object] = EMPTY
    places: Mapping[Path, tuple[int, int]] = EMPTY
    problems: tuple[Problem, ...] = ()

    def where(self, path: Path) -> str:
        """`file:line:column` of the very path; "" where it is not written."""
        found = self.places.get(path)
        return f"{self.file}:{found[0]}:{found[1]}" if found else ""

    def near(self, path: Path) -> str:
        """The same of the nearest part around it that is written; the file alone where there is none."""
        while path and path not in self.places:
            path = path[:-1]
        return self.where(path) or self.file

    def get(self, path: Path) -> object:
        """The plain value at a path; MISSING where it is not written."""
        found: object = self.data
        for part in path:
            found = _inside(found, part)
        return found


def _inside(found: object, part: str | int) -> object:
    if isinstance(found, Mapping):
        return found.get(part, MISSING)
    in_list = isinstance(found, list) and isinstance(part, int) and 0 <= part < len(found)
    return found[part] if in_list else MISSING  # type: ignore[index]  # both were just looked at

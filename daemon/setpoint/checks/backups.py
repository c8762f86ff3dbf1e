"""Copies of Claude's files from before each switch: how many, how large, and when the newest was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from setpoint.core.check import Area, Check, Checked, Scene, ok
from setpoint.core.figures import count_text, size_text
from setpoint.times import date_text


class Backups:
    area: Area = "setpoint"
    order = 60

    def look(self, scene: Scene) -> Iterator[Checked]:
        files, folder = scene.world.machine.files, scene.world.state / "backups"
        names = files.names(folder)
        if not names:
            yield ok("none: no file that was there before has been changed")
            return
        size = sum(facts.size for name in names if (facts := files.facts(folder / name)) is not None)
        told = f"{count_text(len(names), 'copy', 'copies')}, {size_text(size)}"
        yield ok(f"{told}, the newest of {_moment(names[-1])}; in {folder}")


def _moment(name: str) -> str:
    try:
        made = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return "an unknown time"
    return date_text(made.timestamp())


CHECK: Check = Backups()

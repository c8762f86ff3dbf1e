"""Whether the folder of a key file is one in which nobody else can put another file in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, warning
from setpoint.core.key_places import key_places
from setpoint.core.open_files import opening
from setpoint.core.quoting import word


class KeyFile:
    area: Area = "keys"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        """The mode of the file itself is judged where the key is read."""
        machine = scene.world.machine
        for place in key_places(scene.world):
            if place.ref.scheme != "file":
                continue
            rest = str(place.ref.rest)
            path = machine.home / rest[2:] if rest.startswith("~/") else Path(rest)
            facts = machine.files.facts(path)
            if facts is not None and not facts.mode & 0o022 and opening(machine, path) == "change":
                message = f"{place.key} {place.ref}: others can put another file in its place"
                yield warning("SP821", message, f"chmod go-w {word(str(path.parent))}")


CHECK: Check = KeyFile()

"""The history: how much it is, and whether it can be read."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.figures import count_text, size_text
from setpoint.core.happened import happened
from setpoint.errors import FileTrouble


class HistoryCheck:
    area: Area = "setpoint"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        path = scene.world.state / "history.jsonl"
        try:
            data = scene.world.machine.files.read(path)
        except FileTrouble as trouble:
            yield warning("SP843", f"{path}: {trouble.message}", trouble.hint or "move it away; a new one is begun")
            return
        if data is None:
            yield ok("nothing has happened yet")
            return
        lines = data.splitlines()
        broken = sum(1 for line in lines if happened(line) is None)
        if broken:
            message = f"{broken} of {len(lines)} lines cannot be understood and are left out"
            yield note(message, "SP843", f"look into {path}; nothing depends on it")
        else:
            yield ok(f"{count_text(len(lines), 'line')}, {size_text(len(data))}")


CHECK: Check = HistoryCheck()

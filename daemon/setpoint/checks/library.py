"""Whether Claude Desktop's files are what they should be, and for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.document import Document
from setpoint.core.facts.claude import PLACEHOLDER, SECRET_KEYS
from setpoint.core.facts.settings import SETTINGS
from setpoint.core.figures import count_text
from setpoint.core.finding import quoted
from setpoint.core.open_files import opening
from setpoint.core.ports import ClaudeFolder
from setpoint.core.quoting import word
from setpoint.core.report import told


class ClaudeFiles:
    area: Area = "claude"
    order = 60

    def look(self, scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if claude.where is None or not claude.here:
            return
        found = [failure(error.code, told(error), error.hint) for error in claude.troubles]
        found += [self._strange(name) for name in claude.strange]
        found += self._open(scene, claude.where)
        yield from found
        if not found and (claude.entries or claude.where in claude.alive):
            count = len(claude.entries)
            entries = count_text(count, "entry", "entries")
            yield ok(f"{entries}; every file is as it should be, and no key is open to others")

    @staticmethod
    def _strange(name: str) -> Checked:
        message = f"the id {quoted(name)} in the library is no safe file name; Claude does not take it"
        return note(message, "SP316", "remove the entry in Claude's own window")

    def _open(self, scene: Scene, where: ClaudeFolder) -> Iterator[Checked]:
        machine = scene.world.machine
        paths = {Path(where.index): False, Path(where.settings): False}
        paths |= {Path(where.entry(name)): _holds_key(entry) for name, entry in scene.claude.entries.items()}
        for path, secret in paths.items():
            how = opening(machine, path)
            if how == "change":
                yield warning(
                    "SP815",
                    f"{path} can be changed by others, who then decide the route",
                    f"chmod 600 {word(str(path))}",
                )
            elif how == "read" and secret:
                yield warning("SP815", f"{path} holds a key, and others can read it", f"chmod 600 {word(str(path))}")


def _holds_key(entry: Document) -> bool:
    """A key that somebody would mind: what we write where none is needed is no secret."""
    for key, value in entry.value().items():
        setting = SETTINGS.get(key)
        secret = key in SECRET_KEYS or (setting is not None and setting.source)
        if secret and value not in ("", None, {}, PLACEHOLDER):
            return True
    return False


CHECK: Check = ClaudeFiles()

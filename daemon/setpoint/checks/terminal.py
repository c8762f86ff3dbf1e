"""Whether the output can write the signs that Setpoint uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, note, ok

SIGNS: Final = "✓ … → ● ◐ ✗ ·"


class Terminal:
    area: Area = "setpoint"
    order = 110

    def look(self, scene: Scene) -> Iterator[Checked]:
        encoding = scene.around.encoding
        try:
            SIGNS.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            hint = "export LC_ALL=C.UTF-8, or any other locale in UTF-8; on Windows: chcp 65001"
            yield note(f"it is {encoding}, in which some signs are written as ?", "SP845", hint)
        else:
            yield ok(encoding.lower())


CHECK: Check = Terminal()

"""Whether the profile names its schema, so that an editor completes and checks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, note

LINE: Final = rb"^#\s*yaml-language-server:\s*\$schema="


class SchemaLine:
    area: Area = "profile"
    order = 90

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.text and scene.trouble is None and not re.search(LINE, scene.text, re.MULTILINE):
            hint = "setpoint schema prints it; the first line then: # yaml-language-server: $schema=PATH"
            yield note("no line names the schema: an editor cannot complete or check it", "SP823", hint)


CHECK: Check = SchemaLine()

"""Whether the models of all slots fit into memory together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.core.figures import size_text
from setpoint.core.report import Notice

SHARE: Final = 0.8
"""Of main memory: the rest is for the system, the app and the context, which grows with its length."""


def too_large(sizes: Mapping[str, int | None], memory: int | None) -> tuple[Notice, ...]:
    """A warning when the known sizes (bytes on disk, by model) come near the machine's memory (bytes)."""
    known = {name: size for name, size in sizes.items() if size}
    total = sum(known.values())
    if memory is None or total <= memory * SHARE:
        return ()
    loaded = "when loaded" if len(known) == 1 else "when all are loaded"
    message = f"{', '.join(known)}: about {size_text(total)} {loaded}, this machine has {size_text(memory)}"
    return (Notice("SP131", message, hint="smaller models, or a cloud model for the large slot"),)

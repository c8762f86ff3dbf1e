"""Whether what is to be pulled has room on the server's disk. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.core.figures import size_text
from setpoint.core.ports import Room
from setpoint.core.report import Notice

HINT: Final = "free some disk space, or declare smaller models; OLLAMA_MODELS names the disk if the server uses another"


def without_room(sizes: Mapping[str, int | None], room: Room | None) -> tuple[str, ...]:
    """The models that must wait for more room: taken in turn, each that is known to fit takes its part of it.

    `sizes` in bytes by model. Only where it is sure which disk it is: a guess stops nothing.
    """
    if room is None or not room.sure:
        return ()
    left, waiting = room.free, []
    for name, size in sizes.items():
        if (size or 0) > left:
            waiting.append(name)
        else:
            left -= size or 0
    return tuple(waiting)


def doubtful(sizes: Mapping[str, int | None], room: Room | None) -> tuple[Notice, ...]:
    """A warning where it is not sure which disk it is, and the likeliest has no room for all."""
    needed = sum(size or 0 for size in sizes.values())
    if room is None or room.sure or needed <= room.free:
        return ()
    message = f"{size_text(needed)} are to be pulled, {size_text(room.free)} are free"
    return (Notice("SP219", message, hint=HINT),)

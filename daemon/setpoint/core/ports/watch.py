"""What wakes a waiting agent: files that change, a process that ends, a call. A wake-up carries no content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

Places = Mapping[Path, frozenset[str]]
"""Folders with the names in them that matter. Nothing else that happens in such a folder wakes anybody."""


class Watch(Protocol):
    """Used by one thread, but for `wake`. A folder that cannot be followed is left out: a timer does the rest."""

    @property
    def left_out(self) -> tuple[Path, ...]:
        """Folders that are there and cannot be followed: not ours to read, or too many are followed already."""

    @property
    def bell(self) -> int | None:
        """A descriptor for `signal.set_wakeup_fd`; None: signals are noticed without.

        A Python handler runs between two instructions only. A signal that comes just before a wait begins would have
        its handler called after that wait, were it not for this descriptor.
        """

    def follow(self, places: Places, pid: int | None = None) -> None:
        """From now on these places, and the end of this process, instead of those before. Folders below them are not
        entered. A folder that is not there is not waited for: its parent is to be among the places.

        What happens from the call on is noticed, and nothing is lost at a place that was followed before. So look after
        following, not before. The end of a process is told once; one that has ended already has ended now.
        """

    def wait(self, seconds: float) -> bool:
        """Whether something happened, at most `seconds` from now; what happened since the last call counts."""

    def wake(self) -> None:
        """End a wait, now or the next. From any thread, and from a signal handler."""

    def close(self) -> None: ...

"""Where a chain of symlinks ends, inside the tree that stands for the system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

MOST: Final = 16
"""Links in a chain; a longer one goes in a circle."""


def end(path: Path, root: Path, link: Callable[[Path], str | None]) -> Path | None:
    """The last name of the chain; None if it goes in a circle. Absolute targets are taken below `root`.

    Only the last part of a path is followed: enough for a launcher in a bin folder, which is what it is asked about.
    """
    for _ in range(MOST):
        target = link(path)
        if target is None:
            return path
        path = joined(path.parent, target, root)
    return None


def joined(folder: Path, target: str, root: Path) -> Path:
    """`..` is taken out by the text alone, as no folder on the way is expected to be a link itself."""
    parts = list((root / target.lstrip("/") if target.startswith("/") else folder / target).parts)
    kept: list[str] = []
    for part in parts:
        if part == ".." and len(kept) > 1:
            kept.pop()
        elif part != "..":
            kept.append(part)
    return Path(*kept)

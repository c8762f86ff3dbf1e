"""Other programs that write the files that we look after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_still(path: Path, data: bytes = b"") -> Iterator[None]:
    """Somebody writes that in place, and is not done."""
    with path.open("r+b", buffering=0) as file:
        file.truncate(len(data))
        file.write(data)
        yield

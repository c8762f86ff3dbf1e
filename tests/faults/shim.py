"""The C shim that ends a process at a chosen file-system call: built once, armed through ctypes. Linux and gcc only."""

from __future__ import annotations

import ctypes
import os
import subprocess
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("shim.c")


def built(folder: Path) -> Path:
    library = folder / "shim.so"
    subprocess.run(
        ["gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"],
        check=True,
        timeout=60,
    )
    return library


class Shim:
    """The one that is loaded into this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])

    def arm(self, below: Path, last: int = 0, *, half: bool = False, journal: int = -1) -> None:
        """End this process before the `last`-th call below a folder; `half`: in the middle of it, if it writes."""
        self._library.shim_arm(os.fsencode(below), ctypes.c_long(last), int(half), journal)

    def disarm(self) -> int:
        """How many calls there were."""
        self._library.shim_disarm()
        return int(self._library.shim_counted())

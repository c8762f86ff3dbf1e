"""The C shim that ends a process at a chosen file-system call, or refuses that call.

Built once, armed through ctypes. Linux and gcc only.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable
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

    def refuse(self, number: int, *, lasting: bool, looks: bool) -> None:
        """The chosen call gives this error number instead, as does every later one where it is `lasting`.

        `looks`: calls that only look are counted and refused too.
        """
        self._library.shim_refuse(number, int(lasting), int(looks))

    def struck(self) -> str:
        """The first call that was refused, and where; "" if none was."""
        told: Callable[[], bytes] = self._library.shim_struck
        self._library.shim_struck.restype = ctypes.c_char_p
        return os.fsdecode(told())

    def disarm(self) -> int:
        """How many calls there were."""
        self._library.shim_disarm()
        return int(self._library.shim_counted())

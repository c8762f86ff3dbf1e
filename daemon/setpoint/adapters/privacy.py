"""What this process writes is for its person alone, and no dump of its memory holds a key.

Programs of the person's that we start (Claude Desktop, an upgrade) must not live by our rules: they get back what was.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

from setpoint.value import value

UMASK: Final = 0o077

NO_DUMP: Final = 1
"""Bytes. Linux writes no dump that small, and gives none to a program either; with 0 it would (core(5), `core_pattern`
that begins with a pipe)."""


@value
class Before:
    """What the process was started with. `umask` -1, `core` None: not known, or there is no such thing here."""

    umask: int = -1
    core: int | None = None


NOTHING: Final = Before()


def keep_private() -> Before:
    """From now on. 0.3 ms (2026-11-22), of which nearly all is the import of `resource`."""
    if sys.platform == "win32":  # who may read a file is not in its mode there, and dumps are not written by default
        return Before()
    return Before(os.umask(UMASK), _no_dumps())


def _no_dumps() -> int | None:
    """The soft limit that was. Where the hard one is 0 already, no more can be done, nor needs to be."""
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    wanted = NO_DUMP if sys.platform == "linux" and hard != 0 else 0
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (wanted, hard))
    return soft

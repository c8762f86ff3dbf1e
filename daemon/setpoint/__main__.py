"""The program: `setpoint`, and `python -m setpoint`."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def _code() -> int:
    from setpoint.adapters.privacy import keep_private

    before = keep_private()  # before anything else could write, or hold a key
    from setpoint.cli.main import main
    from setpoint.errors import SetpointError
    from setpoint.wiring import real

    try:
        here = real(before)
    except SetpointError as error:
        from setpoint.cli.failing import tell_early

        return tell_early(error)
    return main(sys.argv[1:], here)


def entry() -> NoReturn:
    """A command, from its first import to its last word.

    A start makes 20,000 objects that stay to the end: looking for garbage among them after every 700, as Python does,
    took 4 % of a `status`, and taking them apart at the end another 8 % (2026-11-22). By then all files are written,
    and the system lets go of locks. What runs for hours still gets rid of garbage, only less often.
    """
    gc.set_threshold(100_000)
    code = _code()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):  # whoever read our output has seen enough
            if stream is not None:  # a Windows program without a console has none
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    entry()

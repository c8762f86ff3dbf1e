"""How programs are run and started here. Hardly a look needs one, so what it takes is imported by then."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from setpoint.adapters.privacy import Before
from setpoint.core.ports import Lasting, Ran, Runner
from setpoint.core.profile import Profile

NEEDED: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMP", "LANG", "LC_", "LD_", "XDG_", "DBUS_", "DISPLAY", "WAYLAND_"),
)
"""How the names of variables begin by which programs find their way in a session."""


def run(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
    from setpoint import process

    return process.run(argv, seconds=seconds, stdin=stdin)


def variables() -> Mapping[str, str]:
    """Those that we were started with. On Windows they are looked up in any case, as only the original does."""
    return os.environ if sys.platform == "win32" else dict(os.environ)


def withhold(profile: Profile, ours: Mapping[str, str]) -> None:
    """A variable that holds a key is for us: no program that we start gets it, nor Claude Desktop with all of its own.

    A profile that names one which programs need is not helped to take it from them.
    """
    gateway = profile.gateway.key if profile.gateway else None
    for ref in (profile.ollama.key, gateway):
        ours_alone = ref is not None and ref.scheme == "env" and not str(ref.rest).startswith(NEEDED)
        if ref is not None and ours_alone and ours is not os.environ:
            os.environ.pop(str(ref.rest), None)


def spawner(before: Before) -> Callable[[Sequence[str]], None]:
    def spawn(argv: Sequence[str]) -> None:
        from setpoint import detach

        detach.spawn(argv, umask=before.umask, core=before.core)

    return spawn


def outside(env: Mapping[str, str]) -> Runner | None:
    """Where a service manager started us, we may be confined: then it runs what others wrote."""
    if "INVOCATION_ID" not in env:
        return None
    from setpoint import process

    return process.outside if process.confined(env) else None


def to_its_end(env: Mapping[str, str], before: Before) -> Lasting:
    def run(argv: Sequence[str], *, seconds: float, said: Callable[[str], None]) -> Ran:
        from setpoint.adapters.lasting import lasting, lasting_outside

        return (lasting_outside if outside(env) else lasting)(argv, seconds=seconds, said=said, umask=before.umask)

    return run

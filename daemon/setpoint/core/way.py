"""Whether somebody else could put another file in the place of one of ours: looked at along the whole way to it.

By owners and permission bits; access lists are not looked at, and on Windows nothing is. A group that may write a
folder above our own is believed to be the person's alone, as many systems give everybody one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint.core import links
from setpoint.core.ports import FileFacts, Machine
from setpoint.value import value

_STICKY: Final = 0o1000

_UNMAPPED: Final = 65534
"""As whom a user namespace shows everybody that it does not know, root among them: in a rootless container, and to an
agent that systemd confines (user_namespaces(7))."""

_MOST: Final = 400
"""Names that are looked at; a way that is longer goes in a circle."""

_OPEN: Final = "can be changed by others"


@value
class Gap:
    """Where somebody else could step in: a folder, a link or the file itself; what is wrong with it; what mends it."""

    place: Path
    why: str
    cure: str


def gap(machine: Machine, path: Path, private: Path) -> Gap | None:
    """The first one on the way to a file, outermost first. `private`: the folder that we made, with all below it.

    What is not there yet is none: it will be made 0700.
    """
    if machine.system == "windows":
        return None
    for place in _way(machine, path):
        facts = machine.files.facts(place)
        why = "" if facts is None else _wrong(machine, facts, ours=place == private or private in place.parents)
        if why:
            cure = f"chmod go-w '{place}'" if why == _OPEN else f"sudo chown {machine.uid} '{place}'"
            return Gap(place, why, cure)
    return None


def _wrong(machine: Machine, facts: FileFacts, *, ours: bool) -> str:
    known = (machine.uid,) if ours else (machine.uid, 0, _UNMAPPED)
    if machine.uid >= 0 and facts.uid not in known:
        return f"belongs to user {facts.uid}"
    if facts.kind == "link":  # its own bits say nothing; whoever may replace it may write its folder
        return ""
    if facts.kind == "folder" and facts.mode & _STICKY and not ours:
        return ""
    return _OPEN if facts.mode & (0o022 if ours else 0o002) else ""


def _way(machine: Machine, path: Path) -> Iterator[Path]:
    """Every name on the way from the root, and from where a link leads on."""
    waiting, seen = [path], set[Path]()
    while waiting and len(seen) < _MOST:
        way = waiting.pop()
        for place in (*reversed(way.parents), way):
            if place in seen:
                continue
            seen.add(place)
            yield place
            target = machine.files.link(place)
            if target is not None:
                waiting.append(links.joined(place.parent, target, Path("/")) / way.relative_to(place))
                break

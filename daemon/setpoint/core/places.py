"""Where the members of a JSON text stand. The text was checked by `jsontext.check`; all places are indexes into it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Final

from setpoint.core.jsontext import DocumentError, decode, gap, joined, trouble
from setpoint.value import value

Path = tuple[str | int, ...]
"""Keys of objects and indexes of arrays, from the outside in. () is the whole document."""

_COLON: Final = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_COMMA: Final = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")


@value
class Members:
    """What a container holds, in order. `keys` decoded, none in an array; `starts` of keys or elements.

    Four lists rather than a list of members: 320,000 of them (5.9 MB) take 0.6 s instead of 1.0 s.
    """

    keys: list[str]
    starts: list[int]
    values: list[int]
    ends: list[int]


@value
class Site:
    """A container that a path leads into. `start`, `end`: its brackets. `own`: which member; None: it is not there.

    `colon`: of that member, else of the last one, with its blanks; in an array that of the nearest object around.
    """

    start: int
    end: int
    members: Members
    own: int | None
    colon: str

    def value(self, index: int) -> tuple[int, int]:
        """Start and end of the value of one of the members."""
        return self.members.values[index], self.members.ends[index]


def follow(text: str, path: Path) -> list[Site]:
    """The containers along a path, from the outside in, as far as they are there.

    DocumentError: a key of the path is there twice.
    """
    sites: list[Site] = []
    at, colon = gap(text, 0), ": "
    for step in path:
        if text[at] != ("{" if isinstance(step, str) else "["):
            break
        members, end = _members(text, at)
        own = _own(text, members, step)
        if isinstance(step, str) and members.keys:
            colon = _colon(text, members, -1 if own is None else own)
        sites.append(Site(at, end, members, own, colon))
        if own is None:
            break
        at = members.values[own]
    return sites


def span(text: str, path: Path) -> tuple[int, int] | None:
    """Start and end of the value at a path; None where there is none. DocumentError as for `follow`."""
    if not path:
        start = gap(text, 0)
        return start, decode(text, start)[1]
    sites = follow(text, path)
    if len(sites) < len(path) or sites[-1].own is None:
        return None
    return sites[-1].value(sites[-1].own)


def refuse_doubles(text: str, keys: Collection[str]) -> None:
    """DocumentError: one of these keys, of all where there are none, stands in the outermost object twice."""
    members, _ = _members(text, gap(text, 0))
    for key in keys or members.keys:
        _own(text, members, key)


def parent(text: str, path: Path) -> list[Site]:
    """As `follow`, but all of the path except its last step must be there."""
    if not path:
        raise DocumentError(0, 0, "the document as a whole is not a member to set")
    sites = follow(text, path)
    if len(sites) < len(path):
        raise _astray(text, path, sites)
    step, count = path[-1], len(sites[-1].members.ends)
    if isinstance(step, int) and not 0 <= step <= count:
        raise DocumentError(0, 0, f"there is no element {step} in an array of {count}")
    return sites


def _astray(text: str, path: Path, sites: list[Site]) -> DocumentError:
    if sites and sites[-1].own is None:
        return DocumentError(0, 0, f"{_shown(path[len(sites) - 1])} is not there")
    at = sites[-1].members.values[sites[-1].own or 0] if sites else gap(text, 0)
    kind = "an object" if isinstance(path[len(sites)], str) else "an array"
    return trouble(text, at, f"{kind} belongs here, to hold {_shown(path[len(sites)])}")


def _own(text: str, members: Members, step: str | int) -> int | None:
    if isinstance(step, int):
        return step if 0 <= step < len(members.ends) else None
    key = joined(step)
    count = members.keys.count(key)
    if count > 1:
        second = members.keys.index(key, members.keys.index(key) + 1)
        reason = f"the key {_shown(step)} is there twice, and it is not clear which one counts"
        raise trouble(text, members.starts[second], reason)
    return members.keys.index(key) if count else None


def _shown(step: str | int) -> str:
    return f"element {step}" if isinstance(step, int) else json.dumps(step[:60])


def _members(text: str, at: int) -> tuple[Members, int]:
    """What the container at this index holds, and the index of its closing bracket."""
    found = Members([], [], [], [])
    named = text[at] == "{"
    at = gap(text, at + 1)
    while text[at] not in "}]":
        found.starts.append(at)
        if named:
            key, at = decode(text, at)
            found.keys.append(str(key))
            at = _after(_COLON, text, at)
        found.values.append(at)
        at = decode(text, at)[1]
        found.ends.append(at)
        at = _after(_COMMA, text, at)
    return found, at


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _colon(text: str, members: Members, index: int) -> str:
    """The colon of a member, with its blanks."""
    return text[decode(text, members.starts[index])[1] : members.values[index]]

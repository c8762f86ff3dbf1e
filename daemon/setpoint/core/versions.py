"""Version numbers: those of Ollama in all their forms (OL 5.1), and the plain numbers of Claude Desktop (CD 0).

SemVer's text rules would put rc10 before rc9 and refuse what `git describe` prints; Ollama went up to rc32.
"""

from __future__ import annotations

import re
from functools import total_ordering
from typing import Final

from setpoint.value import value

_RELEASE: Final = 1 << 30
"""In the place of an rc number: after every release candidate."""

_FORM: Final = re.compile(
    r"v?(?P<major>\d{1,6})\.(?P<minor>\d{1,6})(?:\.(?P<patch>\d{1,6}))?"
    r"(?:-rc\.?(?P<rc>\d{1,6}))?(?:-(?P<commits>\d{1,6})-g[0-9a-f]{4,64})?(?P<rest>[-+].{0,100})?",
    re.ASCII | re.IGNORECASE,
)


@total_ordering
@value
class Version:
    """`text` as the server said it. A development build has no place in the order: it sorts before everything."""

    text: str
    numbers: tuple[int, int, int]
    rc: int | None = None
    commits: int = 0

    @property
    def development(self) -> bool:
        """A build of one's own (`0.0.0`), a bare hash, or nothing that can be read: warn, never block."""
        return self.numbers == (0, 0, 0)

    @property
    def order(self) -> tuple[tuple[int, int, int], int, int]:
        return self.numbers, _RELEASE if self.rc is None else self.rc, self.commits

    def __lt__(self, other: Version) -> bool:
        return self.order < other.order

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.order == other.order

    def __hash__(self) -> int:
        return hash(self.order)


def parse(text: str) -> Version:
    """Never fails: what cannot be read is a development build. An unknown suffix counts as the release."""
    text = text.strip()
    found = _FORM.fullmatch(text)
    if not found:
        return Version(text, (0, 0, 0))
    numbers = (int(found["major"]), int(found["minor"]), int(found["patch"] or 0))
    return Version(text, numbers, int(found["rc"]) if found["rc"] else None, int(found["commits"] or 0))


def satisfies(version: Version | str, floor: str) -> bool | None:
    """Whether a server's version reaches a floor like `>=0.23`. None: a development build, it cannot be told."""
    found = parse(version) if isinstance(version, str) else version
    least = parse_floor(floor)
    return None if found.development else found >= least


def parse_floor(floor: str) -> Version:
    """The version in `>=0.23`. ValueError for anything else."""
    sign, words = floor.strip()[:2], floor.strip()[2:].split()
    least = parse(words[0]) if sign == ">=" and len(words) == 1 else None
    if least is None or least.development:
        raise ValueError(f"a version floor looks like `>=0.23`, not {floor!r}")
    return least


def numbers(text: str) -> tuple[int, ...]:
    """Claude Desktop's `MAJOR.BUILD.PATCH` (a fourth part on Windows) for comparing part by part.

    Trailing zeros are dropped, so 1.2 and 1.2.0 are equal. Reading stops at the first part that is no number;
    () is "cannot be told" and sorts before everything.
    """
    parts: list[int] = []
    for part in text.strip().removeprefix("v").split("."):
        digits = re.match(r"\d{1,9}", part, re.ASCII)
        if not digits:
            break
        parts.append(int(digits[0]))
        if digits[0] != part:
            break
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)

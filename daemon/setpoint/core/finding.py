"""What a check says about a profile, by key path: the loader adds line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from setpoint.core.spelling import nearest
from setpoint.value import value

Path = tuple[str | int, ...]
"""From the root of a profile to a place in it: keys, and indexes from 0 in lists."""

_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_SHOWN: Final = 60


@value
class Finding:
    """One thing that is wrong, or (`warning`) could be better."""

    path: Path
    code: str
    message: str
    hint: str = ""
    warning: bool = False


def dotted(path: Path) -> str:
    """`gateway.models.opus`, `keep[1]`; a key that is no plain word is quoted, and shortened like any other text.

    A negative index is a place without a name, such as the second of two equal keys: the path ends before it.
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            if part < 0:
                break
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _WORD.fullmatch(part) and not _secret(part) else quoted(part))
    return text


def quoted(text: str) -> str:
    """Text of a profile as it may stand in a message: one line, not long, never a key."""
    if _secret(text):
        return '"…"'
    plain = "".join(char if char.isprintable() else "·" for char in text[:_SHOWN])
    return f'"{plain}…"' if len(text) > _SHOWN else f'"{plain}"'


def meant(word: str, known: Iterable[str]) -> str:
    """`did you mean "sonnet"?`, or nothing."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final


def _secret(text: str) -> bool:
    from setpoint.core.keyref import looks_like_key

    return looks_like_key(text) is not None

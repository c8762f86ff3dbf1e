"""Bytes of a profile to text, refusing what no editor shows."""

from __future__ import annotations

import re
from typing import Final

from setpoint.errors import Problem

LARGEST: Final = 256 * 1024
"""Bytes. The shipped profiles have about two thousand."""

MOST: Final = 100
"""Lines that are told."""

_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
# C0 but tab and line ends, DEL, C1, and what turns the direction of writing or hides (a known way to deceive a reader)
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_TAB: Final = re.compile(r"^ *\t", re.MULTILINE)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text, with one kind of line end and without a byte order mark; or "" and what is wrong."""
    if len(data) > LARGEST:
        return "", (
            Problem(
                "SP104",
                f"has {len(data)} bytes; a profile has at most {LARGEST}",
                hint="check that it is the right file",
            ),
        )
    if data.startswith(_UTF_16) or b"\x00" in data[:4]:
        return "", (Problem("SP102", "is UTF-16 or UTF-32", line=1, column=1, hint="save it as UTF-8"),)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", (Problem("SP102", "is not UTF-8 here", line=line, hint="save it as UTF-8"),)
    text = _LINE_END.sub("\n", text)
    hidden = _each(_HIDDEN, text, "has the invisible character U+{:04X} here", "delete it")
    tabs = _each(_TAB, text, "is indented by a tab", "YAML wants spaces: two for each level")
    return text, tuple(sorted((*hidden, *tabs), key=lambda problem: (problem.line, problem.column)))


def _each(pattern: re.Pattern[str], text: str, message: str, hint: str) -> list[Problem]:
    """One problem for each line that has it."""
    found: dict[int, Problem] = {}
    line, before = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        column = match.start() - text.rfind("\n", 0, match.start())
        told = message.format(ord(match[0][-1]))
        found.setdefault(line, Problem("SP102", told, line=line, column=column, hint=hint))
    return list(found.values())[:MOST]

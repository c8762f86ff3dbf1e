"""Strict JSON text (RFC 8259): decoding one value in it, and saying what is wrong with it.

The C scanner of the standard library skips over values: 5 MB take about 0.05 s. Nothing here recurses by itself.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Final

DEEPEST: Final = 200
"""Levels of nesting. Far above any settings file, far below Python's own limit of 1000 frames."""

BLANK: Final = " \t\n\r"
LINE_END: Final = re.compile(r"\r\n|\n|\r")

_GAP: Final = re.compile(r"[ \t\n\r]*")
_NO_BRACKETS: Final = re.compile(r"[^][{}]+")

# What the standard library says (the start of it), and what a person is told: its own words may quote the text.
_REASONS: Final = {
    "Expecting value": "a value is missing here, or it is not JSON",
    "Expecting property name": "a key in double quotes belongs here",
    "Expecting ':'": "a colon belongs here, after the key",
    "Expecting ','": "a comma or a closing bracket belongs here",
    "Unterminated string": "the string that starts here has no end",
    "Invalid control character": "a control character stands in a string; write it as an escape",
    "Invalid \\": "this escape is not one of JSON's",
    "Illegal trailing comma": "there is a comma too many before the closing bracket",
}


class DocumentError(ValueError):
    """The text is not JSON that can be edited, or an edit does not fit it. Quotes no content beyond a key's name.

    `line` and `column` (characters) count from 1; 0: the trouble is with what was asked for, not with the text.
    """

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}" if line else reason)
        self.line = line
        self.column = column
        self.reason = reason


class _ConstantError(Exception):
    """NaN or Infinity, which the standard library would let pass."""


def _refuse(_name: str) -> object:
    raise _ConstantError


def _number(text: str) -> int | float:
    """An integer too long for Python (4300 digits by default) is what it is in JavaScript: a float, mostly infinite."""
    try:
        return int(text)
    except ValueError:
        return float(text)


_scan = json.JSONDecoder(parse_constant=_refuse).raw_decode
_scan_long = json.JSONDecoder(parse_constant=_refuse, parse_int=_number).raw_decode


def trouble(text: str, at: int, reason: str) -> DocumentError:
    """A failure that points at an index of the text."""
    ends = [match.end() for match in LINE_END.finditer(text, 0, at)]
    return DocumentError(len(ends) + 1, at - (ends[-1] if ends else 0) + 1, reason)


def decode(text: str, at: int) -> tuple[object, int]:
    """The value that starts at this very index, and the index after it."""
    failure: tuple[int, str]
    try:
        try:
            return _scan(text, at)
        except json.JSONDecodeError:
            raise
        except ValueError:  # the limit on digits; calling back for each integer costs up to three times the time
            return _scan_long(text, at)
    except json.JSONDecodeError as error:
        failure = error.pos, _reason(text, error.pos, error.msg)
    except _ConstantError:
        failure = _constant(text, at), "NaN and Infinity are not JSON"
    except RecursionError:
        failure = at, "nested too deeply"
    except MemoryError:
        failure = at, "too large for the memory at hand"
    # Raised out here so that no exception of the standard library, which carries the whole text, stays attached.
    raise trouble(text, *failure)


def _reason(text: str, at: int, said: str) -> str:
    if text.startswith(("//", "/*"), at):
        return "comments are not part of JSON"
    if said.startswith("Expecting") and not text[at:].strip(BLANK):
        return "the text ends too early"
    if text[at : at + 1] in ("}", "]") and text[:at].rstrip(BLANK).endswith(","):
        return _REASONS["Illegal trailing comma"]
    return next((reason for start, reason in _REASONS.items() if said.startswith(start)), "this is not JSON")


def _constant(text: str, at: int) -> int:
    found = re.compile(r"NaN|-?Infinity").search(_masked(text), at)
    return found.start() if found else at


def _masked(text: str) -> str:
    """The same text, equally long, with the content of its strings blotted out."""
    parts = _without_escapes(text).split('"')
    parts[1::2] = ["_" * len(part) for part in parts[1::2]]
    return '"'.join(parts)


def _without_escapes(text: str) -> str:
    """The same text, equally long, in which each quote begins or ends a string."""
    return text.replace("\\\\", "__").replace('\\"', "__") if "\\" in text else text


def depth(text: str) -> int:
    """Levels of nesting, counted before anything is decoded. More than DEEPEST is an error that points there."""
    outside = "".join(_without_escapes(text).split('"')[::2])
    steps = (1 if bracket in "{[" else -1 for bracket in _NO_BRACKETS.sub("", outside))
    deepest = max(accumulate(steps), default=0)
    if deepest > DEEPEST:
        raise trouble(text, _too_deep(text), f"nested deeper than {DEEPEST} levels")
    return deepest


def _too_deep(text: str) -> int:
    level = 0
    for found in re.finditer(r"[][{}]", _masked(text)):
        level += 1 if found[0] in "{[" else -1
        if level > DEEPEST:
            return found.start()
    return 0


def check(text: str) -> None:
    """Raise DocumentError unless the text is exactly one JSON value, an object, with blanks around it at most."""
    start = gap(text, 0)
    if start == len(text):
        raise DocumentError(1, 1, "the file is empty")
    if "\0" in text:
        raise trouble(text, text.index("\0"), "a NUL byte; the file was probably damaged while it was written")
    if text[start] != "{":
        raise trouble(text, start, "the outermost value must be an object, in { }")
    depth(text)
    end = gap(text, decode(text, start)[1])
    if end != len(text):
        raise trouble(text, end, "something follows after the end of the object")


def gap(text: str, at: int) -> int:
    """The index after the blanks that start here."""
    return _GAP.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def joined(text: str) -> str:
    """Two surrogates in a row are one character, as JSON reads them back; lone ones stay."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

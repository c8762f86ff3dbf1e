"""A JSON text edited by key: what is not ours survives byte for byte.

A `Document` is the text itself. An edit finds the one place that it concerns and replaces that piece: order, indents,
line ends, spelling of numbers and escapes, duplicate keys elsewhere stay because nobody touches them. A key of ours
that is there twice is an error: JavaScript takes the last, another reader the first, and guessing is not allowed.

`set` of an absent path and then `remove` gives the same bytes as before; so does putting an old `raw` text back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from setpoint.core import jsontext, places
from setpoint.core.jsontext import DocumentError
from setpoint.core.places import Path
from setpoint.value import replace, value

__all__ = ["MISSING", "Document", "DocumentError", "Missing", "Path", "Raw", "same"]

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Missing(Enum):
    """What stands for a value that is not there; None is JSON's null."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@value
class Raw:
    """JSON text to be inserted as it is: one value, no blanks around it. Not shown in a repr: it may hold a key."""

    text: str

    def __repr__(self) -> str:
        return f"Raw({len(self.text)} characters)"


@value
class Document:
    """A checked JSON object as text, without the byte order mark that `bom` tells of. Made by `parse` or `empty`."""

    text: str
    bom: bool = False

    def __repr__(self) -> str:
        return f"Document({len(self.text)} characters)"

    @classmethod
    def parse(cls, data: bytes) -> Document:
        """The document in a file's bytes: UTF-8 and RFC 8259, an object outermost, at most 200 levels deep.

        DocumentError otherwise, and nothing but DocumentError.
        """
        try:
            bom = data.startswith(_BOM)
            document = cls(_decoded(data.removeprefix(_BOM)), bom)
            jsontext.check(document.text)
            return document
        except MemoryError:
            reason = "too large for the memory at hand"
        raise DocumentError(1, 1, reason)

    @classmethod
    def empty(cls) -> Document:
        """A new file. Its first member opens it up in the app's own style: two spaces, a line each (CD 2.6)."""
        return cls("{}\n")

    def to_bytes(self) -> bytes:
        return (_BOM if self.bom else b"") + self.text.encode()

    def value(self) -> dict[str, object]:
        """The whole as plain Python; of duplicate keys the last one counts, as in JavaScript."""
        whole = self.get(())
        if isinstance(whole, dict):
            return whole
        raise DocumentError(1, 1, "the outermost value is not an object")

    def get(self, path: Path) -> object:
        """The value at a path, MISSING where there is none. DocumentError: a key of the path is there twice."""
        span = places.span(self.text, path)
        return MISSING if span is None else jsontext.decode(self.text, span[0])[0]

    def refuse_doubles(self, *keys: str) -> None:
        """DocumentError: one of these keys, of all where none is named, stands outermost there twice."""
        places.refuse_doubles(self.text, keys)

    def raw(self, path: Path) -> str | None:
        """The exact text of the value at a path, None where there is none. DocumentError as for `get`."""
        span = places.span(self.text, path)
        return None if span is None else self.text[slice(*span)]

    def place(self, path: Path) -> tuple[int, int] | None:
        """Line and column, from 1, of the value at a path; None where there is none. DocumentError as for `get`."""
        span = places.span(self.text, path)
        if span is None:
            return None
        at = jsontext.trouble(self.text, span[0], "")
        return at.line, at.column

    def set(self, path: Path, value: object) -> Document:
        """Replace a value in place, or append it as the last member of an object; an index one past the end appends.

        `value` is plain Python or `Raw`. What the path leads through must be there. DocumentError: it is not, a key of
        the path is there twice, or JSON cannot hold the value.
        """
        from setpoint.core import editing  # a pass that changes nothing need not know how JSON is laid out

        return replace(self, text=editing.with_value(self.text, path, value))

    def remove(self, path: Path) -> Document:
        """Take a member or element out, with its comma and blanks; the document itself where it is not there."""
        from setpoint.core import editing

        return replace(self, text=editing.without(self.text, path))


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise DocumentError(1, 1, "the file is UTF-16; JSON files are UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at = error.start
    # Raised out here: the exception above carries the whole file.
    text = data[:at].decode()
    raise jsontext.trouble(text, len(text), "this byte is not valid UTF-8")


def same(one: object, other: object) -> bool:
    """Whether two values are equal as JSON: true is not 1, 1 is 1.0, members in any order, elements in theirs."""
    pairs = [(one, other)]
    while pairs:
        here, there = pairs.pop()
        if isinstance(here, Mapping) and isinstance(there, Mapping):
            if here.keys() != there.keys():
                return False
            pairs.extend((here[key], there[key]) for key in here)
        elif isinstance(here, list | tuple) and isinstance(there, list | tuple):
            if len(here) != len(there):
                return False
            pairs.extend(zip(here, there, strict=True))
        elif not _same_leaf(here, there):
            return False
    return True


def _same_leaf(here: object, there: object) -> bool:
    if isinstance(here, bool) or isinstance(there, bool):
        return here is there
    if isinstance(here, str) and isinstance(there, str):
        return jsontext.joined(here) == jsontext.joined(there)
    return here == there

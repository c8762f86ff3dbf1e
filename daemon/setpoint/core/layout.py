"""How a JSON text is laid out around one of its members, and how a value is written so that it looks like the rest.

A `Slot` is all that the look of a value may depend on. It never depends on the value that stands there already, so
writing the same value twice gives the same text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from setpoint.core.jsontext import DEEPEST, LINE_END, DocumentError
from setpoint.value import replace, value

SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: an escape can spell it, UTF-8 cannot hold it."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


@value
class Slot:
    """The surroundings of a member. `lead`: from the end of the one before, or the opening bracket, to its start.

    `tail`: from the end of the last member to the closing bracket. `colon`: with its blanks; in an array, the colon of
    the nearest object around. `sibling`: the text of another element of the same array, "" where there is none.
    """

    lead: str
    tail: str
    colon: str
    sibling: str = ""


@value
class Style:
    """How a value is written. `newline` "": all on one line. `pad` stands inside the braces of a one-line object."""

    newline: str
    indent: str
    unit: str
    colon: str
    pad: str = ""

    @property
    def comma(self) -> str:
        return ", " if self.colon[-1] != ":" else ","


def newline_of(text: str) -> str:
    """The kind of line end that the text uses last; "" where it is all on one line."""
    found = LINE_END.findall(text)
    return found[-1] if found else ""


def style_of(slot: Slot) -> Style:
    """What the surroundings say about the look of a value."""
    indent, closing = _indent(slot.lead), _indent(slot.tail)
    unit = indent[len(closing) :] if newline_of(slot.tail) and indent.startswith(closing) else ""
    colon = ": " if newline_of(slot.colon) else slot.colon
    unit = unit or ("\t" if "\t" in indent else "  ")
    if slot.sibling[:1] in ("{", "[") and slot.sibling not in ("{}", "[]") and not newline_of(slot.sibling):
        return Style("", indent, unit, colon, " " if slot.sibling.startswith("{ ") else "")
    return Style(newline_of(slot.lead), indent, unit, colon)


def outermost(text: str) -> Style:
    """The look of a document that holds nothing yet: the app's own (CD 2.6), with the line ends that are there."""
    return Style(newline_of(text) or "\n", "", "  ", ": ")


def _indent(lead: str) -> str:
    """The blanks after the last line end."""
    last = LINE_END.split(lead)[-1] if newline_of(lead) else ""
    return last[: len(last) - len(last.lstrip(" \t"))]


def next_lead(gap: str, colon: str) -> str:
    """The lead of a second member, where `gap` precedes the only one: its own line, or a blank if any is used."""
    if newline_of(gap):
        return "," + gap
    return ", " if gap or colon[-1] != ":" else ","


def around_first(blanks: str, style: Style) -> tuple[str, str]:
    """What stands before and after the first member of a container that holds only these blanks.

    Taking the member out again (`around_none`) gives the same blanks: `{}` opens up to lines of its own and folds
    back, all other blanks are shared out.
    """
    if not blanks:
        outer = style.newline + style.indent
        return (outer + style.unit, outer) if style.newline else ("", "")
    ends = list(LINE_END.finditer(blanks))
    middle = ends[-1].start() if ends else (len(blanks) + 1) // 2
    before, after = blanks[:middle], blanks[middle:]
    return (blanks, "") if _folds(before, after) else (before, after)


def around_none(before: str, after: str) -> str:
    """What is left between the brackets when the only member goes."""
    return "" if _folds(before, after) else before + after


def _folds(before: str, after: str) -> bool:
    """Whether a member stands on a line of its own, indented deeper than the closing bracket."""
    ends = LINE_END.findall(before)
    return (
        len(ends) == 1
        and LINE_END.findall(after) == ends
        and after.startswith(ends[0])
        and before.startswith(after)
        and len(before) > len(after)
    )


def render(value: object, style: Style, room: int) -> str:
    """The JSON text of a value. `room`: levels of nesting that it may have. DocumentError: JSON cannot hold it."""
    if not isinstance(value, Mapping | list | tuple):
        return quoted(value) if isinstance(value, str) else _scalar(value)
    if room <= 0:
        raise DocumentError(0, 0, f"the value would be nested deeper than {DEEPEST} levels")
    deeper = replace(style, indent=style.indent + style.unit)
    if isinstance(value, Mapping):
        parts = [f"{_name(key)}{style.colon}{render(member, deeper, room - 1)}" for key, member in value.items()]
        return _wrapped("{", parts, "}", style)
    return _wrapped("[", [render(element, deeper, room - 1) for element in value], "]", style)


def _wrapped(opening: str, parts: list[str], closing: str, style: Style) -> str:
    if not parts:
        return opening + closing
    if style.newline:
        outer = style.newline + style.indent
        return opening + outer + style.unit + f",{outer}{style.unit}".join(parts) + outer + closing
    pad = style.pad if opening == "{" else ""
    return opening + pad + style.comma.join(parts) + pad + closing


def _name(key: object) -> str:
    if isinstance(key, str):
        return quoted(key)
    raise DocumentError(0, 0, "the key of a member must be a string")


def quoted(text: str) -> str:
    """A string as JSON; half of a surrogate pair, which UTF-8 cannot hold, as an escape."""
    return SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", _ENCODER.encode(text))


def _scalar(value: object) -> str:
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError):  # no JSON type; infinite; more digits than Python writes
        reason = "the value is of a kind that JSON cannot hold"
    raise DocumentError(0, 0, reason)

"""JSON texts as odd as they may be, and a second reader that tells what an edit should have done to them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import strategies as st

from setpoint.core.document import MISSING, Path

# --- odd texts ------------------------------------------------------------------------------------------------------

BLANKS = st.one_of(
    st.just(""),
    st.sampled_from([" ", "\n", "\r\n", "\n  ", "\r\n\t", "\n\n    "]),
    st.text(" \t\n\r", max_size=4),
)
ESCAPES = [
    r"\/",
    "/",
    r"\u00e9",
    r"\u00E9",
    "é",
    r"\n",
    r"\u000a",
    r"\ud800",
    r"\ud83d\ude00",
    "😀",
    r"\"",
    r"\\",
    "NaN",
]
PLAIN = st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters='"\\')
STRINGS = st.lists(st.one_of(st.sampled_from(ESCAPES), PLAIN), max_size=5).map(lambda parts: f'"{"".join(parts)}"')
KEYS = st.one_of(st.sampled_from(['"a"', '"b"', '"\\u0061"', '"c"', '"é"', '""']), STRINGS)
NUMBERS = st.sampled_from(["0", "-0", "1.0", "1e3", "1E+3", "-1.5e-10", str(2**60), "9" * 5000, "0.10", "1e400"])
LEAVES = st.one_of(NUMBERS, STRINGS, st.sampled_from(["true", "false", "null"]))


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(KEYS, max_size=4))
    members = [draw(BLANKS) + k + draw(BLANKS) + ":" + draw(BLANKS) + draw(inner) + draw(BLANKS) for k in names]
    return "{" + (",".join(members) or draw(BLANKS)) + "}"


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    elements = [draw(BLANKS) + draw(inner) + draw(BLANKS) for _ in range(draw(st.integers(0, 3)))]
    return "[" + (",".join(elements) or draw(BLANKS)) + "]"


ODD = st.recursive(LEAVES, lambda inner: st.one_of(objects(inner), arrays(inner)), max_leaves=8)

TEXT = st.text(st.characters(exclude_categories=[]), max_size=4)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def tidy(draw: st.DrawFn) -> str:
    """As programs write it."""
    value = draw(st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4))
    colon = draw(st.sampled_from([(",", ":"), (", ", ": "), (",", " : ")]))
    indent = draw(st.sampled_from([None, None, 0, 2, 4, "\t"]))
    text = json.dumps(value, indent=indent, separators=colon, ensure_ascii=draw(st.booleans()))
    lines = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return "".join(f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in lines)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    text = draw(st.one_of(tidy(), objects(ODD)))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + (draw(BLANKS) + text + draw(BLANKS)).encode()


# --- a second reader to compare with --------------------------------------------------------------------------------


class Pairs(list[tuple[str, Any]]):
    """An object as it stands in the text: order, duplicates."""


def structure(text: str) -> Any:
    """The text with order, duplicates and the spelling of numbers kept."""

    def spelled(number: str) -> tuple[str, str]:
        return "number", number

    return json.loads(text, object_pairs_hook=Pairs, parse_int=spelled, parse_float=spelled)


def paths(node: Any, here: Path = ()) -> list[tuple[Path, Any]]:
    """Every path that is not ambiguous, with what is there, the root first."""
    found = [(here, node)]
    if isinstance(node, Pairs):
        count = Counter(key for key, _ in node)
        for key, member in node:
            found += paths(member, (*here, key)) if count[key] == 1 else []
    elif isinstance(node, list):
        for index, element in enumerate(node):
            found += paths(element, (*here, index))
    return found


def present(draw: st.DrawFn | Any, text: str) -> Path | None:
    """Some path that is there, not the root."""
    choices = [path for path, _ in paths(structure(text)) if path]
    return draw(st.sampled_from(choices)) if choices else None


def absent(draw: st.DrawFn | Any, text: str) -> Path:
    """Some path that `set` would append."""
    containers = [(path, node) for path, node in paths(structure(text)) if isinstance(node, list)]
    path, node = draw(st.sampled_from(containers))
    if not isinstance(node, Pairs):
        return (*path, len(node))
    taken = {key for key, _ in node}
    keys = st.one_of(st.sampled_from(["k", "a", "é", "\ud800"]), TEXT).map(paired)
    return (*path, draw(keys.filter(lambda key: key not in taken)))


def anywhere(draw: st.DrawFn | Any, text: str) -> Path:
    path = present(draw, text) if draw(st.booleans()) else None
    return absent(draw, text) if path is None else path


def paired(text: str) -> str:
    """As JSON reads it back: neighbouring halves are one character."""
    return str(json.loads(json.dumps(text)))


def changed(node: Any, path: Path, value: Any) -> Any:
    """The structure with one value replaced, appended, or (MISSING) taken out."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    items: list[tuple[Any, Any]] = list(node) if isinstance(node, Pairs) else list(enumerate(node))
    if step not in [key for key, _ in items]:
        items.append((step, value))
    else:
        items = [(key, changed(member, rest, value) if key == step else member) for key, member in items]
    items = [(key, member) for key, member in items if member is not MISSING]
    return Pairs(items) if isinstance(node, Pairs) else [element for _, element in items]

"""YAML to plain data, without YAML's traps. The only place that imports yaml.

The events of the parser are read, not the documents that PyYAML would build: so nothing is resolved by the rules of
YAML 1.1 (`no` is a word), an alias is never followed, and a flood of brackets ends at the depth limit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from setpoint.core.finding import Path, dotted, quoted
from setpoint.errors import Problem
from setpoint.value import value

DEEPEST: Final = 20
MOST_VALUES: Final = 10_000
"""Limits for a profile that is meant, SP104 beyond. Both bound the time of every later check too."""

Places = dict[Path, tuple[int, int]]
"""Line and column, from 1, of the key or list item at a path."""

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: ten times as fast."""

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_LONGEST_NUMBER: Final = 24
"""Characters: `-2.2250738585072014e-308` is the longest that programs write for a number of 64 bits."""
_HIDDEN_IN_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@value
class Plain:
    """What a text says: JSON-like data, where each part stands, and what is wrong with the writing."""

    data: object
    places: Places
    problems: tuple[Problem, ...]


class TooMuch(Exception):
    """Deeper or larger than a profile is; `args` is message, line and column."""


_SKIP: Final = object()


@dataclass(slots=True)
class _Reader:
    """Walks the events once. `places` and `problems` fill on the way; `left` counts down to the size limit."""

    events: Iterator[Any]
    places: Places = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left: int = MOST_VALUES

    def value(self, event: Any, path: Path) -> object:
        """The data that starts with this event; `_SKIP` where there is none to be had."""
        self._within_limits(event, path)
        if isinstance(event, yaml.AliasEvent):
            self._trap(event, path, f"refers to the anchor {quoted(str(event.anchor))}", "write the value out")
            return _SKIP
        if event.anchor is not None:
            self._trap(
                event, path, f"sets the anchor {quoted(str(event.anchor))}", "write the value out where it is needed"
            )
        if event.tag is not None:
            self._trap(event, path, "has a tag", "leave out what starts with !")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        return self._scalar(event, path)

    def _mapping(self, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            here = self._nameless(path) if key is None else (*path, key)
            if here in self.places:
                first = self.places[here][0]
                self._trap(event, here, f"stands here a second time; the first is in line {first}", "keep one of them")
                here, key = self._nameless(path), None
            self.places[here] = _place(event)
            value = self.value(next(self.events), here)
            if key is not None and value is not _SKIP:
                result[key] = value
        return result

    def _nameless(self, path: Path) -> Path:
        """A path that no other place has: `left` only ever falls."""
        return (*path, self.left - MOST_VALUES - 1)

    def _key(self, event: Any, path: Path) -> str | None:
        """The key's text; None: it is none, which was told."""
        key = self.value(event, self._nameless(path))
        if isinstance(event, yaml.AliasEvent) or key is _SKIP:
            return None
        if not isinstance(event, yaml.ScalarEvent):
            self._trap(event, path, "has a key that is not a word", "a key is one word")
        elif not isinstance(key, str):
            self._trap(event, path, f"has the key {quoted(event.value)}, which is not a word", "put it in quotes")
        elif key == "<<" and event.implicit[0]:
            self._trap(event, path, "has a merge key (<<)", "write the keys out")
        else:
            return key
        return None

    def _list(self, path: Path) -> list[object]:
        result: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(result))
            self.places[here] = _place(event)
            value = self.value(event, here)
            if value is not _SKIP:
                result.append(value)
        return result

    def _scalar(self, event: Any, path: Path) -> object:
        text: str = event.value
        if hidden := _HIDDEN_IN_TEXT.search(text):
            return self._wrong(event, path, "SP102", f"has the invisible character U+{ord(hidden[0]):04X}", "delete it")
        if ("\n" in text or "\t" in text) and path[:2] != ("claude", "settings"):
            return self._wrong(event, path, "SP111", "has more than one line, or a tab", "write it on one line")
        if not event.implicit[0] or event.style:
            return text
        return _WORDS[text] if text in _WORDS else self._number(event, path, text)

    def _number(self, event: Any, path: Path, text: str) -> object:
        """JSON's numbers and no others: `010`, `0x1F`, `1_000` and `12:30` stay words."""
        match = _NUMBER.fullmatch(text)
        if match is None:
            return text
        number = _exact(text, whole=match[1] is None and match[2] is None)
        return (
            self._wrong(event, path, "SP111", "is too long a number", "put it in quotes, or shorten it")
            if number is None
            else number
        )

    def _within_limits(self, event: Any, path: Path) -> None:
        self.left -= 1
        if len(path) > DEEPEST:
            raise TooMuch(f"is nested deeper than {DEEPEST} levels", *_place(event))
        if self.left < 0:
            raise TooMuch(f"has more than {MOST_VALUES} values", *_place(event))

    def _trap(self, event: Any, path: Path, message: str, hint: str) -> None:
        self._wrong(event, path, "SP103", message, hint)

    def _wrong(self, event: Any, path: Path, code: str, message: str, hint: str) -> object:
        line, column = _place(event)
        self.problems.append(Problem(code, message, dotted(path), line, column, hint))
        return _SKIP


def read(text: str, loader: Any = LOADER) -> Plain:
    """Never raises: what is wrong is in `problems`, and `data` is what could be made of the rest."""
    reader = _Reader(yaml.parse(text, Loader=loader))
    data: object = None
    try:
        data = _document(reader)
    except TooMuch as error:
        message, line, column = error.args
        return Plain(
            None,
            {},
            (Problem("SP104", message, line=line, column=column, hint="leave out what is no part of a profile"),),
        )
    except yaml.YAMLError as error:
        return Plain(None, {}, (*reader.problems, _broken(error, text)))
    return Plain(data, reader.places, tuple(reader.problems))


def _document(reader: _Reader) -> object:
    """The first document; a second one is a trap."""
    data: object = None
    for event in reader.events:
        if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
            continue
        if not isinstance(event, yaml.DocumentStartEvent):
            data = reader.value(event, ())
        elif data is not None:
            line, column = _place(event)
            problem = Problem("SP103", "a second document starts here", "", line, column, "a profile is one document")
            reader.problems.append(problem)
            break
    return None if data is _SKIP else data


def _exact(text: str, *, whole: bool) -> int | float | None:
    if len(text) > _LONGEST_NUMBER:
        return None
    number = int(text) if whole else float(text)
    return number if math.isfinite(number) else None


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


_SAID: Final[tuple[tuple[str, str, str], ...]] = (
    ("mapping values are not allowed", "has a colon where none can be", "put a text that has `: ` in it in quotes"),
    ("expected comment or line break", "starts with > or | like a block of text", 'put it in quotes: ">=0.23"'),
    ("chomping or indentation", "starts with > or | like a block of text", 'put it in quotes: ">=0.23"'),
    ("cannot start any token", "starts with a character that YAML keeps for itself", "put the text in quotes"),
    ("alphabetic or numeric character", "starts with & or * like an anchor", "put the text in quotes"),
    ("expected ',' or ']'", "has a list in [ ] that is not closed", "close it with ]"),
    ("expected ',' or '}'", "has a mapping in { } that is not closed", "close it with }"),
    ("escape", "has an escape that YAML does not know", "use single quotes: they have no escapes"),
    ("quoted scalar", "has a text in quotes that is not closed", "close the quotes"),
    ("expected ':'", "is a key without a colon", "write `key: value`"),
    ("expected key", "is not indented like its neighbours", "keys of one level start in one column"),
    ("block end", "is not indented like its neighbours", "keys of one level start in one column"),
    ("'-' indicator", "is a list item where a key is expected", "items of a list start in one column"),
)
"""Parts of what libyaml and PyYAML say (0.2.5, 6.0), and our words. Theirs may quote the text: they are not shown."""


def _broken(error: yaml.YAMLError, text: str) -> Problem:
    theirs = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    said = next(
        ((ours, hint) for part, ours, hint in _SAID if part in theirs),
        ("is not valid YAML here", "look for a bracket, a quote or an indentation on this line or above it"),
    )
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    last = text.count("\n") + 1
    return Problem("SP102", said[0], line=min(line, last), column=column, hint=said[1])

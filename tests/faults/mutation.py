"""A real file, changed a little: its tokens, its lines, its tree, its bytes. The same chance gives the same input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from faults.pieces import PIECES, VALUES, spelled

LARGEST: Final = 20_000
"""Bytes of an input. What larger ones cost is a matter of the readers' limits, which have tests of their own."""

TOKEN: Final = re.compile(rb'"(?:[^"\\\n]|\\.){0,2000}"|[\w.+-]+|[^\w\s]|\s+')

Seeds = Sequence[bytes]


def mutated(chance: Random, seeds: Seeds) -> bytes:
    """One of the seeds after one to six changes; rarely a seed as it is, or nothing but pieces."""
    if chance.random() < 0.02:
        return b"".join(chance.choices(PIECES, k=chance.randint(0, 4)))
    data = chance.choice(seeds)
    if chance.random() < 0.3:
        data = _tree(data, chance)
    for _ in range(min(6, int(chance.expovariate(0.6)))):
        data = chance.choice(_CHANGES)(data, chance, seeds)[:LARGEST]
    return data


def cut(data: bytes, chance: Random, longest: int = 8) -> tuple[bytes, bytes, bytes]:
    """Before, a short stretch, after."""
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.randint(0, longest))
    return data[:start], data[start:end], data[end:]


def _piece(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    before, _, after = cut(data, chance)
    return before + chance.choice(PIECES) + after


def _noise(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    before, _, after = cut(data, chance, 3)
    return before + chance.randbytes(chance.randint(0, 3)) + after


def _other_token(data: bytes, chance: Random, seeds: Seeds) -> bytes:
    """A token becomes a piece, or one of another seed, or stands there twice, or not at all."""
    tokens = TOKEN.findall(data)
    if not tokens:
        return data
    others = TOKEN.findall(chance.choice(seeds)) or tokens
    at = chance.randrange(len(tokens))
    instead = (chance.choice(PIECES), chance.choice(others), tokens[at] * 2, b"")
    tokens[at] = chance.choice(instead)
    return b"".join(tokens)


def _swapped_tokens(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    tokens = TOKEN.findall(data)
    if len(tokens) < 2:
        return data
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def _lines(data: bytes, chance: Random, seeds: Seeds) -> bytes:
    """A line goes, comes twice, comes from elsewhere, moves, or is indented otherwise."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines) + 1)
    line = lines[at]
    others = chance.choice(seeds).splitlines(keepends=True) or lines
    changes: tuple[Callable[[], object], ...] = (
        lambda: lines.pop(at),
        lambda: lines.insert(other, line),
        lambda: lines.insert(other, chance.choice(others)),
        lambda: lines.insert(min(other, len(lines) - 1), lines.pop(at)),
        lambda: lines.__setitem__(at, b" " * chance.randint(0, 6) + line.lstrip()),
    )
    chance.choice(changes)()
    return b"".join(lines)


def _ended(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    return data[: chance.randint(0, len(data))]


def _grafted(data: bytes, chance: Random, seeds: Seeds) -> bytes:
    other = chance.choice(seeds)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _repeated(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    before, middle, after = cut(data, chance, 40)
    return before + middle * chance.choice((2, 3, 30, 300)) + after


def _wrapped(data: bytes, chance: Random, _seeds: Seeds) -> bytes:
    before, middle, after = cut(data, chance, 200)
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"{a: ", b"}"), (b'"', b'"'), (b"'", b"'")))
    times = chance.choice((1, 1, 2, 21, 199, 1200))
    return before + opening * times + middle + closing * times + after


def _tree(data: bytes, chance: Random, _seeds: Seeds = ()) -> bytes:
    """One node of a JSON tree becomes an odd value, goes, gets another name, or changes place with another."""
    if data.count(b"}\n") > 1 and not data.lstrip().startswith((b"{\n", b"[")):  # an object a line
        lines = data.split(b"\n")
        at = chance.randrange(len(lines))
        lines[at] = _changed_tree(lines[at], chance)
        return b"\n".join(lines)
    return _changed_tree(data, chance)


def _changed_tree(data: bytes, chance: Random) -> bytes:
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places = list(_places(tree))
    if not places:
        return spelled(chance.choice(VALUES))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        _disturb(places, chance)
    try:
        return spelled(tree)
    except (ValueError, RecursionError):  # put into itself
        return data


def _places(tree: Any) -> Any:
    """Every container of a tree with each of its keys or indexes."""
    inner = [tree]
    while inner:
        node = inner.pop()
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            yield node, key
            inner.append(node[key])


def _disturb(places: list[tuple[Any, Any]], chance: Random) -> None:
    (node, key), (other, there) = chance.choice(places), chance.choice(places)
    held = key in node if isinstance(node, dict) else key < len(node)
    if not held:  # another change took it away
        return
    way = chance.randrange(5)
    if way == 0 and isinstance(node, dict):
        del node[key]
    elif way == 1 and isinstance(node, dict):
        node[chance.choice(VALUES[19:28])] = node[key]
    elif way == 2 and (there in other if isinstance(other, dict) else there < len(other)):
        node[key] = other[there]
    else:
        node[key] = chance.choice(VALUES)


_CHANGES: Final[tuple[Callable[[bytes, Random, Seeds], bytes], ...]] = (
    _piece, _piece, _noise, _other_token, _other_token, _other_token, _swapped_tokens, _lines, _lines, _ended,
    _grafted, _repeated, _wrapped, _tree,
)  # fmt: skip

"""The nearest known word to one that was misspelled."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 60
"""Characters: beyond this nobody misspelled anything, and comparing costs the square of it."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; "" when none is near enough. Of equals the first; case is ignored."""
    if not 1 < len(word) <= LONGEST:
        return ""
    best, least = "", _allowed(word) + 1
    for candidate in known:
        if abs(len(candidate) - len(word)) < least:
            far = distance(_plain(word), _plain(candidate))
            if far < least:
                best, least = candidate, far
    return best


def distance(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with their neighbour (Damerau-Levenshtein, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _allowed(word: str) -> int:
    return 1 if len(word) < 4 else 2 if len(word) < 9 else 3


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_")

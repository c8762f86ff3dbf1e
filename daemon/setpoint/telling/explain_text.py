"""Why something is as it is, for a person: one sentence, what is known with its places, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from setpoint.core.explain import Explanation, Fact, Member
from setpoint.telling.ink import Ink, fold, printable
from setpoint.times import clock_text

MARKS: Final = {"well": ("good", "● "), "waits": ("wait", "◐ "), "wrong": ("bad", "✗ "), "plain": ("bold", "")}

WIDTH: Final = 9
"""Columns of the word that each line begins with, as in a status; more where a word is longer."""

EXAMPLES: Final = {"profile": " (and what is in them: ollama.context)", "slots": " (or a full Claude id)"}
"""What is said behind a list of topics."""


def explanation_text(found: Explanation, ink: Ink) -> Iterator[str]:
    style, mark = MARKS[found.standing]
    code = found.code if found.code != found.name else ""
    yield from ink.told(style, f"{mark}{printable(found.name)}", f"  {found.summary}", code)
    width = max([WIDTH, *(len(fact.about) + 2 for fact in found.facts)])
    before = ""
    for fact in found.facts:
        yield from _fact(fact, "" if fact.about == before else fact.about, ink, width)
        before = fact.about
    yield from _members(found.members, ink)
    if found.hint:
        yield from ink.hint(found.hint, indent="")


def _fact(fact: Fact, word: str, ink: Ink, width: int) -> Iterator[str]:
    """The place behind the text, or below it where the terminal is too narrow for both."""
    when = f"{_clock(fact.at)}  " if fact.at is not None else ""
    text = printable(f"{word:<{width}}{when}{fact.text}")
    where = f"   {printable(fact.where)}" if fact.where else ""
    if not ink.width or len(text) + len(where) <= ink.width:
        yield f"{text}{ink('dim', where)}"
        return
    yield from fold(text, ink.width, hang=width)
    if where:
        yield f"{' ' * width}{ink('dim', where.strip())}"


def _members(members: Sequence[Member], ink: Ink) -> Iterator[str]:
    """A table: name, value, and the line that says so."""
    names = max((len(each.name) for each in members), default=0)
    values = min(max((len(each.value) for each in members), default=0), 40)
    for each in members:
        origin = printable(each.where) or each.origin
        yield printable(f"  {each.name:<{names}}  {each.value:<{values}}  ") + ink("dim", origin)


def _clock(moment: float) -> str:
    """A moment that no calendar has is no reason to tell nothing."""
    try:
        return clock_text(moment)
    except (ValueError, OverflowError, OSError):
        return "?"


def topics_text(topics: Mapping[str, Sequence[str]], ink: Ink) -> Iterator[str]:
    """What can be asked about, a line a kind."""
    yield "setpoint explain WORD: where it comes from, what it was before, since when"
    width = max(map(len, topics)) + 2
    for kind, known in topics.items():
        if not known:
            continue
        listed = f"{known[0]} to {known[-1]}" if kind == "codes" else ", ".join(known)
        yield from fold(printable(f"{kind:<{width}}{listed}{EXAMPLES.get(kind, '')}"), ink.width, hang=width)

"""What the history says of one thing: since when it is ours, what was changed last, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from setpoint.core import names
from setpoint.core.change import PAST
from setpoint.core.explain import Fact
from setpoint.core.facts.claude import ENTRY_ID, ENTRY_NAME
from setpoint.core.happened import Happened

SHOWN: Final = 3
"""Changes that are told, the newest first; `setpoint history` has them all."""

_OURS: Final = {"appliedId": ENTRY_NAME, "deploymentMode": '"3p"'}
"""What these keys are set to when they become ours, as the history spells it."""

_ENTRY: Final = f"configLibrary/{ENTRY_ID[:4]}….json"
"""Our entry, as the history spells it."""


def of_key(key: str, lines: Iterable[Happened], *, ours: bool) -> tuple[Happened, ...]:
    """The lines that tell of this key of Claude Desktop's files, in the order of the history.

    `ours`: whether it is one that we write: then what happened to our whole entry happened to it.
    """
    return tuple(each for each in lines if each.resource == "claude_config" and _tells(each, key, ours=ours))


def of_model(name: str, lines: Iterable[Happened]) -> tuple[Happened, ...]:
    return tuple(each for each in lines if each.resource.startswith("ollama") and names.same(each.target, name))


def ours_since(key: str, told: Sequence[Happened]) -> Happened | None:
    """The first time that it was set after it was last given back; None: it is not ours, or that was long ago."""
    first: Happened | None = None
    for each in told:
        if each.failed or each.kind == "drift":
            continue
        if _gives_back(key, each):
            first = None
        elif first is None:
            first = each
    return first


def pulled_at(told: Sequence[Happened], *verbs: str) -> Happened | None:
    """The newest time that this was done."""
    return next((each for each in reversed(told) if each.verb in verbs and not each.failed), None)


def changes(key: str, told: Sequence[Happened]) -> Iterator[Fact]:
    """`key` "": of a model."""
    for each in [*reversed(told)][:SHOWN]:
        yield Fact("changed", f"{each.kind}: {_what(key, each)}, {_whose(each)}", at=each.at)


def writer(told: Sequence[Happened]) -> str:
    """Who last changed what was ours; "" where nobody did, or it does not show."""
    last = next((each for each in reversed(told) if each.kind in ("corrective", "drift")), None)
    return last.by if last and last.by != "somebody else" else ""


def _tells(told: Happened, key: str, *, ours: bool) -> bool:
    if key in _OURS:
        return any(piece.startswith(f"{key}  ") for piece in told.detail.split("; "))
    if told.target != _ENTRY:
        return False
    listed = told.detail.partition(": ")[2]
    return key in listed.split(", ") if listed else ours


def _gives_back(key: str, told: Happened) -> bool:
    if key not in _OURS:
        return told.verb == "remove"
    return _after(key, told) != _OURS[key]


def _after(key: str, told: Happened) -> str:
    piece = next((each for each in told.detail.split("; ") if each.startswith(f"{key}  ")), "")
    return piece.rpartition(" → ")[2]


def _what(key: str, told: Happened) -> str:
    if told.failed:
        return f"{told.verb} failed, {told.failed}"
    piece = next((each for each in told.detail.split("; ") if key and each.startswith(f"{key}  ")), "")
    if piece:
        return " ".join(piece.removeprefix(key).split())
    done = PAST.get(told.verb, told.verb) if told.kind != "drift" else told.verb
    return "removed with our entry" if told.target == _ENTRY and told.verb == "remove" else done


def _whose(told: Happened) -> str:
    return f"changed by {told.by}" if told.kind in ("corrective", "drift") else f"by {told.by}"

"""Which model answers for which family, and why: proposed from what is there. Pure.

Everyday work and the quick background calls go on together, so the models of sonnet and haiku are to fit into memory
side by side. The strongest one may take turns with them: it is asked less often.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from setpoint.core.candidates import Candidate, is_weak
from setpoint.core.facts.starters import AS_OF, CAREFUL, EVERYDAY, SETS, SIGHTED, SIZES
from setpoint.core.figures import size_text
from setpoint.core.memory_fit import SHARE
from setpoint.value import value

FAMILIES: Final = ("opus", "sonnet", "haiku")


@value
class Pick:
    """One line of `models`: `key` is a family or a full Claude id. `why` is told to the person, and beside the line."""

    key: str
    candidate: Candidate
    why: str
    label: str = ""


def room_in(memory: int | None) -> int | None:
    """Bytes that models may take of a machine's memory; None: not known."""
    return None if memory is None else int(memory * SHARE)


def picks(candidates: Sequence[Candidate], room: int | None) -> tuple[Pick, ...]:
    """From what is pulled. Each model answers once; a cloud model only where no model here would do."""
    local = sorted((one for one in candidates if not one.cloud), key=lambda one: one.size)
    if not local:
        return _in_the_cloud(candidates)
    middle = [one for one in local[1:-1] if one.size >= EVERYDAY and _fit(room, one, local[0])]
    if middle:
        return _three(local[-1], middle, local[0], room)
    return _two(local[-1], local[0], room) if len(local) > 1 else _alone(local[0], "the only one that can")


def _three(
    strongest: Candidate, middle: Sequence[Candidate], smallest: Candidate, room: int | None
) -> tuple[Pick, ...]:
    best = max(middle, key=lambda one: (one.vision, one.size))
    return (
        Pick("opus", strongest, _strongest(room, strongest, best, smallest)),
        Pick("sonnet", best, _told("in the middle", best)),
        Pick("haiku", smallest, _told("the smallest", smallest)),
    )


def _two(strongest: Candidate, smallest: Candidate, room: int | None) -> tuple[Pick, ...]:
    """For everyday work the larger one, unless there is no room beside it and the smaller one is good enough."""
    if _fit(room, strongest, smallest):
        return (*_alone(strongest, "the largest"), Pick("haiku", smallest, _told("the smallest", smallest)))
    if smallest.size < EVERYDAY:
        return _alone(strongest, "the largest that fits, with no room beside it")
    return (Pick("opus", strongest, _strongest(room, strongest, smallest)), *_alone(smallest, "quicker"))


def _alone(one: Candidate, why: str) -> tuple[Pick, ...]:
    return (Pick("sonnet", one, _told(why, one)),)


def starters(room: int | None) -> tuple[Pick, ...]:
    """From the dated table, where nothing usable is pulled; nothing where not even the smallest fits."""
    fitting = [found for found in SETS if room is not None and sum(SIZES[name] for name in found.values()) <= room]
    chosen = SETS[CAREFUL] if room is None else fitting[0] if fitting else {}
    return tuple(
        Pick(family, starter(name), f"fits here, about {size_text(SIZES[name])} to pull, as of {AS_OF}")
        for family, name in chosen.items()
    )


def starter(name: str) -> Candidate:
    return Candidate(name, SIZES[name], vision=name.startswith(SIGHTED), context=131072, pulled=False)


def _in_the_cloud(candidates: Sequence[Candidate]) -> tuple[Pick, ...]:
    """One cloud model, the first by name: which is the strongest cannot be told without asking ollama.com."""
    first = min(candidates, key=lambda one: one.name, default=None)
    return () if first is None else (Pick("sonnet", first, "runs in Ollama's cloud; no model here would do"),)


def _fit(room: int | None, *models: Candidate) -> bool:
    return room is None or sum(one.size for one in models) <= room


def _strongest(room: int | None, one: Candidate, *others: Candidate) -> str:
    turns = "" if _fit(room, one, *others) else "; takes turns in memory with the others"
    return _told("the largest" if room is None else "the largest that fits", one) + turns


def _told(why: str, one: Candidate) -> str:
    sees = ", takes images" if one.vision else ""
    weak = is_weak(one)
    return f"{why}, {size_text(one.size)}{sees}" + (f"; {weak}" if weak else "")

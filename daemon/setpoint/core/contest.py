"""Fights over single keys: counted, and not fought to the end. Pure.

A key of ours that is changed back again and again has another owner: after so many times within so long we stop
writing it, and it alone (`agent.contest` of the profile).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from setpoint.core.change import Drifted
from setpoint.core.figures import span_text
from setpoint.core.ledger import Contested, Drift, Ledger
from setpoint.core.profile import Contest
from setpoint.core.report import Condition, State
from setpoint.value import EMPTY, replace

SELECTION: Final = "appliedId"
CONDITION: Final = "Contested"
QUIET: Final = Condition(CONDITION, State.FALSE, "Quiet", healthy=State.FALSE)


def contested(ledger: Ledger, generation: str) -> dict[str, Contested]:
    """The keys that are not written. A new state of the profile is a new try."""
    return {key: fight for key, fight in ledger.contested.items() if fight.generation == generation}


def counted(ledger: Ledger, drifted: Iterable[Drifted], rule: Contest, now: float, generation: str) -> Ledger:
    """The ledger after these keys were put back once more. No changes in the rule: it is fought without end."""
    for each in drifted:
        ledger = _counted(ledger, each, rule, now, generation)
    return ledger


def _counted(ledger: Ledger, drifted: Drifted, rule: Contest, now: float, generation: str) -> Ledger:
    if drifted.key == SELECTION and drifted.by and drifted.by not in ledger.undone:
        ledger = replace(ledger, undone=(*ledger.undone, drifted.by))
    if not rule.changes:
        return ledger
    before = (drift for drift in ledger.drifts.get(drifted.key, ()) if 0 <= now - drift.at < rule.within)
    drifts = (*before, Drift(now, drifted.value, drifted.by))
    if len(drifts) < rule.changes:
        return replace(ledger, drifts={**ledger.drifts, drifted.key: drifts})
    fight = Contested(now, len(drifts), now - drifts[0].at, drifted.value, drifted.by, generation)
    return replace(
        ledger,
        drifts={key: kept for key, kept in ledger.drifts.items() if key != drifted.key},
        contested={**ledger.contested, drifted.key: fight},
    )


def condition(fights: Mapping[str, Contested], last: str = "", writer: str = "") -> Condition:
    """The first fight, told; quiet where there is none. `last`: when it was seen; `writer`: the program, if known."""
    if not fights:
        return QUIET
    key, fight = next(iter(fights.items()))
    ours = "Setpoint" if key == SELECTION else "ours"
    seen = f"{fight.times} times in {span_text(max(fight.span, 1))}: {ours} → {fight.value}"
    likely = writer or fight.by
    stands = f"{fight.by}'s value" if fight.by else "that value"
    details = (
        ("seen", f"{seen}, last {last}" if last else seen),
        *((("likely", likely),) if likely else ()),
        ("now", f"{stands} stands; {_unwritten(fights)} no longer written; everything else is kept"),
    )
    cure = f"turn off {fight.by}'s Claude switch, then" if fight.by else "find the other program, then"
    hint = f"{cure}: setpoint sync --force; or give way: setpoint use native"
    message = f"something else keeps setting {' and '.join(fights)}"
    return Condition(CONDITION, State.TRUE, CONDITION, message, hint, "SP501", State.FALSE, 4, details)


def _unwritten(fights: Mapping[str, Contested]) -> str:
    return "this key is" if len(fights) == 1 else "these keys are"


def settled(ledger: Ledger) -> Ledger:
    """The ledger after a person's word: everything is ours again and counted anew, and the app may be asked again."""
    return replace(ledger, drifts=EMPTY, contested=EMPTY, undone=(), yielded="", asked="")

"""A key of Claude Desktop's files: what it says, who wants it so, what was there before us, and whether it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from setpoint.core.document import MISSING
from setpoint.core.explain import Explanation, Fact, past
from setpoint.core.explain.claude_verdict import Verdict, hint, verdict
from setpoint.core.explain.origins import origins
from setpoint.core.explain.seen import Seen, decoded
from setpoint.core.explain.values import value_text
from setpoint.core.explain.words import APPLIED, MODE
from setpoint.core.facts.claude import ENTRY_ID, ENTRY_NAME
from setpoint.core.figures import span_text
from setpoint.core.happened import Happened
from setpoint.core.library import other_tool, row_of

MEANINGS: Final = {
    APPLIED: "which entry of its library Claude Desktop takes its route from",
    MODE: 'whether Claude Desktop starts in third-party mode ("3p") or natively ("1p")',
    "inferenceProvider": "what kind of server the app talks to",
    "inferenceGatewayBaseUrl": "where the app sends its requests",
    "inferenceGatewayAuthScheme": "in which header the app sends its key",
    "inferenceCredentialKind": "how the app gets its key: from a script, or from this file",
    "inferenceCredentialHelper": "the script that the app runs for its key",
    "inferenceCredentialHelperTtlSec": "for how many seconds the app uses a key before it asks again",
    "inferenceGatewayApiKey": "the key that stands in the file itself",
    "inferenceModels": "the models of the app's picker, the first of which it starts with",
    "modelDiscoveryEnabled": "whether the app asks the server which models there are",
    "inferenceCustomHeaders": "further headers of each request",
}


FIRST: Final = ("Trusted", "OllamaReachable", "OllamaVersion", "ModelsReady", "SlotsReady", "KeyAvailable")
"""Conditions that the first switch waits for."""


def explain(key: str, seen: Seen) -> Explanation:
    ours = seen.kept(key) is not None or key in (seen.wanted or ())
    told = past.of_key(key, seen.history, ours=ours)
    found = verdict(key, seen)
    facts = (
        *((Fact("means", MEANINGS[key]),) if key in MEANINGS else ()),
        *_now(key, seen),
        *_wanted(key, seen),
        *_policy(key, seen),
        *_before(key, seen),
        *_since(key, seen, told),
        *past.changes(key, told),
        *_fought(key, seen, told),
        *_waits(seen, found),
    )
    return Explanation("claude-key", key, found.standing, found.summary, facts, hint=hint(key, seen, found))


def _text(key: str, seen: Seen, what: object) -> str:
    if key != APPLIED or not isinstance(what, str):
        return value_text(key, what)
    row = row_of(seen.files.index.document, what) if seen.files else None
    name = ENTRY_NAME if what == ENTRY_ID else row.name if row else ""
    return f"{value_text('', name)} ({what})" if name else what or "none"


def _now(key: str, seen: Seen) -> Iterator[Fact]:
    file = seen.file(key)
    if file is None or seen.files is None:
        return
    place = file.document.place((key,))
    where = f"{file.path}:{place[0]}:{place[1]}" if place else str(file.path)
    yield Fact("now", _text(key, seen, seen.actual(key)) if file.data is not None else "no such file", where)
    applied = seen.files.applied
    if key not in (APPLIED, MODE) and file.data is not None and applied != ENTRY_ID:
        other = f"{_text(APPLIED, seen, applied)} is selected" if applied else "no entry is selected"
        yield Fact("but", f"not in use: {other}", str(seen.files.index.path))


def _wanted(key: str, seen: Seen) -> Iterator[Fact]:
    profile, wish = seen.profile, seen.wish(key)
    if profile is None:
        return
    if wish is not MISSING:
        yield Fact("wanted", _text(key, seen, wish))
    elif key in MEANINGS and seen.wanted is None:
        yield Fact("wanted", "what was there before Setpoint")
    if wish is not MISSING or (key in MEANINGS and seen.wanted is None):
        yield from origins(key, profile, seen.written, seen.url, seen.ledger.used_at(seen.now))


def _policy(key: str, seen: Seen) -> Iterator[Fact]:
    if seen.policy is None:
        trouble = seen.condition("PolicyConflict", "Unreadable")
        if trouble:
            yield Fact("policy", trouble.message)
        return
    said = value_text(key, seen.policy.values[key]) if key in seen.policy.values else "says nothing of this key"
    yield Fact("policy", said, seen.policy.source)


def _before(key: str, seen: Seen) -> Iterator[Fact]:
    """Of what is ours only."""
    if key == APPLIED:
        if seen.memory.selections:
            raw = seen.memory.selections[-1]
            lost = ", which had no entry even then" if raw in seen.memory.dangling else ""
            yield Fact("before", f"{_text(key, seen, decoded(raw))}{lost}")
        return
    kept = seen.kept(key)
    if kept is not None:
        new = "; the entry is ours" if key != MODE and seen.memory.entry.created else ""
        yield Fact("before", f"{value_text(key, decoded(kept.before))}{new}")


def _since(key: str, seen: Seen, told: Sequence[Happened]) -> Iterator[Fact]:
    ours = seen.memory.row if key == APPLIED else seen.kept(key) is not None
    first = past.ours_since(key, told) if ours else None
    if first:
        yield Fact("since", f"ours, by {first.by}", at=first.at)
    elif ours and seen.memory.written_at:
        yield Fact("since", "ours, at the latest; the history no longer tells", at=seen.memory.written_at)


def _fought(key: str, seen: Seen, told: Sequence[Happened]) -> Iterator[Fact]:
    fight, drifts = seen.fight(key), seen.ledger.drifts.get(key, ())
    if fight:
        yield Fact(
            "fight", f"set {fight.times} times in {span_text(max(fight.span, 1))}, to {fight.value}", at=fight.since
        )
    elif drifts:
        yield Fact("drift", f"put back {len(drifts)} times lately, from {drifts[-1].value}", at=drifts[-1].at)
    likely = _likely(key, seen, fight.by if fight else drifts[-1].by if drifts else "", told)
    if likely:
        yield Fact("likely", likely)


def _likely(key: str, seen: Seen, by: str, told: Sequence[Happened]) -> str:
    """Who else writes it: the running program where one was found, else as far as entry or history show."""
    if seen.fight(key):
        found = seen.condition("Contested", "Contested")
        by = dict(found.details).get("likely", by) if found else by
    if not by and key in (APPLIED, MODE) and seen.files and seen.memory.complete:
        by = other_tool(seen.files.index.document)
    return by or past.writer(told)


def _waits(seen: Seen, found: Verdict) -> Iterator[Fact]:
    if found.standing != "waits" or seen.suspended:
        return
    mine = [change for change in seen.changes if change.resource == "claude_config"]
    waits = next((change.waits for change in mine if change.waits), "")
    if waits:
        yield Fact("waits", waits)
    elif mine and mine[0].gated:
        first = [each.name for each in seen.conditions if each.name in FIRST and not each.well]
        yield Fact("waits", f"until these are well: {', '.join(first)}" if first else "for the steps before it")

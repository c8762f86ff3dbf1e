"""What was looked at for a key of Claude Desktop's files, and what follows from it at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from setpoint.core.change import Change
from setpoint.core.claude_files import FileSeen, FilesSeen
from setpoint.core.contest import contested
from setpoint.core.document import MISSING
from setpoint.core.explain.words import APPLIED, MODE
from setpoint.core.explain.written import Written
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.happened import Happened
from setpoint.core.ledger import ClaudeMemory, Contested, Ledger
from setpoint.core.ownership import KeyMemory, holds
from setpoint.core.ports import Policy
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition
from setpoint.value import value


@value
class Seen:
    """All that was looked at.

    `files` None: they could not be read, for the reason in `trouble`. `wanted` None: the mode has no entry of ours.
    `url`: the Ollama server's, and who said so. `history` is whole, the oldest first.
    """

    profile: Profile | None
    written: Written
    ledger: Ledger
    history: Sequence[Happened]
    now: float
    files: FilesSeen | None = None
    memory: ClaudeMemory = ClaudeMemory()
    wanted: Mapping[str, object] | None = None
    url: tuple[str, str] = ("", "")
    policy: Policy | None = None
    conditions: tuple[Condition, ...] = ()
    changes: tuple[Change, ...] = ()
    trouble: str = ""
    unsure: frozenset[str] = frozenset()
    """Keys of which it is not known what they should be, since the key of the route does not resolve."""

    def file(self, key: str) -> FileSeen | None:
        """The file that the key belongs in."""
        files = self.files
        return {APPLIED: files.index, MODE: files.settings}.get(key, files.entry) if files else None

    def actual(self, key: str) -> object:
        """What the file says; MISSING: nothing, or it could not be read."""
        file = self.file(key)
        return file.document.get((key,)) if file else MISSING

    def kept(self, key: str) -> KeyMemory | None:
        """What is remembered of a key that is ours."""
        return (self.memory.settings if key == MODE else self.memory.entry).keys.get(key)

    def wish(self, key: str) -> object:
        """What the profile wants there; MISSING: nothing of ours."""
        if self.wanted is None:
            native = self.profile is not None and self.profile.mode is Mode.NATIVE
            return "1p" if key == MODE and native and self.actual(key) is not MISSING else MISSING
        return {APPLIED: ENTRY_ID, MODE: "3p"}.get(key, self.wanted.get(key, MISSING))

    def as_wanted(self, key: str) -> bool:
        """Whether nothing is to be done about this key."""
        wish, actual = self.wish(key), self.actual(key)
        if wish is not MISSING:
            return holds(actual, wish)
        if key == APPLIED:
            return actual != ENTRY_ID
        kept = self.kept(key)
        return kept is None or not kept.wrote

    @property
    def suspended(self) -> bool:
        return self.ledger.suspended_at(self.now) is not None

    def fight(self, key: str) -> Contested | None:
        """The fight over this key, in this state of the profile."""
        return contested(self.ledger, self.profile.generation if self.profile else "").get(key)

    def condition(self, name: str, reason: str) -> Condition | None:
        return next((each for each in self.conditions if (each.name, each.reason) == (name, reason)), None)


def decoded(raw: str | None) -> object:
    """A remembered JSON text as a value; MISSING for None."""
    return MISSING if raw is None else json.loads(raw)

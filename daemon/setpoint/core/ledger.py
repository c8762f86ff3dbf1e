"""What Setpoint remembers of its own deeds, so that everything can be given back. No secret is ever part of it.

Plain values with a plain form (JSON objects: `to_plain`, and `from_plain` in `ledger_reading.py`);
`adapters/ledger.py` keeps them on disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.core.ownership import Memory
from setpoint.value import EMPTY, as_plain, fields_of, value

VERSION: Final = 1
RESTORE: Final = "restore"


class LedgerBroken(ValueError):
    """The plain form is not one of ours. `newer`: it was written by a newer Setpoint."""

    def __init__(self, reason: str, *, newer: bool = False) -> None:
        super().__init__(reason)
        self.newer = newer


@value
class ClaudeMemory:
    """Of one Claude folder.

    `selections`: what was selected before us, oldest first, as the JSON text of `appliedId` (None: nothing).
    `row` and `entries`: whether the index row, and the list around it, are ours. `taken_over`: entry ids of other tools
    that a person agreed to replace. `written_at`: seconds since 1970 of our last write that the app must read.
    """

    entry: Memory = Memory()
    index: Memory = Memory()
    settings: Memory = Memory()
    selections: tuple[str | None, ...] = ()
    row: bool = False
    entries: bool = False
    taken_over: tuple[str, ...] = ()
    written_at: float = 0.0
    complete: bool = False
    """Whether a switch was once carried out to its end: from then on a write is a repair or a change, not the first."""
    dangling: tuple[str, ...] = ()
    """Those of `selections` that had no entry even then: they go back as they were."""
    released: bool = False
    """Whether an entry was left behind because it holds what others wrote: then nothing that is in it is ours."""


@value
class Derived:
    """A model that we made for a slot: the declared source and context, and the digest that the server gave it.

    `base` is the source's digest then ("" for a cloud model): while both digests stay, nothing needs to be asked.
    """

    source: str
    context: int | str
    digest: str
    base: str = ""
    adopted: bool = False
    """It stood there as declared before we came: another machine may have made it, and may be using it."""


@value
class Failure:
    """A pull that will not succeed until something changes. `server`: the version that refused."""

    code: str
    message: str
    hint: str
    server: str


@value
class Compared:
    """What the registry said about one copy of a model. `digest`: of the copy; `at`: when, in seconds since 1970.

    `newer` is the manifest that the registry has instead ("" for none), `size` the bytes that it brings at most. `same`
    is one that is spelled differently and has the same content. `sure`: the copy is known to come from the registry,
    and is not one of the person's own by that name. `refused`: it shows nobody such a model. `failed`: how often in a
    row it could not be asked.
    """

    at: float
    digest: str
    newer: str = ""
    size: int = 0
    same: str = ""
    sure: bool = False
    refused: bool = False
    failed: int = 0


@value
class Attempt:
    """An upgrade of a server that is not over, or did not succeed: when it last began, and how many times in a row.

    `server` is the version that was to go, `generation` the state of the profile that wanted it. With an empty `code`
    it began, and nobody has seen its end.
    """

    server: str
    generation: str
    at: float
    times: int
    code: str = ""
    message: str = ""
    hint: str = ""


@value
class ServerMemory:
    """Of one Ollama server: names that we pulled (with digest), models that we derived, pulls that failed for good."""

    pulled: Mapping[str, str] = EMPTY
    derived: Mapping[str, Derived] = EMPTY
    failures: Mapping[str, Failure] = EMPTY
    cloud: Mapping[str, float] = EMPTY
    """When a cloud model was last seen to exist for this account: asking leaves the machine, so it is asked rarely."""
    begun: tuple[str, ...] = ()
    """Pulls that did not end yet. Part of them is on the disk already, so that they are gone on with in any room."""
    making: tuple[str, ...] = ()
    """Slots that we began to derive: what stands there after a crash is ours, although nothing else is known of it."""
    upgrade: Attempt | None = None
    checked: Mapping[str, Compared] = EMPTY
    """By the key of its name, what is known of a model that is to be kept current."""


@value
class Suspended:
    """`because`: "restore", or what a person said. `until`: seconds since 1970; None: until somebody ends it."""

    since: float
    because: str
    until: float | None = None

    @property
    def restored(self) -> bool:
        """Whether it is what a restore leaves behind: only a person's word ends that."""
        return self.because == RESTORE and self.until is None


@value
class Used:
    """Another mode than the profile's, on this machine, for a while."""

    mode: str
    since: float
    until: float | None = None


@value
class Owed:
    """The app that we asked to quit, and have not started again yet."""

    app: str
    since: float


@value
class Drift:
    """One time that somebody changed a key of ours and we put it back: when, to what (as shown to a person), who."""

    at: float
    value: str
    by: str = ""


@value
class Contested:
    """A key that something else keeps setting. It holds for one state of the profile: a new one is a new try."""

    since: float
    times: int
    span: float
    value: str
    by: str
    generation: str


@value
class Since:
    """Since when a condition has its state."""

    state: str
    at: float


@value
class Ledger:
    """`url`: the Ollama server of the last apply and where the url came from. `keys`: when a pair was last resolved.

    `drifts` and `contested` are by key of Claude Desktop's files. `undone`: the tools whose own switch we once put
    back. `yielded`: the state of the profile in which something that a person picked began to hold. `app`: the
    version of Claude Desktop at the last look of the agent. `asked`: the state of the profile for which an agent last
    asked the app to quit.
    """

    salt: str
    claude: Mapping[str, ClaudeMemory] = EMPTY
    servers: Mapping[str, ServerMemory] = EMPTY
    suspended: Suspended | None = None
    url: tuple[str, str] | None = None
    keys: Mapping[str, float] = EMPTY
    scripts: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    since: Mapping[str, Since] = EMPTY
    used: Used | None = None
    drifts: Mapping[str, tuple[Drift, ...]] = EMPTY
    contested: Mapping[str, Contested] = EMPTY
    undone: tuple[str, ...] = ()
    app: str = ""
    yielded: str = ""
    asked: str = ""
    owed: Owed | None = None

    def suspended_at(self, now: float) -> Suspended | None:
        """The suspension in force; one whose time is over is none."""
        suspended = self.suspended
        return suspended if suspended and (suspended.until is None or now < suspended.until) else None

    def used_at(self, now: float) -> Used | None:
        return self.used if self.used and (self.used.until is None or now < self.used.until) else None


def to_plain(ledger: Ledger) -> dict[str, object]:
    return {"version": VERSION, **{name: as_plain(member) for name, member in fields_of(ledger).items()}}

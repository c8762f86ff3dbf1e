"""What Setpoint remembers of its own deeds, so that everything can be given back. No secret is ever part of it.

Plain values with a plain form (`to_plain`, `from_plain`: JSON objects); `adapters/ledger.py` keeps them on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from setpoint.core.ownership import KeyMemory, Memory
from setpoint.value import EMPTY, as_plain, fields_of, value

VERSION: Final = 1


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
class ServerMemory:
    """Of one Ollama server: names that we pulled (with digest), models that we derived, pulls that failed for good."""

    pulled: Mapping[str, str] = EMPTY
    derived: Mapping[str, Derived] = EMPTY
    failures: Mapping[str, Failure] = EMPTY
    cloud: Mapping[str, float] = EMPTY
    """When a cloud model was last seen to exist for this account: asking leaves the machine, so it is asked rarely."""


@value
class Suspended:
    since: float
    because: str


@value
class Since:
    """Since when a condition has its state."""

    state: str
    at: float


@value
class Ledger:
    """`url`: the Ollama server of the last apply and where the url came from. `keys`: when a pair was last resolved."""

    salt: str
    claude: Mapping[str, ClaudeMemory] = EMPTY
    servers: Mapping[str, ServerMemory] = EMPTY
    suspended: Suspended | None = None
    url: tuple[str, str] | None = None
    keys: Mapping[str, float] = EMPTY
    scripts: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    since: Mapping[str, Since] = EMPTY


def to_plain(ledger: Ledger) -> dict[str, object]:
    return {"version": VERSION, **{name: as_plain(member) for name, member in fields_of(ledger).items()}}


T = TypeVar("T")


def from_plain(plain: object) -> Ledger:
    """The ledger out of its plain form; `LedgerBroken` for anything else."""
    try:
        return _ledger(_object(plain))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, LedgerBroken):
            raise
        raise LedgerBroken(f"unexpected content ({type(error).__name__})") from None


def _ledger(plain: Mapping[str, object]) -> Ledger:
    version = plain.get("version")
    if not isinstance(version, int) or version < 1:
        raise LedgerBroken("no version")
    if version > VERSION:
        raise LedgerBroken(f"version {version}", newer=True)
    suspended, url = plain["suspended"], plain["url"]
    return Ledger(
        salt=_text(plain["salt"]),
        claude=_each(plain["claude"], _claude),
        servers=_each(plain["servers"], _server),
        suspended=None if suspended is None else _suspended(_object(suspended)),
        url=None if url is None else _pair(url),
        keys=_each(plain["keys"], _number),
        scripts=_texts(plain["scripts"]),
        trusted=_texts(plain["trusted"]),
        since=_each(plain["since"], _since),
    )


def _claude(value: object) -> ClaudeMemory:
    plain = _object(value)
    return ClaudeMemory(
        entry=_memory(plain["entry"]),
        index=_memory(plain["index"]),
        settings=_memory(plain["settings"]),
        selections=tuple(None if s is None else _text(s) for s in _list(plain["selections"])),
        row=_flag(plain["row"]),
        entries=_flag(plain["entries"]),
        taken_over=_texts(plain["taken_over"]),
        written_at=_number(plain["written_at"]),
        complete=_flag(plain["complete"]),
        dangling=_texts(plain["dangling"]),
        released=_flag(plain["released"]),
    )


def _memory(value: object) -> Memory:
    plain = _object(value)
    return Memory(_flag(plain["created"]), _texts(plain["folders"]), _each(plain["keys"], _key))


def _key(value: object) -> KeyMemory:
    plain = _object(value)
    before = plain["before"]
    until = _each(plain.get("until", {}), _text)  # younger than the first ledgers
    return KeyMemory(None if before is None else _text(before), _each(plain["wrote"], _text), until)


def _server(value: object) -> ServerMemory:
    plain = _object(value)
    return ServerMemory(
        _each(plain["pulled"], _text),
        _each(plain["derived"], _derived),
        _each(plain["failures"], _failure),
        _each(plain["cloud"], _number),
    )


def _derived(value: object) -> Derived:
    plain = _object(value)
    context = plain["context"]
    return Derived(
        _text(plain["source"]),
        context if isinstance(context, int) else _text(context),
        _text(plain["digest"]),
        _text(plain["base"]),
        _flag(plain["adopted"]),
    )


def _failure(value: object) -> Failure:
    plain = _object(value)
    return Failure(_text(plain["code"]), _text(plain["message"]), _text(plain["hint"]), _text(plain["server"]))


def _suspended(plain: Mapping[str, object]) -> Suspended:
    return Suspended(_number(plain["since"]), _text(plain["because"]))


def _since(value: object) -> Since:
    plain = _object(value)
    return Since(_text(plain["state"]), _number(plain["at"]))


def _each(value: object, decode: Callable[[object], T]) -> dict[str, T]:
    return {name: decode(member) for name, member in _object(value).items()}


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise LedgerBroken("an object was expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise LedgerBroken("a list was expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _pair(value: object) -> tuple[str, str]:
    first, second = _texts(value)
    return first, second


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise LedgerBroken("a text was expected")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise LedgerBroken("true or false was expected")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LedgerBroken("a number was expected")
    return float(value)

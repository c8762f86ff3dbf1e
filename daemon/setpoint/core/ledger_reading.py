"""The ledger out of its plain form, member by member: what is not as it should be is refused, never guessed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final, TypeVar

from setpoint.core.ledger import (
    VERSION,
    Attempt,
    ClaudeMemory,
    Compared,
    Contested,
    Derived,
    Drift,
    Failure,
    Ledger,
    LedgerBroken,
    Owed,
    ServerMemory,
    Since,
    Suspended,
    Used,
)
from setpoint.core.ownership import KeyMemory, Memory

T = TypeVar("T")

LATEST: Final = 253_402_300_799.0
"""The last second of the year 9999. Nothing that is kept here is later, longer or more: what is was damaged."""


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
    suspended, url, used, owed = plain["suspended"], plain["url"], plain.get("used"), plain.get("owed")
    return Ledger(
        salt=_text(plain["salt"]),
        claude={_place(folder): memory for folder, memory in _each(plain["claude"], _claude).items()},
        servers=_each(plain["servers"], _server),
        suspended=None if suspended is None else _suspended(_object(suspended)),
        url=None if url is None else _pair(url),
        keys=_each(plain["keys"], _number),
        scripts=_places(plain["scripts"]),
        trusted=_texts(plain["trusted"]),
        since=_each(plain["since"], _since),
        # younger than the first ledgers
        used=None if used is None else _used(_object(used)),
        drifts=_each(plain.get("drifts", {}), _drifts),
        contested=_each(plain.get("contested", {}), _contested),
        undone=_texts(plain.get("undone", [])),
        app=_text(plain.get("app", "")),
        yielded=_text(plain.get("yielded", "")),
        asked=_text(plain.get("asked", "")),
        owed=None if owed is None else _owed(_object(owed)),
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
    return Memory(_flag(plain["created"]), _places(plain["folders"]), _each(plain["keys"], _key))


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
        # younger than the first ledgers
        _texts(plain.get("begun", [])),
        _texts(plain.get("making", [])),
        _attempt(plain.get("upgrade")),
        _each(plain.get("checked", {}), _checked),
    )


def _checked(value: object) -> Compared:
    plain = _object(value)
    return Compared(
        at=_number(plain["at"]),
        digest=_text(plain["digest"]),
        newer=_text(plain["newer"]),
        size=int(_number(plain["size"])),
        same=_text(plain["same"]),
        sure=_flag(plain["sure"]),
        refused=_flag(plain["refused"]),
        failed=int(_number(plain["failed"])),
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


def _attempt(value: object) -> Attempt | None:
    if value is None:
        return None
    plain = _object(value)
    server, generation, code, message, hint = (
        _text(plain[name]) for name in ("server", "generation", "code", "message", "hint")
    )
    return Attempt(server, generation, _number(plain["at"]), int(_number(plain["times"])), code, message, hint)


def _suspended(plain: Mapping[str, object]) -> Suspended:
    return Suspended(_number(plain["since"]), _text(plain["because"]), _moment(plain.get("until")))


def _used(plain: Mapping[str, object]) -> Used:
    return Used(_text(plain["mode"]), _number(plain["since"]), _moment(plain.get("until")))


def _owed(plain: Mapping[str, object]) -> Owed:
    return Owed(_text(plain["app"]), _number(plain["since"]))


def _drifts(value: object) -> tuple[Drift, ...]:
    each = map(_object, _list(value))
    return tuple(Drift(_number(plain["at"]), _text(plain["value"]), _text(plain["by"])) for plain in each)


def _contested(value: object) -> Contested:
    plain = _object(value)
    return Contested(
        since=_number(plain["since"]),
        times=int(_number(plain["times"])),
        span=_number(plain["span"]),
        value=_text(plain["value"]),
        by=_text(plain["by"]),
        generation=_text(plain["generation"]),
    )


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


def _places(value: object) -> tuple[str, ...]:
    return tuple(map(_place, _list(value)))


def _place(value: object) -> str:
    """A relative one would mean something else in each folder that a command is called from."""
    text = _text(value)
    if not (PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()):
        raise LedgerBroken("a whole path was expected")
    return text


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


def _moment(value: object) -> float | None:
    return None if value is None else _number(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LedgerBroken("a number was expected")
    if not 0 <= value <= LATEST:  # nor NaN and Infinity, which the reader of JSON lets through
        raise LedgerBroken("a moment of this era was expected")
    return float(value)

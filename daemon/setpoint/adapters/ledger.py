"""The ledger on disk: one JSON file, replaced in one step, changed only under the lock."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from setpoint.core.ledger import Ledger, LedgerBroken, to_plain
from setpoint.core.ledger_reading import from_plain
from setpoint.core.ports import Clock, Files
from setpoint.errors import FileTrouble

PATIENCE = 10.0
"""Seconds. The lock is held for single writes only."""


class LedgerFile:
    """See `LedgerStore` in `core/ports.py`."""

    def __init__(self, folder: Path, files: Files, clock: Clock) -> None:
        self._path = folder / "ledger.json"
        self._lock = folder / "files.lock"
        self._files = files
        self._clock = clock
        self._cache: tuple[bytes | None, Ledger] | None = None
        self._sound: bytes | None = None
        self._depth = 0

    def read(self) -> Ledger:
        data = self._files.read(self._path)
        if self._cache is None or self._cache[0] != data:
            known = None if data is None else self._decode(data)
            self._cache = (data, known or _new())
        return self._cache[1]

    def broken(self) -> bool:
        data = self._files.read(self._path)
        if data is None or (self._sound is not None and data == self._sound):
            return False
        self._sound = data if self._decode(data) else None
        return self._sound is None

    def change(self, step: Callable[[Ledger], Ledger]) -> Ledger:
        with self.locked():
            before = self.read()
            after = step(before)
            if after != before:
                self._save(after)
            return after

    @contextmanager
    def locked(self) -> Iterator[None]:
        if self._depth:
            yield
            return
        from setpoint.adapters.lock import held  # who only reads takes no lock

        with held(self._lock, seconds=PATIENCE):
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def _save(self, ledger: Ledger) -> None:
        data = (json.dumps(to_plain(ledger), indent=1, sort_keys=True) + "\n").encode()
        seen = self._files.read(self._path)
        if seen is not None and self._decode(seen) is None:
            self._set_aside(seen)
        self._files.write(self._path, data, seen=seen)
        self._cache = (data, ledger)

    def _decode(self, data: bytes) -> Ledger | None:
        """None: not a ledger of ours. What was there before us is then lost, and restore says so (SP312)."""
        try:
            return from_plain(json.loads(data))
        except LedgerBroken as broken:
            if broken.newer:
                raise FileTrouble(
                    "SP802", f"the ledger has {broken}", where=str(self._path), hint="upgrade Setpoint"
                ) from None
        except (ValueError, RecursionError):
            pass
        return None

    def _set_aside(self, data: bytes) -> None:
        """A ledger that cannot be read is kept for a person to look at."""
        aside = self._path.with_name(f"ledger.broken-{int(self._clock.now())}.json")
        if self._files.read(aside) is None:
            self._files.write(aside, data, seen=None)


def _new() -> Ledger:
    """The first ledger of a machine; its salt keeps what we remember of short values from being guessed."""
    return Ledger(salt=os.urandom(16).hex())

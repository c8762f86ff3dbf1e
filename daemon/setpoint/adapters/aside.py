"""What our write took the place of, kept aside until it is sure that it is what we had read, and put back if not.

No lock keeps other programs from writing between our last look and our step. Where two names can be exchanged, what
really was there is in our hands afterwards, under a name that says what it should be: the hash of what we had read, the
hash of what we wrote, and whose place it is. So a Setpoint that was killed in between leaves nothing that its
successor could not judge, and the rule is the same for both: **what somebody else wrote goes back, unless somebody
wrote there since.**
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from setpoint.adapters.exchanging import Exchange, add, exchanger
from setpoint.adapters.folders import settle
from setpoint.adapters.half_written import lease, still_leased
from setpoint.core.hashes import hash_of
from setpoint.value import value

SUFFIX: Final = ".old"
LONGEST: Final = 255
"""Bytes of a name on nearly every file system."""
MOST: Final = 1000
"""Exchanges for one write; each further one needs a writer that was quicker than the one before."""
WRITING: Final = "somebody is writing it"
STRANGE: Final = "no plain file, or none that we may read"
"""In place of a hash."""
FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


@value
class Aside:
    """A file beside `target`, which should hold what has the hash `seen`, as `ours` took its place."""

    path: Path
    target: Path
    seen: str
    ours: str


@value
class Got:
    """What came back: the hash of its content, or a word, and its inode."""

    hash: str
    node: int = 0


def aside(start: str, target: Path, seen: bytes, ours: bytes) -> Aside | None:
    """`start`: how the name begins. None: it would be too long for a name."""
    name = f"{start}-{_hash(seen)}-{_hash(ours)}-{target.name}{SUFFIX}"
    if len(os.fsencode(name)) > LONGEST:
        return None
    return Aside(target.with_name(name), target, _hash(seen), _hash(ours))


def found(path: Path) -> Aside | None:
    """What a name tells: how it begins, machine, process, chance, the two hashes, and the target's own name."""
    parts = path.name.removesuffix(SUFFIX).split("-", 6)
    if not path.name.endswith(SUFFIX) or len(parts) != 7:
        return None
    return Aside(path, path.with_name(parts[6]), parts[4], parts[5])


def settle_aside(it: Aside, exchange: Exchange, *, leases: bool) -> bool:
    """After an exchange: whether ours stands. False: somebody had written meanwhile, and that is back in its place.

    What comes back from an exchange is what was put there before it, or else something newer, which goes back in turn.
    `leases`: whoever has a file open for writing counts as one who wrote.
    """
    put, due = Got(it.ours), Got(it.seen)
    for _ in range(MOST):
        got = _gone(it, due, leases=leases)
        if _same(got, due):
            return put.hash == it.ours
        try:
            exchange(it.path, it.target)
        except FileNotFoundError:
            _put_where_nothing_is(it)
            return False
        put, due = got, put
    return False


def _gone(it: Aside, due: Got, *, leases: bool) -> Got:
    """What was found aside; if it is what is due, it is removed.

    It is looked at again once the folder is synced, for who had found the file by its name before the exchange and was
    held up before the kernel noted that it is open: of 120,000 writings in place one was lost (2026-11-22, load 11).
    """
    with _looked_at(it.path, leases=leases) as got:
        if not _same(got, due):
            return got
        settle(it.path.parent)
        with _looked_at(it.path, leases=leases) as again:
            if _same(again, due):
                with suppress(OSError):  # what is known is swept by whoever comes next
                    it.path.unlink()
            return again


def _same(got: Got, due: Got) -> bool:
    """What is being written, or cannot be read, is known by its inode alone."""
    return got.node == due.node if due.hash in (WRITING, STRANGE) else got.hash == due.hash


def settle_removed(it: Aside, *, leases: bool) -> bool:
    """After the target got this name: whether it was what we had read, and is gone. False: it is back."""
    with _looked_at(it.path, leases=leases) as got:
        if got.hash == it.seen:
            it.path.unlink()
            return True
    _put_where_nothing_is(it)
    return False


def take_up(it: Aside) -> None:
    """Judge what a process left that was killed in between."""
    with _looked_at(it.path, leases=True) as got:
        if got.hash in (it.seen, it.ours):
            it.path.unlink()
            return
    if got.hash == WRITING:
        return
    if not it.target.exists():
        _put_where_nothing_is(it)
        return
    with _looked_at(it.target, leases=False) as there:
        newer = there.hash != it.ours and it.target.lstat().st_mtime_ns >= it.path.lstat().st_mtime_ns
    if newer:
        it.path.unlink()
        return
    exchange = exchanger()
    if exchange is not None and exchange(it.path, it.target):
        settle_aside(Aside(it.path, it.target, there.hash, got.hash), exchange, leases=True)


def _put_where_nothing_is(it: Aside) -> None:
    """Where somebody was quicker, theirs is newer."""
    with suppress(FileExistsError):
        add(it.path, it.target)
    it.path.unlink(missing_ok=True)


@contextmanager
def _looked_at(path: Path, *, leases: bool) -> Iterator[Got]:
    """Within the block, whoever opens it for writing has to wait for us; who did so before it began is told."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        yield Got(STRANGE, found.st_ino)
        return
    try:
        descriptor = os.open(path, FLAGS)
    except PermissionError:
        yield Got(STRANGE, found.st_ino)
        return
    try:
        taken = lease(descriptor) if leases else None
        got = _hash(_read(descriptor))
        writing = taken is False or (taken and not still_leased(descriptor))
        yield Got(WRITING if writing else got, found.st_ino)
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> bytes:
    pieces = []
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _hash(data: bytes) -> str:
    return hash_of(data, size=8)

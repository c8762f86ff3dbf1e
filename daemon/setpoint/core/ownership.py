"""We own single keys, not files: the merge that sets ours, gives them back, and leaves all else as it is.

Everything here is pure. A `Memory` says what was there before us and what we wrote, as hashes; `settle` brings a
document to what is wanted and returns the memory that goes with it. Giving back is settling on nothing.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from enum import StrEnum

from setpoint.core.document import MISSING, Document, Raw, same
from setpoint.core.hashes import hash_of
from setpoint.value import EMPTY, replace, value

Leaves = Mapping[str, str]


@value
class KeyMemory:
    """Of one key: the JSON text that was there before us (None: nothing), and the hash of each leaf that we wrote.

    `until`: what we wrote the time before, as long as it is not sure that the newer value reached the file. With an
    empty `wrote` the key is to be gone.
    """

    before: str | None
    wrote: Leaves
    until: Leaves = EMPTY


@value
class Memory:
    """Of one file: whether we made it, the folders that we made for it, and our keys."""

    created: bool = False
    folders: tuple[str, ...] = ()
    keys: Mapping[str, KeyMemory] = EMPTY


class Did(StrEnum):
    SET = "set"
    GIVEN_BACK = "given back"
    LEFT = "left"


@value
class Edit:
    """What happened to one key. `before` and `after` are plain values; MISSING where there is none."""

    key: str
    did: Did
    before: object
    after: object


@value
class Settled:
    document: Document
    memory: Memory
    edits: tuple[Edit, ...]


def leaves(value: object, salt: str) -> dict[str, str]:
    """The hash of every scalar (and empty container) in a value, by its path. Salted: a short secret is no riddle."""
    return {path: _hash(leaf, salt) for path, leaf in _walk(value, "")}


def _walk(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from _walk(member, f"{path}/{name}")
    elif isinstance(value, list) and value:
        for index, member in enumerate(value):
            yield from _walk(member, f"{path}/{index}")
    else:
        yield path, value


def _hash(leaf: object, salt: str) -> str:
    if isinstance(leaf, float) and leaf.is_integer():
        leaf = int(leaf)
    text = json.dumps(leaf, sort_keys=True)
    return hash_of(text.encode(), size=16, key=salt.encode()[:64])


def holds(actual: object, wanted: object) -> bool:
    """Whether what is there is what we want, member by member: the app may add members of its own (CD 2.6)."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return all(name in actual and holds(actual[name], member) for name, member in wanted.items())
    if isinstance(wanted, list) and isinstance(actual, list):
        return len(actual) == len(wanted) and all(map(holds, actual, wanted))
    if isinstance(wanted, dict) and isinstance(actual, str):
        return same({"name": actual}, wanted)  # a bare id is the short form of a row (CD 2.8)
    return same(actual, wanted)


def untouched(actual: object, wrote: Leaves, salt: str) -> bool:
    """Whether what we wrote is still there; members that were added since do not count."""
    now = leaves(actual, salt)
    return all(now.get(path) == digest for path, digest in wrote.items())


def settle(
    document: Document, memory: Memory, wanted: Mapping[str, object], salt: str, leave: Container[str] = ()
) -> Settled:
    """Set what is wanted; give back what is remembered and no longer wanted, unless somebody changed it since.

    `leave`: keys that stay as they are, in the file and in memory.
    """
    edits: list[Edit] = []
    keys = dict(memory.keys)
    for key in [key for key in memory.keys if key not in wanted and key not in leave]:
        known = keys.pop(key)
        document, edit = _give_back(document, key, known, salt)
        edits += [edit] if edit else []
        if edit and edit.did is Did.GIVEN_BACK:
            keys[key] = KeyMemory(known.before, EMPTY, known.wrote or known.until)
    for key, wish in wanted.items():
        if key in leave:
            continue
        actual, digest, kept = document.get((key,)), leaves(wish, salt), keys.get(key)
        there = holds(actual, wish)
        if there and kept and kept.wrote == digest and not kept.until:
            continue  # as we left it
        before = kept.before if kept else document.raw((key,))
        if not there or (kept and _outdated(actual, wish, kept, salt)):
            document = document.set((key,), wish)
            edits.append(Edit(key, Did.SET, actual, wish))
        keys[key] = KeyMemory(before, digest, _until(kept, actual, wish, salt))
    return Settled(document, replace(memory, keys=keys), tuple(edits))


def _until(known: KeyMemory | None, actual: object, wish: object, salt: str) -> Leaves:
    """What of ours is there now and is to be replaced: after a crash in between it must still be known as ours."""
    if known is None or actual is MISSING:
        return EMPTY
    there = next((wrote for wrote in (known.until, known.wrote) if wrote and untouched(actual, wrote, salt)), EMPTY)
    return EMPTY if there == leaves(wish, salt) else there


def arrived(memory: Memory) -> Memory:
    """The memory once what it tells of is in the file."""
    return replace(memory, keys={key: replace(kept, until=EMPTY) for key, kept in memory.keys.items() if kept.wrote})


def _outdated(actual: object, wanted: object, known: KeyMemory, salt: str) -> bool:
    """Whether a member is still there that we wrote once and want no more: a header that the profile lost, say."""
    now, then = leaves(actual, salt), leaves(wanted, salt)
    wrote = (*known.wrote.items(), *known.until.items())
    return any(now.get(path) == digest for path, digest in wrote if path not in then)


def _give_back(document: Document, key: str, memory: KeyMemory, salt: str) -> tuple[Document, Edit | None]:
    actual = document.get((key,))
    if actual is MISSING or document.raw((key,)) == memory.before:
        return document, None
    if not any(untouched(actual, wrote, salt) for wrote in (memory.wrote, memory.until) if wrote):
        return document, Edit(key, Did.LEFT, actual, actual)
    if memory.before is None:
        return document.remove((key,)), Edit(key, Did.GIVEN_BACK, actual, MISSING)
    document = document.set((key,), Raw(memory.before))
    return document, Edit(key, Did.GIVEN_BACK, actual, document.get((key,)))

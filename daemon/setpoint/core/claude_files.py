"""Claude Desktop's three files, and the two turns they can take: our entry applied, or withdrawn. Pure.

A turn is a list of whole-file writes in the order that survives a crash (CD 7.1, 7.2), and the memory that goes with
it. Who carries it out re-checks that each file still is what was seen here.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from pathlib import Path

from setpoint.core.document import MISSING, Document, Raw
from setpoint.core.facts.claude import ENTRY_ID, ENTRY_NAME, RESAVED, SECRET_KEYS
from setpoint.core.ledger import ClaudeMemory
from setpoint.core.library import row_of, selection, with_row, without_row
from setpoint.core.ownership import Did, Edit, KeyMemory, Memory, leaves, settle
from setpoint.errors import NeedsPerson
from setpoint.value import replace, value

FLAG = ("deploymentMode",)

OWNED = ("inference", "modelDiscoveryEnabled")
"""What the keys of an entry begin with that can only be ours in an entry of ours."""


@value
class FileSeen:
    """A file as it was read; `data` None: it is not there. `document` is its content, or an empty one."""

    path: Path
    data: bytes | None
    document: Document


@value
class FilesSeen:
    """The three files, and the ids that have an entry file."""

    entry: FileSeen
    index: FileSeen
    settings: FileSeen
    ids: frozenset[str]

    @property
    def applied(self) -> str:
        """The selected entry's id, "" for none."""
        return selection(self.index.document)

    @property
    def ours_applied(self) -> bool:
        return self.applied == ENTRY_ID


@value
class FileWrite:
    """One file to replace (`data` None: to remove), if it still is `seen`."""

    path: Path
    seen: bytes | None
    data: bytes | None
    edits: tuple[Edit, ...]


@value
class Turn:
    """`writes` in order; `memory` after them; `left`: what somebody changed since and we leave as it is."""

    writes: tuple[FileWrite, ...]
    memory: ClaudeMemory
    left: tuple[Edit, ...] = ()
    lost: bool = False
    """What was there before us is not known: the ledger does not know our entry."""


def apply_turn(
    seen: FilesSeen,
    memory: ClaudeMemory,
    wanted: Mapping[str, object],
    salt: str,
    leave: Container[str] = (),
) -> Turn:
    """Our entry with what is wanted, selected, and third-party mode on. `leave`: keys that stay as they are.

    A selection that is left takes the flag with it: the two belong together.
    """
    memory = _begun(seen, memory, salt)
    _refuse_a_foreign_key(seen.entry, memory, wanted)
    theirs = "appliedId" in leave and not seen.ours_applied
    entry = settle(seen.entry.document, memory.entry, wanted, salt, leave)
    index, edits = _select(seen.index.document, theirs=theirs)
    settings = settle(
        seen.settings.document, memory.settings, {"deploymentMode": "3p"}, salt, FLAG if theirs else leave
    )
    after = replace(
        memory if theirs else _with_selection(seen, memory),
        entry=entry.memory,
        settings=settings.memory,
        row=True,
        entries=memory.entries or seen.index.document.get(("entries",)) is MISSING,
        released=False,
    )
    writes = (
        _write(seen.entry, entry.document, entry.edits),
        _write(seen.index, index, edits),
        _write(seen.settings, settings.document, settings.edits),
    )
    return Turn(tuple(write for write in writes if write), after)


def hold_turn(seen: FilesSeen, memory: ClaudeMemory, salt: str, leave: Collection[str] = ()) -> Turn:
    """What was switched on stays on while a change of our entry is not ready yet: the entry itself is left as it is."""
    return apply_turn(seen, memory, {}, salt, {*memory.entry.keys, *leave})


def _refuse_a_foreign_key(entry: FileSeen, memory: ClaudeMemory, wanted: Mapping[str, object]) -> None:
    """To give somebody else's key back we would have to remember it, and no ledger holds a key."""
    for key in SECRET_KEYS & wanted.keys() - memory.entry.keys.keys():
        if entry.document.get((key,)) is not MISSING:
            raise NeedsPerson(
                "SP313",
                f"our entry holds somebody else's {key}",
                where=str(entry.path),
                hint="move it to an entry of its own in Claude's window, or delete it there, then run again",
            )


def _begun(seen: FilesSeen, memory: ClaudeMemory, salt: str) -> ClaudeMemory:
    """The memory with what is true at the first touch: which files are made by us, and our entry adopted."""
    if _flag_is_lost(seen, memory):
        memory = replace(memory, settings=Memory(keys={"deploymentMode": KeyMemory('"1p"', leaves("3p", salt))}))
    if not (memory.entry.keys or memory.released):
        memory = replace(memory, entry=_adopted(seen.entry, salt))
    return replace(
        memory,
        index=replace(memory.index, created=memory.index.created or seen.index.data is None),
        settings=replace(memory.settings, created=memory.settings.created or seen.settings.data is None),
    )


def _adopted(entry: FileSeen, salt: str) -> Memory:
    """The entry's id is ours alone, so its inference keys are ours too, even when the ledger does not know them."""
    ours = {key: value for key, value in entry.document.value().items() if key.startswith(OWNED)}
    return Memory(created=True, keys={key: KeyMemory(None, leaves(value, salt)) for key, value in ours.items()})


def _select(index: Document, *, theirs: bool) -> tuple[Document, tuple[Edit, ...]]:
    edits: list[Edit] = []
    if row_of(index, ENTRY_ID) is None:
        index = with_row(index, ENTRY_ID, ENTRY_NAME)
        edits.append(Edit("entries", Did.SET, MISSING, ENTRY_NAME))
    if selection(index) != ENTRY_ID and not theirs:
        edits.append(Edit("appliedId", Did.SET, index.get(("appliedId",)), ENTRY_ID))
        index = index.set(("appliedId",), ENTRY_ID)
    return index, tuple(edits)


def _with_selection(seen: FilesSeen, memory: ClaudeMemory) -> ClaudeMemory:
    """What is selected now, as the newest, if it is not ours."""
    if seen.ours_applied:
        return memory
    raw = seen.index.document.raw(("appliedId",))
    others = tuple(text for text in memory.selections if text != raw)
    dangling = tuple(text for text in memory.dangling if text != raw)
    if raw is not None and not _is_there(seen, seen.applied):
        dangling = (*dangling, raw)
    return replace(memory, selections=(*others, raw), dangling=dangling)


def _is_there(seen: FilesSeen, entry_id: str) -> bool:
    """Whether the app could apply it: it has a row and a file (CD 2.1)."""
    return entry_id in seen.ids and row_of(seen.index.document, entry_id) is not None


def withdraw_turn(seen: FilesSeen, memory: ClaudeMemory, salt: str, *, native: bool = False) -> Turn:
    """Everything of ours given back. `native`: and the app stays in native mode."""
    lost = _is_lost(seen, memory)
    elsewhere = memory.row and seen.applied not in ("", ENTRY_ID)
    entry, entry_edits, keeps_row = _give_back_entry(seen.entry, memory, salt)
    index, index_edits = _deselect(seen, memory, keeps_row=keeps_row)
    flag, after, flag_edits = _give_back_flag(seen, memory, salt, elsewhere=elsewhere)
    if native:
        flag, after, flag_edits = _native_flag(seen, memory, flag, after, flag_edits, index, salt)
    writes = (
        _write(seen.settings, _or_gone(flag, memory.settings.created), flag_edits),
        _write(seen.index, _or_gone(index, memory.index.created or (lost and not _rest(index))), index_edits),
        _write(seen.entry, entry, entry_edits),
    )
    left = tuple(e for e in (*entry_edits, *flag_edits) if e.did is Did.LEFT)
    if keeps_row and not left:
        left = (Edit("our entry", Did.LEFT, ENTRY_NAME, ENTRY_NAME),)  # others put keys of their own into it
    remaining = ClaudeMemory(settings=after if after.keys else Memory(), released=keeps_row)
    return Turn(tuple(write for write in writes if write), remaining, left, lost)


def _is_lost(seen: FilesSeen, memory: ClaudeMemory) -> bool:
    known = memory.entry.keys or memory.selections or memory.row or memory.released
    return not known and (seen.entry.data is not None or row_of(seen.index.document, ENTRY_ID) is not None)


def _flag_is_lost(seen: FilesSeen, memory: ClaudeMemory) -> bool:
    """Whether third-party mode seems to be on because of us: then native mode is the way back (CD 7.2)."""
    return _is_lost(seen, memory) and seen.ours_applied and seen.settings.document.get(("deploymentMode",)) == "3p"


def _give_back_entry(seen: FileSeen, memory: ClaudeMemory, salt: str) -> tuple[Document | None, tuple[Edit, ...], bool]:
    """The entry without our keys; None when nothing of anybody else is in it. Last: whether its row must stay."""
    if seen.data is None:
        return None, (), False
    known = memory.entry if memory.entry.keys or memory.released else _adopted(seen, salt)
    settled = settle(seen.document, known, {}, salt)
    rest = {edit.key for edit in settled.edits if edit.did is Did.LEFT} | set(settled.document.value()) - RESAVED
    if not rest:  # its id is ours alone: also where others had keys in it for a while, nobody misses it empty
        return None, settled.edits, False
    return settled.document, settled.edits, True


def _deselect(seen: FilesSeen, memory: ClaudeMemory, *, keeps_row: bool) -> tuple[Document, tuple[Edit, ...]]:
    index = seen.index.document
    edits: list[Edit] = []
    if seen.ours_applied:
        before = _newest_selection(seen, memory)
        index = index.remove(("appliedId",)) if before is None else index.set(("appliedId",), Raw(before))
        edits.append(Edit("appliedId", Did.GIVEN_BACK, ENTRY_ID, index.get(("appliedId",))))
    if not keeps_row and row_of(index, ENTRY_ID):
        index = without_row(index, ENTRY_ID, drop_empty=memory.entries)
        edits.append(Edit("entries", Did.GIVEN_BACK, ENTRY_NAME, MISSING))
    return index, tuple(edits)


def _newest_selection(seen: FilesSeen, memory: ClaudeMemory) -> str | None:
    """The JSON text of the newest selection that was not ours and still can be selected; None: nothing was."""
    for raw in reversed(memory.selections):
        if raw is None or raw in memory.dangling:
            return raw
        chosen = Document.parse(b'{"appliedId":' + raw.encode() + b"}").get(("appliedId",))
        if isinstance(chosen, str) and _is_there(seen, chosen):
            return raw
    return None


def _give_back_flag(
    seen: FilesSeen, memory: ClaudeMemory, salt: str, *, elsewhere: bool
) -> tuple[Document, Memory, tuple[Edit, ...]]:
    """`deploymentMode` goes back only if the selection does: another tool's flag belongs to its entry."""
    document = seen.settings.document
    if elsewhere:
        return document, Memory(), ()
    if _flag_is_lost(seen, memory):
        edit = Edit("deploymentMode", Did.GIVEN_BACK, "3p", "1p")
        return document.set(("deploymentMode",), "1p"), Memory(), (edit,)
    settled = settle(document, memory.settings, {}, salt)
    return settled.document, Memory(), settled.edits


def _native_flag(
    seen: FilesSeen,
    memory: ClaudeMemory,
    flag: Document,
    after: Memory,
    edits: tuple[Edit, ...],
    index: Document,
    salt: str,
) -> tuple[Document, Memory, tuple[Edit, ...]]:
    """Native mode is kept by the flag; where there is no flag and nothing is applied, there is nothing to keep."""
    mode = flag.get(("deploymentMode",))
    if mode == "1p" or (mode is MISSING and not selection(index)):
        return flag, after, edits
    created = replace(after, created=memory.settings.created or seen.settings.data is None)
    settled = settle(flag, created, {"deploymentMode": "1p"}, salt)
    return settled.document, settled.memory, settled.edits


def _or_gone(document: Document, created: bool) -> Document | None:
    """A file that we made and that holds nothing any more goes away."""
    return None if created and not document.value() else document


def _rest(index: Document) -> bool:
    return bool(index.value().get("entries")) or bool(set(index.value()) - {"entries"})


def _write(seen: FileSeen, document: Document | None, edits: tuple[Edit, ...]) -> FileWrite | None:
    data = None if document is None else document.to_bytes()
    if data == seen.data or (seen.data is None and not edits):
        return None
    return FileWrite(seen.path, seen.data, data, edits)

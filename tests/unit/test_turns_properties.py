"""Whatever stands in the three files: twice is once, nothing foreign changes, and restore is the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.claude_files import FileSeen, FilesSeen, Turn, apply_turn, withdraw_turn
from setpoint.core.document import MISSING, Document
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ledger import ClaudeMemory
from setpoint.core.library import row_of
from setpoint.core.ownership import Memory, settle

SALT: Final = "5a17"
ENTRY, INDEX, SETTINGS = Path("entry.json"), Path("_meta.json"), Path("claude_desktop_config.json")
IDS: Final = ("c0ffee00-1111-4222-8333-444455556666", "00000000-0000-4000-8000-000000000114")

Disk = dict[Path, bytes | None]

words = st.sampled_from(["", "a", "ab", "é", "\u2028", "\U0001f600", '"', "\\", "a/b", "\n"])
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | words
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2), max_leaves=5
)
foreign = st.dictionaries(words, values, max_size=3)
styles = st.tuples(
    st.sampled_from([None, 0, 2, "\t"]), st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : ")]), st.booleans()
)
wanteds = st.dictionaries(
    st.sampled_from(["inferenceProvider", "inferenceModels", "modelDiscoveryEnabled", "chatTabEnabled", "own"]),
    values,
    min_size=1,
)
flags = st.sampled_from([MISSING, "1p", "3p", None, 7])


@st.composite
def texts(draw: st.DrawFn, members: dict[str, object]) -> bytes:
    """A JSON object as one of many programs would write it."""
    indent, separators, ascii_only = draw(styles)
    text = json.dumps(members, indent=indent, separators=separators, ensure_ascii=ascii_only)
    end = draw(st.sampled_from(["", "\n", "\r\n", " \n\n"]))
    data = (text.replace("\n", "\r\n") if end == "\r\n" else text) + end
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + data.encode()


@st.composite
def shuffled(draw: st.DrawFn, /, **own: object) -> bytes:
    """Foreign members with ours among them, in any order."""
    members = [*draw(foreign).items(), *((key, value) for key, value in own.items() if value is not MISSING)]
    return draw(texts(dict(draw(st.permutations(members)))))


@st.composite
def disks(draw: st.DrawFn) -> Disk:
    listed = draw(st.lists(st.sampled_from(IDS), unique=True))
    rows = [{"id": each, "name": draw(words)} for each in listed]
    applied = draw(st.sampled_from([MISSING, "", "../../up", None, 3, *listed]))
    index = draw(st.none() | shuffled(entries=draw(st.sampled_from([rows, MISSING])), appliedId=applied))
    return {ENTRY: None, INDEX: index, SETTINGS: draw(st.none() | shuffled(deploymentMode=draw(flags)))}


def seen(disk: Disk) -> FilesSeen:
    entry, index, settings = (_file(path, disk[path]) for path in (ENTRY, INDEX, SETTINGS))
    return FilesSeen(entry, index, settings, ids=frozenset(IDS))


def _file(path: Path, data: bytes | None) -> FileSeen:
    return FileSeen(path, data, Document.empty() if data is None else Document.parse(data))


def after(disk: Disk, turn: Turn) -> Disk:
    return {**disk, **{write.path: write.data for write in turn.writes}}


def applied(disk: Disk, wanted: dict[str, object], memory: ClaudeMemory | None = None) -> tuple[Disk, ClaudeMemory]:
    turn = apply_turn(seen(disk), memory or ClaudeMemory(), wanted, SALT)
    return after(disk, turn), turn.memory


@given(disks(), wanteds)
def test_apply_then_restore_is_identity(disk: Disk, wanted: dict[str, object]) -> None:
    there, memory = applied(disk, wanted)
    back = withdraw_turn(seen(there), memory, SALT)
    assert after(there, back) == disk
    assert back.memory == ClaudeMemory()
    assert withdraw_turn(seen(disk), back.memory, SALT).writes == ()


@given(disks(), wanteds)
def test_after_an_apply_nothing_is_left_to_do(disk: Disk, wanted: dict[str, object]) -> None:
    there, memory = applied(disk, wanted)
    again = apply_turn(seen(there), memory, wanted, SALT)
    assert again.writes == ()
    assert again.memory == memory
    assert seen(there).applied == ENTRY_ID


@given(disks(), wanteds, wanteds)
def test_a_second_profile_goes_back_to_before_the_first(
    disk: Disk, first: dict[str, object], second: dict[str, object]
) -> None:
    there, memory = applied(disk, first)
    there, memory = applied(there, second, memory)
    entry = seen(there).entry.document.value()
    assert set(entry) == set(second)
    assert after(there, withdraw_turn(seen(there), memory, SALT)) == disk


@given(disks(), wanteds)
def test_native_mode_is_reached_once_and_goes_back(disk: Disk, wanted: dict[str, object]) -> None:
    there, memory = applied(disk, wanted)
    turn = withdraw_turn(seen(there), memory, SALT, native=True)
    there = after(there, turn)
    again = withdraw_turn(seen(there), turn.memory, SALT, native=True)
    assert again.writes == ()
    assert again.memory == turn.memory
    assert after(there, withdraw_turn(seen(there), turn.memory, SALT)) == disk


@given(disks(), wanteds)
def test_what_is_not_ours_survives_byte_for_byte(disk: Disk, wanted: dict[str, object]) -> None:
    there, _ = applied(disk, wanted)
    for path, ours in ((SETTINGS, {"deploymentMode"}), (INDEX, {"appliedId", "entries"})):
        before, now = _file(path, disk[path]).document, _file(path, there[path]).document
        assert now.bom == before.bom
        assert set(now.value()) == set(before.value()) | ours
        for key in set(before.value()) - ours:
            assert now.raw((key,)) == before.raw((key,))


@given(disks(), wanteds, words, values)
def test_what_others_change_meanwhile_stays(disk: Disk, wanted: dict[str, object], key: str, value: object) -> None:
    there, memory = applied(disk, wanted)
    there[SETTINGS] = _file(SETTINGS, there[SETTINGS]).document.set((key,), value).to_bytes()
    there = after(there, withdraw_turn(seen(there), memory, SALT))
    settings = _file(SETTINGS, there[SETTINGS]).document.value()
    expected = {**_file(SETTINGS, disk[SETTINGS]).document.value(), key: value}
    assert json.dumps(settings, sort_keys=True) == json.dumps(expected, sort_keys=True)
    assert (there[ENTRY], there[INDEX]) == (disk[ENTRY], disk[INDEX])


@given(disks(), wanteds, st.booleans())
def test_an_entry_in_which_others_had_keys_for_a_while_goes_once_it_is_empty(
    disk: Disk, wanted: dict[str, object], again: bool
) -> None:
    there, memory = applied(disk, wanted)
    there[ENTRY] = seen(there).entry.document.set(("theirs",), 1).to_bytes()
    turn = withdraw_turn(seen(there), memory, SALT)
    there, memory = after(there, turn), turn.memory
    assert seen(there).entry.document.value() == {"theirs": 1}
    if again:
        there, memory = applied(there, wanted, memory)
    there[ENTRY] = seen(there).entry.document.remove(("theirs",)).to_bytes()
    turn = withdraw_turn(seen(there), memory, SALT)
    there = after(there, turn)
    assert (there[ENTRY], turn.memory) == (None, ClaudeMemory())
    assert row_of(seen(there).index.document, ENTRY_ID) is None


@given(shuffled(own=1), wanteds)
def test_a_merge_twice_is_a_merge_once(data: bytes, wanted: dict[str, object]) -> None:
    once = settle(Document.parse(data), Memory(), wanted, SALT)
    twice = settle(once.document, once.memory, wanted, SALT)
    assert twice.document == once.document
    assert twice.memory == once.memory
    assert twice.edits == ()
    assert settle(twice.document, twice.memory, {}, SALT).document.to_bytes() == data

"""The laws of an edit, on JSON texts as odd as they may be."""

from __future__ import annotations

import json
from collections import Counter
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odd_json import ODD, TEXT, VALUES, Pairs, absent, anywhere, changed, files, paired, paths, present, structure
from setpoint.core.document import MISSING, Document, DocumentError, Path, Raw, same

pytestmark = pytest.mark.timeout(300)
# Twice as many as other properties have: whatever is wrong here is wrong in a file of somebody else's.
laws = settings(max_examples=2 * settings().max_examples)

# --- the laws -------------------------------------------------------------------------------------------------------


@laws
@given(files())
def test_reading_and_writing_changes_no_byte(data: bytes) -> None:
    document = Document.parse(data)
    assert document.to_bytes() == data
    plain = json.loads(document.text, parse_int=lambda digits: int(digits) if len(digits) < 4000 else float(digits))
    assert same(document.value(), plain)


@laws
@given(files(), VALUES, st.data())
def test_setting_what_is_absent_and_removing_it_changes_no_byte(
    data: bytes, value: object, draw: st.DataObject
) -> None:
    document = Document.parse(data)
    path = absent(draw.draw, document.text)
    assert document.get(path) is MISSING
    assert document.remove(path) == document
    edited = document.set(path, value)
    assert same(edited.get(path), value)
    assert edited.remove(path).to_bytes() == data


@laws
@given(files(), st.lists(VALUES, min_size=2, max_size=4), st.data())
def test_several_members_go_in_any_order_without_a_trace(
    data: bytes, values: list[object], draw: st.DataObject
) -> None:
    document = Document.parse(data)
    container = absent(draw.draw, document.text)[:-1]
    inside = document.get(container)
    if not isinstance(inside, dict):
        return
    ours: list[Path] = [(*container, f"our key {index}") for index in range(len(values))]
    edited = document
    for path, value in zip(ours, values, strict=True):
        edited = edited.set(path, value)
    assert same(edited.get(container), {**inside, **{str(p[-1]): v for p, v in zip(ours, values, strict=True)}})
    for path in draw.draw(st.permutations(ours)):
        edited = edited.remove(path)
    assert edited.to_bytes() == data


@laws
@given(files(), VALUES, st.data())
def test_putting_the_old_text_back_changes_no_byte(data: bytes, value: object, draw: st.DataObject) -> None:
    document = Document.parse(data)
    path = present(draw.draw, document.text)
    if path is None:
        return
    old = document.raw(path)
    assert old is not None
    assert document.set(path, Raw(old)) == document
    assert document.set(path, value).set(path, Raw(old)).to_bytes() == data


@laws
@given(files(), VALUES, st.data())
def test_setting_twice_is_setting_once(data: bytes, value: object, draw: st.DataObject) -> None:
    document = Document.parse(data)
    path = anywhere(draw.draw, document.text)
    once = document.set(path, value)
    assert once.set(path, value) == once
    assert Document.parse(once.to_bytes()) == once
    other = draw.draw(VALUES)
    assert document.set(path, other).set(path, value) == once


@laws
@given(files(), st.one_of(VALUES, ODD.map(Raw)), st.data())
def test_setting_changes_that_value_only(data: bytes, value: object, draw: st.DataObject) -> None:
    document = Document.parse(data)
    path = anywhere(draw.draw, document.text)
    edited = document.set(path, value)
    before, after = structure(document.text), structure(edited.text)
    assert after == changed(before, path, structure(edited.raw(path) or ""))
    for other, _ in paths(before):
        if other != path[: len(other)] and path != other[: len(path)]:
            assert edited.raw(other) == document.raw(other)
    if isinstance(value, Raw):
        assert edited.raw(path) == value.text
    else:
        assert same(edited.get(path), read_back(value))


@laws
@given(files(), st.data())
def test_removing_takes_that_value_only(data: bytes, draw: st.DataObject) -> None:
    document = Document.parse(data)
    path = present(draw.draw, document.text)
    if path is None:
        return
    edited = document.remove(path)
    assert structure(edited.text) == changed(structure(document.text), path, MISSING)
    assert Document.parse(edited.to_bytes()) == edited
    for other, _ in paths(structure(document.text)):
        if other != path[: len(other)] and path[:-1] != other[: len(path) - 1]:
            assert edited.raw(other) == document.raw(other)


def read_back(value: object) -> object:
    return json.loads(json.dumps(value))


@laws
@given(st.dictionaries(TEXT.map(paired), VALUES, max_size=4), TEXT, VALUES)
def test_the_value_afterwards_is_the_dictionary_with_that_key(
    start: dict[str, object], key: str, value: object
) -> None:
    document = Document.empty()
    for name, member in start.items():
        document = document.set((name,), member)
    assert same(document.set((key,), value).value(), read_back({**start, paired(key): value}))


@laws
@given(files())
def test_ambiguous_keys_are_never_guessed(data: bytes) -> None:
    document = Document.parse(data)
    for path, node in paths(structure(document.text)):
        if isinstance(node, Pairs):
            for key in {key for key, count in Counter(key for key, _ in node).items() if count > 1}:
                with pytest.raises(DocumentError):
                    document.get((*path, key))
                with pytest.raises(DocumentError):
                    document.set((*path, key), 1)
                with pytest.raises(DocumentError):
                    document.remove((*path, key))


# --- strictness -----------------------------------------------------------------------------------------------------


def refuse(name: str) -> NoReturn:
    raise ValueError(name)


def accepted(data: bytes) -> bool:
    """What the standard library takes, without its extensions."""
    try:
        value = json.loads(data.decode().removeprefix("\ufeff"), parse_constant=refuse, parse_int=float)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict)


@pytest.mark.long
@settings(max_examples=400, deadline=None)
@given(files(), st.data())
def test_damaged_files_are_refused_and_nothing_else_happens(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data)))
    pieces = [b",", b'"', b"}", b"NaN", b"\\", b"[", b"/**/"]
    piece = draw.draw(st.one_of(st.binary(max_size=3), st.sampled_from(pieces)))
    hurt = data[:at] + piece + data[at + draw.draw(st.integers(0, 2)) :]
    result = outcome(hurt)
    if isinstance(result, Document):
        assert accepted(hurt)
        assert result.to_bytes() == hurt
    else:
        assert not accepted(hurt), result
        assert result.line >= 1
        assert result.column >= 1


def outcome(data: bytes) -> Document | DocumentError:
    try:
        return Document.parse(data)
    except DocumentError as error:
        return error


@laws
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert Document.parse(data).to_bytes() == data
    except DocumentError:
        assert not accepted(data)


@pytest.mark.long
@laws
@given(files())
def test_every_beginning_of_a_file_is_read_or_refused(data: bytes) -> None:
    for end in range(min(len(data), 300)):
        try:
            assert Document.parse(data[:end]).to_bytes() == data[:end]
        except DocumentError:
            assert not accepted(data[:end])

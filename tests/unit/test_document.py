"""Editing a JSON text by key: what a new value looks like, what is found, what is refused, what counts as equal."""

from __future__ import annotations

import json
from enum import StrEnum

import pytest

from setpoint.core.document import MISSING, Document, DocumentError, Path, Raw, same

pytestmark = pytest.mark.timeout(60)

INDEX = """{
  "appliedId": "c0ffee00-1111-4222-8333-444455556666",
  "entries": [
    { "id": "c0ffee00-1111-4222-8333-444455556666", "name": "Work proxy" }
  ]
}
"""

ODD = (
    '\ufeff{ "a" :1.0,\r\n\t"b":[1e3 ,-0,\t1152921504606846976],\r\n "\\u00e9": "\\/ é \\ud83d\\ude00 \\ud800",'
    '"c":{"twice":1, "twice":2},\r\n"d"\n:\n{ } , "e":[ ], "f":null}\r\n \t'
)


def doc(text: str) -> Document:
    return Document.parse(text.encode())


# --- what an edit looks like ----------------------------------------------------------------------------------------


def test_a_new_file_looks_like_one_of_the_apps_own() -> None:
    made = Document.empty().set(("mode",), "3p").set(("models",), [{"name": "claude-sonnet-5"}, "x"])
    assert made.to_bytes().decode() == (
        '{\n  "mode": "3p",\n  "models": [\n    {\n      "name": "claude-sonnet-5"\n    },\n    "x"\n  ]\n}\n'
    )


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ('{\n  "a": 1\n}\n', ("k",), 2, '{\n  "a": 1,\n  "k": 2\n}\n'),
        ('{\r\n\t"a": 1\r\n}', ("k",), [2], '{\r\n\t"a": 1,\r\n\t"k": [\r\n\t\t2\r\n\t]\r\n}'),
        ('{"a": 1}', ("k",), {"x": [1, 2]}, '{"a": 1, "k": {"x": [1, 2]}}'),
        ('{"a":1}', ("k",), {"x": [1, 2]}, '{"a":1,"k":{"x":[1,2]}}'),
        ('{"a" : 1 , "b" : 2}', ("k",), 3, '{"a" : 1 , "b" : 2 , "k" : 3}'),
        ('{ "a": 1\n, "b": 2\n}', ("k",), 3, '{ "a": 1\n, "b": 2\n, "k": 3\n}'),
        ('{\n\n    "a": 1\n\n}', ("k",), {"x": 1}, '{\n\n    "a": 1,\n\n    "k": {\n        "x": 1\n    }\n\n}'),
        ('{\n  "a": {"x": 1}\n}', ("a", "k"), {"y": 2}, '{\n  "a": {"x": 1, "k": {"y": 2}}\n}'),
        ('{\n  "a": {}\n}', ("a", "k"), 1, '{\n  "a": {\n    "k": 1\n  }\n}'),
        ('{\n\t"a": []\n}', ("a", 0), {"y": 2}, '{\n\t"a": [\n\t\t{\n\t\t\t"y": 2\n\t\t}\n\t]\n}'),
        ('{"a":{}}', ("a", "k"), 1, '{"a":{"k":1}}'),
        ('{"a": [1,2]}', ("a", 2), 3, '{"a": [1,2,3]}'),
        ('{"a": [1]}', ("a", 1), 2, '{"a": [1, 2]}'),
        ('{"a"\n:\n1}', ("k",), {"x": 1}, '{"a"\n:\n1, "k"\n:\n{"x": 1}}'),
        ("{}", ("k",), 1, '{\n  "k": 1\n}'),
        ("{}\r\n", ("k",), 1, '{\r\n  "k": 1\r\n}\r\n'),
        ("{ }", ("k",), 1, '{ "k": 1}'),
        ("{  }", ("k",), 1, '{ "k": 1 }'),
        ("{\n}", ("k",), 1, '{"k": 1\n}'),
        ("{\r\n}", ("k",), 1, '{"k": 1\r\n}'),
        ("{\n\n}", ("k",), 1, '{\n"k": 1\n}'),
        ("{\n  \n}", ("k",), 1, '{\n  \n"k": 1}'),
        ('{\n  "a": [\n    \n  ]\n}', ("a", 0), 1, '{\n  "a": [\n    \n  1]\n}'),
    ],
)
def test_a_new_member_looks_like_its_siblings_and_leaves_no_trace(
    before: str, path: Path, value: object, after: str
) -> None:
    edited = doc(before).set(path, value)
    assert edited.to_bytes().decode() == after
    assert edited.remove(path).to_bytes().decode() == before


def test_a_row_appended_to_one_line_rows_is_one_line() -> None:
    edited = doc(INDEX).set(("entries", 1), {"id": "7d2f", "name": "Setpoint"})
    assert '"name": "Work proxy" },\n    { "id": "7d2f", "name": "Setpoint" }\n  ]' in edited.text


def test_a_replaced_value_takes_the_colon_of_its_own_member() -> None:
    assert doc('{"a" : 1,"b":2}').set(("a",), {"x": [1, 2]}).text == '{"a" : {"x" : [1, 2]},"b":2}'


def test_the_look_of_a_value_does_not_depend_on_what_stood_there() -> None:
    rows = doc('{\n  "a": [\n    { "x": 1 }\n  ]\n}')
    others: list[object] = [{}, [1], None]
    for other in others:
        assert rows.set(("a", 0), other).set(("a", 0), [{"y": 1}]) == rows.set(("a", 0), [{"y": 1}])


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ('{"a": 1, "b": 2, "c": 3}', ("a",), '{"b": 2, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', ("b",), '{"a": 1, "c": 3}'),
        ('{"a": 1, "b": 2, "c": 3}', ("c",), '{"a": 1, "b": 2}'),
        ('{\n  "a": 1,\n  "b": 2\n}', ("a",), '{\n  "b": 2\n}'),
        ('{\n  "a": 1,\n  "b": 2\n}', ("b",), '{\n  "a": 1\n}'),
        ('{\n  "a": 1\n}\n', ("a",), "{}\n"),
        ('{"a": [1, [2], 3]}', ("a", 1), '{"a": [1, 3]}'),
        ('{"a": [1]}', ("a", 0), '{"a": []}'),
        ('{"a": 1}', ("b",), '{"a": 1}'),
        ('{"a": 1}', ("a", "b"), '{"a": 1}'),
        ('{"a": [1]}', ("a", 1), '{"a": [1]}'),
    ],
)
def test_removing_takes_comma_and_blanks_along(before: str, path: Path, after: str) -> None:
    assert doc(before).remove(path).text == after


def test_replacing_keeps_everything_around_the_value() -> None:
    edited = Document.parse(ODD.encode()).set(("b", 1), Raw("7E-0")).set(("f",), True)
    assert edited.to_bytes().decode() == ODD.replace(",-0,", ",7E-0,").replace("null}", "true}")


def test_an_old_spelling_comes_back_as_it_was() -> None:
    start = Document.parse(ODD.encode())
    for path in [("a",), ("b",), ("b", 2), ("é",), ("c",), ("d",), ("e",)]:
        old = start.raw(path)
        assert old is not None
        assert start.set(path, {"new": 1}).set(path, Raw(old)).to_bytes() == ODD.encode()


def test_strings_are_written_readably_and_half_a_surrogate_pair_as_an_escape() -> None:
    edited = doc('{"a": 1}').set(("é",), 'x"é\u2028\ud800\n')
    assert edited.text == '{"a": 1, "é": "x\\"é\u2028\\ud800\\n"}'
    assert edited.get(("é",)) == 'x"é\u2028\ud800\n'
    assert Document.parse(edited.to_bytes()) == edited


def test_a_pair_of_surrogates_is_found_again_under_its_one_character() -> None:
    pair = "\ud83d\ude00"
    edited = doc("{}").set((pair,), pair)
    assert edited.set((pair,), pair) == edited
    assert edited.get(("\U0001f600",)) == "\U0001f600"
    assert same(edited.get((pair,)), pair)


# --- reading --------------------------------------------------------------------------------------------------------


def test_values_and_texts_are_found_by_path() -> None:
    odd = Document.parse(ODD.encode())
    assert odd.bom
    assert odd.get(("b",)) == [1000.0, 0, 2**60]
    assert odd.raw(("b", 0)) == "1e3"
    assert odd.raw(("é",)) == '"\\/ é \\ud83d\\ude00 \\ud800"'
    assert odd.raw(()) == ODD[1:].strip()
    assert odd.value()["c"] == {"twice": 2}
    assert odd.get(("f",)) is None
    absent: list[Path] = [("x",), ("a", "x"), ("b", 3), ("b", -1), ("b", "x"), (0,), ("f", "x"), ("d", "x", "y")]
    for path in absent:
        assert odd.get(path) is MISSING
        assert odd.raw(path) is None


def test_a_key_of_ours_that_is_there_twice_is_refused_however_it_is_spelled() -> None:
    twice = doc('{"x": {"ab": 1},\n "y": 2, "x": {"\\u0061b": 3, "ab": 4}}')
    for path in [("x",), ("x", "ab")]:
        for edit in (twice.get, twice.raw, twice.remove, lambda path: twice.set(path, 1)):
            with pytest.raises(DocumentError, match=r'line 2, column 10: the key "x" is there twice'):
                edit(path)
    assert twice.set(("y",), 3).remove(("y",)).text == '{"x": {"ab": 1}, "x": {"\\u0061b": 3, "ab": 4}}'


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ((), "as a whole"),
        (("x", "y"), '"x" is not there'),
        (("b", 9, "y"), "element 9 is not there"),
        (("a", "y"), "line 1, column 8: an object belongs here"),
        (("b", "y"), "an object belongs here"),
        ((0,), "an array belongs here"),
        (("b", 4), "no element 4 in an array of 3"),
        (("b", -1), "no element -1 in an array of 3"),
    ],
)
def test_a_value_without_a_place_is_refused(path: Path, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        Document.parse(ODD.encode()).set(path, 1)


def test_what_json_cannot_hold_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    for value in [float("nan"), float("inf"), 10**5000, {1: 2}, {"a": {None: 1}}, object(), b"x", {1, 2}, circle]:
        with pytest.raises(DocumentError) as caught:
            Document.empty().set(("k",), value)
        assert caught.value.line == 0


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1 2", "NaN", "[1,]", '"a', '"\ud800"', "1, 2", '1}, "x": {', "[" * 300]
)
def test_verbatim_text_must_be_exactly_one_value(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.empty().set(("k",), Raw(text))
    assert caught.value.line == 0


def test_words_of_an_enumeration_and_tuples_are_written_as_strings_and_arrays() -> None:
    word = StrEnum("word", {"A": "a"})
    assert doc('{"x":1}').set(("k",), (word.A, {word.A: 1})).text == '{"x":1,"k":["a",{"a":1}]}'


def test_no_value_deeper_than_the_limit_can_be_set() -> None:
    deep = "[" * 199 + "]" * 199
    assert Document.parse(doc("{}").set(("k",), Raw(deep)).to_bytes()).raw(("k",)) == deep
    assert doc("{}").set(("k",), json.loads(deep)).get(("k",)) == json.loads(deep)
    for value in (Raw(f"[{deep}]"), [json.loads(deep)]):
        with pytest.raises(DocumentError, match="deeper than 200"):
            doc("{}").set(("k",), value)


# --- sameness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (False, 0, False),
        (None, False, False),
        ("1", 1, False),
        ({"a": 1, "b": [2]}, {"b": [2.0], "a": 1}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
        ([1], (1,), True),
        ([], {}, False),
        ([[]], [[], []], False),
        ("", None, False),
        (MISSING, MISSING, True),
        (MISSING, None, False),
    ],
)
def test_sameness_is_that_of_json(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_sameness_has_no_limit_of_depth() -> None:
    def deep(inner: object) -> object:
        for _ in range(50_000):
            inner = [inner]
        return inner

    assert same(deep(1), deep(1.0))
    assert not same(deep(1), deep(True))


def test_the_place_of_a_value_is_told_as_an_editor_counts() -> None:
    document = Document.parse(b'\xef\xbb\xbf{\r\n  "a": {"b": 1}\r\n}')
    assert document.place(("a", "b")) == (2, 14)
    assert document.place(("c",)) is None

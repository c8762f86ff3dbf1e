"""What counts as JSON, what is said about the rest, and input that means harm."""

from __future__ import annotations

import json
import time

import pytest

from setpoint.core.document import Document, DocumentError, Raw

pytestmark = pytest.mark.timeout(60)

WHOLE = '\ufeff{ "a" :1.0,\r\n\t"b":[1e3 ,-0],\r\n "\\u00e9": "\\/ é \\ud83d\\ude00","c":{"x":true},"d":[ ], "f":null}'


def doc(text: str) -> Document:
    return Document.parse(text.encode())


def failure(text: str | bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        Document.parse(text if isinstance(text, bytes) else text.encode())
    return caught.value


# --- what is JSON ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("", 1, 1, "empty"),
        (" \r\n\t", 1, 1, "empty"),
        ("\ufeff", 1, 1, "empty"),
        ("\ufeff\ufeff{}", 1, 1, "must be an object"),
        ("[1]", 1, 1, "must be an object"),
        ("\n <html>", 2, 2, "must be an object"),
        ('{\r\n"a": 1,\r\n}', 3, 1, "a comma too many"),
        ('{"a": [1,]}', 1, 10, "a comma too many"),
        ('{\r"a": 1 /* x */}', 2, 8, "comments"),
        ("{// x\n}", 1, 2, "comments"),
        ("{a: 1}", 1, 2, "a key in double quotes"),
        ("{'a': 1}", 1, 2, "a key in double quotes"),
        ('{"a" 1}', 1, 6, "a colon"),
        ('{"a": 1 "b": 2}', 1, 9, "a comma or a closing bracket"),
        ('{"a": }', 1, 7, "a value is missing"),
        ('{"a": "x', 1, 7, "has no end"),
        ('{"a": 1', 1, 8, "ends too early"),
        ('{"a": "x\ty"}', 1, 9, "control character"),
        ('{"a": "\\x"}', 1, 8, "escape"),
        ('{"é": ["NaN\\"", NaN]}', 1, 17, "NaN and Infinity"),
        ('{"a": -Infinity}', 1, 7, "NaN and Infinity"),
        ("{} {}", 1, 4, "something follows"),
        ('{"a": 1}\0', 1, 9, "NUL"),
        ("\0\0\0\0", 1, 1, "NUL"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, line: int, column: int, reason: str) -> None:
    wrong = failure(text)
    assert (wrong.line, wrong.column) == (line, column)
    assert reason in wrong.reason
    assert str(wrong) == f"line {line}, column {column}: {wrong.reason}"


@pytest.mark.parametrize(
    "text", ["01", "+1", ".5", "1.", "1e", "0x1", "True", "'x'", "-", "\u0661", "\u00a01", "undefined"]
)
def test_lax_spellings_are_refused(text: str) -> None:
    failure(f'{{"a": {text}}}')


def test_other_encodings_are_refused() -> None:
    assert "UTF-16" in failure('{"a": 1}'.encode("utf-16")).reason
    assert "UTF-16" in failure(b"\xfe\xff\x00{\x00}").reason
    assert "NUL" in failure('{"a": 1}'.encode("utf-16-be")).reason
    wrong = failure('{\n"é": "'.encode() + b"\xed\xa0\x80" + b'"}')
    assert (wrong.line, wrong.column) == (2, 7)
    assert "UTF-8" in wrong.reason


# --- input that means harm ------------------------------------------------------------------------------------------


def test_no_content_travels_with_a_failure() -> None:
    for rest in [b"", b'\xff"}', b'", x}', b'": NaN}', b'", "b": NaN}', b"\t", b"\\x", b'" "sk-hidden": 1}']:
        wrong = failure(b'{"key": "sk-hidden' + rest)
        assert wrong.__context__ is None
        assert "hidden" not in f"{wrong!r} {wrong} {vars(wrong)}"
    assert "hidden" not in repr(doc('{"key": "sk-hidden"}')) + repr(Raw('"sk-hidden"'))


@pytest.mark.parametrize("opening", ['{"a":', "[", '[{"a":'])
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_without_end_is_refused(opening: str, closed: bool) -> None:
    closing = opening[::-1].translate({ord("["): "]", ord("{"): "}", ord('"'): None, ord(":"): None, ord("a"): None})
    for levels in (300, 10_000, 100_000):
        text = '{"x":' + opening * levels + ("1" + closing * levels + "}" if closed else "")
        assert "deeper than 200" in failure(text).reason


def test_deep_nesting_in_a_shadowed_duplicate_is_refused_too() -> None:
    wrong = failure('{"a": "[[\\"[[",\n"a": ' + "[" * 200 + "]" * 200 + ', "a": 1}')
    assert (wrong.line, wrong.column) == (2, 205)


def test_brackets_in_strings_are_no_nesting() -> None:
    text = json.dumps({"a": "\\", "b": "[" * 300, "\\\\": '"' + "{" * 300, '"\\"': "[" * 300})
    assert doc(text).to_bytes().decode() == text


def test_a_caller_far_down_the_stack_gets_a_plain_failure() -> None:
    text = '{"x":' + "[" * 190 + "]" * 190 + "}"

    def down(levels: int) -> str:
        return down(levels - 1) if levels else doc(text).text

    results = []
    for levels in range(700, 1000, 10):
        try:
            results.append(down(levels))
        except DocumentError as error:
            results.append(error.reason)
        except RecursionError:  # this test's own frames
            break
    assert set(results) <= {text, "nested too deeply"}


def test_a_file_cut_off_anywhere_is_refused() -> None:
    whole = WHOLE.encode()
    for end in range(len(whole)):
        failure(whole[:end])
    assert Document.parse(whole).to_bytes() == whole


def test_numbers_of_any_length_survive() -> None:
    digits = "9" * 10_000
    text = f'{{"n": -{digits}, "m": [{digits}, 0.{digits}, 1e{digits}, 7], "k": 1}}'
    big = doc(text)
    assert big.get(("n",)) == float("-inf")
    assert big.get(("m", 3)) == 7
    assert big.value()["k"] == 1
    assert big.set(("k",), 2).set(("x",), 3).remove(("x",)).text == text.replace('"k": 1', '"k": 2')
    assert big.set(("m",), 1).set(("m",), Raw(big.raw(("m",)) or "")) == big


def test_large_files_are_quick() -> None:
    server = {"command": "/opt/x/y", "args": ["--a", "b"], "note": "\\" * 40, "n": 1}
    text = json.dumps({"mcpServers": {f"s{i}": server for i in range(22_000)}}, indent=2)
    data = text.encode()
    started = time.perf_counter()
    edited = Document.parse(data).set(("deploymentMode",), "3p")
    seconds = time.perf_counter() - started
    assert len(data) > 4_500_000
    assert edited.remove(("deploymentMode",)).to_bytes() == data
    assert seconds < 3, "0.2 s where it was written; ten times that is another algorithm"


@pytest.mark.parametrize(
    ("piece", "count"),
    [('"\\\\\\""', 2_500_000), ('"' + "x" * 5_000_000 + '"', 4), ("1" * 4_000, 5_000), ("[]", 1_000_000)],
    ids=["escapes", "long strings", "long numbers", "brackets"],
)
@pytest.mark.long
def test_twenty_megabytes_are_read_or_refused(piece: str, count: int) -> None:
    whole = ('{"a": [' + ",".join([piece] * count) + "]}").encode()
    assert Document.parse(whole).set(("k",), 1).remove(("k",)).to_bytes() == whole
    failure(whole[:-1])

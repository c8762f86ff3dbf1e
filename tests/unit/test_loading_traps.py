"""YAML's traps, and texts that no person writes: closed, told, and within bounds of time."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.profiles import HEAD, codes, only, problems
from setpoint.core.codes import CODES
from setpoint.core.trust import powers
from setpoint.errors import ProfileWrong
from setpoint.loading import load, load_remembered, read

TRAPS = [
    # text after the head; code, line, column, key, part of the message
    ("mode: off\n", "SP103", 3, 1, "mode", "a second time; the first is in line 2"),
    ("ollama: {url: http://127.0.0.1}\nollama:\n  url: x\n", "SP103", 4, 1, "ollama", "the first is in line 3"),
    ("default: &a sonnet\nmodels: {sonnet: x}\n", "SP103", 3, 10, "default", 'sets the anchor "a"'),
    ("keep: [*a]\n", "SP103", 3, 8, "keep[0]", 'refers to the anchor "a"'),
    ("models: !!map {}\n", "SP103", 3, 9, "models", "has a tag"),
    ("models: {sonnet: !!python/object/apply:os.system x}\n", "SP103", 3, 18, "models.sonnet", "has a tag"),
    ("models: {<<: {opus: x}}\n", "SP103", 3, 10, "models", "merge key"),
    ("1: x\n", "SP103", 3, 1, "", 'the key "1", which is not a word'),
    ("models: {true: x}\n", "SP103", 3, 10, "models", 'the key "true", which is not a word'),
    ("models: {null: x, ~: {a: 1}, 3: {a: 1}}\n", "SP103", 3, 10, "models", 'the key "null"'),
    ("? [a, b]\n: x\n", "SP103", 3, 3, "", "a key that is not a word"),
    ("---\nmode: off\n", "SP103", 3, 1, "", "a second document"),
    ("keep:\n\t- x\n", "SP102", 4, 1, "", "indented by a tab"),
    ("keep: ['x\x07']\n", "SP102", 3, 10, "", "U+0007"),
    ('keep: ["x\\0"]\n', "SP102", 3, 8, "keep[0]", "U+0000"),
    ("keep: ['x\u202e']\n", "SP102", 3, 10, "", "U+202E"),
    ('keep: ["x\\ny"]\n', "SP111", 3, 8, "keep[0]", "more than one line"),
    ("agent: {interval: '5m\n\n'}\n", "SP111", 3, 19, "agent.interval", "more than one line"),
    ("ollama: {version: >=0.23}\n", "SP102", 3, 19, "", ""),
    ("ollama:\n  version: >=0.23\n", "SP102", 4, 13, "", "starts with > or |"),
    ("keep: [a\n", "SP102", 4, 1, "", "list in [ ] that is not closed"),
    ("keep: 'a\n", "SP102", 4, 1, "", "not closed"),
    ("a: b: c\n", "SP102", 3, 5, "", "a colon where none can be"),
    ("keep: @x\n", "SP102", 3, 7, "", "keeps for itself"),
    ("agent:\n  mode: audit\n interval: 5m\n", "SP102", 5, 2, "", "not indented like its neighbours"),
    (f"ollama: {{context: {'9' * 5000}}}\n", "SP111", 3, 19, "ollama.context", "too long a number"),
    ("ollama: {context: 1e999}\n", "SP111", 3, 19, "ollama.context", "too long a number"),
    ("keep: " + "[" * 21 + "]" * 21 + "\n", "SP104", 3, 27, "", "deeper than 20"),
]


@pytest.mark.parametrize("text, code, line, column, key, message", TRAPS, ids=[repr(case[0])[:40] for case in TRAPS])
def test_a_trap_is_told_where_it_stands(
    *, text: str, code: str, line: int, column: int, key: str, message: str
) -> None:
    found = problems(HEAD + text)[0]
    assert (found.code, found.line, found.column, found.key) == (code, line, column, key)
    assert message in found.message


def test_a_second_section_of_one_name_is_told_once() -> None:
    assert codes(HEAD + "agent: {mode: audit}\nagent: {mode: audit, interval: 5m}\n") == ["SP103"]


WHOLE = [
    (b"", "SP113", "is empty"),
    (b"# only a comment\n", "SP113", "is empty"),
    (b"- a\n- b\n", "SP113", "is not a mapping"),
    (b"word", "SP113", "is not a mapping"),
    ("mode: off".encode("utf-16"), "SP102", "UTF-16"),
    ("mode: off".encode("utf-16-le"), "SP102", "UTF-16"),
    (b"mode: off\nkeep: [\xff]\n", "SP102", "not UTF-8"),
    (b"a" * (256 * 1024 + 1), "SP104", "262145 bytes"),
]


@pytest.mark.parametrize("data, code, message", WHOLE, ids=[repr(case[0][:12]) for case in WHOLE])
def test_what_is_no_profile_at_all_is_told_in_one_sentence(data: bytes, code: str, message: str) -> None:
    found = only(data)
    assert found.code == code
    assert message in found.message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_editors_of_any_system_may_have_written_it(end: str) -> None:
    text = "\ufeff" + HEAD + "models:\n  sonet: x\n"
    assert [(found.line, found.column) for found in problems(text.replace("\n", end).encode())] == [(4, 3)]


def test_text_of_several_lines_is_fine_in_the_settings_of_the_app() -> None:
    text = HEAD + "claude:\n  settings:\n    organizationInstructions: |\n      one\n      two\n"
    assert load("p", text.encode()).claude.settings == {"organizationInstructions": "one\ntwo\n"}


LAUGHS = (
    HEAD
    + "a: &a [x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
)

BOMBS = {
    "laughs": LAUGHS,
    "brackets": HEAD + "keep: " + "[" * 200_000,
    "braces": HEAD + "keep: " + "{a: " * 60_000,
    "dashes": HEAD + "keep:\n" + "- " * 100_000,
    "items": HEAD + "keep:\n" + "- x\n" * 60_000,
    "flow items": HEAD + "keep: [" + "x," * 120_000 + "]",
    "unknown keys": HEAD + "".join(f"sonnet{number}: x\n" for number in range(9_000)),
    "wrong slots": HEAD + "models:\n" + "".join(f"  sonnet{number}: 3\n" for number in range(4_000)),
    "unknown settings": HEAD + "claude:\n  settings:\n" + "".join(f"    inferencX{n}: 3\n" for n in range(290)),
    "long name": HEAD + f"models: {{sonnet: {'a' * 250_000}}}",
    "long key": HEAD + f"{'a' * 900}: x\nmodels: {{{'b' * 200_000}: x}}\n",
    "long text": HEAD + "x: '" + "sk-" * 80_000 + "'",
    "random words": HEAD + "x: '" + "aB3xY9" * 40_000 + "'",
    "spaces": HEAD + " " * 250_000,
    "quotes": HEAD + "x: " + "'" * 250_000,
    "anchors": HEAD + "x: " + "&a " * 80_000,
    "comments": HEAD + "#" * 250_000,
    "tabs": HEAD + "\t\n" * 120_000,
    "question marks": HEAD + "? " * 100_000,
    "digits": HEAD + "ollama: {context: " + "1" * 200_000 + "}",
    "url": HEAD + "ollama: {url: 'http://" + "a." * 900 + "'}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_text_is_told_within_seconds(name: str) -> None:
    """Measured on a slow machine: 0.9 s at most, most of it for reading 250 KB of YAML. The bound allows a busy one."""
    started = time.process_time()
    found = problems(BOMBS[name])
    assert time.process_time() - started < 5
    assert len(found) <= 101
    assert all(len(problem.key) + len(problem.message) < 1500 for problem in found)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_profile_wrong(data: bytes) -> None:
    _tried(data)


YAML = (
    "setpoint: 1\n|mode: off\n|mode: ollama\n|models:|  opus: |x\n|{|}|[|]|, |: |- |\n| |  |\t|&a |*a|!!str |'|\"|>|# "
    "|---\n|...\n|<<|? |1|true|null|~|-1.5e3|key: |ollama:|gateway:|url: https://x\n|claude:|settings:|agent:"
    "|contest: never\n|interval: 5m\n|headers: |keyring:a/b\n|env: X|default: |keep: |\\x00|🙂|ü"
)
PIECES = st.sampled_from([*YAML.split("|"), "|"])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_raises_anything_but_profile_wrong(text: str) -> None:
    _tried(text.encode())
    _tried(("setpoint: 1\nmode: native\n" + text).encode())


KNOWN_KEYS = """
    setpoint mode models default keep ollama gateway claude agent opus sonnet haiku fable claude-opus-5
    model label context url version upgrade upgrade_command cloud prune key headers auth id switch app settings
    interval on_user_switch contest changes within keyring file op env systemd command macos linux ttl delivery
    managedMcpServers chatTabEnabled x
"""
KNOWN_WORDS = """
    ollama gateway native off never server 5m 1h >=0.23 https://x http://127.0.0.1 keyring:a/b env:X
    op://a/b static helper auto forbidden own bearer restart audit yield claude-opus-5 opus sonnet x:cloud
    a/b/c/d/e @ /tmp/x
"""
KEYS, WORDS = st.sampled_from(KNOWN_KEYS.split()), st.sampled_from(KNOWN_WORDS.split())
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-3, 2000) | st.sampled_from([1, 1.0, 65536.0, 0.5, ""])
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@given(st.dictionaries(KEYS, TREES, max_size=8))
def test_no_tree_of_known_words_raises_anything_but_profile_wrong(tree: dict[str, object]) -> None:
    _tried(json.dumps(tree).encode())
    _tried(json.dumps({**tree, "setpoint": 1, "mode": "native"}).encode())


def _tried(data: bytes) -> None:
    """What is valid must also be remembered well; what is not must be told."""
    try:
        profile, remembered = read("p", data)
    except ProfileWrong:
        pass
    else:
        assert load_remembered("p", data, remembered) == profile
        assert all(power.text.isprintable() for power in powers(profile))
    for problem in problems(data):
        assert problem.message
        assert problem.code in CODES
        assert problem.line <= data.count(b"\n") + data.count(b"\r") + 1

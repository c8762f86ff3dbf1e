"""Nearest spellings, and the parts of a URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.finding import dotted, listed, quoted
from setpoint.core.spelling import distance, nearest
from setpoint.core.urls import parse

KNOWN = ("setpoint", "mode", "models", "default", "keep", "ollama", "gateway", "claude", "agent")


@pytest.mark.parametrize(
    "word, near",
    [
        ("modes", "mode"),
        ("model", "mode"),
        ("olama", "ollama"),
        ("Claude", "claude"),
        ("kepe", "keep"),
        ("gatway", "gateway"),
        ("x", ""),
        ("", ""),
        ("zzzzzz", ""),
        ("a" * 5000, ""),
        ("setpiont", "setpoint"),
    ],
)
def test_the_nearest_word_is_found_or_none(word: str, near: str) -> None:
    assert nearest(word, KNOWN) == near


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_paths_are_written_as_a_person_reads_them() -> None:
    assert dotted(("claude", "settings", "a.b", 2, "x")) == 'claude.settings."a.b"[2].x'
    assert dotted(("claude", -5, "x")) == "claude"
    assert dotted(("sk-ant-0123456789abcdef",)) == '"…"'


def test_quoted_text_is_one_short_line() -> None:
    assert quoted("a\nb\x1b") == '"a·b·"'
    assert len(quoted("x" * 1000)) == 63


def test_words_are_listed_as_in_a_sentence() -> None:
    assert (listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "and")) == ("a", "a or b", "a, b and c")


@pytest.mark.parametrize(
    "text, origin, loopback",
    [
        ("http://127.0.0.1", "http://127.0.0.1:80", True),
        ("http://127.1.2.3:5/x", "http://127.1.2.3:5", True),
        ("http://LOCALHOST:1", "http://localhost:1", True),
        ("http://[::1]:2", "http://[::1]:2", True),
        ("https://Acme.Example./a", "https://acme.example:443", False),
        ("http://127.0.0.1.acme.example", "http://127.0.0.1.acme.example:80", False),
        ("http://localhost.acme.example", "http://localhost.acme.example:80", False),
        ("http://127.1", "http://127.1:80", False),
        ("http://2130706433", "http://2130706433:80", False),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]:80", False),
        ("https://a@127.0.0.1:7", "https://127.0.0.1:7", True),
    ],
)
def test_an_origin_is_scheme_host_and_port(text: str, origin: str, loopback: bool) -> None:
    url = parse(text)
    assert (url.origin, url.loopback) == (origin, loopback)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "//x",
        "http://",
        "http://:80",
        "ftp://x",
        "http://x:0",
        "http://x:65536",
        "http://x:a",
        "http://[::1",
        "http://a b",
        "http://x\\@y",
        "http://x\n",
        "http://аcme",
        "http://x\x00",
    ],
)
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"a url|the host"):
        parse(text)


@given(st.text(max_size=40))
def test_no_text_makes_the_url_parser_fail_otherwise(text: str) -> None:
    for candidate in (text, f"http://{text}", f"https://x:{text}", f"http://[{text}]"):
        try:
            assert parse(candidate).origin
        except ValueError:
            continue

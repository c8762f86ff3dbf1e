"""Versions of Ollama in every form of OL 5.1, and those of Claude Desktop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.facts.ollama import missing_abilities
from setpoint.core.versions import numbers, parse, parse_floor, satisfies

IN_ORDER = [
    "0.22.1",
    "0.23.0-rc0",
    "0.23.0",
    "0.25.0-rc0",
    "0.30.0-rc9",
    "0.30.0-rc10",
    "0.30.0-rc32",
    "0.30.0-rc32-4-g0123abc",
    "0.30.0",
    "0.30.0-2-gadd1f92",
    "0.30.0-10-gadd1f92-dirty",
    "0.32.15",
    "0.33.0-rc2",
    "0.33.0",
]


def test_versions_sort_as_they_were_released() -> None:
    backwards = IN_ORDER[::-1]
    assert sorted(backwards, key=parse) == IN_ORDER


@pytest.mark.parametrize("text", ["0.0.0", "", "add1f92", "0.0.0-12-gadd1f92", "unknown", "1", "9" * 5000, "0.x.1"])
def test_a_development_build_cannot_be_compared(text: str) -> None:
    assert parse(text).development
    assert satisfies(text, ">=0.23") is None
    assert missing_abilities(text, ">=0.23") == ()


@pytest.mark.parametrize("text", ["0.32.0-ci0", "0.32.0-citest0", "0.32.0+cuda", "v0.32.0", "0.32", "0.32.0-dirty"])
def test_an_unknown_suffix_counts_as_the_release(text: str) -> None:
    assert parse(text) == parse("0.32.0")
    assert parse(text).text == text


@pytest.mark.parametrize(
    "version,floor,enough",
    [
        ("0.23.0", ">=0.23", True),
        ("0.23.0-rc1", ">=0.23", False),
        ("0.22.1", ">=0.23", False),
        ("0.32.15-9-gadd1f92", ">=0.32.15", True),
        ("0.33.0-rc2", ">= 0.33.0-rc1", True),
        ("1.0.0", ">=0.23", True),
    ],
)
def test_a_floor_is_reached_or_not(version: str, floor: str, *, enough: bool) -> None:
    assert satisfies(version, floor) is enough


@pytest.mark.parametrize("floor", ["0.23", ">0.23", ">=", ">=abc", ">=0.0.0", "", ">=0.23,<1"])
def test_a_floor_that_says_nothing_clear_is_refused(floor: str) -> None:
    with pytest.raises(ValueError, match=">="):
        parse_floor(floor)


def test_what_an_old_server_lacks_is_named() -> None:
    lacking = missing_abilities("0.14.0", ">=0.18")
    assert len(lacking) == 2
    assert "without pulling" in lacking[1]
    assert missing_abilities("0.33.0", ">=0.23") == ()


@given(st.text())
def test_any_text_is_a_version(text: str) -> None:
    assert parse(text) <= parse(text)
    numbers(text)


def test_claude_versions_are_compared_as_numbers() -> None:
    assert numbers("1.26259.1") < numbers("2.31226.1")
    assert numbers("1.6259.1") < numbers("1.22209.0")
    assert numbers("1.2") == numbers("1.2.0.0")
    assert numbers("2.110") < numbers("2.19675.0")
    assert numbers("2.3-beta.9") == (2, 3)
    assert numbers("who knows") == ()

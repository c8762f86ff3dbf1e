"""On a terminal there is colour and a live bar; in a pipe neither."""

from __future__ import annotations

import re

import pytest

from e2e.household import Household
from e2e.terminal import at_a_terminal
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

COLOUR = re.compile(r"\033\[[0-9;]*m")


@pytest.fixture
def slow(house: Household, server: StandIn) -> Household:
    house.write_profile(house.usual(models="{sonnet: big}"))
    server.registry.speed = 30e6
    return house


def test_a_pull_shows_a_bar_that_grows_and_goes(slow: Household) -> None:
    code, screen = at_a_terminal(slow, "apply", types="y\n")
    assert code == 0, screen
    assert "Apply " in screen
    assert "━" in screen
    assert "MB/s" in screen
    assert "100 bytes" not in screen, "nothing is made up before the size is known"
    assert "✓" in screen
    assert COLOUR.search(screen)
    assert "\033[?25h" in screen, "the cursor is there again"


def test_no_color_keeps_the_bar_and_drops_the_colours(slow: Household) -> None:
    code, screen = at_a_terminal(slow, "apply", "--yes", env={"NO_COLOR": "1"})
    assert code == 0, screen
    assert "━" in screen
    assert not re.search(r"\033\[[0-9;]*3[0-9]", screen)


def test_no_is_no(slow: Household, server: StandIn) -> None:
    before = slow.taken()
    code, screen = at_a_terminal(slow, "apply", types="\n")
    assert code == 4
    assert "SP902" in screen
    assert slow.taken() == before
    assert server.mutating == 0


def test_in_a_pipe_there_is_neither_colour_nor_a_question(slow: Household, server: StandIn) -> None:
    ended = slow.run("apply")
    assert ended.code == 4
    assert "SP901" in ended.err
    assert server.mutating == 0
    assert "\033" not in ended.said
    ended = slow.run("apply", "--yes")
    assert ended.code == 0
    assert "\033" not in ended.said
    assert "\r" not in ended.said


def test_a_terminal_that_knows_nothing_gets_plain_text(slow: Household) -> None:
    code, screen = at_a_terminal(slow, "apply", "--yes", env={"TERM": "dumb"})
    assert code == 0, screen
    assert "\033" not in screen


@pytest.mark.parametrize("words", [["plan"], ["status"], ["status", "--json"], ["--help"]])
def test_a_stream_that_knows_only_ascii_is_no_trouble(house: Household, words: list[str]) -> None:
    said = house.run(*words, env={"PYTHONIOENCODING": "ascii"})
    assert said.code in (0, 2)
    assert "SP900" not in said.said

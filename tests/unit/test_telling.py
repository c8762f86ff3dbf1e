"""How lines look: folded on a terminal only, in columns, and with a cure where something is wrong."""

from __future__ import annotations

import io

import pytest

from setpoint.core.change import Change, Line, Section
from setpoint.core.ollama_trouble import pull_trouble, status_trouble
from setpoint.core.report import Condition, State
from setpoint.telling.ink import Ink, fold
from setpoint.telling.plan_text import plan_text


class Screen(io.StringIO):
    """A terminal of 60 columns, by its environment."""

    def isatty(self) -> bool:
        return True


PLAIN = Ink(io.StringIO(), {})
NARROW = Ink(Screen(), {"COLUMNS": "60", "NO_COLOR": "1"})


def planned(ink: Ink, *lines: Line, conditions: tuple[Condition, ...] = ()) -> list[str]:
    section = Section("ollama_slots", "ollama", changes=(Change("ollama_slots", lines, None),))
    return list(plan_text([section], conditions, ink, verbose=False))


def test_a_line_is_broken_between_words_and_the_rest_is_indented() -> None:
    assert fold("! one two three", 9, hang=2) == ["! one two", "  three"]


def test_a_word_that_is_longer_than_the_terminal_stays_whole() -> None:
    assert fold("! https://a.example/long", 9, hang=2) == ["! https://a.example/long"]
    assert fold("", 9, hang=2) == [""]


def test_what_goes_into_a_pipe_is_never_folded() -> None:
    assert PLAIN.width == 0
    (line,) = PLAIN.told("bad", "✗", "word " * 60, "SP900")
    assert line.endswith("SP900")


def test_on_a_terminal_a_message_keeps_within_it_and_the_code_stays_dim() -> None:
    coloured = Ink(Screen(), {"COLUMNS": "60"})
    lines = list(coloured.told("bad", "✗", "word " * 20, "SP900"))
    assert lines[0].startswith("\033[31m✗\033[0m word")
    assert lines[-1].endswith("\033[2mSP900\033[0m")
    assert all(len(line) <= 60 for line in NARROW.told("bad", "✗", "word " * 20, "SP900"))


@pytest.mark.parametrize("columns", ["", "0", "12", "wide", "99999999999"])
def test_a_width_that_makes_no_sense_folds_nothing(columns: str) -> None:
    assert Ink(Screen(), {"COLUMNS": columns}).width == 0


def test_the_lines_of_a_plan_are_columns_as_wide_as_what_is_in_them() -> None:
    lines = planned(
        PLAIN,
        Line("+", "pull", "qwen3.5:2b", "2.7 GB"),
        Line("~", "derive again", "claude-opus-5", "← gpt-oss:20b  65536   this machine"),
        Line("+", "derive", "claude-sonnet-5", "← a  server   Ollama's cloud (by plan)"),
    )
    assert lines[-3:] == [
        "  + pull          qwen3.5:2b       2.7 GB",
        "  ~ derive again  claude-opus-5    ← gpt-oss:20b  65536   this machine",
        "  + derive        claude-sonnet-5  ← a            server  Ollama's cloud (by plan)",
    ]


def test_one_very_long_name_does_not_push_the_others_away() -> None:
    long = "hf.co/somebody/a-model-with-a-name-that-never-ends-GGUF:Q4_K_M"
    lines = planned(PLAIN, Line("+", "pull", long, "1 GB"), Line("+", "pull", "a", "2 GB"))
    assert lines[-2:] == [f"  + pull  {long}  1 GB", "  + pull  a  2 GB"]


def test_a_long_plan_line_goes_on_below_on_a_narrow_terminal() -> None:
    lines = planned(NARROW, Line("~", "restart", "Claude", "pid 812 is asked to quit (ends running work), then again"))
    assert lines[-2:] == [
        "  ~ restart  Claude  pid 812 is asked to quit (ends running",
        "                     work), then again",
    ]


def test_that_it_is_suspended_is_mentioned_and_no_obstacle() -> None:
    suspended = Condition("Suspended", State.TRUE, "Suspended", "suspended", "apply resumes", "SP502", State.FALSE)
    assert planned(PLAIN, conditions=(suspended,))[-2:] == ["! suspended   SP502", "  → apply resumes"]


REFUSALS = (
    "pull model manifest: file does not exist",
    "pull model manifest: 410: gone",
    "pull model manifest: 412: requires a newer version",
    "unauthorized: access denied",
    "read-only file system",
    "no space left on device",
    "requires more system memory",
    "EOF",
    "digest mismatch",
    "cloud is disabled",
    "this model requires a subscription",
    "you have reached your usage limit",
    "invalid model name",
    'Get "https://ollama.com:443/api/show": dial tcp',
    "anything else",
)


@pytest.mark.parametrize("text", REFUSALS)
def test_whatever_ollama_refuses_ends_in_a_cure(text: str) -> None:
    assert pull_trouble(text, "some-model", "http://127.0.0.1:11434").hint
    assert pull_trouble(text, "some-model", "http://127.0.0.1:11434", deriving=True).hint


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 502])
@pytest.mark.parametrize("name", ["some-model", "some-model:cloud"])
@pytest.mark.parametrize("text", ["", "no", "unauthorized"])
def test_so_does_every_status_that_says_no(status: int, name: str, text: str) -> None:
    assert status_trouble(status, text, "http://127.0.0.1:11434", name=name).hint

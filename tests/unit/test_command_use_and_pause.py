"""A person's word beside the profile: another mode for a while, a pause, and its end. No agent runs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put
from setpoint import wiring
from setpoint.core.ledger import Contested, Ledger, Used
from setpoint.value import replace

GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
LOCAL = "setpoint: 1\nmode: native\n"
YES = ("--because", "a demo")


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return desk(tmp_path, GATEWAY)


def ledger(at: Desk) -> Ledger:
    return wiring.ledger(at.around(io.StringIO(), io.StringIO(), io.StringIO(), interactive=False)).read()


def remember(at: Desk, **changes: object) -> None:
    here = at.around(io.StringIO(), io.StringIO(), io.StringIO(), interactive=False)
    wiring.ledger(here).change(lambda ledger: replace(ledger, **changes))


def events(at: Desk) -> list[tuple[str, str, str]]:
    rows = [json.loads(line) for line in at("history", "--json").out.splitlines()]
    return [(row["verb"], row["detail"], row["by"]) for row in rows if row["kind"] == "event"]


def test_a_used_mode_is_in_force_until_the_profile_is_used_again(at: Desk) -> None:
    assert at("apply", "--yes").code == 0
    said = at("use", "native")
    assert (said.code, said.out.splitlines()[0]) == (0, "✓ mode native on this machine; the profile stays as it is")
    assert "carry it out with: setpoint apply" in said.out
    status = at("status")
    assert status.code == 2
    assert (
        "! mode native is used on this machine, whatever the profile says; setpoint use profile   SP504" in status.out
    )
    assert at("apply", "--yes").code == 0
    assert "claude   native, nothing of ours" in at("status").out
    assert not list(at.claude.rglob("51c2*.json"))
    assert at("use", "profile").out.startswith("✓ the profile's own mode again, no longer native\n")
    assert "SP504" not in at("status").out
    assert events(at)[-2:] == [("use", "native", "you"), ("use", "profile", "you")]


def test_a_mode_for_which_the_profile_has_no_parts_is_refused(at: Desk) -> None:
    said = at("use", "ollama", "--for", "7d")
    assert said.code == 3
    assert "mode  ollama needs `models`   SP133" in said.err
    assert ledger(at).used is None


def test_a_mode_of_some_time_ends_by_itself(at: Desk) -> None:
    assert "until " in at("use", "native", "--for", "2h").out
    used = ledger(at).used
    assert used is not None
    assert used.until == used.since + 7200
    remember(at, used=Used("native", used.since - 7300, used.since - 100))
    assert "SP504" not in at("plan").out
    assert at("use", "profile").out == "● the profile's own mode is in force already\n"


def test_a_profile_that_no_longer_has_the_parts_keeps_its_own_mode_and_that_is_said(tmp_path: Path) -> None:
    at = desk(tmp_path, LOCAL + "gateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n")
    assert at("use", "gateway").code == 0
    put(at, LOCAL)
    status = json.loads(at("status", "--json").out)
    assert status["profile"]["mode"] == "native"
    (notice,) = [each for each in status["notices"] if each["code"] == "SP504"]
    assert "but gateway needs `gateway` with a url; native, the profile's own, is in force" in notice["message"]


def test_a_mode_of_a_newer_setpoint_is_no_crash(at: Desk) -> None:
    remember(at, used=Used("cluster", 0.0))
    said = at("plan")
    assert "this Setpoint knows no mode cluster" in said.out


def test_a_used_mode_that_would_send_a_key_says_that_it_needs_a_yes(tmp_path: Path) -> None:
    more = 'gateway: {url: https://llm.example, key: "file:~/key", models: {sonnet: claude-sonnet-5}}\n'
    at = desk(tmp_path, LOCAL + more)
    said = at("use", "gateway")
    assert said.code == 4
    assert "SP132" in said.err
    assert ledger(at).used is not None, "the yes may come later"


@pytest.mark.parametrize("mode", ["native", "off"])
def test_a_wrong_profile_keeps_nobody_from_a_mode_that_needs_none(at: Desk, mode: str) -> None:
    put(at, "setpoint: 1\nmode: oll\n")
    assert at("use", mode).code == 0
    assert at("use", "gateway").code == 3
    assert at("use", "profile").code == 0


def test_using_another_mode_ends_every_fight(at: Desk) -> None:
    remember(at, contested={"appliedId": Contested(0.0, 4, 180.0, "Ollama", "Ollama", "7f3a90c1")})
    assert at("use", "native").code == 0
    assert not ledger(at).contested


@pytest.mark.parametrize(
    "words", [["use", "gate"], ["use"], ["use", "profile", "--for", "1d"], ["use", "off", "--for", "0d"]]
)
def test_what_makes_no_sense_is_a_usage_error(at: Desk, words: list[str]) -> None:
    assert at(*words).code == 64


def test_a_pause_holds_and_is_ended_by_a_person(at: Desk) -> None:
    said = at("pause", "--because", "a  demo\n for us")
    assert (said.code, said.out) == (0, "◐ paused until `setpoint resume`: nothing is written, what is applied stays\n")
    assert "◐ suspended   since " in at("status").out
    assert "(a demo for us)" in at("status").out
    said = at("resume")
    assert said.out.startswith('✓ resumed; the pause "a demo for us" was at ')
    assert ledger(at).suspended is None
    assert at("resume").out == "● not suspended, nothing to resume\n"
    assert [verb for verb, _, _ in events(at)] == ["pause", "resume"]


def test_a_pause_of_some_time_is_over_by_itself(at: Desk) -> None:
    assert at("pause", "--for", "2h", *YES).code == 0
    paused = ledger(at).suspended
    assert paused is not None
    assert paused.until == paused.since + 7200
    remember(at, suspended=replace(paused, since=paused.since - 7300, until=paused.since - 100))
    assert "suspended" not in at("status").out
    assert at("resume").out == "● not suspended, nothing to resume\n"


def test_a_pause_never_shortens_what_a_restore_left(at: Desk) -> None:
    assert at("restore", "--yes").code == 0
    said = at("pause", "--for", "1s", *YES)
    assert said.out.startswith("◐ suspended already, since a restore at ")
    suspended = ledger(at).suspended
    assert suspended is not None
    assert suspended.until is None
    assert at("resume").out.startswith("✓ resumed; the restore was at ")


@pytest.mark.parametrize(
    "why", ["", "   ", "a\x1b[2Jb", "x" * 201, "sk-ant-api03-" + "Ab1" * 30, "Authorization: Bearer abc123def456ghi789"]
)
def test_a_reason_is_some_printable_words_and_no_key(at: Desk, why: str) -> None:
    said = at("pause", "--because", why)
    assert said.code == 64
    assert ledger(at).suspended is None
    assert not why.strip() or why not in said.err


def test_a_pause_says_why(at: Desk) -> None:
    assert at("pause", "--for", "2h").code == 64


def test_sync_without_an_agent_says_how_to_get_one(at: Desk) -> None:
    said = at("sync")
    assert said.code == 4
    assert "SP412" in said.err
    assert "setpoint apply" in said.err


def test_what_changes_a_machine_leaves_no_trace_of_a_call_where_no_agent_runs(at: Desk) -> None:
    for words in (["apply", "--yes"], ["use", "native"], ["pause", *YES], ["resume"], ["restore", "--yes"]):
        at(*words)
    assert not (at.state / "wake").exists()

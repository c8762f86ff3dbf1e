"""Fights over single keys, and what a person picks in the app."""

from __future__ import annotations

from pathlib import Path

from fakes.days import DAY, HOUR, MINUTE, OLLAMAS, PERSONS, Days, text
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.server import StandIn


def test_a_key_that_is_changed_back_again_and_again_is_given_up(days: Days) -> None:
    for _ in range(3):
        days.select(PERSONS)
        days.let(10)
        assert days.ours
    days.select(PERSONS)
    days.let(10)
    assert days.selected() == PERSONS
    condition = days.condition("Contested")
    assert (condition["state"], condition["code"]) == ("True", "SP501")
    assert "4 times" in str(condition["details"])


def test_everything_else_is_kept_while_one_key_is_contested(days: Days) -> None:
    test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
    entry = days.read(days.entry)
    days.put(days.entry, {**entry, "inferenceGatewayBaseUrl": "http://127.0.0.1:1"})
    days.let(10)
    assert days.read(days.entry) == entry
    assert days.selected() == PERSONS


def test_it_stays_given_up_over_a_restart(days: Days) -> None:
    test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
    days.begin()
    days.let(DAY)
    assert days.selected() == PERSONS


def test_a_new_profile_is_a_new_try(days: Days) -> None:
    test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
    days.write(text(days.server, "keep: [small]\n"))
    days.let(10)
    assert days.ours
    assert days.condition("Contested")["state"] == "False"


def test_an_apply_by_hand_is_a_new_try(days: Days) -> None:
    test_a_key_that_is_changed_back_again_and_again_is_given_up(days)
    assert days.call("apply", "--yes")[0] == 0
    assert days.ours
    days.let(DAY)
    assert days.ours


def test_slow_changes_are_no_fight(days: Days) -> None:
    for _ in range(8):
        days.select(PERSONS)
        days.let(10 * MINUTE)
    assert days.ours


def test_contest_never_puts_back_without_end(days: Days) -> None:
    days.write(text(days.server, agent="contest: never"))
    for _ in range(20):
        days.select(PERSONS)
        days.let(1)
    assert days.ours


def test_a_file_that_cannot_be_written_is_no_fight(days: Days) -> None:
    days.disk.sealed = days.index
    days.select(PERSONS)
    for _ in range(6):
        days.watch.wake()
        days.let(1)
    assert days.selected() == PERSONS
    days.disk.sealed = None
    days.let(HOUR)
    assert days.ours


def test_what_was_picked_in_the_app_is_put_back_when_it_closes(days: Days) -> None:
    days.select(PERSONS)
    days.let(1)
    days.app.start()
    days.app.pick(PERSONS)
    days.watch.wake()
    days.let(MINUTE)
    assert days.selected() == PERSONS
    days.app.quit()
    days.watch.wake()
    days.let(1)
    assert days.ours


def test_yield_lets_it_hold_until_ours_is_picked_again(days: Days) -> None:
    days.write(text(days.server, agent="on_user_switch: yield"))
    days.let(1)
    days.select(PERSONS)
    days.let(DAY)
    assert days.selected() == PERSONS
    assert days.condition("ClaudeConfigured")["reason"] == "Yielded"
    days.put(days.index, {**days.read(days.index), "appliedId": ENTRY_ID})
    days.put(days.flag, {**days.read(days.flag), "deploymentMode": "1p"})
    days.let(1)
    assert days.read(days.flag)["deploymentMode"] == "1p"  # native mode is a choice as well
    days.put(days.flag, {**days.read(days.flag), "deploymentMode": "3p"})
    entry = days.read(days.entry)
    days.put(days.entry, {**entry, "inferenceProvider": "other"})
    days.let(1)
    assert days.ours
    assert days.read(days.entry) == entry


def test_a_new_profile_ends_what_was_yielded_to(days: Days) -> None:
    days.write(text(days.server, agent="on_user_switch: yield"))
    days.let(1)
    days.select(PERSONS)
    days.let(DAY)
    assert days.selected() == PERSONS
    days.write(text(days.server, "keep: [small]\n", agent="on_user_switch: yield"))
    days.let(10)
    assert days.ours
    days.select(PERSONS)
    days.let(DAY)
    assert days.selected() == PERSONS


def test_ollamas_own_switch_counts_as_a_persons_choice(days: Days) -> None:
    days.write(text(days.server, agent="on_user_switch: yield"))
    days.let(1)
    days.select(OLLAMAS, "Ollama")
    days.let(DAY)
    assert days.selected() == OLLAMAS
    assert days.condition("ClaudeConfigured")["reason"] == "Yielded"


def test_ollamas_own_switch_is_undone_once_and_never_twice(tmp_path: Path, server: StandIn) -> None:
    days = Days(tmp_path, server, text(server))
    days.select(OLLAMAS, "Ollama")
    days.let(HOUR)
    assert days.selected() == OLLAMAS  # nobody has agreed to take it over
    assert days.call("apply", "--yes", "--take-over")[0] == 0
    assert days.ours
    days.let(1)
    days.select(OLLAMAS, "Ollama")
    days.let(1)
    assert days.ours
    days.let(2 * DAY)
    days.select(OLLAMAS, "Ollama")
    days.let(DAY)
    assert days.selected() == OLLAMAS
    assert days.condition("ClaudeConfigured")["reason"] == "Yielded"

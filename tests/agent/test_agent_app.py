"""The open app: what waits for its end, and its updates."""

from __future__ import annotations

from fakes.days import HOUR, MINUTE, PERSONS, Days, text


def test_a_change_waits_for_the_exit_and_is_made_then(days: Days) -> None:
    days.app.start()
    days.watch.wake()
    days.let(1)
    days.write(text(days.server, models="{sonnet: {model: small, label: Mine}}"))
    days.let(HOUR)
    assert "Mine" not in days.entry.read_text()
    assert days.condition("RestartPending")["state"] == "True"
    assert days.watch.pid is not None
    days.app.quit()
    days.watch.wake()
    days.let(1)
    assert "Mine" in days.entry.read_text()
    days.app.start()
    days.watch.wake()
    days.let(1)
    assert days.condition("Effective")["state"] == "True"


def test_an_app_that_relaunches_itself_leaves_the_change_pending_and_whole(days: Days) -> None:
    days.app.start()
    days.let(1)
    days.write(text(days.server, models="{sonnet: {model: small, label: Mine}}"))
    days.let(1)
    days.app.update("2.32")  # ends, and is there again
    days.watch.wake()
    days.let(MINUTE)
    assert "Mine" not in days.entry.read_text()
    assert days.app.running()


def test_an_update_is_told_in_the_history(days: Days) -> None:
    days.app.update("2.32")
    days.watch.wake()
    days.let(MINUTE)
    assert [line["detail"] for line in days.history() if line["verb"] == "update"] == ["2.31 → 2.32"]


def test_with_switch_restart_the_app_is_asked_to_quit_for_what_the_profile_changes(days: Days) -> None:
    days.app.start()
    days.let(1)
    more = "claude: {switch: restart}\n"
    days.write(text(days.server, more, models="{sonnet: {model: small, label: Mine}}"))
    days.let(MINUTE)
    assert "Mine" in days.entry.read_text()
    assert days.app.running()
    assert days.condition("Effective")["state"] == "True"


def test_and_never_for_drift(days: Days) -> None:
    days.write(text(days.server, "claude: {switch: restart}\n"))
    days.let(1)
    days.app.start()
    since = days.app.running()
    days.select(PERSONS)
    days.let(HOUR)
    assert days.app.running() == since


def test_an_apply_of_which_only_the_unselected_entry_is_left_to_write_says_what_it_waits_for(days: Days) -> None:
    """The selection is repaired by a change of its own, because the entry's new models are not there yet."""
    days.app.start()
    days.select(PERSONS)
    days.server.fail("large", "busy")
    days.write(text(days.server, models="{sonnet: small, opus: large}"))
    code, said = days.call("apply", "--yes")
    assert (code, "SP900" in said) == (1, False), said
    assert "waits: the app is open" in said

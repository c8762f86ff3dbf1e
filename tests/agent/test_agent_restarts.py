"""A restart of the app: once for what the profile changes, and never left half done."""

from __future__ import annotations

from fakes.days import HOUR, Days, text
from setpoint.core.ledger import Owed
from setpoint.loop.preface import preface
from setpoint.loop.reconcile import bring
from setpoint.value import replace

MINE = "{sonnet: {model: small, label: Mine}}"
RESTART = "claude: {switch: restart}\n"


def test_an_app_that_refuses_to_quit_is_asked_once(days: Days) -> None:
    days.app.start()
    days.let(1)
    days.app.hides = True
    days.write(text(days.server, RESTART, models=MINE))
    for _ in range(10):
        days.let(HOUR)
        days.watch.wake()
    assert days.app.asked == 1
    assert days.condition("RestartPending")["hint"]
    days.app.quit()
    days.watch.wake()
    days.let(1)
    assert "Mine" in days.entry.read_text()


def test_an_app_is_restarted_once_where_the_change_cannot_be_written(days: Days) -> None:
    days.app.start()
    days.let(1)
    started = len(days.starts)
    days.disk.sealed = days.entry
    days.write(text(days.server, RESTART, models=MINE))
    for _ in range(10):
        days.let(HOUR)
        days.watch.wake()
    assert len(days.starts) == started + 1


def test_who_is_ended_while_the_app_quits_leaves_its_start_to_the_next(days: Days) -> None:
    days.app.start()
    days.let(1)
    days.write(text(days.server, RESTART, models=MINE))
    world = replace(days.world, halt=lambda: days.app.asked > 0)
    bring(days.around.resources, world, preface(world))
    assert days.app.asked == 1
    days.time.sleep(1)
    assert days.app.running() is None
    days.begin()
    days.let(1)
    assert "Mine" in days.entry.read_text()
    assert days.app.running()


def test_but_not_long_afterwards(days: Days) -> None:
    world = days.world
    world.ledger.change(lambda ledger: replace(ledger, owed=Owed("stand-in", days.time.at)))
    days.time.sleep(HOUR)
    days.begin()
    days.let(1)
    assert days.app.running() is None
    assert world.ledger.read().owed is None

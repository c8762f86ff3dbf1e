"""What is put back is counted: somebody may be changing it in turn. And what a person picked is remembered."""

from __future__ import annotations

from setpoint.core.change import Change
from setpoint.core.choice import yielding
from setpoint.core.contest import contested, counted
from setpoint.core.ledger import Ledger
from setpoint.core.resource import World
from setpoint.errors import SetpointError
from setpoint.loop.reconcile import Report
from setpoint.value import replace


def remember_choice(report: Report, world: World) -> None:
    """What a person picked in the app holds for the present state of the profile."""
    configured = next((each for each in report.conditions if each.name == "ClaudeConfigured"), None)
    if configured is not None:
        generation = world.profile.generation
        world.ledger.change(lambda ledger: yielding(ledger, configured, generation))


def counting(world: World) -> World:
    """The same world, in which repairs are counted, and no longer made once they are a fight.

    Only what was really put back counts; a file that cannot be written is no fight.
    """
    rule, generation, record = world.profile.agent.contest, world.profile.generation, world.record

    def after(ledger: Ledger, change: Change) -> Ledger:
        return counted(ledger, change.drifted, rule, world.clock.now(), generation)

    def fights(change: Change) -> bool:
        ledger = world.ledger.read()
        goes_on = contested(after(ledger, change), generation) == contested(ledger, generation)
        if not goes_on:
            world.ledger.change(lambda ledger: after(ledger, change))
        return goes_on

    def counts(change: Change, error: SetpointError | None) -> None:
        if error is None and change.drifted:
            world.ledger.change(lambda ledger: after(ledger, change))
        record(change, error)

    return replace(world, fights=fights, record=counts)

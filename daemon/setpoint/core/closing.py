"""The app is asked to quit, waited for, and started again. Nothing is ever killed (CD 6.4)."""

from __future__ import annotations

from typing import Final

from setpoint.core.ledger import Ledger, Owed
from setpoint.core.ports import Running
from setpoint.core.processes import SLACK
from setpoint.core.resource import World
from setpoint.errors import Waiting
from setpoint.value import replace

PATIENCE: Final = 30.0
"""Seconds that a polite quit may take; Ollama's own switch waits as long (CD 6.4)."""

STEP: Final = 0.2

LATE: Final = 600.0
"""Seconds after which nobody expects any more that an app which quit for us comes back."""


def quit_and_wait(world: World, running: Running) -> None:
    """Ask the app to quit and wait until it is gone. Waiting when it is not (SP403), or is there again (SP401).

    That it is to be started again is remembered before: we may be ended ourselves meanwhile.
    """
    asked, app = world.clock.now(), _app(world, running)
    _owe(world, Owed(app, asked))
    world.notes.reopen = app
    world.platform.quit(world.machine, running)
    while (seen := world.running()) is not None:
        if world.halt():
            world.notes.reopen = ""  # it is not gone yet: whoever comes after us takes it over
            hint = "quit Claude, then run again"
            raise Waiting("SP403", "ended before Claude had quit", where=f"pid {running.pid}", hint=hint)
        trouble = _trouble(running, seen, asked, world.clock.now())
        if trouble:
            world.notes.reopen = ""
            _owe(world, None)
            raise trouble
        world.tell.progress("Claude", "quitting", 0, 0)
        world.clock.sleep(STEP)


def _owe(world: World, owed: Owed | None) -> None:
    def step(ledger: Ledger) -> Ledger:
        asked = world.wish if owed and world.options.unattended else ledger.asked
        return replace(ledger, owed=owed, asked=asked)

    world.ledger.change(step)


def take_over(world: World) -> None:
    """What somebody owes who was cut off while the app quit: it is started again, unless it is there, or it is late."""
    owed = world.ledger.read().owed
    if owed is None:
        return
    if 0 <= world.clock.now() - owed.since < LATE and world.running() is None:
        world.notes.reopen = owed.app
    else:
        _owe(world, None)


def reopen(world: World) -> None:
    """Start the app that quit because we asked, if it still has to be started."""
    app, world.notes.reopen = world.notes.reopen, ""
    if app:
        _owe(world, None)
        world.platform.start(world.machine, app)


def _trouble(running: Running, seen: Running, asked: float, now: float) -> Waiting | None:
    """Another process counts as the app come back only if it is newer than the request: children may end late."""
    if seen.pid != running.pid and seen.since + SLACK >= asked:
        hint = "quit it by hand, then run again"
        return Waiting("SP401", "Claude quit and started again by itself", where=f"pid {seen.pid}", hint=hint)
    if now < asked + PATIENCE:
        return None
    hint = "quit Claude by hand (on Windows from the tray), then run again"
    return Waiting("SP403", f"Claude did not quit within {PATIENCE:.0f} s", where=f"pid {running.pid}", hint=hint)


def _app(world: World, running: Running) -> str:
    """What to start again: what the profile names, else the installed app, else the very program that ran."""
    if world.profile.claude.app:
        return world.profile.claude.app
    installed = world.platform.installed(world.machine, None)
    return installed.app if installed else running.executable


def must_be_closed(world: World) -> None:
    running = world.running()
    if running is not None:
        raise Waiting(
            "SP401",
            f"Claude was opened meanwhile (pid {running.pid})",
            hint="quit it and run again; what was written is remembered",
        )

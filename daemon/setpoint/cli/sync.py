"""`setpoint sync`: let the agent look at everything now, and show how it stands then."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.cli.status import shown
from setpoint.core.contest import settled
from setpoint.core.ledger import Ledger
from setpoint.errors import NeedsPerson, Waiting
from setpoint.telling.history import YOU, History
from setpoint.telling.ink import Ink
from setpoint.telling.voice import Voice
from setpoint.value import EMPTY, replace
from setpoint.wiring import Surroundings

PATIENCE: Final = 60.0
"""Seconds. A look takes one or two; a server that does not answer, or a person's own `apply`, makes it longer."""

STEP: Final = 0.05
SOON: Final = 0.5
"""Seconds before anything is said: mostly it is over by then."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--force",
        action="store_true",
        help="first forget what was given up: contested keys, pulls and upgrades that failed",
    )
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/status.schema.json")
    parser.add_argument("--pending-ok", action="store_true", help="exit 0 where something only waits")


def run(args: Namespace, here: Surroundings) -> int:
    _must_run(here)
    if args.force:
        wiring.ledger(here).change(_anew)
        History(here.state, here.machine.files, here.clock).event("sync", "--force: everything is tried anew", YOU)
    called = here.clock.now()
    beacon.call(here.state)
    with Voice(here.out, Ink(here.out, here.env)) as voice:
        _wait(called, here, voice)
    return shown(args, here)


def _must_run(here: Surroundings) -> None:
    if not beacon.running(here.state):
        hint = "setpoint service install, or setpoint run; or once, without an agent: setpoint apply"
        raise NeedsPerson("SP412", "the agent is not running", hint=hint)


def _anew(ledger: Ledger) -> Ledger:
    servers = {url: replace(server, failures=EMPTY, upgrade=None) for url, server in ledger.servers.items()}
    return replace(settled(ledger), servers=servers)


def _wait(called: float, here: Surroundings, voice: Voice) -> None:
    """Until a look at everything is over that began after the call."""
    on_terminal = Ink(here.out, here.env).terminal
    while True:
        agent = beacon.seen(here.state)
        if agent is not None and agent.whole >= called:
            return
        waited = here.clock.now() - called
        if agent is None:
            _must_run(here)
        if not 0 <= waited < PATIENCE:
            message = f"the agent has not looked within {PATIENCE:.0f} s: it is busy, or waits for another Setpoint"
            raise Waiting("SP503", message, hint="setpoint status shows what is known")
        if on_terminal and waited > SOON:
            voice.progress("agent", "looks", 0, 0)
        here.clock.sleep(STEP)

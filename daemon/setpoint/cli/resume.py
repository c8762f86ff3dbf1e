"""`setpoint resume`: ends a pause, and the suspension that a restore leaves behind."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli.calling import calling, follows
from setpoint.telling.history import YOU, History
from setpoint.telling.ink import Ink, printable
from setpoint.times import clock_text
from setpoint.value import replace
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    """None of its own."""


def run(_args: Namespace, here: Surroundings) -> int:
    with calling(here):
        return _resume(here)  # which profile is meant makes no difference


def _resume(here: Surroundings) -> int:
    ink = Ink(here.out, here.env)
    store = wiring.ledger(here)
    before = store.read().suspended_at(here.clock.now())
    store.change(lambda ledger: replace(ledger, suspended=None))
    if before is None:
        print(f"{ink('good', '●')} not suspended, nothing to resume", file=here.out)
        return 0
    what = "the restore" if before.restored else f'the pause "{printable(before.because)}"'
    History(here.state, here.machine.files, here.clock).event("resume", f"after {what}", YOU)
    print(f"{ink('good', '✓')} resumed; {what} was at {clock_text(before.since)}", file=here.out)
    print("\n".join(ink.hint(follows(here))), file=here.out)
    return 0

"""`setpoint pause`: nothing is written until `setpoint resume`, or for a while. What is applied stays applied."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli.calling import calling
from setpoint.cli.typed import sentence, span
from setpoint.core.ledger import Ledger, Suspended
from setpoint.telling.history import YOU, History
from setpoint.telling.ink import Ink
from setpoint.times import clock_text
from setpoint.value import replace
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--for", dest="span", type=span, metavar="TIME", help="so long, for example 2h; else for good")
    parser.add_argument(
        "--because", type=sentence, required=True, metavar="WHY", help="some words that status and history will show"
    )


def run(args: Namespace, here: Surroundings) -> int:
    with calling(here):
        return _pause(args, here)


def _pause(args: Namespace, here: Surroundings) -> int:
    ink = Ink(here.out, here.env)
    now = here.clock.now()
    wanted = Suspended(now, args.because, now + args.span if args.span else None)

    def step(ledger: Ledger) -> Ledger:
        """A pause that ends by itself must not end what a restore began."""
        before = ledger.suspended_at(now)
        return ledger if before and before.restored else replace(ledger, suspended=wanted)

    suspended = wiring.ledger(here).change(step).suspended
    if suspended != wanted:
        since = clock_text(suspended.since) if suspended else ""
        print(f"{ink('wait', '◐')} suspended already, since a restore at {since}", file=here.out)
        print("\n".join(ink.hint("setpoint resume")), file=here.out)
        return 0
    until = f"until {clock_text(wanted.until)}" if wanted.until else "until `setpoint resume`"
    History(here.state, here.machine.files, here.clock).event("pause", f"{until}: {wanted.because}", YOU)
    print(f"{ink('wait', '◐')} paused {until}: nothing is written, what is applied stays", file=here.out)
    if wanted.until:
        print("\n".join(ink.hint("sooner: setpoint resume")), file=here.out)
    return 0

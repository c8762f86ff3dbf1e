"""`setpoint status`: how it stands, at a glance. Looks, and writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.core.slot_state import slot_states
from setpoint.core.status import Status
from setpoint.core.verdict import excused, of_status
from setpoint.telling.history import History
from setpoint.telling.ink import Ink, fold, printable
from setpoint.telling.status_text import status_text
from setpoint.value import replace
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/status.schema.json")
    parser.add_argument("--pending-ok", action="store_true", help="exit 0 where something only waits")


def run(args: Namespace, here: Surroundings) -> int:
    profile = profiles.load(args, here, remember=False)
    # how much a pull would bring is asked of a registry: that is a plan's business, a status stays on this machine
    world = wiring.world(replace(here, registry_url=""), profile, passes.Silence(), settled=True)
    report = passes.looked(world)
    worst = of_status(report.conditions, report.changes)
    code = excused(worst, pending_ok=args.pending_ok)
    since = world.ledger.read().since
    room = world.sizes.room(world.url[0]) if world.wants_ollama else None
    free = room.free if room and room.sure else None
    status = Status(profile, report.sections, report.conditions, slot_states(world), since, worst, free)
    if args.json:
        from setpoint.telling.plain import status_plain, to_text

        print(to_text(status_plain(status, code)), file=here.out)
        return code
    ink = Ink(here.out, here.env)
    for line in status_text(status, ink, verbose=args.verbose):
        print(line, file=here.out)
    last = History(here.state, here.machine.files, here.clock).last()
    if last:
        print("\n".join(fold(f"last     {printable(last)}", ink.width, hang=9)), file=here.out)
    return code

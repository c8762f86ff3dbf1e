"""`setpoint status`: how it stands, at a glance. Looks, and writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.core.slot_state import slot_states
from setpoint.core.verdict import of_status
from setpoint.telling.history import History
from setpoint.telling.ink import Ink, printable
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
    slots = slot_states(world)
    code = of_status(report.conditions, report.changes)
    code = 0 if args.pending_ok and code == 5 else code
    if args.json:
        from setpoint.telling.plain import status_plain, to_text

        since = world.ledger.read().since
        print(to_text(status_plain(profile, report.sections, report.conditions, slots, since, code)), file=here.out)
        return code
    for line in status_text(profile, report.conditions, slots, report.changes, code, Ink(here.out, here.env)):
        print(line, file=here.out)
    last = History(here.state, here.machine.files, here.clock).last()
    if last:
        print(f"last     {printable(last)}", file=here.out)
    return code

"""`setpoint plan`: what differs and what would be done. Nothing is written."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.core.slot_state import slot_states
from setpoint.core.verdict import by_policy, of_plan
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines; secrets are masked")
    parser.add_argument("--only", choices=("claude", "ollama"), help="one half")
    parser.add_argument(
        "--take-over", action="store_true", help="as if another tool's applied entry were to be replaced"
    )
    parser.add_argument("--adopt", action="store_true", help="as if models under a slot's name were to be replaced")
    parser.add_argument("--restart", action="store_true", help="as if Claude were to be restarted for it")


def run(args: Namespace, here: Surroundings) -> int:
    profile = profiles.load(args, here, remember=False)
    world = wiring.world(here, profile, passes.Silence(), passes.options(args))
    report = passes.looked(world)
    code = of_plan(report.conditions, report.changes)
    if args.json:
        from setpoint.telling.plain import plan_plain, to_text

        print(to_text(plan_plain(profile, report.sections, report.conditions, slot_states(world), code)), file=here.out)
        return code
    for line in passes.shown(world, report, here, verbose=args.verbose):
        print(line, file=here.out)
    if report.changes:
        following = "Next: setpoint apply" if code == 2 else "First see to what is marked with ✗."
        print(f"{passes.summary(report)}, nothing written. {following}", file=here.out)
    else:
        policy = "in place, by policy; " if by_policy(report.conditions) else ""
        print(f"{policy}nothing to do" if code == 0 else "nothing can be done now", file=here.out)
    return code

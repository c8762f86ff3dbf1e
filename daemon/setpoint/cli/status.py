"""`setpoint status`: how it stands, at a glance. Looks, and writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.cli import passes, profiles
from setpoint.core.agent_state import AgentState
from setpoint.core.profile import Profile
from setpoint.core.report import exit_code
from setpoint.core.resource import World
from setpoint.core.slot_state import slot_states
from setpoint.core.status import Status
from setpoint.core.verdict import excused, of_status
from setpoint.errors import ProfileWrong, SetpointError, UsageWrong
from setpoint.telling.history import History
from setpoint.telling.ink import Ink, fold, printable
from setpoint.telling.status_text import status_text
from setpoint.value import replace
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/status.schema.json")
    parser.add_argument("--pending-ok", action="store_true", help="exit 0 where something only waits")
    parser.add_argument("--watch", action="store_true", help="a live picture until Ctrl-C; in a pipe a line a change")


def run(args: Namespace, here: Surroundings) -> int:
    if not args.watch:
        return shown(args, here)
    if args.json:
        raise UsageWrong("SP905", "--watch is for people", hint="leave --json or --watch out")
    from setpoint.cli.watching import watch

    return watch(args, here)


def shown(args: Namespace, here: Surroundings) -> int:
    """Look, and print it: as `--json` and `--pending-ok` say."""
    status = looked(args, here)
    code = excused(status.code, pending_ok=args.pending_ok)
    if status.trouble:
        code = exit_code({code, status.trouble.exit_code})
    if args.json:
        from setpoint.telling.plain import status_plain, to_text

        print(to_text(status_plain(status, code)), file=here.out)
    else:
        _print(status, args, here)
    if status.trouble:
        from setpoint.cli.failing import tell_failure

        here.out.flush()
        tell_failure(status.trouble, here)
    return code


def looked(args: Namespace, here: Surroundings) -> Status:
    """How it stands now. ProfileWrong: there is none that could be looked at."""
    agent = beacon.seen(here.state)
    profile, trouble = _in_force(args, here, agent)
    world = _world(here, profile)
    report = passes.looked(world)
    worst = of_status(report.conditions, report.changes)
    since = world.ledger.read().since
    room = world.sizes.room(world.url[0]) if world.wants_ollama else None
    free = room.free if room and room.sure else None
    slots = slot_states(world)
    now = here.clock.now()
    return Status(profile, report.sections, report.conditions, slots, since, worst, free, agent, now, trouble)


def _in_force(args: Namespace, here: Surroundings, agent: AgentState | None) -> tuple[Profile, SetpointError | None]:
    """The profile, or, where a running agent cannot follow it, the last good one and why."""
    if agent is None:
        return profiles.load(args, here, remember=False), None
    try:
        profile = profiles.load(args, here, remember=False)
    except ProfileWrong as wrong:
        good = _last_good(profiles.meant(args, here), here)
        if good is None:
            raise
        return good, wrong
    if profile.generation == agent.generation:
        return profile, None
    from setpoint.loop.preface import objection

    good, trouble = _last_good(profiles.meant(args, here), here), objection(_world(here, profile))
    return (good, trouble) if good and trouble else (profile, None)


def _last_good(path: Path, here: Surroundings) -> Profile | None:
    from setpoint.loop.in_force import last_good

    good = last_good(here.machine.files, here.state, path, remember=False)
    return good and wiring.in_use(here, good)


def _world(here: Surroundings, profile: Profile) -> World:
    # how much a pull would bring is asked of a registry: that is a plan's business, a status stays on this machine
    return wiring.world(replace(here, registry_url=""), profile, passes.Silence(), settled=True)


def _print(status: Status, args: Namespace, here: Surroundings) -> None:
    ink = Ink(here.out, here.env)
    for line in status_text(status, ink, verbose=args.verbose):
        print(line, file=here.out)
    last = History(here.state, here.machine.files, here.clock).last()
    if last:
        print("\n".join(fold(f"last     {printable(last)}", ink.width, hang=9)), file=here.out)

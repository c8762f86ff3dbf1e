"""`setpoint use`: another mode on this machine, for a while. The profile stays as it is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.cli.calling import calling, follows
from setpoint.cli.typed import span
from setpoint.core.contest import settled
from setpoint.core.finding import dotted
from setpoint.core.ledger import Ledger, Used
from setpoint.core.profile import Mode, Profile
from setpoint.core.used import lacks, with_mode
from setpoint.errors import Problem, ProfileWrong, UsageWrong
from setpoint.loop.preface import objection
from setpoint.telling.history import YOU, History
from setpoint.telling.ink import Ink
from setpoint.times import clock_text
from setpoint.value import replace
from setpoint.wiring import Surroundings

PROFILE: Final = "profile"
BARE: Final = ("native", "off")
"""Modes that ask nothing of a profile: they can be used while it is wrong, or gone."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "mode", choices=(*map(str, Mode), PROFILE), help="the mode; `profile`: the profile's own is in force again"
    )
    parser.add_argument("--for", dest="span", type=span, metavar="TIME", help="so long, for example 7d; else for good")


def run(args: Namespace, here: Surroundings) -> int:
    with calling(here):
        return _end(args, here) if args.mode == PROFILE else _use(args, here)


def _use(args: Namespace, here: Surroundings) -> int:
    profile = _fit(args, here)
    now = here.clock.now()
    used = Used(args.mode, now, now + args.span if args.span else None)
    _remember(here, used)
    until = f" until {clock_text(used.until)}" if used.until else ""
    _history(here).event("use", f"{used.mode}{until}", YOU)
    ink = Ink(here.out, here.env)
    print(f"{ink('good', '✓')} mode {used.mode} on this machine{until}; the profile stays as it is", file=here.out)
    if profile is not None:
        _must_be_trusted(with_mode(profile, used.mode), here)
    _say(here, ink, follows(here), "the profile's own mode again: setpoint use profile")
    return 0


def _fit(args: Namespace, here: Surroundings) -> Profile | None:
    """The profile, which has what the mode needs. None: it has nothing that could be read, and the mode needs none."""
    try:
        profile = profiles.written(args, here)
    except ProfileWrong:
        if args.mode in BARE:
            return None
        raise
    missing = lacks(profile, args.mode)
    if missing is None:
        return profile
    problem = Problem(missing.code, missing.message, dotted(missing.path), hint=missing.hint)
    raise ProfileWrong(profile.path, (problem,))


def _must_be_trusted(profile: Profile, here: Surroundings) -> None:
    """It is used all the same: everything else of it goes on, and the yes may come later."""
    trouble = objection(wiring.world(here, profile, passes.Silence(), settled=True))
    if trouble is not None:
        raise trouble


def _end(args: Namespace, here: Surroundings) -> int:
    if args.span:
        raise UsageWrong("SP905", "the profile's own mode has no end", hint="leave --for out")
    ink = Ink(here.out, here.env)
    before = wiring.ledger(here).read().used_at(here.clock.now())
    if before is None:
        print(f"{ink('good', '●')} the profile's own mode is in force already", file=here.out)
        return 0
    _remember(here, None)
    _history(here).event("use", PROFILE, YOU)
    print(f"{ink('good', '✓')} the profile's own mode again, no longer {before.mode}", file=here.out)
    _say(here, ink, follows(here))
    return 0


def _remember(here: Surroundings, used: Used | None) -> None:
    """A person's word also ends every fight: what was contested in one mode may be right in another."""

    def step(ledger: Ledger) -> Ledger:
        return replace(settled(ledger), used=used)

    wiring.ledger(here).change(step)


def _say(here: Surroundings, ink: Ink, *texts: str) -> None:
    for text in texts:
        print("\n".join(ink.hint(text)), file=here.out)


def _history(here: Surroundings) -> History:
    return History(here.state, here.machine.files, here.clock)

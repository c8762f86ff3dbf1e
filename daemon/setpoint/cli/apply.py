"""`setpoint apply`: the plan, one question, and then it is carried out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.adapters.lock import held
from setpoint.cli import passes, profiles
from setpoint.cli.asking import ask, confirm
from setpoint.cli.calling import calling
from setpoint.core.contest import settled
from setpoint.core.ledger import Ledger, Suspended
from setpoint.core.report import Condition
from setpoint.core.resource import World
from setpoint.core.trust import not_allowed
from setpoint.core.verdict import by_policy, excused, of_apply
from setpoint.errors import NotTrusted, Waiting
from setpoint.loop.preface import asks, forgeable, preface
from setpoint.loop.reconcile import Report, bring, remember_answers, sweep
from setpoint.telling.ink import Ink
from setpoint.telling.plan_text import notice_lines, notices, trouble_lines, waits_for
from setpoint.telling.voice import WIDTH, Voice
from setpoint.value import replace
from setpoint.wiring import Surroundings

A_DAY = 86400.0
"""Seconds that an apply waits for another: a pull may take hours, and Ctrl-C is always there."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--restart", action="store_true", help="ask Claude to quit and start it again (ends running work)"
    )
    parser.add_argument(
        "--take-over", action="store_true", help="replace another tool's applied entry; it stays in the library"
    )
    parser.add_argument(
        "--adopt", action="store_true", help="replace models under a slot's name that Setpoint did not make"
    )
    parser.add_argument("--pending-ok", action="store_true", help="exit 0 where something only waits")
    parser.add_argument("--only", choices=("claude", "ollama"), help="one half")
    parser.add_argument("--no-wait", action="store_true", help="exit 5 if another Setpoint is at work")


def run(args: Namespace, here: Surroundings) -> int:
    try:
        with calling(here):
            return _apply(args, here)
    except Waiting as waiting:
        if not args.pending_ok:
            raise
        from setpoint.cli.failing import tell_failure

        tell_failure(waiting, here)
        return 0


def _apply(args: Namespace, here: Surroundings) -> int:
    profile = profiles.load(args, here)
    ink = Ink(here.out, here.env)
    called = wiring.ledger(here).read().suspended
    with (
        Voice(here.out, ink) as voice,
        held(here.state / "apply.lock", seconds=_patience(args), told=_told(args, here)),
    ):
        world = wiring.world(here, profile, voice, passes.options(args))
        _trust(world, here)
        sweep(world)  # before the look: what a killed one had taken out of its place may be somebody's newest
        report = passes.looked(world)
        if _takes_over(world, here, args):
            world = replace(world, options=replace(world.options, take_over=True))
            report = passes.looked(world)
        if report.changes:
            for line in passes.shown(world, report, here, verbose=args.verbose):
                print(line, file=here.out)
            confirm(f"Apply {passes.summary(report)}?", here, yes=args.yes)
            _reassure(report, here, ink)
        world.ledger.change(lambda ledger: _resumed(ledger, world, called))
        if not report.changes:
            report = passes.looked(world) if called else report  # no longer suspended
            remember_answers(world)
            return _nothing(report, here, args)
        world = _as_said(world, report)
        done = bring(wiring.resources(), world, preface(world))
    return _end(report, done, here, args)


def _as_said(world: World, report: Report) -> World:
    """An app that was opened after the plan was shown is left open: nobody was told that its running work would end.

    `--restart` is a person's own word for whatever is open by now; `switch: restart` of a profile is not.
    """
    told = any(line.verb == "restart" for change in report.changes for line in change.lines)
    if told or world.options.restart:
        return world
    claude = replace(world.profile.claude, switch="when-closed")
    return replace(world, profile=replace(world.profile, claude=claude))


def _reassure(report: Report, here: Surroundings, ink: Ink) -> None:
    """Before a bar that may take hours: what can be done meanwhile. In a pipe nobody sits and wonders."""
    pulls = any(line.verb == "pull" for change in report.changes for line in change.lines)
    if pulls and ink.terminal:
        print(ink("dim", "  Claude keeps its present route meanwhile. Ctrl-C is safe: pulls resume."), file=here.out)


def _resumed(ledger: Ledger, world: World, called: Suspended | None) -> Ledger:
    """Apply ends a suspension, but not one that began while it waited or asked: then the restore is the newer wish.

    The suspensions are compared, not their times: a clock may have been set back.
    """
    if ledger.suspended and ledger.suspended != called:
        raise Waiting("SP502", "somebody restored or paused meanwhile; nothing was done", hint="setpoint apply")
    named = world.profile.ollama.url is not None or not world.wants_ollama
    return replace(settled(ledger), suspended=None, url=ledger.url if named else world.url)


def _patience(args: Namespace) -> float:
    return 0.0 if args.no_wait else A_DAY


def _told(args: Namespace, here: Surroundings) -> Callable[[], None]:
    if args.no_wait:
        return lambda: None
    return lambda: print("… another Setpoint is at work; waiting for it (Ctrl-C to stop)", file=here.err, flush=True)


def _trust(world: World, here: Surroundings) -> None:
    """What the profile could run or send is asked once a machine; `--yes` is no answer to that."""
    powers = asks(world)
    if not powers:
        return
    if (why := forgeable(world)) is not None:
        raise why
    texts = "\n".join(f"  {power.text}" for power in powers)
    if not here.interactive:
        raise NotTrusted("SP132", f"{not_allowed(powers)}:\n{texts}", hint="setpoint trust")
    print(f"This profile asks for:\n{texts}", file=here.out)
    if not ask("Allow this on this machine?", here):
        raise NotTrusted("SP132", "not allowed; nothing was done", hint="setpoint trust")
    hashes = tuple(power.hash for power in powers)
    world.ledger.change(lambda ledger: replace(ledger, trusted=tuple(dict.fromkeys((*ledger.trusted, *hashes)))))


def _takes_over(world: World, here: Surroundings, args: Namespace) -> bool:
    """Whether a person at the terminal wants another tool's applied entry replaced."""
    condition = world.notes.conditions.get("ClaudeConfigured")
    if condition is None or condition.reason != "OtherTool" or not here.interactive or args.yes:
        return False
    print(condition.message, file=here.out)
    return ask("Replace it? It stays in Claude's library.", here)


def _nothing(report: Report, here: Surroundings, args: Namespace) -> int:
    ink = Ink(here.out, here.env)
    for condition in report.conditions:
        if not condition.well and condition.message:
            print("\n".join(trouble_lines(condition, ink)), file=here.out)
    for notice in notices(passes.at_home(report, here), verbose=args.verbose):
        print("\n".join(notice_lines(notice, ink)), file=here.out)
    code = of_apply(report.conditions, (), ())
    if code == 0:
        policy = ", by policy;" if by_policy(report.conditions) else ","
        print(f"{ink('good', '●')} in place{policy} nothing to do", file=here.out)
    return excused(code, pending_ok=args.pending_ok)


def _end(plan: Report, report: Report, here: Surroundings, args: Namespace) -> int:
    ink = Ink(here.out, here.env)
    errors = [outcome.error for outcome in report.outcomes if outcome.error]
    for change in report.changes:
        if waits_for(change):
            print(f"{ink('wait', '…')} {change.lines[0].target:<{WIDTH}} waits: {waits_for(change)}", file=here.out)
    troubles = [condition for condition in report.conditions if not condition.well and condition.code]
    waiting = any(change.waits for change in report.changes)
    if waiting and not errors and {condition.name for condition in troubles} == {"RestartPending"}:
        print(FINISHES if beacon.running(here.state) else WAITING, file=here.out)
    else:
        # said a moment ago, if nothing was done in between
        said = () if report.outcomes else plan.conditions
        failed = {error.code for error in errors}
        for condition in troubles:
            if condition not in said and condition.code not in failed:
                print("\n".join(trouble_lines(_again(condition, plan), ink)), file=here.out)
    code = of_apply(report.conditions, report.left, errors)
    if report.outcomes or code == 0:
        print(_last_line(code, report, ink), file=here.out)
    return excused(code, pending_ok=args.pending_ok)


def _again(condition: Condition, plan: Report) -> Condition:
    """What the plan told with all that belongs to it is told in one line at the end."""
    return replace(condition, details=(), differences=()) if condition in plan.conditions else condition


WAITING = (
    "Everything else is ready. Quit Claude and run `setpoint apply`, or install the agent\n"
    "(`setpoint service install`), or `setpoint apply --restart` (ends running Code and Cowork work)."
)

FINISHES = (
    "Everything else is ready. Quit Claude when it suits: the agent finishes.\n"
    "Or now: `setpoint apply --restart` (ends running Code and Cowork work)."
)


def _last_line(code: int, report: Report, ink: Ink) -> str:
    policy = ", by policy" if by_policy(report.conditions) else ""
    return f"{ink('good', '●')} in place{policy}. Undo: setpoint restore" if code == 0 else "Undo: setpoint restore"

"""`setpoint restore`: everything given back, key by key; suspended from then on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.cli.asking import confirm
from setpoint.cli.calling import calling
from setpoint.core.change import Section
from setpoint.core.ledger import RESTORE, Suspended
from setpoint.core.ollama_url import resolve_url
from setpoint.core.profile import ClaudeWish, Mode, OllamaWish, Profile
from setpoint.core.report import Condition
from setpoint.core.resource import Resource, World
from setpoint.core.verdict import excused, of_apply
from setpoint.errors import SetpointError
from setpoint.loop.reconcile import Report, bring, look, sweep
from setpoint.telling.history import YOU, History
from setpoint.telling.ink import Ink
from setpoint.telling.plan_text import trouble_lines
from setpoint.telling.voice import WIDTH, Voice
from setpoint.value import replace, value
from setpoint.wiring import Surroundings

NO_PREFACE = Section("profile", "claude")
"""Going back asks nothing of a profile, neither that it is valid nor that it is trusted."""

LEFT = ("SP312", "SP313", "SP314")
"""Notices of what does not go back."""

Step = Callable[[Sequence[Resource], World, Section], Report]


@value
class Also:
    """What is undone together with it: as it is told beforehand, and the step, right after the suspending."""

    lines: tuple[str, ...]
    step: Callable[[], None]


ALONE = Also((), lambda: None)

HINT = "quit Claude and run `setpoint restore`; or `setpoint restore --restart` (ends running Code and Cowork work)"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--models", action="store_true", help="also remove what Setpoint pulled or made on the Ollama server"
    )
    parser.add_argument(
        "--restart", action="store_true", help="ask Claude to quit and start it again (ends running work)"
    )
    parser.add_argument("--pending-ok", action="store_true", help="exit 0 where something only waits")


def run(args: Namespace, here: Surroundings) -> int:
    with calling(here):
        return give_back(args, here)


def give_back(args: Namespace, here: Surroundings, also: Also = ALONE) -> int:
    with Voice(here.out, Ink(here.out, here.env)) as voice:
        worlds = [_world(here, voice, args, url) for url in _servers(here, args)]
        plans = _in_turn(look, worlds, args)
        ink = Ink(here.out, here.env)
        for plan in plans:
            _show(plan, ink, here, args)
        number = sum(len(change.lines) for plan in plans for change in plan.changes) + len(also.lines)
        print("".join(f"  {ink('gone', '-')} {line}\n" for line in also.lines), end="", file=here.out)
        if number:
            confirm(f"Undo this ({number} {'step' if number == 1 else 'steps'})?", here, yes=args.yes)
        _suspend(worlds[0], here)
        also.step()
        if number == len(also.lines):
            sweep(worlds[0])
            return _nothing(plans, here, args)
        done = _in_turn(bring, worlds, args)
    return _end(plans, done, here, args)


def _in_turn(step: Step, worlds: list[World], args: Namespace) -> list[Report]:
    """Claude's half and the first server, then the others: no model goes that an open app may still ask for."""
    reports = []
    for index, each in enumerate(worlds):
        of_claude = worlds[0].notes.conditions if index else {}
        known: dict[str, Condition] = {
            name: of_claude[name] for name in ("ClaudeConfigured", "RestartPending") if name in of_claude
        }
        each.notes.conditions = known
        reports.append(step(_resources(args, first=index == 0), each, NO_PREFACE))
    return reports


def _servers(here: Surroundings, args: Namespace) -> list[str]:
    """The servers on which something of ours may be; one of them even where there is none, for Claude's half."""
    return (list(wiring.ledger(here).read().servers) if args.models else []) or [""]


def _world(here: Surroundings, voice: Voice, args: Namespace, url: str) -> World:
    try:
        profile = profiles.written(args, here)
    except SetpointError:
        profile = Profile(Mode.OFF)  # a broken or missing profile never keeps anybody from going back
    server = profile.ollama if _url(profile, here) == url else OllamaWish()
    nothing = Profile(
        Mode.OFF,
        ollama=OllamaWish(url=url or None, prune="own", key=server.key, headers=server.headers),
        claude=ClaudeWish(app=profile.claude.app),
        path=profile.path,
    )
    return wiring.world(here, nothing, voice, passes.options(args))


def _url(profile: Profile, here: Surroundings) -> str:
    """The server that the profile means; its key is for no other."""
    try:
        return resolve_url(profile.ollama.url, here.env.get("OLLAMA_HOST"))[0]
    except ValueError:
        return ""


def _resources(args: Namespace, *, first: bool) -> tuple[Resource, ...]:
    claude = ("claude_config", "claude_app", "claude_scripts") if first else ()
    names = (*claude, "ollama_leftovers") if args.models else claude
    return tuple(resource for resource in wiring.resources() if resource.name in names)


def _suspend(world: World, here: Surroundings) -> None:
    """First of all: whatever is pulling now stops, and no agent puts back what is being undone.

    Anew each time: an apply that was asking meanwhile must see that there was a newer wish.
    """
    suspended = Suspended(here.clock.now(), RESTORE)
    before = world.ledger.read().suspended
    world.ledger.change(lambda ledger: replace(ledger, suspended=suspended))
    if before is None or not before.restored:
        History(here.state, here.machine.files, here.clock).event("restore", "suspended from then on", YOU)


def _show(plan: Report, ink: Ink, here: Surroundings, args: Namespace) -> None:
    from setpoint.telling.plan_text import plan_text

    for line in plan_text(plan.sections, list(map(_of_restore, plan.conditions)), ink, verbose=args.verbose):
        print(line, file=here.out)


def _of_restore(condition: Condition) -> Condition:
    """With the cure that belongs here."""
    return replace(condition, hint=HINT) if condition.name == "RestartPending" else condition


def _conditions(reports: list[Report]) -> Iterator[Condition]:
    return (condition for report in reports for condition in report.conditions)


def _nothing(plans: list[Report], here: Surroundings, args: Namespace) -> int:
    code = of_apply(_conditions(plans), (), ())
    if code == 0:
        print("nothing to restore; suspended until `setpoint apply`   SP315", file=here.out)
    return excused(code, pending_ok=args.pending_ok)


def _end(plans: list[Report], done: list[Report], here: Surroundings, args: Namespace) -> int:
    ink = Ink(here.out, here.env)
    left = [change for report in done for change in report.changes]
    errors = [outcome.error for report in done for outcome in report.outcomes if outcome.error]
    for change in left:
        if change.waits:
            print(f"{ink('wait', '…')} {change.lines[0].target:<{WIDTH}} waits: {change.waits}", file=here.out)
    if any(change.waits for change in left):
        print("  → then run the same command again", file=here.out)
    said = list(map(_of_restore, _conditions(plans)))
    for condition in map(_of_restore, _conditions(done)):
        if not condition.well and condition.code and condition not in said:
            print("\n".join(trouble_lines(condition, ink)), file=here.out)
    untried = [change for report in done for change in report.left]
    code = of_apply(_conditions(done), untried, errors)
    if code == 0:
        left_alone = any(notice.code in LEFT for plan in plans for notice in plan.notices)
        text = "ours is given back, but for what is said above" if left_alone else "everything is as it was"
        print(f"{ink('good', '●')} {text}; suspended until `setpoint apply`", file=here.out)
    return excused(code, pending_ok=args.pending_ok)

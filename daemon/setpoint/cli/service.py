"""`setpoint service`: the agent, kept running by the system's own service manager."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePath
from typing import Final

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.cli import passes, profiles
from setpoint.core.facts.third_party import BEFORE_THE_FIRST_SWITCH
from setpoint.core.ports.service import Agent, ServiceState
from setpoint.errors import ProfileWrong, SetpointError, UsageWrong
from setpoint.telling.ink import Ink, printable
from setpoint.telling.plan_text import notice_lines, notices
from setpoint.wiring import Surroundings

PATIENCE: Final = 3.0
"""Seconds that an agent may take to end before the service manager stops it; it needs two."""

STAYS = "what is applied stays: `setpoint restore` gives it back, `setpoint uninstall` takes away everything of ours"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "word",
        choices=tuple(WORDS),
        metavar="{install,uninstall,status,logs}",
        help="install: start the agent now and at every login, or bring it up to date; "
        "uninstall: stop it and remove what install left; "
        "status: whether it runs, since when, how well it is confined; logs: what it said",
    )
    parser.add_argument("--everyone", action="store_true", help="install, uninstall: for all persons; needs root")
    parser.add_argument("--json", action="store_true", help="status: for machines")
    parser.add_argument("-f", "--follow", action="store_true", help="logs: go on until Ctrl-C")
    parser.add_argument("-n", "--lines", type=int, metavar="N", help="logs: the last N lines (50)")


def run(args: Namespace, here: Surroundings) -> int:
    step, options = WORDS[args.word]
    foreign = [
        f"--{name}" for name in ("everyone", "json", "follow", "lines") if getattr(args, name) and name not in options
    ]
    if foreign:
        raise UsageWrong("SP905", f"{args.word} knows no {foreign[0]}", hint="setpoint service --help")
    return step(args, here)


def _install(args: Namespace, here: Surroundings) -> int:
    agent = Agent(_argv(args, here), () if args.everyone else _writes(here), args.everyone)
    for line in () if args.everyone else _first_switch(args, here):
        print(line, file=here.out)
    _say(here.platform.service().install(here.machine, agent), here)
    for line in () if args.everyone else _left_to_do(args, here):
        print(f"{Ink(here.out, here.env)('wait', '…')} {line}", file=here.out)
    return 0


def _first_switch(args: Namespace, here: Surroundings) -> Iterator[str]:
    """What a person should know before Claude goes to third-party mode for the first time: the agent asks nobody."""
    with suppress(SetpointError):
        world = wiring.world(here, profiles.load(args, here, remember=False), passes.Silence())
        for notice in notices(passes.looked(world).sections, verbose=False):
            if notice.code in (code for code, _ in BEFORE_THE_FIRST_SWITCH):
                yield from notice_lines(notice, Ink(here.out, here.env))


def _argv(args: Namespace, here: Surroundings) -> tuple[str, ...]:
    """What was said about the profile goes along: a service manager knows nothing of this shell's variables.

    -P: the agent begins in the home, and no `json.py` there may become a part of it.
    """
    named = args.profile or here.env.get("SETPOINT_PROFILE")
    profile = ("--profile", str(profiles.path_of(args, here))) if named else ()
    return (here.python, "-P", "-m", "setpoint", *profile, "run")


def _writes(here: Surroundings) -> tuple[PurePath, ...]:
    """Claude Desktop's folders and our state; the profile is only read."""
    folders = here.platform.claude_folders(here.machine)
    return tuple(dict.fromkeys((*(place for each in folders for place in (each.data, each.native)), here.state)))


def _left_to_do(args: Namespace, here: Surroundings) -> Iterator[str]:
    """Why the agent may be at rest although it runs."""
    try:
        path = profiles.path_of(args, here)
        if here.machine.files.facts(path) is None:
            yield f"there is no profile yet: setpoint init --profile {printable(str(path))}"
    except ProfileWrong:
        yield "there is no profile yet: setpoint init"
    if wiring.ledger(here).read().suspended_at(here.clock.now()):
        yield "suspended; nothing is written until: setpoint resume   SP502"


def _uninstall(args: Namespace, here: Surroundings) -> int:
    if not args.everyone:
        beacon.dismiss(here.state, PATIENCE)
    done = here.platform.service().uninstall(here.machine, everyone=args.everyone)
    _say(done, here)
    if not done:
        print(f"{Ink(here.out, here.env)('dim', '·')} no service was installed", file=here.out)
    print(STAYS, file=here.out)
    return 0


def _say(done: tuple[str, ...], here: Surroundings) -> None:
    ink = Ink(here.out, here.env)
    for line in done:
        print(f"{ink('good', '✓')} {printable(passes.place(line, here))}", file=here.out)


def _status(args: Namespace, here: Surroundings) -> int:
    """Exit 0 where it runs, 2 where it does not, or where that cannot be told."""
    state = here.platform.service().state(here.machine)
    if args.json:
        import json

        from setpoint.value import as_plain

        print(json.dumps(as_plain(state), ensure_ascii=False), file=here.out)
    else:
        ink = Ink(here.out, here.env)
        style, mark, text = _summary(state)
        print(f"{ink(style, mark)} {text}", file=here.out)
        for line in state.detail:
            print(f"  {printable(passes.place(line, here))}", file=here.out)
    return 0 if state.running else 2


def _summary(state: ServiceState) -> tuple[str, str, str]:
    pid = f", pid {state.pid}" if state.pid else ""
    login = "" if state.enabled or not state.installed else "; it does not start at login: setpoint service install"
    if state.running:
        return "good", "●", f"the agent runs{pid}{login}"
    if not state.installed:
        return "dim", "·", "no service is installed: setpoint service install"
    known = (
        "does not run   SP412" if state.running is False else "is installed; whether it runs cannot be told from here"
    )
    return "bad", "✗", f"the agent {known}{login}"


def _logs(args: Namespace, here: Surroundings) -> int:
    from setpoint.process import show

    here.out.flush()
    return show(here.platform.service().logs(here.machine, lines=args.lines or 50, follow=args.follow))


WORDS: Final[Mapping[str, tuple[Callable[[Namespace, Surroundings], int], tuple[str, ...]]]] = {
    "install": (_install, ("everyone",)),
    "uninstall": (_uninstall, ("everyone",)),
    "status": (_status, ("json",)),
    "logs": (_logs, ("follow", "lines")),
}
"""What each word does, and the options that belong to it."""

"""`setpoint trust`: what the profile could run, or send somewhere, and the yes to it on this machine."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.cli.asking import confirm
from setpoint.cli.calling import calling
from setpoint.core.ledger import Ledger
from setpoint.core.profile import Mode
from setpoint.core.resource import World
from setpoint.core.trust import Power, powers
from setpoint.loop.preface import asks, forgeable
from setpoint.telling.ink import Ink, printable
from setpoint.value import replace
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask: yes to all that is shown")
    parser.add_argument("--revoke", action="store_true", help="forget every yes that was given on this machine")


def run(args: Namespace, here: Surroundings) -> int:
    with calling(here):
        return _revoke(here) if args.revoke else _trust(args, here)


def _trust(args: Namespace, here: Surroundings) -> int:
    profile = profiles.load(args, here, remember=False)
    world = _as_meant(wiring.world(here, profile, passes.Silence()))
    found, new = powers(world.profile, world.url[0]), asks(world)
    ink = Ink(here.out, here.env)
    if not found:
        print(f"{ink('good', '●')} nothing to trust: {_harmless(world)}", file=here.out)
        return 0
    if (why := forgeable(world)) is not None:
        raise why
    _show(found, new, ink, here)
    if not new:
        print(_standing(world, found), file=here.out)
        return 0
    confirm(_question(len(new)), here, yes=args.yes)
    world.ledger.change(lambda ledger: _with(ledger, new))
    print(f"{ink('good', '✓')} remembered on this machine; `setpoint trust --revoke` forgets it", file=here.out)
    return 0


def _as_meant(world: World) -> World:
    """Switched off, a profile does nothing; but what we made on its server goes only by way of that server's key."""
    left = world.server.derived or world.server.pulled
    return replace(world, profile=replace(world.profile, mode=Mode.NATIVE)) if left else world


def _harmless(world: World) -> str:
    if world.profile.mode is Mode.OFF:
        return "in mode off a profile does nothing"
    return "this profile runs no program, sends no key and fetches no configuration"


def _show(found: tuple[Power, ...], new: tuple[Power, ...], ink: Ink, here: Surroundings) -> None:
    print("This profile asks for:", file=here.out)
    for power in found:
        mark = ink("wait", "?") if power in new else ink("good", "✓")
        known = "" if power in new else "   " + ink("dim", "trusted")
        print(f"  {mark} {printable(power.text)}{known}", file=here.out)


def _standing(world: World, found: tuple[Power, ...]) -> str:
    remembered = world.ledger.read().trusted
    if all(power.hash in remembered for power in found):
        return "All of it is trusted already on this machine."
    return "Only an administrator can write this profile: it is trusted without asking."


def _question(number: int) -> str:
    return "Allow this on this machine?" if number == 1 else f"Allow these {number} on this machine?"


def _with(ledger: Ledger, new: tuple[Power, ...]) -> Ledger:
    hashes = (power.hash for power in new)
    return replace(ledger, trusted=tuple(dict.fromkeys((*ledger.trusted, *hashes))))


def _revoke(here: Surroundings) -> int:
    store = wiring.ledger(here)
    number = len(store.read().trusted)
    store.change(lambda ledger: replace(ledger, trusted=()))
    if not number:
        print("nothing was trusted", file=here.out)
        return 0
    print(
        f"forgotten: {number} in all; the next apply asks again\n"
        "What is applied already stays, and so does its way to the key; `setpoint restore` takes both away.",
        file=here.out,
    )
    return 0

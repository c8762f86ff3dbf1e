"""`setpoint test`: one tiny message to each slot, by the very route that Claude Desktop takes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.cli.asking import confirm
from setpoint.core.app_route import AppRoute, chosen, of_profile, of_values
from setpoint.core.key_check import ask_helper
from setpoint.core.ollama_url import place
from setpoint.core.policy import routes
from setpoint.core.ports import Reply
from setpoint.core.profile import Mode
from setpoint.core.report import exit_code
from setpoint.core.resource import World
from setpoint.core.route import route
from setpoint.core.secret import Secret
from setpoint.core.slot_state import SlotState, runs_on
from setpoint.core.slots import Slot
from setpoint.core.survey import files_seen, folder
from setpoint.errors import KeyUnavailable, NotTrusted, SetpointError, UsageWrong
from setpoint.loop.preface import asks
from setpoint.telling.ink import Ink
from setpoint.telling.tried_text import Tried, begun_line, head_line, tried_lines
from setpoint.wiring import Surroundings

PATIENCE: Final = 300.0
"""Seconds. A first message waits until the model is loaded: minutes for a large one on a slow disk."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("slots", nargs="*", metavar="SLOT", help="a family, an id or a model (else every slot)")
    parser.add_argument("--yes", action="store_true", help="do not ask before a metered or cloud model")
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/test.schema.json")


def run(args: Namespace, here: Surroundings) -> int:
    profile = profiles.load(args, here, remember=False)
    world = wiring.world(here, profile, passes.Silence())
    way = _route(world)
    if way is None:
        print(f"mode {profile.mode}: there is no route of ours to test", file=here.out)
        return 0
    states = [_state(slot, way, world) for slot in chosen(_with_typed(way, args), args.slots)]
    _ask(states, args, here)
    headers = way.with_key(_key(way, world))
    send = partial(_sent, way, headers, gateway=not _is_ollama(way, world))
    tried = list(_told(_tries(states, send, here, args), way, args, here))
    code = _code(tried)
    if args.json:
        from setpoint.telling.plain import to_text, tried_plain

        print(to_text(tried_plain(way.source, way.url, tried, code)), file=here.out)
    return code


def _route(world: World) -> AppRoute | None:
    """Of the policy, if one decides; of our entry, if it is applied; else what the profile would make of it."""
    way = route(world.profile, world.url[0])
    known = way.slots if way else ()
    policy = world.platform.policy(world.machine)
    if policy is not None and routes(policy):
        return of_values("policy", policy.values, known, policy.source)
    seen = files_seen(world.machine.files, folder(world))
    if seen.ours_applied and seen.entry.data is not None:
        return of_values("entry", seen.entry.document.value(), known, str(seen.entry.path))
    return of_profile(way) if way else None


def _with_typed(way: AppRoute, args: Namespace) -> tuple[Slot, ...]:
    """Where the app asks the server for its models, nobody but the person can name one."""
    if way.slots:
        return way.slots
    if not args.slots:
        raise UsageWrong("SP905", "the gateway itself lists its models", hint="name one: setpoint test MODEL-ID")
    return tuple(Slot(word, "", word, "") for word in args.slots)


def _state(slot: Slot, way: AppRoute, world: World) -> SlotState:
    loopback = place(way.url).loopback
    if _is_ollama(way, world):
        return SlotState(slot, *runs_on(slot, way.url))
    if world.profile.mode is Mode.GATEWAY or not loopback:
        return SlotState(slot, "a gateway (metered)", True)
    return SlotState(slot, "this machine", False)


def _is_ollama(way: AppRoute, world: World) -> bool:
    return world.profile.mode is Mode.OLLAMA and way.url == world.url[0]


def _ask(states: list[SlotState], args: Namespace, here: Surroundings) -> None:
    metered = [f"{state.slot.family or state.slot.id}: {state.runs}" for state in states if state.metered]
    if metered:
        number = "a tiny message" if len(metered) == 1 else f"{len(metered)} tiny messages"
        confirm(f"Send {number} that may be charged ({', '.join(metered)})?", here, yes=args.yes)


def _key(way: AppRoute, world: World) -> Secret:
    """As the app gets it: by its helper, if there is one; else the text in its file, or what the profile refers to."""
    if way.helper:
        if way.source == "entry" and way.helper not in world.ledger.read().scripts:
            message = "the applied entry names a helper that Setpoint did not make; it was not run"
            raise KeyUnavailable("SP701", message, where=way.helper, hint="setpoint plan shows what differs")
        return ask_helper(Path(way.helper), world.machine)
    if way.ref is None:
        return way.key
    if asks(world):
        raise NotTrusted("SP132", "not tested: nobody has allowed this key on this machine yet", hint="setpoint trust")
    return world.scheme(way.ref.scheme).resolve(way.ref, world.machine)


def _sent(way: AppRoute, headers: dict[str, str], model: str, *, gateway: bool) -> Reply:
    from setpoint.adapters.messenger import send_message

    return send_message(way.url, model, headers, gateway=gateway, seconds=PATIENCE)


def _tries(
    states: list[SlotState], send: Callable[[str], Reply], here: Surroundings, args: Namespace
) -> Iterator[Tried]:
    ink = Ink(here.out, here.env)
    for state in states:
        if ink.terminal and not args.json:
            print(begun_line(state), end="", file=here.out, flush=True)
        began = here.clock.now()
        try:
            reply = send(state.slot.id)
        except SetpointError as error:
            yield Tried(state, here.clock.now() - began, error=error)
        else:
            yield Tried(state, reply.seconds, reply.text)


def _told(tries: Iterator[Tried], way: AppRoute, args: Namespace, here: Surroundings) -> Iterator[Tried]:
    """One line as each comes: a model may take a minute to load."""
    ink = Ink(here.out, here.env)
    if not args.json:
        print(head_line(way.source, way.url, ink), file=here.out, flush=True)
    for tried in tries:
        if not args.json:
            print("\n".join(tried_lines(tried, ink)), file=here.out, flush=True)
        yield tried


def _code(tried: list[Tried]) -> int:
    """1 where any failed; 5 where the server was not there, and nothing else was wrong."""
    codes = [one.error.code for one in tried if one.error]
    return exit_code({5 if code == "SP201" else 1 for code in codes})

"""`setpoint init` without an example: look, propose, ask a little, show, write, and show the plan that follows."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from setpoint import loading, wiring
from setpoint.cli import choosing, passes, profiles, target
from setpoint.cli.asking import agreed, answer_to
from setpoint.cli.conversation import conversation, proposal_lines
from setpoint.cli.failing import failure_lines, one_problem, tell_failure
from setpoint.core.applied import Applied, url_trouble
from setpoint.core.draft import Draft, compose
from setpoint.core.first_draft import in_mode, whole_draft
from setpoint.core.first_look import Found, first_look
from setpoint.core.profile import Mode, OllamaWish, Profile
from setpoint.core.resource import Options, World
from setpoint.errors import NeedsPerson, Problem, SetpointError, UsageWrong
from setpoint.telling.found_text import found_text
from setpoint.telling.ink import Ink, printable
from setpoint.wiring import Surroundings, in_use

THIRD_PARTY = (Mode.OLLAMA, Mode.GATEWAY)


def first_profile(args: Namespace, here: Surroundings) -> int:
    _sensible(args)
    path = None if args.print else target.free(args, here)
    found = first_look(_world(args, here))
    stream = here.err if args.print else here.out
    print("\n".join(found_text(found, Ink(stream, here.env))), file=stream, flush=True)
    for line in target.overshadowed(here, Ink(stream, here.env)):
        print(line, file=stream)
    if path is None:
        print(_checked(_by_options(whole_draft(found)[0], args))[0], end="", file=here.out)
        return 0
    talks = here.interactive and not args.yes
    try:
        draft, takes_over = _settled(found, args, here, talks=talks)
        text, warnings = _checked(draft)
        _preview(text, warnings, here)
        path = _where(path, args, here, talks=talks)
    except KeyboardInterrupt:
        print("\ninterrupted; nothing was written   SP902", file=here.err)
        return 130
    schema = target.write(path, text, here)
    _say(here, *target.written(path, "written", here, schema=schema))
    if talks:
        _plan(path, text, here, takes_over=takes_over)
    _say(here, *_next(draft, target.option(path, here), takes_over=takes_over, planned=talks))
    return 0


def _settled(found: Found, args: Namespace, here: Surroundings, *, talks: bool) -> tuple[Draft, bool]:
    """What the profile will say, and whether another switcher's entry is to be replaced."""
    whole, why = whole_draft(found)
    if talks:
        draft = conversation(whole, found, args, here)
    else:
        draft = _by_options(whole, args)
        _say(here, *_decided(draft, why, args))
    applied = found.claude.applied if draft.mode in THIRD_PARTY else None
    return draft, _hand_over(applied, here, talks=talks)


def _checked(draft: Draft) -> tuple[str, tuple[Problem, ...]]:
    """The text, as valid as the loader finds it, and its warnings."""
    text = compose(draft)
    return text, loading.load("the profile", (target.EDITORS + text).encode()).warnings


def _sensible(args: Namespace) -> None:
    if args.key is not None and args.mode != Mode.GATEWAY:
        raise UsageWrong("SP905", "--key is the gateway's", hint="add --mode gateway")
    if args.url is None:
        return
    if args.mode not in THIRD_PARTY:
        hint = "add --mode ollama or --mode gateway"
        raise UsageWrong("SP905", "--url is the server's of one of two modes, and which is not said", hint=hint)
    trouble = url_trouble(args.url)
    if trouble:
        raise UsageWrong("SP905", f"--url: {trouble}", hint="https://…, or http://127.0.0.1:11434")


def _world(args: Namespace, here: Surroundings) -> World:
    """The world as a profile of one word would see it."""
    url = args.url if args.mode == Mode.OLLAMA else None
    return wiring.world(here, Profile(mode=Mode.OLLAMA, ollama=OllamaWish(url=url)), passes.Silence())


def _by_options(whole: Draft, args: Namespace) -> Draft:
    mode = Mode(args.mode) if args.mode else whole.mode
    draft = in_mode(whole, mode)
    if mode is Mode.GATEWAY:
        if args.url is None and draft.gateway is None:
            hint = "setpoint init --mode gateway --url https://llm.example"
            raise UsageWrong("SP905", "no gateway was found here; say which", hint=hint)
        draft = choosing.with_gateway(draft, args.url) if args.url else draft
        draft = draft if args.key is None else choosing.with_key(draft, choosing.checked(args.key))
    draft = choosing.chosen(draft, mode, args)
    if mode is Mode.OLLAMA and not draft.picks:
        hint = "setpoint init --sonnet MODEL; or --mode native"
        raise UsageWrong("SP905", "no model here or in the table would do; say which", hint=hint)
    return draft


def _decided(draft: Draft, why: str, args: Namespace) -> Iterator[str]:
    """What the conversation would have proposed, where there is none."""
    reason = "" if args.mode else f": {why}"
    yield f"\nmode {draft.mode}{reason}"
    if draft.picks:
        yield from proposal_lines(draft.picks)


def _preview(text: str, warnings: tuple[Problem, ...], here: Surroundings) -> None:
    ink = Ink(here.out, here.env)
    _say(here, "", *(f"    {line}" if line else "" for line in text.splitlines()), "")
    for warning in warnings:
        _say(here, *one_problem("the profile", warning, ink))


def _where(path: Path, args: Namespace, here: Surroundings, *, talks: bool) -> Path:
    """The place to write to, once somebody said yes to it, or named another one."""
    question = f"Write this to {printable(passes.place(str(path), here))}?"
    if args.yes:
        return path
    if not talks:
        hint = "run it on a terminal, or pass --yes; --print prints the profile alone"
        raise NeedsPerson("SP901", f"{question.rstrip('?')}: this needs a yes", hint=hint)
    while True:
        typed = answer_to(f"{question} [Y/n, or another path]", here)
        if typed.casefold() in ("n", "no"):
            raise NeedsPerson("SP902", "declined; nothing was written")
        if typed.casefold() in ("", "y", "yes"):
            return path
        try:
            if not typed.endswith((".yaml", ".yml")):
                raise UsageWrong("SP905", "a profile's name ends in .yaml", hint="for example work.setpoint.yaml")
            return target.unused(profiles.typed(typed, here), here)
        except (NeedsPerson, UsageWrong) as wrong:
            print("\n".join(failure_lines(wrong, Ink(here.out, here.env))), file=here.out)


def _hand_over(applied: Applied | None, here: Surroundings, *, talks: bool) -> bool:
    """What it means to take over from another switcher; whether the plan is to show it."""
    if applied is None or not applied.tool:
        return False
    _say(here, *TAKE_OVER.format(tool=applied.tool).splitlines())
    return not talks or agreed("Take over with the next apply?", here)


TAKE_OVER = """
{tool}'s entry is applied. To take over means that Claude uses Setpoint's entry from then on; {tool}'s stays
in Claude's library as it is, and `setpoint restore` applies it again. Switch Claude off in {tool} as well:
what goes on writing there puts its own entry back."""


def _plan(path: Path, text: str, here: Surroundings, *, takes_over: bool) -> None:
    """As `setpoint plan` shows it. The profile is written: what cannot be looked at now is told, and fails nothing."""
    try:
        profile = in_use(here, loading.load(str(path), (target.EDITORS + text).encode()))
        world = wiring.world(here, profile, passes.Silence(), Options(take_over=takes_over, insist=True))
        report = passes.looked(world)
        _say(here, "", *passes.shown(world, report, here, verbose=False))
    except SetpointError as error:
        tell_failure(error, here)


def _next(draft: Draft, option: str, *, takes_over: bool, planned: bool) -> Iterator[str]:
    over = " --take-over" if takes_over else ""
    key = choosing.key_for(draft) if draft.mode is Mode.GATEWAY else ""
    steps = [f"setpoint key set {key}" if key.startswith(("keyring:", "file:")) else ""]
    steps += ["" if planned else f"setpoint{option} plan{over}", f"setpoint{option} apply{over}"]
    yield "Next: " + ", then ".join(step for step in steps if step)


def _say(here: Surroundings, *lines: str) -> None:
    print("\n".join(lines), file=here.out, flush=True)

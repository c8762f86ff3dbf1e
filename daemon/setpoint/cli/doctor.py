"""`setpoint doctor`: many small questions to this machine, each with its answer and its cure. Looks, writes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from setpoint import wiring
from setpoint.adapters import beacon
from setpoint.cli import passes, profiles
from setpoint.core.check import AREAS, Area, Around, Check, Checked, Scene, failure, warning
from setpoint.core.claude_seen import claude_seen
from setpoint.core.diagnosis import Diagnosis, exit_code
from setpoint.core.finding import listed, meant, quoted
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import told
from setpoint.core.resource import World
from setpoint.errors import SetpointError, UsageWrong
from setpoint.telling.doctor_text import diagnosis_text, heading, summary
from setpoint.telling.ink import Ink
from setpoint.value import replace
from setpoint.wiring import Surroundings
from setpoint.wiring.kept_keys import KeptKeys

LOCKS: Final = ("apply.lock", "files.lock", "agent.lock")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"only these of {', '.join(AREAS)}")
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/doctor.schema.json")
    parser.add_argument("--bundle", metavar="FILE", help="a zip for a bug report, without keys and names")


def run(args: Namespace, here: Surroundings) -> int:
    areas = _areas(args.areas)
    if args.bundle:
        return _bundled(args, here)
    scene = seen(args, here)
    if args.json:
        from setpoint.telling.plain import doctor_plain, to_text

        found = tuple(examined(scene, areas))
        print(to_text(doctor_plain(found, exit_code(found))), file=here.out)
        return exit_code(found)
    return _told(scene, areas, here)


def _areas(words: Sequence[str]) -> tuple[Area, ...]:
    """In their own order; all where none is named. UsageWrong (SP905) for anything else."""
    for word in words:
        if word not in AREAS:
            raise UsageWrong(
                "SP905", f"there is no area {quoted(word)}", hint=meant(word, AREAS) or f"one of {listed(AREAS)}"
            )
    return tuple(area for area in AREAS if not words or area in words)


def _bundled(args: Namespace, here: Surroundings) -> int:
    """The registry is not asked: what a pull would bring helps nobody who reads it."""
    if args.json or args.areas:
        raise UsageWrong("SP905", "a bundle holds all areas, for machines too", hint="name nothing else")
    from setpoint.cli.bundle import bundle

    here = replace(here, registry_url="")
    scene = seen(args, here)
    return bundle(args, here, scene, tuple(examined(scene)))


def seen(args: Namespace, here: Surroundings) -> Scene:
    """What a status sees, and never less for a profile that is wrong."""
    profile, trouble = _profile(args, here)
    world, unusual = _world(here, profile)
    trouble = trouble or unusual
    try:
        report = passes.looked(world)
        sections, conditions = report.sections, report.conditions
    except SetpointError as error:
        sections, conditions, trouble = (), (), trouble or error
    agent, text = beacon.seen(here.state), _text(here, profile.path)
    return Scene(world, sections, conditions, agent, trouble, claude_seen(world), text, _around(here))


def _around(here: Surroundings) -> Around:
    from functools import cache

    from setpoint.adapters.hearing import hear
    from setpoint.adapters.lock import is_held

    held = tuple(name for name in LOCKS if is_held(here.state / name))
    service = cache(lambda: here.platform.service().state(here.machine))
    return Around(held, getattr(here.out, "encoding", None) or "utf-8", hear, service)


def _text(here: Surroundings, path: str) -> bytes:
    try:
        return profiles.read(here.machine.files, Path(path))
    except SetpointError:
        return b""


def examined(scene: Scene, areas: Sequence[Area] = AREAS) -> Iterator[Diagnosis]:
    """Everything that the checks find, area by area, as it is found."""
    checks = wiring.checks()
    known = {scene.trouble.message} if scene.trouble else set()
    for area in areas:
        for name, check in checks:
            if check.area == area:
                yield from (Diagnosis(name, area, found) for found in _asked(check, scene, known))


def _asked(check: Check, scene: Scene, known: set[str]) -> Iterator[Checked]:
    """One check that cannot find out, or is broken itself, keeps none of the others from being asked.

    `known`: what could not be found out before. It is not said once more by every check that it stands in the way of.
    """
    try:
        yield from check.look(scene)
    except SetpointError as error:
        if error.message not in known:
            known.add(error.message)
            yield warning(error.code, f"cannot be found out: {told(error)}", error.hint)
    except Exception as error:  # noqa: BLE001 - the doctor is asked when something is broken already
        yield failure("SP900", f"this check is broken ({type(error).__name__})", "please report it")


def _told(scene: Scene, areas: Sequence[Area], here: Surroundings) -> int:
    ink = Ink(here.out, here.env)
    found: list[Diagnosis] = []
    for each in examined(scene, areas):
        if not found or found[-1].area != each.area:
            print(heading(each.area, ink), file=here.out)
        again = bool(found) and found[-1].check == each.check
        for line in diagnosis_text(_at_home(each, here), ink, again=again):
            print(line, file=here.out, flush=True)
        found.append(each)
    print(summary(found, ink), file=here.out)
    return exit_code(found)


def _at_home(each: Diagnosis, here: Surroundings) -> Diagnosis:
    """With paths as a person writes them."""
    home = f"{here.machine.home}/"
    found = each.found
    # no shell finds the home behind a quote
    message, hint = found.message.replace(home, "~/"), found.hint.replace(f"'{home}", "~/'").replace(home, "~/")
    return replace(each, found=replace(found, message=message, hint=hint))


def _profile(args: Namespace, here: Surroundings) -> tuple[Profile, SetpointError | None]:
    """The profile; where it is wrong the last good one, else an empty one, and what is wrong."""
    try:
        return profiles.load(args, here, remember=False), None
    except SetpointError as wrong:
        from setpoint.loop.in_force import last_good

        path = profiles.meant(args, here)
        good = last_good(here.machine.files, here.state, path, remember=False)
        return (wiring.in_use(here, good) if good else Profile(Mode.OFF, path=str(path))), wrong


def _world(here: Surroundings, profile: Profile) -> tuple[World, SetpointError | None]:
    """Each key is asked for once, however many checks want to know whether it is there.

    A ledger that cannot be read, or an OLLAMA_HOST that makes no sense, is one more thing to be told.
    """
    try:
        world, unusual = wiring.world(here, profile, passes.Silence(), settled=True, hasty=True), None
    except SetpointError as error:
        env = {name: text for name, text in here.env.items() if name != "OLLAMA_HOST"}
        bare = replace(here, machine=replace(here.machine, env=env))
        world, unusual = wiring.world(bare, profile, passes.Silence(), hasty=True), error
    keys = KeptKeys(here.clock, world.scheme)
    return replace(world, options=replace(world.options, insist=False), scheme=keys.scheme), unusual

"""`setpoint validate`: schema and sense of profiles, every error at once. Nothing else is read or written."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from setpoint.cli import profiles
from setpoint.cli.failing import counted, one_problem
from setpoint.core.figures import count_text
from setpoint.core.profile import Mode, Profile
from setpoint.core.slots import gateway_slots, ollama_slots
from setpoint.errors import Problem, ProfileWrong
from setpoint.telling.ink import Ink, printable
from setpoint.value import value
from setpoint.wiring import Surroundings


@value
class Verdict:
    """Of one profile. `path` as it was typed, so that an editor or a hook finds it. `profile` None: not valid."""

    path: str
    problems: tuple[Problem, ...]
    profile: Profile | None


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="profiles (else the one that is in force)")
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/validate.schema.json")


def run(args: Namespace, here: Surroundings) -> int:
    verdicts = [_judged(path, here) for path in args.paths or [str(profiles.path_of(args, here))]]
    code = 0 if all(verdict.profile for verdict in verdicts) else ProfileWrong.exit_code
    if args.json:
        from setpoint.telling.plain import to_text, verdicts_plain

        told = [(verdict.path, verdict.problems, verdict.profile, slots(verdict.profile)) for verdict in verdicts]
        print(to_text(verdicts_plain(told, code)), file=here.out)
        return code
    ink = Ink(here.out, here.env)
    for verdict in verdicts:
        print("\n".join(_lines(verdict, ink)), file=here.out)
    return code


def _judged(path: str, here: Surroundings) -> Verdict:
    from setpoint import loading

    try:
        profile = loading.load(path, profiles.read(here.machine.files, profiles.typed(path, here)))
    except ProfileWrong as wrong:
        return Verdict(path, wrong.problems, None)
    return Verdict(path, profile.warnings, profile)


def slots(profile: Profile | None) -> int | None:
    """How many rows the picker would get; None where it is not ours to say."""
    if profile is None or profile.mode in (Mode.NATIVE, Mode.OFF):
        return None
    if profile.mode is Mode.OLLAMA:
        return sum(slot.listed for slot in ollama_slots(profile))
    return len(gateway_slots(profile)) or None


def _lines(verdict: Verdict, ink: Ink) -> Iterator[str]:
    for problem in verdict.problems:
        yield from one_problem(verdict.path, problem, ink)
    shown = printable(verdict.path)
    if verdict.profile is None:
        yield f"{ink('bad', '✗')} {shown}: {counted(verdict.problems)}"
        return
    number = slots(verdict.profile)
    rows = "" if number is None else f", {count_text(number, 'slot')}"
    yield f"{ink('good', '✓')} {shown}: valid, mode {verdict.profile.mode}{rows}"

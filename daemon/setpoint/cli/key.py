"""`setpoint key`: stores a key where a reference says, or sees whether it resolves. The key itself is never shown."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from setpoint import wiring
from setpoint.cli import passes, profiles
from setpoint.cli.calling import calling
from setpoint.core import key_check
from setpoint.core.figures import span_text
from setpoint.core.key_check import Checked, KeyCheck, check_key
from setpoint.core.key_script import put, scripts
from setpoint.core.key_tool import without_newline
from setpoint.core.keyref import parse
from setpoint.core.ports import Scheme
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import KeyUnavailable, NeedsPerson, NotTrusted, UsageWrong
from setpoint.loop.preface import asks
from setpoint.telling.ink import Ink, printable
from setpoint.value import replace, value
from setpoint.wiring import Surroundings

PARTS: Final = ("ollama", "gateway")
"""Words that mean the reference which the profile gives there."""

LONGEST: Final = 1 << 16
"""Characters that are read as a key; real ones have a few thousand at the most."""

_REF: Final = "keyring:service/name, file:PATH, op://vault/item/field, or ollama / gateway for the one in the profile"


@value
class Meant:
    """The reference that was meant, and the endpoint that it belongs to; "" for one that was typed."""

    ref: KeyRef
    scheme: Scheme
    endpoint: str


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "word",
        choices=("set", "check"),
        metavar="{set,check}",
        help="set: ask for the key once, without echo, or read it from a pipe, and store it; "
        "check: see whether it can be had, from here and as the app would",
    )
    parser.add_argument("ref", metavar="REF", help=_REF)


def run(args: Namespace, here: Surroundings) -> int:
    if args.word == "check":
        return _check(args, here)
    with calling(here):
        return _set(args, here)


def _set(args: Namespace, here: Surroundings) -> int:
    meant = _meant(args, here)
    key_check.set_key(meant.scheme, meant.ref, _asked(meant.ref, here), here.machine)
    ink = Ink(here.out, here.env)
    print(f"{ink('good', '✓')} stored as {printable(str(meant.ref))}", file=here.out)
    return 0


def _check(args: Namespace, here: Surroundings) -> int:
    meant = _meant(args, here)
    ink = Ink(here.out, here.env)
    print(ink("bold", printable(str(meant.ref))), file=here.out)
    if meant.scheme.runs_programs:
        _must_be_trusted(args, here)
        print(f"  runs the command that the profile gives for {args.ref}, twice", file=here.out, flush=True)
    found = _looked(meant, here)
    for name, checked in (("from here", found.here), ("as the app gets it", found.app)):
        print("\n".join(_lines(name, checked, ink)), file=here.out)
    bad = (checked.resolves is False or checked.code == "SP701" for checked in (found.here, found.app))
    return KeyUnavailable.exit_code if any(bad) else 0


def _meant(args: Namespace, here: Surroundings) -> Meant:
    if args.ref in PARTS:
        return _of_profile(args, here)
    try:
        ref = parse(args.ref, wiring.scheme_names())
    except ValueError as error:  # its text does not repeat what was typed: that might be a key
        raise UsageWrong("SP121", str(error), hint=f"REF is {_REF}") from None
    return _usable(ref, "")


def _of_profile(args: Namespace, here: Surroundings) -> Meant:
    profile = profiles.load(args, here, remember=False)
    gateway = profile.gateway
    if args.ref == "gateway":
        ref, url = (gateway.key, gateway.url) if gateway else (None, "")
    else:
        ref, url = profile.ollama.key, wiring.world(here, profile, passes.Silence()).url[0]
    if ref is None:
        hint = f"add {args.ref}.key to it, or name a reference: keyring:service/name"
        raise UsageWrong("SP905", f"the profile gives no key for {args.ref}", where=profile.path, hint=hint)
    return _usable(ref, url)


def _usable(ref: KeyRef, endpoint: str) -> Meant:
    scheme = wiring.scheme(ref.scheme)
    problem = scheme.check(ref)
    if problem:
        raise UsageWrong("SP121", problem, hint=f"REF is {_REF}")
    return Meant(ref, scheme, endpoint)


def _must_be_trusted(args: Namespace, here: Surroundings) -> None:
    """A command stands only in a profile, and that may have come from elsewhere."""
    profile = profiles.load(args, here, remember=False)
    if any(power.kind == "command" for power in asks(wiring.world(here, profile, passes.Silence()))):
        raise NotTrusted("SP132", "not run: nobody has allowed this command on this machine yet", hint="setpoint trust")


def _asked(ref: KeyRef, here: Surroundings) -> Secret:
    """Once, without echo; from a pipe its first line."""
    if not here.stdin.isatty():
        return Secret(without_newline(here.stdin.readline(LONGEST)))
    from getpass import GetPassWarning, getpass
    from warnings import catch_warnings, simplefilter

    with catch_warnings():
        simplefilter("error", GetPassWarning)
        try:
            return Secret(getpass(f"Key for {printable(str(ref))} (it is not shown): "))
        except EOFError:
            raise NeedsPerson(
                "SP902", "nothing was typed, nothing was stored", hint="run it again and paste the key"
            ) from None
        except GetPassWarning:
            hint = "pipe it in: … | setpoint key set REF"
            raise NeedsPerson("SP901", "this terminal cannot hide what is typed", hint=hint) from None


def _looked(meant: Meant, here: Surroundings) -> KeyCheck:
    try:
        with _helper(meant, here) as helper:
            return check_key(meant.scheme, meant.ref, here.machine, here.clock, helper)
    except KeyUnavailable as failure:  # no script of ours can fetch this one
        app = Checked(False, 0.0, failure.code, failure.message, failure.hint)
        return replace(check_key(meant.scheme, meant.ref, here.machine, here.clock, None), app=app)


@contextmanager
def _helper(meant: Meant, here: Surroundings) -> Iterator[Path | None]:
    """The script that the app has, or one like it for this one look; None where the app is given the key itself."""
    if meant.ref.delivery == "static":
        yield None
        return
    endpoint = meant.endpoint or "nowhere, made for one look"
    wanted = scripts(endpoint, meant.ref, meant.scheme, here.platform.name, here.python)
    files = here.machine.files
    there = here.state / "helpers" / wanted[0].name
    if files.facts(there) is not None:
        yield there
        return
    folder = here.state / "look"
    try:
        yield put(files, folder, wanted)
    finally:
        for script in wanted:
            seen = files.read(folder / script.name)
            if seen is not None:
                files.delete(folder / script.name, seen=seen)
        files.drop_folder(folder)


def _lines(name: str, checked: Checked, ink: Ink) -> Iterator[str]:
    style, mark = ("bad", "✗") if checked.resolves is False else ("good", "✓")
    if checked.resolves is None:
        style, mark = "dim", "·"
    elif checked.resolves and checked.code:
        style, mark = "wait", "!"
    took = f", {span_text(checked.seconds)}" if checked.seconds >= 1 else ""
    text = checked.message or f"resolves{took}"
    code = f"   {ink('dim', checked.code)}" if checked.code else ""
    yield f"  {ink(style, mark)} {name:<19} {printable(text)}{code}"
    if checked.hint:
        yield f"    → {printable(checked.hint)}"

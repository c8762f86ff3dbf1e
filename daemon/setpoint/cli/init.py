"""`setpoint init`: a profile to start from, by what is there or out of the shipped examples. Never overwrites."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from setpoint import shipped
from setpoint.cli import target
from setpoint.core.finding import meant
from setpoint.core.profile import Mode
from setpoint.errors import UsageWrong
from setpoint.wiring import Surroundings

OF_A_LOOK = ("mode", "opus", "sonnet", "haiku", "url", "key", "print", "yes")
"""Options that say something about a profile made from what is there; an example is taken as it is."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="example", metavar="NAME", help="one of the shipped examples, as it is")
    parser.add_argument("--mode", choices=tuple(map(str, Mode)), help="where Claude's answers come from")
    for family in ("opus", "sonnet", "haiku"):
        words = f"the model that answers for {family}, in gateway mode its id there; none for none"
        parser.add_argument(f"--{family}", metavar="MODEL", help=words)
    parser.add_argument("--url", help="the server: Ollama's or the gateway's, by --mode")
    parser.add_argument("--key", metavar="REF", help="where the gateway's key is kept: keyring:NAME/NAME, …; or none")
    parser.add_argument("--print", action="store_true", help="print the profile and write nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask: write what is proposed")
    parser.epilog = "\n".join(("examples for --from:", *_listing(_names())))


def run(args: Namespace, here: Surroundings) -> int:
    if args.example is None:
        from setpoint.cli.first_profile import first_profile

        return first_profile(args, here)
    strangers = [f"--{name}" for name in OF_A_LOOK if getattr(args, name) not in (None, False)]
    if strangers and strangers != ["--yes"]:
        hint = "leave --from out, or change the profile afterwards"
        raise UsageWrong("SP905", f"an example is taken as it is: no {', '.join(strangers)} with --from", hint=hint)
    return _example(args, here)


def _example(args: Namespace, here: Surroundings) -> int:
    if args.example not in _names():
        hint = meant(args.example, _names()) or f"there are {', '.join(_names())}"
        raise UsageWrong("SP905", f'there is no example "{args.example}"', hint=hint)
    path = target.free(args, here)
    schema = target.write(path, shipped.read("profiles", f"{args.example}.yaml"), here)
    option = target.option(path, here)
    for line in target.written(path, f"started from {args.example}", here, schema=schema):
        print(line, file=here.out)
    last = f"Next: read it and change what you like, then: setpoint{option} validate, setpoint{option} plan"
    print(last, file=here.out)
    return 0


def _names() -> list[str]:
    return [name.removesuffix(".yaml") for name in shipped.names("profiles", ".yaml")]


def _listing(names: list[str]) -> Iterator[str]:
    width = max(map(len, names))
    for name in names:
        yield f"  {name:<{width}}  {_about(shipped.read('profiles', f'{name}.yaml'))}"


def _about(text: str) -> str:
    """The first sentence of the comment that an example begins with."""
    comment = []
    for line in text.splitlines():
        if not line.startswith("# "):
            break
        comment.append(line.removeprefix("# "))
    return " ".join(comment).partition(". ")[0].rstrip(".") + "."

"""The command line: which command, with which words, and how failures are told. Each command is a file of its own."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Final, NoReturn, Protocol, cast

from setpoint import __version__
from setpoint.cli.failing import bug, tell_failure
from setpoint.errors import SetpointError, UsageWrong
from setpoint.telling.ink import Ink
from setpoint.value import replace
from setpoint.wiring import Surroundings, real

COMMANDS: Final = {
    "init": "start a profile from one of the shipped examples",
    "validate": "check a profile: every error at once, nothing read but the profile",
    "plan": "show what differs and what would be done; exit 2 when something differs",
    "apply": "make it so: show the plan, ask, carry it out",
    "status": "how it stands, at a glance",
    "run": "the agent, in the foreground: keeps everything as the profile says",
    "test": "send one tiny message to each slot, by the route that the app takes",
    "service": "keep it so from login to logout: install, uninstall, status and logs of the agent",
    "restore": "give everything back exactly as it was, and stay suspended",
    "uninstall": "stop the agent, give everything back, and leave only what is remembered",
    "trust": "show what the profile could run or send, and remember your yes",
    "key": "store a key (`key set REF`), or see whether one resolves (`key check REF`)",
    "render": "print the files that a profile means on macOS, Windows or Linux",
    "schema": "print the JSON schema of profiles",
    "demo": "show the whole job in a throw-away home, with stand-ins",
}
"""In the order of a first week. The help of each is in its own file, which only it imports."""


class Command(Protocol):
    """A module of this package."""

    def arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, args: Namespace, here: Surroundings) -> int:
        """The exit code."""


class Parser(ArgumentParser):
    """Says what is wrong as every other failure is said, with exit code 64."""

    def _get_formatter(self) -> HelpFormatter:
        """Help of a fixed width: to ask for the terminal's, argparse imports shutil at every start (5 ms)."""
        return RawDescriptionHelpFormatter(self.prog, width=100)

    def error(self, message: str) -> NoReturn:
        raise UsageWrong("SP905", message, hint=f"{self.prog} --help")


def entry() -> NoReturn:
    """The program `setpoint`."""
    code = main(sys.argv[1:], real())
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def main(argv: Sequence[str], here: Surroundings) -> int:
    """Run one command; its exit code."""
    try:
        return _run(list(argv), here)
    except SetpointError as error:
        return tell_failure(error, here)
    except SystemExit as end:  # help or version was asked for, and given
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:
        return 0  # whoever read our output has seen enough
    except KeyboardInterrupt:
        print("\ninterrupted; what was done is remembered, run again to go on   SP903", file=here.err)
        return 130
    except Exception as error:  # noqa: BLE001 - no traceback reaches a person
        return bug(error, here)


def _run(argv: list[str], here: Surroundings) -> int:
    parser = _parser()
    chosen = _chosen(argv)
    if chosen is None:
        _parsed(parser, argv, here)
        parser.print_help(here.out)
        return 0
    command = cast("Command", import_module(f"setpoint.cli.{chosen}"))
    commands = parser.add_subparsers(dest="command", prog="setpoint", parser_class=Parser, metavar="COMMAND")
    words = commands.add_parser(
        chosen,
        description=COMMANDS[chosen],
        prog=f"setpoint {chosen}",
        parents=[_everywhere(SUPPRESS)],
        allow_abbrev=False,
    )
    command.arguments(words)
    args = _parsed(parser, argv, here, words)
    if not (args.verbose or args.log_format):
        return command.run(args, here)
    return _logged(command, args, here)


def _logged(command: Command, args: Namespace, here: Surroundings) -> int:
    from setpoint.telling.log import Log

    log = Log(here.err, args.log_format or "console", colour=Ink(here.err, here.env).on)
    log.began(args.command)
    try:
        code = command.run(args, replace(here, log=log))
    except SetpointError as error:
        log.ended(args.command, error.exit_code)
        raise
    log.ended(args.command, code)
    return code


def _parsed(parser: Parser, argv: Sequence[str], here: Surroundings, words: Parser | None = None) -> Namespace:
    """The words. Asked for help or the version, argparse prints it and ends: to our own stream, then.

    What nobody understands is said by the parser of the command: its help lists what there is.
    """
    with redirect_stdout(here.out):
        args, unknown = parser.parse_known_args(argv)
    if unknown:
        (words or parser).error(f"unknown words: {' '.join(unknown)}")
    return args


def _chosen(argv: Sequence[str]) -> str | None:
    """The first word that is no option, nor the value of one."""
    words = iter(argv)
    for word in words:
        if word in ("--profile", "--log-format"):
            next(words, None)
        elif not word.startswith("-"):
            if word not in COMMANDS:
                raise UsageWrong("SP905", f'there is no command "{word}"', hint=_nearest(word))
            return word
    return None


def _nearest(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, 1)
    return f"did you mean {near[0]}?" if near else "setpoint --help lists them"


def _parser() -> Parser:
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
    parser = Parser(
        prog="setpoint",
        description="Keeps Claude Desktop's inference and Ollama's models as a profile declares them.",
        epilog=f"commands:\n{listing}\n\nexit codes: 0 in place or done, 1 failed, 2 differs, 3 the profile is wrong,\n"
        "4 a person or a policy must act, 5 waiting, 64 usage",
        parents=[_everywhere(None)],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"setpoint {__version__}")
    return parser


def _everywhere(default: str | None) -> Parser:
    """What is understood before and after the command; there, `default` SUPPRESS keeps what was said before it."""
    parser = Parser(add_help=False)
    parser.add_argument(
        "--profile", metavar="PATH", default=default, help="the profile (else SETPOINT_PROFILE, else the usual places)"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", default=default or False, help="notes too, and a log on standard error"
    )
    parser.add_argument(
        "--log-format", choices=("console", "json"), default=default, help="log on standard error, in this form"
    )
    return parser

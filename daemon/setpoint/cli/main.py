"""The command line: which command, with which words, and how failures are told. Each command is a file of its own."""

from __future__ import annotations

from argparse import ArgumentParser, HelpFormatter, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Final, NoReturn, Protocol, cast

from setpoint import __version__
from setpoint.errors import SetpointError, UsageWrong
from setpoint.telling.ink import Ink
from setpoint.value import replace
from setpoint.wiring import Surroundings

COMMANDS: Final = {
    "init": "start a profile: from what is there, or from one of the shipped examples",
    "validate": "check a profile: every error at once, nothing read but the profile",
    "plan": "show what differs and what would be done; exit 2 when something differs",
    "apply": "make it so: show the plan, ask, carry it out",
    "status": "how it stands, at a glance",
    "doctor": "many small questions to this machine, each with its answer and its cure",
    "history": "what changed when, and whose doing it was",
    "explain": "why something is so: a key, a model, a slot, a condition, or a code",
    "run": "the agent, in the foreground: keeps everything as the profile says",
    "sync": "let the agent look now, and show how it stands then",
    "use": "another mode on this machine for a while; the profile stays as it is",
    "pause": "write nothing for a while; what is applied stays",
    "resume": "end a pause, or what a restore left suspended",
    "test": "send one tiny message to each slot, by the route that the app takes",
    "service": "keep it so from login to logout: install, uninstall, status and logs of the agent",
    "restore": "give everything back exactly as it was, and stay suspended",
    "uninstall": "stop the agent, give everything back, and leave only what is remembered",
    "trust": "show what the profile could run or send, and remember your yes",
    "key": "store a key (`key set REF`), or see whether one resolves (`key check REF`)",
    "render": "print the files that a profile means on macOS, Windows or Linux",
    "schema": "print the JSON schema of profiles",
    "completion": "print a completion script for bash, zsh, fish or PowerShell",
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

    def refuse(self, strangers: Sequence[str]) -> None:
        """Words that nobody understands."""
        if strangers:
            self.error(f"unknown words: {' '.join(strangers)}")


def main(argv: Sequence[str], here: Surroundings) -> int:
    """Run one command; its exit code."""
    try:
        return _run(list(argv), here)
    except SetpointError as error:
        from setpoint.cli.failing import tell_failure

        return tell_failure(error, here)
    except SystemExit as end:  # help or version was asked for, and given
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:
        return 0  # whoever read our output has seen enough
    except KeyboardInterrupt:
        print("\ninterrupted; what was done is remembered, run again to go on   SP903", file=here.err)
        return 130
    except Exception as error:  # noqa: BLE001 - no traceback reaches a person
        from setpoint.cli.failing import bug

        return bug(error, here)


def _run(argv: list[str], here: Surroundings) -> int:
    at = _command_at(argv)
    if at is None:
        parser = program()
        parser.refuse(_parsed(parser, argv, Namespace(), here))
        parser.print_help(here.out)
        return 0
    command = cast("Command", import_module(f"setpoint.cli.{argv[at]}"))
    args = _words(argv, at, command, here)
    if not (args.verbose or args.log_format):
        return command.run(args, here)
    return _logged(command, args, here)


def _words(argv: list[str], at: int, command: Command, here: Surroundings) -> Namespace:
    """What stands before the command and after it. For subcommands argparse would build four parsers instead of one."""
    name = argv[at]
    parser = spoken_parser(name, command)
    args = Namespace(command=name)
    before = _parsed(program(), argv[:at], args, here) if at else []
    parser.refuse([*before, *_parsed(parser, argv[at + 1 :], args, here)])
    return args


def spoken_parser(name: str, command: Command) -> Parser:
    """What is understood behind a command."""
    parser = _everywhere(Parser(prog=f"setpoint {name}", description=COMMANDS[name], allow_abbrev=False))
    command.arguments(parser)
    return parser


def _parsed(parser: Parser, argv: Sequence[str], args: Namespace, here: Surroundings) -> list[str]:
    """Add to `args`, and give what is not understood. Asked for help, argparse gives it and ends: to our own stream."""
    with redirect_stdout(here.out):
        return parser.parse_known_args(argv, args)[1]


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


def _command_at(argv: Sequence[str]) -> int | None:
    """The place of the first word that is no option, nor the value of one."""
    places = iter(range(len(argv)))
    for at in places:
        if argv[at] in ("--profile", "--log-format"):
            next(places, None)
        elif not argv[at].startswith("-"):
            if argv[at] not in COMMANDS:
                raise UsageWrong("SP905", f'there is no command "{argv[at]}"', hint=_nearest(argv[at]))
            return at
    return None


def _nearest(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, 1)
    return f"did you mean {near[0]}?" if near else "setpoint --help lists them"


def program() -> Parser:
    """What is understood before a command, and without one."""
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
    parser = Parser(
        prog="setpoint",
        description="Keeps Claude Desktop's inference and Ollama's models as a profile declares them.",
        epilog=f"commands:\n{listing}\n\nexit codes: 0 in place or done, 1 failed, 2 differs, 3 the profile is wrong,\n"
        "4 a person or a policy must act, 5 waiting, 64 usage",
        allow_abbrev=False,
    )
    _everywhere(parser).add_argument("--version", action="version", version=f"setpoint {__version__}")
    return parser


def _everywhere(parser: Parser) -> Parser:
    """With what is understood before the command as well as after it."""
    parser.add_argument("--profile", metavar="PATH", help="the profile (else SETPOINT_PROFILE, else the usual places)")
    parser.add_argument("-v", "--verbose", action="store_true", help="notes too, and a log on standard error")
    parser.add_argument("--log-format", choices=("console", "json"), help="log on standard error, in this form")
    return parser

"""`setpoint completion`: a script that completes the command line, for a shell.

Made once and static, from the parsers that run the commands: a TAB starts no Python. shtab (MIT, 2026-11) makes such
scripts too, but none for PowerShell; argcomplete runs the program at every TAB, 80 ms and more here.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from setpoint.core.grammar import Grammar
from setpoint.wiring import Surroundings

SHELLS: Final = ("bash", "zsh", "fish", "powershell")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="for this shell; the script goes to standard output")


def run(args: Namespace, here: Surroundings) -> int:
    from setpoint.cli.grammar import grammar

    script = cast("Callable[[Grammar], str]", import_module(f"setpoint.telling.for_{args.shell}").script)
    print(script(grammar()), end="", file=here.out)
    return 0

"""`{command: [program, argument, …]}`: a program of the person's choice that prints the key on its first line.

It is run as it stands, never through a shell; `~/` is expanded at the start of the program only. On Windows a batch
file is no such program, because cmd.exe would read the arguments a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from setpoint.core.key_tool import FORMS, as_key, ask, unresolved
from setpoint.core.ports import Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.quoting import powershell, sh, windows_line
from setpoint.core.secret import Secret

_FAILED: Final = "'the command that gives the key failed, took too long or is not on the PATH'"
_SH: Final = """
token=${token#"${token%%[![:space:]]*}"}
token=${token%%"
"*}
emit "${token%"${token##*[![:space:]]}"}"
"""


class Command:
    name: str = "command"
    runs_programs: bool = True
    in_app: bool = True

    def check(self, ref: KeyRef) -> str:
        if isinstance(ref.rest, str) or not ref.rest:
            return "a command is written as a mapping: {command: [program, argument]}"
        for argv in ref.rest.values():
            problem = _argv_problem(argv)
            if problem:
                return problem
        return ""

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        program, *arguments = _argv(self, ref, machine.system)
        if program.startswith("~/"):
            program = str(machine.home / program[2:])
        ran = ask(machine, [program, *arguments], ref)
        if ran.status != 0:
            raise unresolved(ref, f"the command ended with status {ran.status}", "run it in a terminal to see why")
        return as_key(_first_line(ran.out), ref, "the key must be the first line that the command prints")

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        del secret, machine
        raise unresolved(
            ref, "a command can give a key, but not store one", "store the key with the program's own means", "SP707"
        )

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        del python
        program, *arguments = _argv(self, ref, system)
        if system == "windows":
            run = f"Invoke-Bounded {_windows_program(program)} {powershell(windows_line(arguments))}"
            return f"  $out = {run}\n  $first = ($out.Trim() -split '\\n')[0]\n  Emit $first.Trim()"
        first = f'"$HOME"/{sh(program[2:])}' if program.startswith("~/") else sh(program)
        words = " ".join([first, *map(sh, arguments)])
        return f"token=$(bounded {words} 2>/dev/null) || fail {_FAILED}\n{_SH.lstrip()}"


def _argv_problem(argv: object) -> str:
    if not isinstance(argv, (list, tuple)) or not argv or not all(isinstance(word, str) for word in argv):
        return "a command is a list of a program and its arguments"
    if any("\0" in word for word in argv) or not argv[0]:
        return "a command has no empty program and no NUL"
    program = str(argv[0])
    if program.lower().endswith((".cmd", ".bat")):
        return "a batch file cannot be run safely; name the program behind it"
    if program.startswith((".", "-")) or (program.startswith("~") and not program.startswith("~/")):
        return "a program is a name on the PATH, a full path, or starts with ~/"
    return ""


def _argv(scheme: Command, ref: KeyRef, system: System) -> Sequence[str]:
    problem = scheme.check(ref)
    if problem or isinstance(ref.rest, str):
        raise unresolved(ref, problem, FORMS)
    argv = ref.rest.get("command", ref.rest.get(system))
    if not isinstance(argv, (list, tuple)):
        raise unresolved(ref, f"the profile gives no command for {system}", f"add `{system}:` to it")
    return [str(word) for word in argv]


def _first_line(out: str) -> str:
    return out.strip().partition("\n")[0].strip()


def _windows_program(program: str) -> str:
    if program.startswith("~/"):
        tail = program[2:].replace("/", "\\")
        return f"($env:USERPROFILE + {powershell(chr(92) + tail)})"
    return powershell(program)


SCHEME: Final[Scheme] = Command()

"""Asking a program for a key, and judging what comes back, without a word of it in any failure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from setpoint.core.keyref import token_problem
from setpoint.core.ports import Machine, Ran
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import CommandFailed, KeyUnavailable

FORMS: Final = "correct the reference; setpoint key --help shows the forms"
"""The cure where a reference is none: the message says what is wrong with it."""


def unresolved(ref: KeyRef, message: str, hint: str, code: str = "SP701") -> KeyUnavailable:
    return KeyUnavailable(code, message, where=str(ref), hint=hint)


def ask(
    machine: Machine, argv: Sequence[str], ref: KeyRef, *, seconds: float = 30, stdin: str = "", hint: str = ""
) -> Ran:
    """Run the tool; its stdin is empty unless given. KeyUnavailable (SP703, SP705) instead of CommandFailed.

    30 seconds leave a person the time to unlock something that the tool asks for.
    """
    code = ""
    try:
        return (machine.outside or machine.run)(argv, seconds=seconds, stdin=stdin)
    except CommandFailed as failure:
        code = failure.code
    hint = hint or f"try {argv[0]} by hand"
    tool = argv[0].replace("\\", "/").rpartition("/")[2]
    if code == "SP705":
        raise unresolved(ref, f"{tool} gave no answer in {seconds:.0f} s", hint, code)
    if code == "SP703":
        raise unresolved(ref, f"{tool} is not installed, or not on the PATH", hint, code)
    raise unresolved(ref, f"{tool} could not be run", hint)


def as_key(text: str, ref: KeyRef, hint: str = "") -> Secret:
    """The text as a key. KeyUnavailable says what is wrong with it, never what it is."""
    problem = token_problem(text)
    if problem:
        text = ""  # a traceback that prints local variables must not find it
        raise unresolved(ref, f"the key that is kept there {problem}", hint or "keep the key alone there, on one line")
    return Secret(text)


def without_newline(text: str) -> str:
    """Text without the one line ending that editors and `echo` put behind it."""
    return text.removesuffix("\n").removesuffix("\r")

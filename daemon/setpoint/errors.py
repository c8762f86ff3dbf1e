"""Words for failure.

    SetpointError            exit 1
    ├── ProfileWrong         exit 3   every problem of a profile at once
    ├── NeedsPerson          exit 4   a person, or a policy, must act
    │   └── NotTrusted
    ├── Waiting              exit 5   nothing is wrong, it is only not time yet
    ├── UsageWrong           exit 64
    └── Failed               exit 1
        ├── FileTrouble      unreadable, malformed, changed meanwhile, no room
        ├── OllamaTrouble    not there, not Ollama, or an answer that says no
        ├── KeyUnavailable   a key reference that does not resolve
        ├── PlatformTrouble  the operating system would not tell or do
        └── CommandFailed    a program that we ran

Every failure has a stable code (`SP…`, explained in `core/codes.py`), says what and where, and ends in the cure.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from setpoint.value import value


class SetpointError(Exception):
    """A failure that is told to a person: what, where, what to do next. Never holds a secret."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint


E = TypeVar("E", bound=SetpointError)


def alone(error: E) -> E:
    """The failure without the way that it came: whoever keeps one, or raises a kept one again, keeps it alone.

    Its traceback holds every frame with all that was in it, answers of 16 MB as well, and each raise adds some to it.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


@value
class Problem:
    """One thing that is wrong in a profile. `line` and `column` count from 1; 0 is unknown. `key` is a dotted path."""

    code: str
    message: str
    key: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    warning: bool = False


class ProfileWrong(SetpointError):
    """The profile cannot be used; `problems` has every error, in the order of the file."""

    exit_code = 3

    def __init__(self, where: str, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, where=where, hint=first.hint)
        self.problems = problems


class NeedsPerson(SetpointError):
    """Nothing goes on until a person or a policy acts."""

    exit_code = 4


class NotTrusted(NeedsPerson):
    """The profile could run a program or send a key somewhere, and nobody has said yes on this machine."""


class Waiting(SetpointError):
    """In order, but not yet: the app is open, Ollama is not up, somebody else holds the lock."""

    exit_code = 5


class UsageWrong(SetpointError):
    """The command line makes no sense."""

    exit_code = 64


class Failed(SetpointError):
    """Something went wrong while looking or carrying out."""


class FileTrouble(Failed):
    """A file could not be read, understood or written."""


class OllamaTrouble(Failed):
    """Ollama did not answer, or answered no. `permanent`: asking again changes nothing until something else does.

    `status` is the HTTP status, 0 where there was none.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        where: str = "",
        hint: str = "",
        permanent: bool = False,
        status: int = 0,
    ) -> None:
        super().__init__(code, message, where=where, hint=hint)
        self.permanent = permanent
        self.status = status


class KeyUnavailable(Failed):
    """A key reference did not resolve."""

    exit_code = 4


class PlatformTrouble(Failed):
    """The operating system would not tell or do what was asked: a person must see to it."""

    exit_code = 4


class CommandFailed(Failed):
    """A program ended badly, was not there, or took too long. Its output is not part of the message."""

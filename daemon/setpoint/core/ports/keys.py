"""Key references: one scheme each."""

from __future__ import annotations

from typing import Protocol

from setpoint.core.ports.system import Machine, System
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.value import value


@value
class Script:
    """A file of a credential helper: `name` is a file name, `text` complete. Its mode is 0700."""

    name: str
    text: str


class Scheme(Protocol):
    """One kind of key reference."""

    name: str
    runs_programs: bool
    """Whether resolving starts a program that the profile names: such a reference needs trust."""
    in_app: bool
    """Whether the app's own environment can resolve it (env: and systemd: cannot: `delivery: static` is needed)."""

    def check(self, ref: KeyRef) -> str:
        """What is wrong with the reference's text; "" when nothing is."""

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        """The key. KeyUnavailable (SP701…SP705) otherwise."""

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        """Keep the key there. KeyUnavailable (SP706, SP707) otherwise."""

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        """The body of a helper that prints the key and nothing else: sh, or PowerShell on Windows.

        Native tools where the system has them; else the interpreter given, with the library that knows the store.
        The words that the body may use (`bounded`, `emit`, `fail`, …) are explained in `core/key_script.py`.
        KeyUnavailable (SP704) where `in_app` is false.
        """

"""`env:NAME`: a variable of the environment that Setpoint was started with. The app has another environment."""

from __future__ import annotations

import re
from typing import Final

from setpoint.core.key_tool import FORMS, as_key, unresolved
from setpoint.core.ports import Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret


class Env:
    name: str = "env"
    runs_programs: bool = False
    in_app: bool = False

    def check(self, ref: KeyRef) -> str:
        good = isinstance(ref.rest, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", ref.rest)
        return "" if good else "env: is followed by the name of a variable: letters, digits and _"

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        problem = self.check(ref)
        if problem:
            raise unresolved(ref, problem, FORMS)
        if str(ref.rest) not in machine.env:
            raise unresolved(ref, f"the variable {ref.rest} is not set here", "set it where Setpoint is started")
        return as_key(machine.env[str(ref.rest)], ref)

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        del secret, machine
        raise unresolved(ref, "a variable cannot keep a key", "use keyring:service/name to store one", "SP707")

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        del system, python
        raise unresolved(
            ref,
            "this variable is not in Claude Desktop's environment",
            "add `delivery: static`, which writes the key into the app's file, or use keyring:",
            "SP704",
        )


SCHEME: Final[Scheme] = Env()

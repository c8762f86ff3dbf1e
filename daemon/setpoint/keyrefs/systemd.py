"""`systemd:NAME`: a credential that systemd hands to our service (`LoadCredential=`). The app is no part of it.

systemd puts each into a file of its own below $CREDENTIALS_DIRECTORY (systemd.exec(5), "Credentials").
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from setpoint.core.key_tool import FORMS, as_key, unresolved, without_newline
from setpoint.core.ports import Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import FileTrouble

_LIMIT: Final = 1 << 20
"""Bytes: systemd itself takes no more for all credentials of a unit."""


class Systemd:
    name: str = "systemd"
    runs_programs: bool = False
    in_app: bool = False

    def check(self, ref: KeyRef) -> str:
        rest = ref.rest if isinstance(ref.rest, str) else ""
        good = re.fullmatch(r"[!-.0-9;-~]{1,255}", rest) and rest not in (".", "..")
        return "" if good else "systemd: is followed by the name of a credential, without slash, colon or blank"

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        problem = self.check(ref)
        if problem:
            raise unresolved(ref, problem, FORMS)
        hint = f"add LoadCredential={ref.rest}:/path or LoadCredentialEncrypted={ref.rest} to the unit"
        folder = machine.env.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise unresolved(ref, "systemd handed no credentials to this process", hint)
        data = self._read(machine, Path(folder) / str(ref.rest))
        if data is None:
            raise unresolved(ref, "systemd handed no readable credential of this name to this process", hint)
        return as_key(without_newline(data.decode("ascii", "replace")), ref)

    @staticmethod
    def _read(machine: Machine, path: Path) -> bytes | None:
        try:
            return machine.files.read(path, limit=_LIMIT)
        except FileTrouble:
            return None

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        del secret, machine
        hint = f"systemd-creds encrypt --name={ref.rest} - FILE makes one, LoadCredentialEncrypted= uses it"
        raise unresolved(ref, "only an administrator of the unit can store this credential", hint, "SP707")

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        del system, python
        raise unresolved(
            ref,
            "systemd hands this credential to Setpoint's service, not to Claude Desktop",
            "add `delivery: static`, which writes the key into the app's file, or use keyring:",
            "SP704",
        )


SCHEME: Final[Scheme] = Systemd()

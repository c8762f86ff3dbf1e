"""`op://vault/item/field`: 1Password, read by its own command-line tool (`op read`).

op may ask the person to unlock 1Password, and with the desktop app's integration it does so for each new session. A
helper that runs unattended must not let that happen: there it goes on only with a service account or a Connect server,
or when `op whoami` says that op is signed in (it reports, and does not sign in: op's own help). Not proven with a real
op: the tests use stand-ins for it.
"""

from __future__ import annotations

import re
from typing import Final

from setpoint.core.key_tool import FORMS, as_key, ask, unresolved, without_newline
from setpoint.core.ports import Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.quoting import powershell, sh, windows_line
from setpoint.core.secret import Secret

_SH: Final = """
command -v op >/dev/null 2>&1 || fail 'op, the tool of 1Password, is not on the PATH'
if [ "$quiet" = 1 ] && [ -z "${OP_SERVICE_ACCOUNT_TOKEN:-}${OP_CONNECT_TOKEN:-}" ]; then
  bounded op whoami >/dev/null 2>&1 || fail '1Password is locked, and nobody is there to unlock it'
fi
token=$(bounded op read --no-newline @URI@ 2>/dev/null) || fail 'op could not read the key'
emit "$token"
"""

_POWERSHELL: Final = """  if ($quiet -and -not ($env:OP_SERVICE_ACCOUNT_TOKEN -or $env:OP_CONNECT_TOKEN)) {
    $null = Invoke-Bounded 'op' 'whoami'
  }
  $out = Invoke-Bounded 'op' @LINE@
  Emit $out.Trim()"""


class OnePassword:
    name: str = "op"
    runs_programs: bool = False
    in_app: bool = True

    def check(self, ref: KeyRef) -> str:
        rest = ref.rest if isinstance(ref.rest, str) else ""
        if rest.isprintable() and re.fullmatch(r"//[^/]+/[^/]+/[^/]+(/[^/]+)?", rest):
            return ""
        return "a reference to 1Password is op://vault/item/field or op://vault/item/section/field"

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        problem = self.check(ref)
        if problem:
            raise unresolved(ref, problem, FORMS)
        hint = "sign in with `op signin`, then try: op read REFERENCE"
        ran = ask(machine, ["op", "read", "--no-newline", f"op:{ref.rest}"], ref, hint=hint)
        if ran.status != 0:
            raise unresolved(ref, f"op ended with status {ran.status}", hint)
        return as_key(without_newline(ran.out), ref, hint)

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        del secret, machine
        raise unresolved(ref, "a key for 1Password is stored in 1Password", "make the item in its app", "SP707")

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        del python
        uri = f"op:{ref.rest}"
        if system == "windows":
            return _POWERSHELL.replace("@LINE@", powershell(windows_line(["read", "--no-newline", uri])))
        return _SH.replace("@URI@", sh(uri))


SCHEME: Final[Scheme] = OnePassword()

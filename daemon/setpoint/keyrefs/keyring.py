"""`keyring:service/name`: the store of the operating system. The name follows the last slash.

Linux: Secret Service (GNOME Keyring, KWallet from 5.97 on), by `secret-tool` where it is there, else by the library.
macOS: the login keychain, by `security`. An item is readable without a question for the program that made it, so we
       write with `security` too, for the helper reads with it; the library would make Python the owner.
Windows: Credential Manager, by the library.

Tools and library see the same items. In keyring 25.7 the Secret Service backend files them under the attributes
`service`, `username` and `application`, and asks for the first two. The Windows backend uses the service as target
name, and `name@service` where that target is another name's; the blob is UTF-16.
The library's backend is named by us: a configured one (plain text files, say) would be no store of the system.
"""

from __future__ import annotations

import importlib
import shutil
from typing import TYPE_CHECKING, Final

from setpoint.core.key_tool import FORMS, as_key, ask, unresolved
from setpoint.core.keyring_script import body
from setpoint.core.ports import Machine, Ran, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.quoting import sh
from setpoint.core.secret import Secret
from setpoint.value import value

if TYPE_CHECKING:  # the import costs 0.1 s, and needs a desktop's libraries
    from keyring.backend import KeyringBackend

_APPLICATION: Final = "Python keyring library"
_ALIVE: Final = "check that it is running and unlocked"
_ALIVE_ON_LINUX: Final = (
    "start and unlock GNOME Keyring or KWallet, in a session with D-Bus; or, without a desktop, use file: or command:"
)


@value
class _Item:
    """One key in the store, and the reference that a failure names."""

    ref: KeyRef
    service: str
    name: str


class Keyring:
    name: str = "keyring"
    runs_programs: bool = False
    in_app: bool = True

    def check(self, ref: KeyRef) -> str:
        rest = ref.rest if isinstance(ref.rest, str) else ""
        service, slash, name = rest.rpartition("/")
        if not (slash and service.strip() and name.strip()):
            return "keyring: is followed by service/name"
        # Not every tool gets other characters through every locale (secret-tool in the C locale does not).
        return "" if rest.isascii() and rest.isprintable() else "service and name in a keyring are plain ASCII"

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        text = _read(self._item(ref), machine)
        if text is None:
            raise unresolved(ref, "no such key in the system's store, or it stayed locked", f"setpoint key set {ref}")
        return as_key(text, ref, f"setpoint key set {ref}")

    def _item(self, ref: KeyRef) -> _Item:
        problem = self.check(ref)
        if problem:
            raise unresolved(ref, problem, FORMS)
        service, _, name = str(ref.rest).rpartition("/")
        return _Item(ref, service, name)

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        """Stored, and read back: an older item under the same name may stand before the new one."""
        item = self._item(ref)
        _write(item, machine, secret)
        if Secret(_read(item, machine) or "") != secret:
            hint = "remove other items of this service and name from the store, then try again"
            raise unresolved(ref, "the system's store gives a different key than the one just stored", hint, "SP706")

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        item = self._item(ref)
        return body(item.service, item.name, system, python)


# --- the three stores -------------------------------------------------------------------------------------------------


def _read(item: _Item, machine: Machine) -> str | None:
    tool = _tool(machine)
    if tool is None:
        return _library_read(item, machine)
    if machine.system == "macos":
        words = ["find-generic-password", "-s", item.service, "-a", item.name, "-w"]
    else:
        words = ["lookup", "--", "service", item.service, "username", item.name]
    ran = ask(machine, [tool, *words], item.ref)
    if ran.status != 0 and machine.system == "linux" and ran.err.strip():
        # secret-tool says nothing where there is no such key, and the reason where it reached no Secret Service
        raise unresolved(item.ref, "no Secret Service answers here", _ALIVE_ON_LINUX)
    return ran.out.removesuffix("\n") if ran.status == 0 else None


def _write(item: _Item, machine: Machine, secret: Secret) -> None:
    tool = _tool(machine)
    if tool is None:
        _library_write(item, machine, secret)
    elif _tool_write(item, machine, tool, secret).status != 0:
        raise unresolved(item.ref, "the system's store did not take the key", _alive(machine), "SP706")


def _tool_write(item: _Item, machine: Machine, tool: str, secret: Secret) -> Ran:
    """The key goes through stdin: arguments can be seen by everybody on the machine."""
    if machine.system == "macos":
        # `security -i` reads command lines, with a shell's quotes; -U replaces what is there.
        line = f"add-generic-password -U -s {sh(item.service)} -a {sh(item.name)} -w {sh(secret.reveal())}\n"
        return ask(machine, [tool, "-i"], item.ref, stdin=line)
    words = ["service", item.service, "username", item.name, "application", _APPLICATION]
    label = f"--label={item.name} on {item.service} (Setpoint)"
    return ask(machine, [tool, "store", label, "--", *words], item.ref, stdin=secret.reveal())


def _alive(machine: Machine) -> str:
    return _ALIVE_ON_LINUX if machine.system == "linux" else _ALIVE


def _tool(machine: Machine) -> str | None:
    if machine.system == "linux":
        return shutil.which("secret-tool", path=machine.env.get("PATH", ""))
    security = machine.root / "usr/bin/security"
    return str(security) if machine.system == "macos" and security.exists() else None


def _library_read(item: _Item, machine: Machine) -> str | None:
    backend = _backend(item.ref, machine)
    try:
        return backend.get_password(item.service, item.name)
    except Exception as trouble:  # noqa: BLE001  the library lets every error of D-Bus and Win32 through
        kind = type(trouble).__name__
    raise unresolved(item.ref, f"the system's store did not answer ({kind})", _alive(machine))


def _library_write(item: _Item, machine: Machine, secret: Secret) -> None:
    backend = _backend(item.ref, machine)
    try:
        backend.set_password(item.service, item.name, secret.reveal())
    except Exception as trouble:  # noqa: BLE001  as above
        kind = type(trouble).__name__
    else:
        return
    raise unresolved(item.ref, f"the system's store did not take the key ({kind})", _alive(machine), "SP706")


def _backend(ref: KeyRef, machine: Machine) -> KeyringBackend:
    try:
        if machine.system == "windows":
            return _made("keyring.backends.Windows", "WinVaultKeyring")
        if machine.system == "linux":
            return _made("keyring.backends.SecretService", "Keyring")
    except Exception as trouble:  # noqa: BLE001  without its system, a backend fails in ways of its own
        kind = type(trouble).__name__
    else:
        kind = "security is missing"
    raise unresolved(ref, f"this system's store cannot be reached ({kind})", "use file: or command: here", "SP703")


def _made(module: str, name: str) -> KeyringBackend:
    """By name, because the classes carry no types."""
    backend: KeyringBackend = getattr(importlib.import_module(module), name)()
    return backend


SCHEME: Final[Scheme] = Keyring()

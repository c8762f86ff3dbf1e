"""Whether a reference gives a key: from here, and from Claude Desktop's environment. Never what it is, nor how long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from setpoint.core.facts.credentials import MID_SESSION_LIMIT, TIME_LIMIT
from setpoint.core.key_tool import FORMS, unresolved, without_newline
from setpoint.core.keyref import token_problem
from setpoint.core.ports import Clock, Machine, Ran, Scheme
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import CommandFailed, KeyUnavailable
from setpoint.value import value

_KEPT: Final = frozenset(
    {
        *("HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TMPDIR", "SSH_AUTH_SOCK"),
        *("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"),
        *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"),
    }
)
"""What a desktop session gives to the programs that it starts. A shell's own variables are not among them."""

_BARE_PATH: Final = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
_MARK: Final = "setpoint-path="


@value
class Checked:
    """One look. `resolves` None: it was not tried, `message` says why. `code` is empty where all is well."""

    resolves: bool | None
    seconds: float = 0.0
    code: str = ""
    message: str = ""
    hint: str = ""


@value
class KeyCheck:
    """Both looks at one reference."""

    here: Checked
    app: Checked


def set_key(scheme: Scheme, ref: KeyRef, secret: Secret, machine: Machine) -> None:
    """Store a key that a person typed. KeyUnavailable (SP701: the reference is none; SP706, SP707: not stored)."""
    unusable = token_problem(secret.reveal())
    if scheme.check(ref):
        raise unresolved(ref, scheme.check(ref), FORMS)
    if unusable:
        raise unresolved(ref, f"the key that was given {unusable}", "paste the key alone", "SP706")
    scheme.store(ref, secret, machine)


def check_key(scheme: Scheme, ref: KeyRef, machine: Machine, clock: Clock, helper: Path | None) -> KeyCheck:
    """Look twice. `helper` is the script as the app would run it; None where there is none (`delivery: static`)."""
    here, known = _from_here(scheme, ref, machine, clock)
    if helper is None:
        return KeyCheck(here, Checked(None, message="the app is given the key itself, not a script"))
    return KeyCheck(here, _from_app(helper, machine, clock, known))


def _from_here(scheme: Scheme, ref: KeyRef, machine: Machine, clock: Clock) -> tuple[Checked, Secret | None]:
    start = clock.now()
    try:
        known = scheme.resolve(ref, machine)
    except KeyUnavailable as failure:
        return Checked(False, clock.now() - start, failure.code, failure.message, failure.hint), None
    return Checked(True, clock.now() - start), known


FASTER: Final = "unlock the store before, or keep the key where it is given faster: keyring: or file:"


def ask_helper(helper: Path, machine: Machine) -> Secret:
    """The key that the app gets from its helper, in the app's environment. KeyUnavailable (SP701, SP705) otherwise."""
    ran = _ran(helper, machine)
    text = without_newline(ran.out)
    problem = token_problem(text)
    if ran.status != 0:
        text, problem = "", _reason(ran.err) or f"the helper ended with status {ran.status}"
    elif problem:
        text, problem = "", f"what the helper prints {problem}"
    if problem:
        hint = "setpoint key check says whether it resolves from here"
        raise KeyUnavailable("SP701", problem, where=str(helper), hint=hint)
    return Secret(text)


def _ran(helper: Path, machine: Machine) -> Ran:
    try:
        return machine.run(_as_the_app(helper, machine), seconds=TIME_LIMIT, stdin="")
    except CommandFailed as failure:
        slow = failure.code == "SP705"
    if slow:
        message = f"the helper took longer than the app's {TIME_LIMIT} s"
        raise KeyUnavailable("SP705", message, where=str(helper), hint=FASTER)
    hint = "check that its folder is not mounted noexec"
    raise KeyUnavailable("SP701", "the helper could not be started", where=str(helper), hint=hint)


def _from_app(helper: Path, machine: Machine, clock: Clock, known: Secret | None) -> Checked:
    start = clock.now()
    try:
        token = ask_helper(helper, machine)
    except KeyUnavailable as failure:
        return Checked(False, clock.now() - start, failure.code, failure.message, failure.hint)
    seconds = clock.now() - start
    if known is not None and known != token:
        return Checked(
            True,
            seconds,
            "SP701",
            "the app gets a different key than you do here",
            "find out which one is meant, and store it with setpoint key set",
        )
    if seconds > MID_SESSION_LIMIT:
        return Checked(True, seconds, "SP705", f"in a conversation the app waits only {MID_SESSION_LIMIT} s", FASTER)
    return Checked(True, seconds)


def _reason(err: str) -> str:
    """The line that a helper of ours leaves; what other programs say there is not repeated."""
    match = re.search(r"^setpoint: (.*)$", err, re.MULTILINE)
    return match[1].strip() if match else ""


def _as_the_app(helper: Path, machine: Machine) -> list[str]:
    """Nothing of our environment but what a session gives. Windows has no `env -i`: there the session's is ours.

    A batch file is nothing that we run (see `process.py`): there the script behind it is called, as it would do.
    """
    if machine.system == "windows":
        inner = str(helper.with_suffix(".ps1"))
        return ["powershell.exe", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", inner]
    pairs = [f"{name}={value}" for name, value in _session(machine).items()]
    return ["/usr/bin/env", "-i", *pairs, "CLAUDE_HELPER_CONTEXT=setup-test", str(helper)]


def _session(machine: Machine) -> Mapping[str, str]:
    kept = {name: value for name, value in machine.env.items() if name in _KEPT}
    kept["HOME"] = str(machine.home)
    return kept | {"PATH": _login_path(machine, kept) or _BARE_PATH}


def _login_path(machine: Machine, session: Mapping[str, str]) -> str:
    """The PATH of a login shell, which the app adds to its helpers' (CD 5); "" where the shell would not tell."""
    shell = session.get("SHELL", "")
    if not shell:
        return ""
    pairs = [f"{name}={value}" for name, value in session.items()]
    argv = ["/usr/bin/env", "-i", *pairs, f"PATH={_BARE_PATH}", shell, "-l", "-c", f'echo "{_MARK}$PATH"']
    try:
        ran = machine.run(argv, seconds=10, stdin="")
    except CommandFailed:
        return ""
    lines = [line for line in ran.out.splitlines() if line.startswith(_MARK)]
    return lines[-1].removeprefix(_MARK) if ran.status == 0 and lines else ""

"""`file:PATH`: a file that only its owner can read, with the key and at most one line ending behind it.

`~/` is the home of the person; other relative paths are refused. On Windows the mode of a file says nothing about who
may read it, and its access list is not looked at: there the file is taken as it is.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from setpoint.core.key_tool import FORMS, as_key, unresolved, without_newline
from setpoint.core.ports import Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.quoting import powershell, sh
from setpoint.core.secret import Secret
from setpoint.errors import FileTrouble, KeyUnavailable

_LIMIT: Final = 1 << 16
_OTHERS: Final = 0o066
"""Read or write, for group and others: who can write it can send our requests with a key of theirs."""

_SH: Final = """
path=@PATH@
[ -r "$path" ] || fail 'the key file is not there, or cannot be read'
mine=$(find -L "$path" -prune -type f -user "$(id -u)" ! -perm -040 ! -perm -020 ! -perm -004 ! -perm -002)
[ -n "$mine" ] || fail 'the key file can be read by others, or is somebody else'"'"'s; chmod 600 it'
token=$(cat "$path" && printf .) || fail 'the key file cannot be read'
token=${token%.}
token=${token%"
"}
emit "${token%"$(printf '\\r')"}"
"""


class File:
    name: str = "file"
    runs_programs: bool = False
    in_app: bool = True

    def check(self, ref: KeyRef) -> str:
        rest = ref.rest if isinstance(ref.rest, str) else ""
        if not rest or not rest.isprintable():
            return "file: is followed by a path"
        if rest.startswith("~/") or PurePosixPath(rest).is_absolute() or PureWindowsPath(rest).is_absolute():
            return ""
        return "the path after file: starts at the root or with ~/"

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        path = self._path(ref, machine)
        data = self._guarded(path, ref, machine)
        return as_key(without_newline(data.decode("ascii", "replace")), ref)

    def _path(self, ref: KeyRef, machine: Machine) -> Path:
        problem = self.check(ref)
        if problem:
            raise unresolved(ref, problem, FORMS)
        rest = str(ref.rest)
        return machine.home / rest[2:] if rest.startswith("~/") else Path(rest)

    def _guarded(self, path: Path, ref: KeyRef, machine: Machine) -> bytes:
        """The content, judged by the very file that is open: a path may lead elsewhere a moment later."""
        try:
            if not path.is_file():  # before opening: to open a named pipe would wait for its writer
                raise _trouble(ref, "is not there, or is not a file")
            with path.open("rb") as stream:
                _refuse_open_to_others(os.fstat(stream.fileno()), ref, machine)
                data = stream.read(_LIMIT + 1)
        except OSError as trouble:
            raise _trouble(ref, f"cannot be read: {trouble.strerror}") from None
        if len(data) > _LIMIT:
            raise _trouble(ref, "is too long to hold a key")
        return data

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        path = self._path(ref, machine)
        try:
            seen = machine.files.read(path, limit=_LIMIT)
            if seen is not None:  # a file that is there keeps its mode
                _refuse_open_to_others(path.stat(), ref, machine)
            machine.files.write(path, f"{secret.reveal()}\n".encode(), seen=seen, mode=0o600)
        except (FileTrouble, OSError):
            hint = "make its folder writable, or name another file"
            raise unresolved(ref, "the key file cannot be written", hint, "SP706") from None

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        del python
        rest = str(ref.rest)
        if system == "windows":
            return _powershell(rest)
        path = f'"$HOME"/{sh(rest[2:])}' if rest.startswith("~/") else sh(rest)
        return _SH.replace("@PATH@", path)


def _trouble(ref: KeyRef, what: str, hint: str = "", code: str = "SP701") -> KeyUnavailable:
    return unresolved(ref, f"the key file {what}", hint or f"`setpoint key set {ref}` makes it", code)


def _refuse_open_to_others(found: os.stat_result, ref: KeyRef, machine: Machine) -> None:
    if machine.system == "windows":
        return
    if machine.uid >= 0 and found.st_uid != machine.uid:
        raise _trouble(ref, "belongs to somebody else", "use a file of your own", "SP702")
    if found.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(found.st_mode):04o}"
        raise _trouble(ref, f"can be read or changed by others (mode {mode})", f"chmod 600 {ref.rest}", "SP702")


def _powershell(rest: str) -> str:
    base = "$env:USERPROFILE" if rest.startswith("~/") else "''"
    path = powershell(("\\" + rest[2:].replace("/", "\\")) if rest.startswith("~/") else rest)
    return f"""  # Who may read the file is not checked: on Windows that is not in its mode.
  $path = {base} + {path}
  if (-not [IO.File]::Exists($path)) {{ Fail 'the key file is not there, or cannot be read' }}
  $token = [IO.File]::ReadAllText($path)
  Emit ($token -replace '\\r?\\n\\z', '')"""


SCHEME: Final[Scheme] = File()

"""Runs a program to its end: no shell, a time limit, bounded output, an error that says what to do.

Arguments, input and output may hold a key, so none of them becomes part of an error: a person is told the program's
name. Output is taken as UTF-8, whatever else comes is replaced; line ends become plain newlines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING

from setpoint.core.ports import Ran, Runner
from setpoint.errors import CommandFailed

if TYPE_CHECKING:
    from subprocess import Popen
    from threading import Thread

LIMIT = 4 << 20
"""Bytes kept of each stream. The rest is read and dropped, so that the program never waits for us."""

GRACE = 0.5
"""Seconds that output may still come after the end: a daemon left behind could hold the pipe open for ever."""


def run(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
    """The `Runner` of real life. Without `stdin` the program sees an empty input, never our terminal."""
    name = PurePath(argv[0]).name
    data = None if stdin is None else stdin.encode("utf-8", "surrogateescape")
    process = _start(argv, name, piped=data is not None)
    out, err = bytearray(), bytearray()
    threads = _pump(process, data, out, err)
    try:
        status = _wait(process, seconds, name)
    except BaseException:
        end(process)
        raise
    for thread in threads:
        thread.join(GRACE)
    return Ran(status, _text(out), _text(err))


def aside(run: Runner, argv: Sequence[str], *, seconds: float, stdin: str | None = None) -> None:
    """Run a program that does not matter much: at once back, and silence if it fails. It holds up nobody's end."""
    from threading import Thread

    Thread(target=_quietly, args=(run, argv, seconds, stdin), daemon=True).start()


def _quietly(run: Runner, argv: Sequence[str], seconds: float, stdin: str | None) -> None:
    with suppress(CommandFailed):
        run(argv, seconds=seconds, stdin=stdin)


def outside(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
    """The `Runner` of a confined agent for programs that others wrote: run by the person's own service manager.

    What confines us is inherited, and takes from them what they need: `op` its set-group-ID bit, by which the app of
    1Password knows it; whatever translates at run time (Node, Java) memory that is written and run; all of them the
    files that they keep in the home. Streams are handed on, so nothing that is said goes through a log.
    """
    command = unfenced(argv, seconds, "--property=LimitCORE=0", "--property=UMask=0077")
    return run(command, seconds=seconds + GRACE, stdin=stdin)


def unfenced(argv: Sequence[str], seconds: float, *more: str) -> list[str]:
    """The arguments that have the service manager run this program, for so long at the most."""
    there(argv[0])
    options = [
        *("--user", "--pipe", "--wait", "--collect", "--quiet", "--service-type=exec", "--setenv=PATH"),
        *("--description=A program that Setpoint asks", f"--property=RuntimeMaxSec={seconds:g}"),
    ]
    return ["systemd-run", *options, *more, "--", *argv]


def confined(env: Mapping[str, str]) -> bool:
    """Whether we are a unit of systemd that gets no new privileges, in a session whose manager can be asked."""
    if sys.platform != "linux" or "INVOCATION_ID" not in env:
        return False
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return "\nNoNewPrivs:\t1\n" in status and Path(env.get("XDG_RUNTIME_DIR", "/"), "systemd/private").exists()
    return False


def there(program: str) -> None:
    """systemd-run would only say that it failed."""
    folders = [""] if "/" in program else os.environ.get("PATH", os.defpath).split(os.pathsep)
    if not any(os.access(Path(folder, program), os.X_OK) for folder in folders):
        raise not_there(PurePath(program).name)


def show(argv: Sequence[str]) -> int:
    """Run a program on our own terminal or pipe to its end, or until Ctrl-C, which ends it too. Its exit status."""
    import subprocess

    name = PurePath(argv[0]).name
    try:
        process = subprocess.Popen([found(argv[0], name), *argv[1:]], stdin=subprocess.DEVNULL)
    except (FileNotFoundError, NotADirectoryError):
        raise not_there(name) from None
    except OSError as error:
        raise not_started(name, error.strerror or "refused") from None
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal gave it to both
        process.wait()
        return 0


def _start(argv: Sequence[str], name: str, *, piped: bool) -> Popen[bytes]:
    import subprocess

    command = [found(argv[0], name), *argv[1:]]
    stdin = subprocess.PIPE if piped else subprocess.DEVNULL
    pipe = subprocess.PIPE
    try:
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
            return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, creationflags=flags)
        # A session of its own: Ctrl-C reaches us alone, and all that it started can be ended with it.
        return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, start_new_session=True)
    except (FileNotFoundError, NotADirectoryError):
        raise not_there(name) from None
    except (OSError, ValueError) as error:
        raise not_started(name, getattr(error, "strerror", None) or "its arguments are not valid") from None


def found(program: str, name: str) -> str:
    """On Windows the full path of a program, from PATH alone: Windows itself looks in the current folder first."""
    if sys.platform != "win32":
        return program
    if program.lower().endswith((".bat", ".cmd")):
        raise CommandFailed("SP805", f"{name} is a batch file, which needs a shell", hint="name an .exe instead")
    if name != program:
        return program
    file = name if PurePath(name).suffix else f"{name}.exe"
    for folder in map(Path, os.environ.get("PATH", "").split(os.pathsep)):
        if folder.is_absolute() and (folder / file).is_file():
            return str(folder / file)
    raise not_there(name)


def _pump(process: Popen[bytes], data: bytes | None, out: bytearray, err: bytearray) -> list[Thread]:
    """Threads that carry the streams, so that neither side can block the other. They never outlive this program."""
    from threading import Thread

    jobs = [Thread(target=_drain, args=pair, daemon=True) for pair in ((process.stdout, out), (process.stderr, err))]
    if data is not None:
        jobs.append(Thread(target=_feed, args=(process.stdin, data), daemon=True))
    for job in jobs:
        job.start()
    return jobs


def _drain(stream: IO[bytes], kept: bytearray) -> None:
    with stream:
        while chunk := os.read(stream.fileno(), 1 << 16):
            kept += chunk[: LIMIT - len(kept)]


def _feed(stream: IO[bytes], data: bytes) -> None:
    # A program that does not care for its input may close it early.
    with suppress(OSError), stream:
        stream.write(data)


def _wait(process: Popen[bytes], seconds: float, name: str) -> int:
    from subprocess import TimeoutExpired

    try:
        return process.wait(seconds)
    except TimeoutExpired:
        message = f"{name} took longer than {seconds:g} s and was stopped"
        raise CommandFailed("SP705", message, hint=f"run {name} by hand to see what it waits for") from None


def end(process: Popen[bytes]) -> None:
    """Only what we started ourselves: the program, and on POSIX what it started in turn."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            import signal

            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def not_there(name: str) -> CommandFailed:
    return CommandFailed("SP703", f"{name} is not installed, or not on the PATH", hint=f"install {name}")


def not_started(name: str, why: str) -> CommandFailed:
    return CommandFailed("SP805", f"{name} cannot be started: {why}", hint=f"try {name} by hand")


def _text(data: bytearray) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")

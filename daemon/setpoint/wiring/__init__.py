"""The only place where ports meet adapters: from the process around us to the world of one pass."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from setpoint.adapters.clock import SystemClock
from setpoint.adapters.disk import free_bytes
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.ledger import LedgerFile
from setpoint.adapters.lock import held
from setpoint.adapters.privacy import NOTHING, Before
from setpoint.adapters.remembering import RememberingOllama
from setpoint.adapters.sizes import RegistrySizes
from setpoint.core.change import Change
from setpoint.core.ollama_url import HTTPS, in_plain, resolve_url
from setpoint.core.ports import (
    Clock,
    Machine,
    Ollama,
    OwnFolders,
    Platform,
    Running,
    Scheme,
    System,
    Tell,
    this_system,
)
from setpoint.core.profile import KeyRef, Mode, Profile
from setpoint.core.report import told
from setpoint.core.resource import Notes, Options, Resource, World
from setpoint.discovery import names, part
from setpoint.errors import OllamaTrouble, SetpointError, UsageWrong
from setpoint.loop.preface import asks
from setpoint.telling.history import YOU, History
from setpoint.value import replace, value
from setpoint.wiring import programs
from setpoint.wiring.here import cwd, home
from setpoint.wiring.offering import offers

if TYPE_CHECKING:  # structlog comes with the log, and only who asks for a log pays for that
    from setpoint.core.check import Check
    from setpoint.telling.log import Log


@value
class Surroundings:
    """What a command finds around itself. Tests and the demo hand in others; nothing else reads the process."""

    machine: Machine
    platform: Platform
    clock: Clock
    stdin: TextIO
    out: TextIO
    err: TextIO
    cwd: Path
    interactive: bool
    python: str = sys.executable
    registry_url: str = "https://registry.ollama.ai"
    disk: Callable[[Path], int] = free_bytes
    log: Log | None = None

    @property
    def env(self) -> Mapping[str, str]:
        return self.machine.env

    @property
    def folders(self) -> OwnFolders:
        return self.platform.own_folders(self.machine)

    @property
    def state(self) -> Path:
        return Path(self.folders.state)


def real(before: Before = NOTHING) -> Surroundings:
    """This process, this person, this machine. UsageWrong (SP905) where nobody can say where this person's home is.

    `before`: see `adapters/privacy.py`.
    """
    machine = real_machine(programs.variables(), home(os.environ), before)
    interactive = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    registry = os.environ.get("SETPOINT_REGISTRY", "https://registry.ollama.ai")
    return Surroundings(
        machine,
        platform(this_system()),
        SystemClock(),
        sys.stdin,
        _fearless(sys.stdout),
        _fearless(sys.stderr),
        cwd(os.environ),
        interactive,
        registry_url=registry,
    )


def _fearless(stream: TextIO | None) -> TextIO:
    """The stream, never ending in an error over a sign that it cannot write: in a pipe Windows knows a few hundred.

    None: it is closed, or this is a program without a console.
    """
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, TextIOWrapper):
        encoding = "utf-8" if sys.platform == "win32" and not stream.isatty() else None
        stream.reconfigure(encoding=encoding, errors="replace")
    return stream


def real_machine(env: Mapping[str, str], home: Path, before: Before = NOTHING) -> Machine:
    machine = Machine(
        env,
        home,
        DiskFiles(),
        programs.run,
        hostname=_hostname(),
        uid=_uid(),
        spawn=programs.spawner(before),
        outside=programs.outside(env),
        lasting=programs.to_its_end(env, before),
    )
    return _on_windows(machine) if sys.platform == "win32" else machine


def _on_windows(machine: Machine) -> Machine:
    from setpoint.adapters.registry import WindowsRegistry
    from setpoint.adapters.win32 import WindowsCalls

    return replace(machine, registry=WindowsRegistry(), win32=WindowsCalls())


def _hostname() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _uid() -> int:
    return os.getuid() if hasattr(os, "getuid") else -1


def platform(name: str) -> Platform:
    return cast("Platform", part("setpoint.platforms", name, "PLATFORM"))


def elsewhere(system: System) -> tuple[Platform, Machine]:
    """A platform, and a made-up machine of its kind on which nothing is there."""
    from setpoint.adapters.nowhere import NoFiles, run_nothing
    from setpoint.core.rendering import HOMES

    made_up = HOMES[system]
    return platform(system), Machine(made_up.env, Path(made_up.home), NoFiles(), run_nothing, system=system)


def scheme(name: str) -> Scheme:
    return cast("Scheme", part("setpoint.keyrefs", name, "SCHEME"))


def scheme_names() -> tuple[str, ...]:
    return names("setpoint.keyrefs")


def resources() -> tuple[Resource, ...]:
    """All of them, in the order of a pass."""
    found = [cast("Resource", part("setpoint.resources", name, "RESOURCE")) for name in names("setpoint.resources")]
    return tuple(sorted(found, key=lambda resource: resource.order))


def checks() -> tuple[tuple[str, Check], ...]:
    """All of them with their names, in their order."""
    package = "setpoint.checks"
    found = [(name.replace("_", "-"), cast("Check", part(package, name, "CHECK"))) for name in names(package)]
    return tuple(sorted(found, key=lambda each: each[1].order))


def ledger(here: Surroundings) -> LedgerFile:
    return LedgerFile(here.state, here.machine.files, here.clock)


def world(
    here: Surroundings,
    profile: Profile,
    tell: Tell,
    options: Options | None = None,
    *,
    settled: bool = False,
    store: LedgerFile | None = None,
    hasty: bool = False,
) -> World:
    """Everything that a pass needs. The server is that of `ollama.url`, else of OLLAMA_HOST, else Ollama's default.

    `settled`: where the profile names none, that of the last apply, so that every shell and service means the same.
    `store`: the ledger, where the same thread has it open already. `hasty`: a server that does not answer soon does
    not answer.
    """
    programs.withhold(profile, here.env)
    store = store or ledger(here)
    remembered = store.read().url if settled and profile.ollama.url is None else None
    url, source = remembered or _url(here, profile)
    history = History(here.state, here.machine.files, here.clock)
    made = World(
        profile=profile,
        options=options or Options(),
        machine=here.machine,
        platform=here.platform,
        ledger=store,
        clock=here.clock,
        tell=tell,
        scheme=scheme,
        ollama=RememberingOllama(url, lambda: _connect(made, hasty=hasty), 2 if hasty else None),
        url=(url, source),
        state=here.state,
        python=here.python,
        sizes=RegistrySizes(here.registry_url, here.env, here.machine.root, here.machine.home, here.disk),
        running=lambda: _running(here, profile),
        record=_recorder(history, here.log, f"profile @{profile.generation}" if profile.generation else YOU),
        notes=Notes(),
        offers=offers(here.registry_url, profile),
        sole=lambda: held(here.state / "upgrade.lock", seconds=0.0),
    )
    return made


def in_use(here: Surroundings, profile: Profile, store: LedgerFile | None = None) -> Profile:
    """The profile with the mode that is used on this machine for a while, if there is one (`setpoint use`)."""
    used = (store or ledger(here)).read().used_at(here.clock.now())
    if used is None:
        return profile
    from setpoint.core.used import with_mode

    return with_mode(profile, used.mode)


def _recorder(history: History, log: Log | None, profile: str) -> Callable[[Change, SetpointError | None], None]:
    """Whose doing a change is: the profile's, or, of one that is put back, whoever changed what was ours.

    Without a profile it is a person's who gives everything back.
    """

    def record(change: Change, error: SetpointError | None) -> None:
        history.record(change, error, _by(change) if change.corrective else profile)
        if log is not None:
            log.record(change, error)

    return record


def _by(change: Change) -> str:
    return next((drift.by for drift in change.drifted if drift.by), "somebody else")


def _url(here: Surroundings, profile: Profile) -> tuple[str, str]:
    try:
        return resolve_url(profile.ollama.url, here.env.get("OLLAMA_HOST"))
    except ValueError as error:  # a url of the profile was checked when it was read
        raise UsageWrong("SP905", str(error), where="OLLAMA_HOST", hint="correct or unset it") from None


def _connect(world: World, *, hasty: bool = False) -> Ollama:
    """The server, with the key of an authenticating proxy where the profile has one and somebody said yes to it."""
    from setpoint.adapters.http import DEFAULT_LIMITS, HASTY
    from setpoint.adapters.ollama import HttpOllama

    wish, url = world.profile.ollama, world.url[0]
    headers = dict(wish.headers)
    if wish.key is not None:
        if (why := in_plain(url)) is not None:
            raise OllamaTrouble("SP116", why, where=url, hint=HTTPS, permanent=True)
        # mode off asks for no yes, and what is left over from other modes must not run a command without one
        if asks(replace(world, profile=replace(world.profile, mode=Mode.NATIVE))):
            raise OllamaTrouble(
                "SP132", "not asked: nobody has allowed its key on this machine yet", where=url, hint="setpoint trust"
            )
        headers["Authorization"] = f"Bearer {_key(world, wish.key)}"
    return HttpOllama(url, headers, limits=HASTY if hasty else DEFAULT_LIMITS)


def _key(world: World, ref: KeyRef) -> str:
    """A key that does not resolve is the server's trouble only: Claude's half of a pass goes on."""
    try:
        return world.scheme(ref.scheme).resolve(ref, world.machine).reveal()
    except SetpointError as error:
        message = f"its key does not resolve: {told(error)}"
        raise OllamaTrouble(error.code, message, where=world.url[0], hint=error.hint) from None


def _running(here: Surroundings, profile: Profile) -> Running | None:
    folders = here.platform.claude_folders(here.machine)
    return here.platform.running(here.machine, profile.claude.app, folders)

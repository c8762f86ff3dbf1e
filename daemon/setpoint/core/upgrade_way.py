"""How the Ollama server of this profile could be upgraded without a person: by which programs, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from setpoint.core.facts.ollama import IN_CONTAINER
from setpoint.core.ollama_url import place
from setpoint.core.ports import OllamaInstall
from setpoint.core.quoting import sh
from setpoint.core.resource import World
from setpoint.core.versions import parse
from setpoint.errors import SetpointError
from setpoint.value import value

_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./\\_-~")
_ELSEWHERE: Final = "the server is not on this machine"
_UNTOLD: Final = "nothing on this machine tells how it was installed"


@value
class Way:
    """`text` is for a person, complete. `commands` are run in this order; without any, `why` says why not."""

    text: str
    commands: tuple[tuple[str, ...], ...] = ()
    why: str = ""


def way(version: str, world: World) -> Way:
    """`version` is the server's. A command of the profile's own needs trust, which is asked before any pass."""
    own = world.profile.ollama.upgrade_command
    local = place(world.url[0]).loopback
    if own:
        text = f"upgrade with: {words(own)}"
        return Way(text, (_at_home(own, world),)) if local else Way(text, (), _ELSEWHERE)
    install = _install(world)
    if install is None or not local:
        return Way(_somewhere(local=local), (), _UNTOLD if local else _ELSEWHERE)
    text = f"installed by {install.method}; upgrade with: {install.upgrade}"
    why = install.why or _another(install, version)
    return Way(text, () if why else install.commands, why)


def words(argv: Sequence[str]) -> str:
    """An argument list as a person would type it."""
    return " ".join(word if word and _PLAIN.issuperset(word) else sh(word) for word in argv)


def _at_home(argv: Sequence[str], world: World) -> tuple[str, ...]:
    program, *arguments = argv
    return (str(world.machine.home / program[2:]) if program.startswith("~/") else program, *arguments)


def _install(world: World) -> OllamaInstall | None:
    try:
        return world.platform.ollama_install(world.machine)
    except SetpointError:
        return None


def _somewhere(*, local: bool) -> str:
    text = f"upgrade Ollama where this server runs; {_UNTOLD}"
    return f"{text} (in a container: {IN_CONTAINER})" if local else text


def _another(install: OllamaInstall, version: str) -> str:
    """What speaks against the server being the one that is installed here: a container's port looks the same.

    Homebrew restarts the server, so there an older server may be the installed one from before.
    """
    here, there = parse(install.version), parse(version)
    if here.development:
        return "the version of the installed program cannot be told, so neither whether it is the server"
    if here == there:
        return ""
    if here < there:
        return f"the program installed here is {install.version}, the server is another one ({version})"
    if install.method == "brew-formula":
        return ""
    return f"{install.version} is installed already; restart Ollama, the server that runs is another one ({version})"

"""What is known about Ollama's versions, installs and cloud models, and grows old. Sources: OL 3.4, 4, 5.2, 5.4.

Newest release seen: 0.34.2 of 2026-09-18; behaviour is known up to 0.33.0-rc2. Nothing here is a list of what exists:
existence is asked of the server, a retired model is reported with what replaced it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from setpoint.core import names, versions
from setpoint.value import value

AS_OF: Final = "2026-11-22"


@value
class Ability:
    """Something that a server can do from a version on. `name` is a word for code, `what` a sentence for people."""

    name: str
    since: str
    what: str


ABILITIES: Final[tuple[Ability, ...]] = (
    Ability("account", "0.12.0", "tells whether it is signed in to ollama.com"),
    Ability("messages", "0.14.0", "answers Anthropic's Messages API, which Claude Desktop speaks"),
    Ability("status", "0.16.2", "tells whether cloud models are switched off"),
    Ability("cloud-unpulled", "0.18.0", "runs cloud models without pulling them first"),
    Ability("registry-digest", "0.19.0", "keeps the registry's own digests, so an update can be told"),
    Ability("blob-grace", "0.21.0", "keeps half-pulled data for an hour over a restart"),
    Ability("recommendations", "0.22.1", "recommends models"),
    Ability("account-outage", "0.23.2", "says when ollama.com is out of reach instead of answering null"),
    Ability("list-context", "0.30.0", "lists capabilities and context length with the models"),
    Ability("early-stall", "0.32.2", "notices a download that stalls before its first byte"),
    Ability("early-mlx", "0.32.10", "refuses a model for MLX before downloading it"),
)


def missing_abilities(version: str, floor: str) -> tuple[str, ...]:
    """What this version cannot do and one at the floor (`>=0.23`) can, as sentences. ValueError: no floor."""
    found, least = versions.parse(version), versions.parse_floor(floor)
    if found.development:
        return ()
    return tuple(one.what for one in ABILITIES if found < versions.parse(one.since) <= least)


@value
class Upgrade:
    """How one kind of install is upgraded: a whole command or sentence for a person.

    `why` tells what keeps `upgrade: auto` from running it: an administrator, a person at a screen. "" where nothing
    does; the platform says with which programs then, or what else is in the way on this machine.
    """

    text: str
    why: str = ""


_SCRIPT: Final = "curl -fsSL https://ollama.com/install.sh | sh"
_ADMINISTRATOR: Final = "it needs an administrator"
_APP: Final = "Ollama's app updates itself, when its own update item is chosen; no command does it"

UPGRADES: Final[dict[str, Upgrade]] = {
    # also what install.sh leaves on a Mac: it installs the same app
    "macos-app": Upgrade(
        "use the update item of Ollama's menu, or download it again from https://ollama.com/download", _APP
    ),
    "linux-script": Upgrade(_SCRIPT, _ADMINISTRATOR),
    # the restart is needed: brew replaces the program, the old server keeps running
    "brew-formula": Upgrade("brew upgrade ollama && brew services restart ollama"),
    "brew-cask": Upgrade(
        "brew upgrade --cask ollama-app, or let the app update itself",
        "Ollama's app updates itself, and must be quit and started by a person when a cask replaces it",
    ),
    "pacman": Upgrade("sudo pacman -Syu", _ADMINISTRATOR),
    "dpkg": Upgrade("sudo apt-get update && sudo apt-get install --only-upgrade ollama", _ADMINISTRATOR),
    "rpm": Upgrade("sudo dnf upgrade ollama", _ADMINISTRATOR),
    "snap": Upgrade(
        "sudo snap refresh ollama (it also refreshes itself)",
        "snap refreshes it by itself; at once only with an administrator",
    ),
    "nix": Upgrade(
        "update the channel or flake input that provides ollama, then rebuild the system",
        "Nix has it declared; a rebuild of the system or profile upgrades it",
    ),
    "windows-installer": Upgrade(
        "use the update item of Ollama's tray menu, or download it again from https://ollama.com/download",
        f"{_APP}, and winget is not there",
    ),
    "winget": Upgrade("winget upgrade --id Ollama.Ollama"),
    "unknown": Upgrade(
        "install the newest version from https://ollama.com/download", "nothing tells how Ollama was installed here"
    ),
}
"""By the method's word (`OllamaInstall.method`). There is no `ollama upgrade` (OL 5.3, recording u02).

Those of dpkg and rpm are the distributions' own: OL 5.4 names no package of theirs.
"""


@value
class Retired:
    """A cloud model that was taken away, or will be. `on` is a date; `successor` a name to put instead.

    A successor may be retired in its turn, with a row of its own: what a person is told is the last one.
    """

    on: str
    successor: str
    sure: bool = True
    """False: announced, the removal itself was not seen. So it is with every day that is yet to come."""


RETIRED: Final[dict[str, Retired]] = {
    "glm-4.7:cloud": Retired("2026-07-15", "glm-5.2:cloud"),
    "minimax-m2.5:cloud": Retired("2026-07-31", "minimax-m2.7:cloud", sure=False),
    "qwen3-vl:235b-cloud": Retired("2026-06-16", "qwen3.5:cloud"),
}
"""By the name as it is listed, in lower case."""


def retired(name: str, table: Mapping[str, Retired] = RETIRED) -> Retired | None:
    """What became of a cloud model, or will, however it is spelled; None: nothing is known against it."""
    try:
        return table.get(names.parse(name).listed.casefold())
    except ValueError:
        return None


def successor(name: str, table: Mapping[str, Retired] = RETIRED) -> str:
    """What to use instead of such a model: the first of its successors that has no row itself; "" for no such model."""
    found, passed = "", {name}
    while (gone := retired(found or name, table)) and gone.successor not in passed:
        found = gone.successor
        passed.add(found)
    return found


PORTS: Final[tuple[int, ...]] = (11434, 11435)
"""Where its server listens by default, and its own gateway for Claude Desktop (OL 6.4)."""

SWITCH_ON: Final = "unset OLLAMA_NO_CLOUD (and disable_ollama_cloud in server.json) and restart the server"
"""How cloud models come back where somebody switched them off (OL 3.4)."""

IN_CONTAINER: Final = "docker pull ollama/ollama, then create the container again with the same volume"
"""Of a server in a container: it leaves no trace on the machine."""

WINGET: Final = (
    "upgrade",
    "--id",
    "Ollama.Ollama",
    "--exact",
    "--source",
    "winget",
    "--silent",
    "--disable-interactivity",
)
"""Behind winget's path. The source is named because that of the Microsoft Store asks for a yes to its terms first."""

WINDOWS_UNINSTALL: Final = (
    "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{44E83376-CE68-45EB-8FC1-393500EB558C}_is1"
)
"""The key of Ollama's installer in the person's registry: its folder and its version stand there."""

CLOUD_ONLY: Final[tuple[str, ...]] = (
    "kimi-k2.6",
    "kimi-k2.7-code",
    "kimi-k3",
    "glm-4.7",
    "minimax-m2.5",
    "minimax-m2.7",
    "minimax-m3",
)
"""Models without weights to pull: the bare name fails with "file does not exist", `:cloud` works."""

NOT_A_NAME: Final[dict[str, str]] = {
    "qwen3.5-vl": "qwen3.5",
}
"""Names from articles that no library has, and what is meant (every Qwen 3.5 takes images)."""

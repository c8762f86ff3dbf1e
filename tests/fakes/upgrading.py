"""A server whose version stands in a file, and programs that write it there, as an upgrade would."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from setpoint.standins.ollama.asked import World
from setpoint.standins.ollama.server import StandIn

OLD, NEW = "0.21.0", "0.34.2"

UPGRADES: Final = f"print('fetching'); server.write_text('{NEW}')"
FAILS: Final = "print('no bottle available!'); sys.exit(3)"
STAYS: Final = "print('already installed')"


@dataclass
class Upgradable(StandIn):
    """`says` holds the version; as long as it is not there, that is `OLD`."""

    says: Path = field(default_factory=Path)

    def world(self) -> World:
        self.version = self.says.read_text() if self.says.is_file() else OLD
        return StandIn.world(self)


def program(folder: Path, server: Upgradable, does: str) -> list[str]:
    """An `upgrade_command`: a program that does this, after it has noted that it ran."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "upgrade.py"
    path.write_text(_text(server, does, folder), encoding="utf-8")
    return [sys.executable, str(path)]


def runs(folder: Path) -> list[str]:
    """The arguments of each run so far."""
    noted = folder / "ran.txt"
    return noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []


def homebrew(prefix: Path, home: Path, server: Upgradable, does: str, version: str = OLD) -> None:
    """A Homebrew on Linux in which a service of the person runs the formula. `does` is what its restart does."""
    cellar = prefix / f"Cellar/ollama/{version}/bin/ollama"
    cellar.parent.mkdir(parents=True)
    cellar.touch()
    (prefix / "bin").mkdir()
    (prefix / "bin/ollama").symlink_to(f"../Cellar/ollama/{version}/bin/ollama")
    unit = home / ".config/systemd/user/homebrew.ollama.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.touch()
    brew = prefix / "bin/brew"
    step = f"if sys.argv[1] == 'services': {does}" if does != FAILS else does
    brew.write_text(f"#!{sys.executable}\n{_text(server, step, prefix)}", encoding="utf-8")
    brew.chmod(0o755)


def _text(server: Upgradable, does: str, folder: Path) -> str:
    return (
        "import sys\nfrom pathlib import Path\n"
        f"server = Path({str(server.says)!r})\n"
        f"with Path({str(folder / 'ran.txt')!r}).open('a') as noted:\n"
        "    noted.write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"{does}\n"
    )

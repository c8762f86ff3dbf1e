"""systemd, as far as the agent's service asks it: the manager of one person, and what all persons get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fakes.machine import Answer
from setpoint.core.ports import Ran

RUNTIME = "/run/user/7"


@dataclass
class Manager:
    """systemd as far as it is asked: what is loaded is what lies in the folder at the last daemon-reload."""

    units: Path
    env: str = "PATH=/usr/bin:/bin\n"
    confines: bool = True
    refuses: Mapping[str, str] = field(default_factory=dict)
    active: bool = False
    enabled: bool = False
    starts: int = 0
    everyone: list[str] = field(default_factory=list)

    def systemctl(self, argv: Sequence[str]) -> Ran:
        scope, word, *rest = argv[1:]
        if word in self.refuses:
            return Ran(1, "", self.refuses[word] + "\n")
        if scope == "--global":
            self.everyone.append(word)
        elif word == "show-environment":
            return Ran(0, self.env, "")
        elif word == "show":
            return Ran(0, self._shown(), "")
        elif word in ("enable", "disable"):
            self.enabled = word == "enable"
            self.active = self.active and "--now" not in rest
        elif word in ("restart", "stop"):
            self.active = word == "restart"
            self.starts += self.active
        elif word == "reset-failed":
            return Ran(1, "", "Failed to reset failed state of unit: Unit setpoint.service not loaded.\n")
        return Ran(0, "", "")

    def probe(self, argv: Sequence[str]) -> Ran:
        return Ran(0 if self.confines else 217, "", "")

    def _shown(self) -> str:
        unit = self.units / "setpoint.service"
        if not unit.exists():
            return "LoadState=not-found\nActiveState=inactive\nMainPID=0\nFragmentPath=\n"
        drop_in = self.units / "setpoint.service.d/10-namespaces.conf"
        return (
            f"LoadState=loaded\nFragmentPath={unit}\nDropInPaths={drop_in if drop_in.exists() else ''}\n"
            f"UnitFileState={'enabled' if self.enabled else 'disabled'}\nMainPID={812 if self.active else 0}\n"
            f"ActiveState={'active' if self.active else 'failed'}\nSubState={'running' if self.active else 'failed'}\n"
            "NRestarts=2\nResult=watchdog\nStatusText=in place\nActiveEnterTimestamp=Sun 2026-11-22 13:37:12 UTC\n"
        )

    @property
    def programs(self) -> dict[str, Answer]:
        return {"systemctl": self.systemctl, "systemd-run": self.probe}


def booted(root: Path, *, session: bool = True) -> None:
    """Signs that systemd runs the machine below `root`, and that a manager answers where RUNTIME points."""
    (root / "run/systemd/system").mkdir(parents=True)
    (root / "run/user/7/systemd").mkdir(parents=True)
    if session:
        (root / "run/user/7/systemd/private").touch()

"""A person on the stage: a home with Claude in it, and a service manager of their own that is a real one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from e2e.household import Household, until
from e2e.installed import Claude

UNIT = "setpoint.service"


@dataclass(slots=True)
class Person:
    house: Household
    claude: Claude

    @property
    def units(self) -> Path:
        return self.house.config / "systemd/user"

    def systemctl(self, *words: str, well: bool = True) -> str:
        ran = subprocess.run(
            ["systemctl", "--user", *words], env=self.house.env, capture_output=True, text=True, check=False, timeout=30
        )
        assert ran.returncode == 0 or not well, ran.stderr
        return ran.stdout.strip()

    def shown(self, name: str) -> str:
        return self.systemctl("show", UNIT, f"--property={name}", "--value")

    @property
    def pid(self) -> int:
        return int(self.shown("MainPID"))

    def journal(self) -> str:
        words = ["journalctl", "--user", "--unit", UNIT, "--output", "cat", "--no-pager"]
        ran = subprocess.run(words, env=self.house.env, capture_output=True, text=True, check=True, timeout=30)
        return ran.stdout

    def install(self) -> None:
        ended = self.house.run("service", "install")
        assert ended.code == 0, ended.said + self.journal()

    def is_anew(self, old: int) -> None:
        """Another process is ready in the place of this one."""
        until(lambda: self.pid not in (0, old) and self.shown("ActiveState") == "active", 20)

    @contextmanager
    def adjusted(self, lines: str) -> Iterator[None]:
        """The unit, with lines of ours after all others."""
        path = self.units / f"{UNIT}.d/90-stage.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"[Service]\n{lines}\n")
        self.systemctl("daemon-reload")
        try:
            yield
        finally:
            path.unlink()
            self.systemctl("daemon-reload")


def person(url: str) -> Person:
    """The one who runs these tests."""
    home = Path(os.environ["SETPOINT_STAGE"])
    runtime = f"/run/user/{os.getuid()}"  # type: ignore[attr-defined,unused-ignore]
    more = {"XDG_RUNTIME_DIR": runtime, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus", "PATH": "/usr/bin:/bin"}
    house = Household(home.parent, url, more)
    return Person(house, Claude(house))

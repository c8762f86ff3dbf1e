"""An app that quits as it was asked, and is open again a moment later: opened by somebody, or by itself."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from fakes.desk import desk
from setpoint import wiring
from setpoint.cli.main import main
from setpoint.core.ports import ClaudeFolder, Machine, Running
from setpoint.value import replace

GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.acme.example, models: {sonnet: claude-sonnet-5}}\n"


@dataclass
class Returning:
    """Linux, where the app is gone for one look after it was asked to quit."""

    row: Path
    asked: int = 0
    looked: bool = True

    def __getattr__(self, name: str) -> object:
        return getattr(wiring.platform("linux"), name)

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        if self.asked and not self.row.exists():
            if self.looked:
                opened(self.row)
            self.looked = True
        return wiring.platform("linux").running(machine, app, folders)

    def quit(self, machine: Machine, running: Running) -> None:
        self.asked += 1
        self.looked = False
        shutil.rmtree(self.row)

    def start(self, machine: Machine, app: str) -> None: ...


def opened(row: Path) -> None:
    row.mkdir()
    (row / "exe").symlink_to("/usr/lib/claude-desktop/claude-desktop")
    (row / "cmdline").write_text("/usr/lib/claude-desktop/claude-desktop\0")
    (row / "stat").write_text(f"{row.name} (claude-desktop) S {'0 ' * 18}10000000000 0 0\n")


def test_it_is_waited_for_and_not_asked_again(tmp_path: Path) -> None:
    person = desk(tmp_path, GATEWAY)
    app, out = Returning(person.tree / "root/proc/77"), StringIO()
    opened(app.row)
    here = replace(person.around(StringIO(), out, out, interactive=False), platform=app)
    assert main(("apply", "--yes", "--restart"), here) == 5, out.getvalue()
    assert app.asked == 1
    assert "waits: the app is open, pid 77" in out.getvalue()
    assert not (person.claude / "claude_desktop_config.json").exists()

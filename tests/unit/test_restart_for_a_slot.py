"""A slot gets another model on purpose while the app is open: `--restart` brings it, in one go."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from fakes.desk import Desk, desk, put
from setpoint import wiring
from setpoint.cli.main import main
from setpoint.core.names import parse
from setpoint.core.ports import Machine, Running
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

OLLAMA = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: {{model: {model}, label: Same}}}}\nollama: {{url: {url}}}\n"


@dataclass
class Polite:
    """Linux, where the app does as it is asked. `life` is what happened to it."""

    row: Path
    life: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(wiring.platform("linux"), name)

    def quit(self, machine: Machine, running: Running) -> None:
        self.life.append("quit")
        shutil.rmtree(self.row)

    def start(self, machine: Machine, app: str) -> None:
        self.life.append("started")


def open_claude(at: Desk) -> Path:
    row = at.tree / "root/proc/77"
    row.mkdir()
    (row / "exe").symlink_to("/usr/lib/claude-desktop/claude-desktop")
    (row / "cmdline").write_text("/usr/lib/claude-desktop/claude-desktop\0")
    (row / "stat").write_text(f"77 (claude-desktop) S {'0 ' * 18}10000000000 0 0\n")
    return row


def run(at: Desk, app: Polite, *words: str) -> tuple[int, str]:
    out = StringIO()
    here = replace(at.around(StringIO(), out, out, interactive=False), platform=app)
    return main(words, here), out.getvalue()


def test_the_slot_changes_and_the_app_is_open_again(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published(), "big": Published(template="x")}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(model="small", url=server.url))
        assert person("apply", "--yes").code == 0
        app = Polite(open_claude(person))
        put(person, OLLAMA.format(model="big", url=server.url))
        assert "restart" in run(person, app, "plan", "--restart")[1]
        code, _ = run(person, app, "apply", "--yes", "--restart")
        slot = server.store.find(parse("claude-sonnet-5"))
        assert (code, app.life) == (0, ["quit", "started"])
        assert slot is not None
        assert slot.made_from.startswith("big")
        before = server.mutating
        assert person("apply", "--yes").code == 0
        assert server.mutating == before


def test_the_app_stays_open_where_the_model_cannot_be_pulled(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(model="small", url=server.url))
        assert person("apply", "--yes").code == 0
        app = Polite(open_claude(person))
        put(person, OLLAMA.format(model="nowhere", url=server.url))
        assert run(person, app, "apply", "--yes", "--restart")[0] == 4
        assert app.life == []


class Opens(StringIO):
    """A person who opens Claude before they answer yes."""

    def __init__(self, at: Desk) -> None:
        super().__init__("y\n")
        self._at = at

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # as StringIO itself
        open_claude(self._at)
        return super().readline(-1 if size is None else size)


def test_an_app_that_was_opened_after_the_plan_was_shown_is_left_open(tmp_path: Path) -> None:
    profile = OLLAMA + "claude: {{switch: restart}}\n"
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", profile.format(model="small", url=server.url))
        app, out = Polite(person.tree / "root/proc/77"), StringIO()
        here = replace(person.around(Opens(person), out, out, interactive=True), platform=app)
        assert (main(["apply"], here), app.life) == (5, [])
        assert "is asked to quit" not in out.getvalue()
        assert run(person, app, "apply", "--yes")[0] == 0
        assert app.life == ["quit", "started"]

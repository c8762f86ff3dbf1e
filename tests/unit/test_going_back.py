"""Restore where more than one folder or server has something of ours, and where a part of them does not answer."""

from __future__ import annotations

import os
import shutil
import socket
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from time import monotonic

import pytest

from fakes.desk import Desk, desk, put
from setpoint.adapters.files import DiskFiles
from setpoint.cli.main import main
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

OLLAMA = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: {model}}}\nollama: {{url: {url}}}\n"
GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
SMALL = {"small": Published()}
OWN = "c0ffee00-1111-4222-8333-444455556666"
SLOT = parse("claude-sonnet-5")


def open_claude(at: Desk) -> None:
    row = at.tree / "root/proc/77"
    row.mkdir()
    (row / "exe").symlink_to("/usr/lib/claude-desktop/claude-desktop")
    (row / "cmdline").write_text("/usr/lib/claude-desktop/claude-desktop\0")
    (row / "stat").write_text(f"77 (claude-desktop) S {'0 ' * 18}1 0 0\n")


def test_a_folder_that_cannot_be_read_keeps_no_other_from_going_back(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    other = Desk(person.tree, {"CLAUDE_USER_DATA_DIR": str(person.home / "other")})
    assert person("apply", "--yes").code == 0
    assert other("apply", "--yes").code == 0
    (person.claude / "configLibrary/_meta.json").write_text("{broken")
    said = other("restore", "--yes")
    assert said.code == 4
    assert "SP305" in said.out
    assert not (person.home / "other" / f"configLibrary/{ENTRY_ID}.json").exists()


def test_models_of_a_server_that_does_not_answer_are_not_said_to_be_gone(tmp_path: Path) -> None:
    with StandIn(holds=SMALL) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(url=server.url, model="small"))
        assert person("apply", "--yes").code == 0
    said = person("restore", "--models", "--yes")
    assert said.code == 5
    assert server.url in said.out
    assert "SP201" in said.out
    assert "everything is as it was" not in said.out


def test_no_server_loses_a_slot_that_an_open_app_may_ask_for(tmp_path: Path) -> None:
    with StandIn(holds=SMALL) as first, StandIn(holds=SMALL) as second:
        person = desk(tmp_path / "desk")
        for server in (first, second):
            put(person, OLLAMA.format(url=server.url, model="small"))
            assert person("apply", "--yes").code == 0
        open_claude(person)
        assert person("restore", "--models", "--yes").code == 5
        assert all(server.store.find(SLOT) for server in (first, second))


def test_the_cure_for_an_open_app_is_not_to_apply_again(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    assert person("apply", "--yes").code == 0
    open_claude(person)
    assert "setpoint apply`" not in person("restore", "--yes").out


def test_what_is_left_is_not_said_to_be_as_it_was(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    assert person("apply", "--yes").code == 0
    entry = person.claude / f"configLibrary/{ENTRY_ID}.json"
    entry.write_text(entry.read_text().replace("llm.example", "mine.example"))
    said = person("restore", "--yes")
    assert said.code == 0
    assert "SP313" in said.out
    assert "everything is as it was" not in said.out


def test_a_status_asks_no_registry(tmp_path: Path) -> None:
    with StandIn(holds=SMALL) as server, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        person = desk(tmp_path / "desk", OLLAMA.format(url=server.url, model="not-there"))
        here = person.around(StringIO(), StringIO(), StringIO(), interactive=False)
        began = monotonic()
        main(["status"], replace(here, registry_url=f"http://127.0.0.1:{silent.getsockname()[1]}"))
        assert monotonic() - began < 2


def test_the_failure_names_the_file_that_failed(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    index = person.claude / "configLibrary/_meta.json"
    index.parent.mkdir(parents=True)
    index.write_text('{"entries": []}')
    assert person("apply", "--yes").code == 0
    index.chmod(0o400)
    said = person("restore", "--yes")
    assert said.code == 1
    assert str(index) in said.out


class Restores(TextIOWrapper):
    """A person who restores in another window before saying yes here."""

    def __init__(self, at: Desk) -> None:
        super().__init__(BytesIO())
        self._at = at

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed: bytes of IOBase
        assert self._at("restore", "--yes").code == 0
        return "y\n"


def test_an_apply_that_asks_while_somebody_restores_again_does_nothing(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    assert person("apply", "--yes").code == 0
    assert person("restore", "--yes").code == 0
    here = person.around(Restores(person), StringIO(), StringIO(), interactive=True)
    assert main(["apply"], here) == 5
    assert not (person.claude / f"configLibrary/{ENTRY_ID}.json").exists()


def test_the_flag_goes_back_even_if_the_app_came_in_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    library = person.claude / "configLibrary"
    library.mkdir(parents=True)
    library.joinpath("_meta.json").write_text(
        f'{{"appliedId": "{OWN}", "entries": [{{"id": "{OWN}", "name": "Mine"}}]}}'
    )
    library.joinpath(f"{OWN}.json").write_text("{}")
    flag = person.claude / "claude_desktop_config.json"
    flag.write_text('{"deploymentMode": "1p"}')
    assert person("apply", "--yes").code == 0
    real = DiskFiles.write

    def write(self: DiskFiles, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        real(self, path, data, seen=seen, mode=mode)
        if path.name == "_meta.json":
            open_claude(person)

    with monkeypatch.context() as patch:
        patch.setattr(DiskFiles, "write", write)
        assert person("restore", "--yes").code == 5
    shutil.rmtree(person.tree / "root/proc/77")
    flag.write_text('{"deploymentMode": "3p"}')  # as the app remembered it
    said = person("restore", "--yes")
    assert said.code == 0
    assert "SP314" not in said.out
    assert flag.read_text() == '{"deploymentMode": "1p"}'


def test_what_a_killed_setpoint_left_half_written_keeps_no_folder_of_ours(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY)
    assert at("apply", "--yes").code == 0
    library = next(at.home.rglob(f"{ENTRY_ID}.json")).parent
    leftover = library / ".setpoint-0123456789abcdef.tmp"
    leftover.write_bytes(b"half")
    os.utime(leftover, (0, 0))
    assert at("restore", "--yes").code == 0
    assert not library.exists()

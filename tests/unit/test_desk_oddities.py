"""Odd but possible states of a desk: what apply and restore make of them, seen from the command line."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from time import time

import pytest

from fakes.desk import desk
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.lock import held
from setpoint.cli.main import main
from setpoint.core.backups import KEPT, back_up
from setpoint.errors import FileTrouble
from setpoint.value import replace

PERSONS = "c0ffee00-1111-4222-8333-444455556666"
GATEWAY = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"


def library(data: Path) -> Path:
    """A person's own entry, applied."""
    folder = data / "configLibrary"
    folder.mkdir(parents=True)
    index = {"appliedId": PERSONS, "entries": [{"id": PERSONS, "name": "Mine"}]}
    (folder / "_meta.json").write_text(json.dumps(index))
    (folder / f"{PERSONS}.json").write_text("{}")
    return folder


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("entries", ["{}", '"none"', "null", "3"])
def test_an_index_whose_entries_are_no_list_is_left_and_told(tmp_path: Path, entries: str) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    index = library(person.claude) / "_meta.json"
    index.write_text(f'{{"entries": {entries}}}')
    said = person("apply", "--yes")
    assert said.code == 4
    assert "SP305" in said.out
    assert index.read_text() == f'{{"entries": {entries}}}'


def test_a_settings_file_that_is_a_link_to_nothing_is_one_again(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    library(person.claude)
    (person.home / "dotfiles").mkdir()
    (person.claude / "claude_desktop_config.json").symlink_to(person.home / "dotfiles/claude.json")
    before = tree(person.home / ".config/Claude-3p"), tree(person.home / "dotfiles")
    assert person("apply", "--yes").code == 0
    assert person("restore", "--yes").code == 0
    assert (tree(person.claude), tree(person.home / "dotfiles")) == before


def test_an_apply_after_the_clock_was_set_back_still_ends_a_suspension(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    library(person.claude)
    assert person("apply", "--yes").code == 0
    assert person("restore", "--yes").code == 0
    here = person.around(StringIO(), StringIO(), StringIO(), interactive=False)
    assert main(["apply", "--yes"], replace(here, clock=SetBack())) == 0


class SetBack:
    """A clock that somebody has just corrected by a day."""

    def now(self) -> float:
        return time() - 86400

    def sleep(self, seconds: float) -> None:
        """Time passes elsewhere."""


def test_the_newest_backup_stays_where_the_clock_was_set_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for number in range(KEPT + 3):
        copy = back_up(DiskFiles(), tmp_path / "backups", path, b"{}", 1_800_000_000.0 - number)
        assert copy.exists()
    assert len(list((tmp_path / "backups").iterdir())) == KEPT


def test_a_password_in_a_policys_url_is_not_shown(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", GATEWAY)
    policy = person.tree / "root/etc/claude-desktop/managed-settings.json"
    policy.parent.mkdir(parents=True)
    policy.write_text('{"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": "https://ann:canary@acme.example"}')
    policy.chmod(0o644)
    for words in (("plan",), ("plan", "--json"), ("status",), ("status", "--json"), ("apply", "--yes")):
        said = person(*words)
        assert "acme.example" in said.out
        assert "canary" not in said.out + said.err


def test_a_file_system_without_locks_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(descriptor: int, how: int) -> None:
        del descriptor, how
        raise OSError(37, os.strerror(37))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(FileTrouble, match="lock"), held(tmp_path / "lock", seconds=60):
        pass


def test_only_claudes_half_waits_for_an_ollama_that_is_not_up(tmp_path: Path) -> None:
    person = desk(
        tmp_path / "desk", "setpoint: 1\nmode: ollama\nmodels: {sonnet: small}\nollama: {url: http://127.0.0.1:9}\n"
    )
    library(person.claude)
    assert person("apply", "--yes", "--only", "claude").code == 5
    assert person("apply", "--yes", "--only", "claude", "--pending-ok").code == 0


def test_an_apply_that_only_resumes_is_followed_by_one_that_writes_nothing(tmp_path: Path) -> None:
    person = desk(tmp_path / "desk", "setpoint: 1\nmode: native\n")
    assert person("restore", "--yes").code == 0
    assert person("apply", "--yes").code == 0
    before = (person.state / "ledger.json").stat()
    assert person("apply", "--yes").code == 0
    assert (person.state / "ledger.json").stat() == before

"""An apply with another profile is cut off between the ledger and the file: going back, and going on, still work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put, put_key
from setpoint.adapters.aside import aside
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.sweeping import started
from setpoint.core.facts.claude import ENTRY_ID

GATEWAY = """\
setpoint: 1
mode: gateway
gateway:
  url: {url}
  key: {key}
  models: {models}
{more}"""
FIRST = GATEWAY.format(
    url="https://one.example",
    key="{file: ~/key, delivery: static}",
    models="{sonnet: claude-sonnet-5, opus: claude-opus-5}",
    more="  headers: {X-One: one, X-Two: two}\n",
)
SECOND = GATEWAY.format(
    url="https://two.example", key="file:~/key", models="{sonnet: claude-sonnet-5}", more="  headers: {X-Two: two}\n"
)


@contextmanager
def power_cut_at(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = DiskFiles.write

    def write(self: DiskFiles, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        if path.name == name:
            raise KeyboardInterrupt
        real(self, path, data, seen=seen, mode=mode)

    with monkeypatch.context() as patch:
        patch.setattr(DiskFiles, "write", write)
        yield


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = desk(tmp_path / "desk", FIRST)
    put_key(made, "k" * 30)
    assert made("trust", answers="y\n").code == 0
    assert made("apply", "--yes").code == 0
    put(made, SECOND)
    assert made("trust", answers="y\n").code == 0
    with power_cut_at(f"{ENTRY_ID}.json", monkeypatch):
        assert made("apply", "--yes").code == 130
    return made


def test_everything_goes_back(person: Desk) -> None:
    said = person("restore", "--yes")
    assert said.code == 0
    assert "somebody else" not in said.out
    assert not person.claude.exists()


def test_the_next_apply_leaves_nothing_of_the_first(person: Desk) -> None:
    assert person("apply", "--yes").code == 0
    entry = (person.claude / f"configLibrary/{ENTRY_ID}.json").read_text()
    assert "one.example" not in entry
    assert "X-One" not in entry
    assert "k" * 30 not in entry
    assert person("restore", "--yes").code == 0
    assert not person.claude.exists()


def test_what_a_killed_one_had_taken_out_of_its_place_is_put_back_by_an_apply_that_has_nothing_to_do(
    tmp_path: Path,
) -> None:
    person = desk(tmp_path / "desk", SECOND)
    put_key(person, "k" * 30)
    assert person("trust", answers="y\n").code == 0
    assert person("apply", "--yes").code == 0
    settings = person.claude / "claude_desktop_config.json"
    ours = settings.read_bytes()
    theirs = ours.replace(b"{", b'{"newest": 1,', 1)
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    beside = aside(started().replace(f"-{os.getpid()}-", f"-{dead.pid}-"), settings, b"before", ours)
    assert beside
    beside.path.write_bytes(theirs)
    assert person("apply", "--yes").code == 0
    assert settings.read_bytes() == theirs
    assert not beside.path.exists()

"""An apply with another profile is cut off between the ledger and the file: going back, and going on, still work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put, put_key
from setpoint.adapters.files import DiskFiles
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

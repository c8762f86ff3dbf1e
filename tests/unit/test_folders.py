"""Which of several folders Claude Desktop really uses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from setpoint.adapters.files import DiskFiles
from setpoint.core.folders import DAY, choose, gather
from setpoint.core.ports import ClaudeFolder
from setpoint.errors import NeedsPerson

NOW = 1_800_000_000.0
PUBLIC = ClaudeFolder(Path("/public-3p"), Path("/public"), "default")
PACKAGE = ClaudeFolder(Path("/package-3p"), Path("/package"), "MSIX package")
BOTH = (PUBLIC, PACKAGE)


def test_a_fresh_install_gets_the_first_candidate() -> None:
    evidence = {PUBLIC: None, PACKAGE: None}
    assert choose(BOTH, evidence, NOW) is PUBLIC


def test_the_only_one_with_signs_of_life_is_chosen() -> None:
    evidence = {PUBLIC: None, PACKAGE: NOW - 400 * DAY}
    assert choose(BOTH, evidence, NOW) is PACKAGE


def test_a_leftover_does_not_count() -> None:
    assert choose(BOTH, {PUBLIC: NOW - 15 * DAY, PACKAGE: NOW}, NOW) is PACKAGE
    assert choose(BOTH, {PUBLIC: NOW - 85 * DAY, PACKAGE: NOW - 100 * DAY}, NOW) is PUBLIC


def test_two_that_are_alive_are_for_a_person_to_decide() -> None:
    with pytest.raises(NeedsPerson) as error:
        choose(BOTH, {PUBLIC: NOW - 5 * 3600, PACKAGE: NOW - 10}, NOW)
    assert error.value.code == "SP303"
    assert str(PUBLIC.data) in error.value.message
    assert "used 5 h ago" in error.value.message
    assert "just now" in error.value.message
    assert "CLAUDE_USER_DATA_DIR" in error.value.hint


def sign(folder: Path, name: str, time: float) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time, time))


def test_what_only_the_app_writes_counts_before_what_switchers_write(tmp_path: Path) -> None:
    one = ClaudeFolder(tmp_path / "one", tmp_path / "x", "")
    two = ClaudeFolder(tmp_path / "two", tmp_path / "y", "")
    assert gather((one, two), DiskFiles()) == {one: None, two: None}
    sign(tmp_path / "one", "configLibrary/_meta.json", 900)
    assert gather((one, two), DiskFiles()) == {one: 900, two: None}
    sign(tmp_path / "two", "Local State", 100)
    sign(tmp_path / "two", "logs/main.log", 300)
    assert gather((one, two), DiskFiles()) == {one: None, two: 300}

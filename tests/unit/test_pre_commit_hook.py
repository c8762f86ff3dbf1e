"""The hook for dotfiles repositories: which files it is given, and what its entry does with them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakes.desk import desk

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hook() -> Any:
    (hook,) = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["language"]) == ("setpoint-validate", "python")
    return hook


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("setpoint/profile.yaml", True),
        (".config/setpoint/profile.yaml", True),
        ("dot_config/setpoint/work.yml", True),
        ("hosts/desk.setpoint.yaml", True),
        ("setpoint/profile.schema.json", False),
        ("not-setpoint/profile.yaml", False),
        ("setpoint/.github/ci.yaml", False),
        ("setpoint.yaml.bak", False),
    ],
)
def test_it_looks_at_profiles_and_nothing_else(hook: Any, path: str, meant: bool) -> None:
    assert bool(re.search(hook["files"], path)) == meant


def test_its_entry_judges_every_file_and_ends_with_the_worst(hook: Any, tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "good.setpoint.yaml").write_text("setpoint: 1\nmode: native\n")
    (tmp_path / "bad.setpoint.yaml").write_text("setpoint: 1\nmode: olama\n")
    (tmp_path / "worse.setpoint.yaml").write_text("setpoint: 1\nmode: native\nmodles: {}\n")
    program, *words = shlex.split(hook["entry"])
    assert program == "setpoint"
    said = at(*words, "good.setpoint.yaml", "bad.setpoint.yaml", "worse.setpoint.yaml", "gone.setpoint.yaml")
    assert said.code == 3
    assert "good.setpoint.yaml: valid" in said.out
    assert all(name in said.out for name in ("bad.setpoint.yaml:2", "worse.setpoint.yaml:3", "gone.setpoint.yaml"))
    assert at(*words, "good.setpoint.yaml").code == 0

"""`setpoint demo` as a newcomer runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(60)


def demo(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "temp").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    moved = {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    temp = {name: str(tmp_path / "temp") for name in ("TMPDIR", "TEMP", "TMP")}
    env = {**kept, **moved, **temp, "PYTHONUTF8": "1"}
    program = [sys.executable, "-m", "setpoint", "demo", *words]
    return subprocess.run(
        program, env=env, cwd=tmp_path, capture_output=True, check=False, timeout=50, encoding="utf-8"
    )


def test_the_demo_shows_every_step_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = demo(tmp_path, "--fast")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    assert "✗ setpoint" not in ended.stdout
    for command in ("plan", "apply", "status", "test", "restore"):
        assert f"$ setpoint {command}" in ended.stdout
    assert "GB of 6.6 GB" in ended.stdout, "the pull is seen"
    first, *_, last = ended.stdout.strip().split("\n\n")
    assert "stand-ins" in first
    assert "stand-ins" in last
    assert "\033" not in ended.stdout
    assert list((tmp_path / "home").rglob("*")) == [], "the home of whoever runs it"
    assert list((tmp_path / "temp").iterdir()) == []


def test_the_throw_away_home_can_be_kept(tmp_path: Path) -> None:
    ended = demo(tmp_path, "--fast", "--keep")
    assert ended.returncode == 0, ended.stdout
    (kept,) = (tmp_path / "temp").iterdir()
    assert f"kept: {kept.resolve()}" in ended.stdout
    assert Path(tempfile.gettempdir()) != kept
    assert (kept / "setpoint/profile.yaml").exists()

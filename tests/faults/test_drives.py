"""Homes on drives of other kinds, really mounted: NTFS, exFAT, btrfs with a quota, another machine's by SFTP."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from faults import drives

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="on Linux root alone may mount"),
    pytest.mark.drives,
]

TESTS: Final = Path(__file__).resolve().parent.parent
APART: Final = ("unshare", "-mpf", "--kill-child", "--mount-proc", "--propagation", "private")


@pytest.mark.parametrize("scene", drives.SCENES)
def test_a_home_on_another_drive(scene: str, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    words = [*APART, sys.executable, "-m", "faults.drives", scene, str(tmp_path)]
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=110)
    if ended.returncode == drives.UNKNOWN:
        pytest.skip(f"this kernel mounts no such drive: {ended.stdout.strip()}")
    assert ended.returncode == 0, ended.stdout + ended.stderr

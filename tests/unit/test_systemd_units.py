"""The shipped units, looked at by systemd itself. What they do is shown by tests/systemd, in a booted one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from setpoint import shipped
from setpoint.platforms.linux.unit_text import DROP_IN, UNIT, drop_in, unit

EXPOSURE: Final = 25
"""Tenths, at the most."""

IDLE: Final = {
    *("StateDirectory", "DynamicUser", "LoadCredentialEncrypted", "IPAddressDeny", "KeyringMode", "DeviceAllow"),
    *("ProtectProc", "ProcSubset"),
}
"""What a user manager does not carry out, or puts somewhere else, and what would hide the app from the agent."""

analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def written(place: Path, *, whole: bool = True) -> Path:
    """The unit as it is installed, with words that need every kind of quoting."""
    argv = (sys.executable, "-m", "setpoint", "--profile", '/home/ada/my "100%" $HOME/a\\b.yaml', "run")
    env = {"OLLAMA_HOST": "10.0.0.5", "CLAUDE_USER_DATA_DIR": "/home/ada/my claude"}
    path = place / UNIT
    path.write_text(unit(shipped.read("systemd", UNIT), argv, env))
    if whole:
        (place / DROP_IN).parent.mkdir()
        folders = (Path("/home/ada/.config"), Path("/home/ada/my claude"))
        (place / DROP_IN).write_text(drop_in(shipped.read("systemd", DROP_IN), folders))
    return path


def analyzed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=30)


def verified(path: Path) -> tuple[int, str]:
    ran = analyzed("verify", "--user", "--man=no", path)
    return ran.returncode, ran.stderr


@analyze
def test_systemd_has_nothing_to_say_against_the_unit(tmp_path: Path) -> None:
    assert verified(written(tmp_path)) == (0, "")


@analyze
@pytest.mark.parametrize("planted", ["WatchdogSecs=3min", "Restart=on-failures", "SystemCallFilter=@no-such-set"])
def test_a_planted_mistake_is_seen(tmp_path: Path, planted: str) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace("[Service]\n", f"[Service]\n{planted}\n"))
    assert verified(path)[1]


@analyze
def test_the_whole_unit_is_exposed_little(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert analyzed("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", path).returncode == 0
    assert analyzed("security", "--offline=true", "--threshold=10", "--no-pager", path).returncode != 0, (
        "it is measured"
    )


@pytest.mark.parametrize("file", [UNIT, DROP_IN])
def test_nothing_stands_there_for_show(file: str) -> None:
    keys = set(re.findall(r"^(\w+)=", shipped.read("systemd", file), re.MULTILINE))
    assert keys & IDLE == set()


def test_the_unit_itself_needs_no_namespaces() -> None:
    needing = r"^(Private|Protect|ReadWrite|ReadOnly|Inaccessible|Bind|TemporaryFileSystem|Capability)\w+="
    assert re.findall(needing, shipped.read("systemd", UNIT), re.MULTILINE) == []


def test_as_shipped_it_starts_what_a_package_installs() -> None:
    assert "\nExecStart=/usr/bin/setpoint run\n" in shipped.read("systemd", UNIT)

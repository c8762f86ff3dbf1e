"""A program that was started to outlive us has nothing of ours."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from setpoint.detach import environment, spawn
from setpoint.errors import PlatformTrouble

TELL = """
import json, os, sys
told = {"cwd": os.getcwd(), "ours": [name for name in os.environ if name.startswith("SETPOINT_")]}
if sys.platform != "win32":
    told["leader"] = os.getsid(0) == os.getpid()
    told["streams"] = [os.fstat(number).st_rdev == os.stat("/dev/null").st_rdev for number in (0, 1, 2)]
with open(sys.argv[1] + ".new", "w") as file:
    json.dump(told, file)
os.replace(sys.argv[1] + ".new", sys.argv[1])
"""


@pytest.mark.timeout(20)
def test_it_has_its_own_session_and_no_streams_or_variables_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETPOINT_PROFILE", "x")
    monkeypatch.setenv("HOME", str(tmp_path))
    answer = tmp_path / "answer"
    spawn([sys.executable, "-I", "-c", TELL, str(answer)])
    end = time.monotonic() + 10
    while not answer.exists() and time.monotonic() < end:
        time.sleep(0.02)
    told = json.loads(answer.read_text())
    assert told["ours"] == []
    if sys.platform != "win32":
        assert told["cwd"] == os.path.realpath(tmp_path)
        assert told["leader"]
        assert told["streams"] == [True, True, True]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as error:
        spawn([str(tmp_path / "absent")])
    assert error.value.code == "SP404"


def test_variables_for_us_alone_are_kept_back() -> None:
    env = {"PATH": "/bin", "DISPLAY": ":0", "NOTIFY_SOCKET": "@x", "CREDENTIALS_DIRECTORY": "/run/c", "PYTHONPATH": "x"}
    assert environment(env) == {"PATH": "/bin", "DISPLAY": ":0"}

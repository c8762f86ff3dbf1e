"""The agent under Windows: woken by its file events, and ended when it is told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from setpoint.adapters import beacon
from setpoint.core.facts.claude import ENTRY_ID

pytestmark = pytest.mark.windows

PERSONS = "c0ffee00-1111-4222-8333-444455556666"
PROFILE = """\
setpoint: 1
mode: gateway
gateway: {url: "https://llm.acme.example", models: {sonnet: claude-sonnet-5}}
agent: {interval: 1d, contest: never}
claude: {app: 'APP'}
"""


def until(what: Callable[[], object], seconds: float = 20) -> float:
    """How long it took."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() < begun + seconds, "it did not come about in time"
        time.sleep(0.02)
    return time.monotonic() - begun


class Home:
    def __init__(self, top: Path) -> None:
        self.top = top
        self.local = top / "Local"
        self.state = self.local / "setpoint"
        self.index = self.local / "Claude-3p/configLibrary/_meta.json"
        app = top / "Claude" / "claude.exe"
        app.parent.mkdir()
        app.write_bytes(b"MZ")
        self.profile = top / "profile.yaml"
        self.profile.write_text(PROFILE.replace("APP", str(app)), encoding="utf-8")

    @property
    def env(self) -> dict[str, str]:
        here = {"LOCALAPPDATA": str(self.local), "APPDATA": str(self.top / "Roaming"), "USERPROFILE": str(self.top)}
        return {**os.environ, **here, "SETPOINT_PROFILE": str(self.profile)}

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "setpoint", *words]
        return subprocess.run(argv, env=self.env, capture_output=True, text=True, check=False, timeout=60)

    @property
    def selected(self) -> str:
        try:
            return str(json.loads(self.index.read_bytes()).get("appliedId", ""))
        except (OSError, ValueError):
            return ""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    assert made.call("trust", "--yes").returncode == 0
    return made


@pytest.fixture
def agent(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-m", "setpoint", "run", "--log-file", str(home.top / "agent.log")]
    process = subprocess.Popen(argv, env=home.env, stdin=subprocess.DEVNULL)
    try:
        until(lambda: home.selected == ENTRY_ID)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


@pytest.mark.usefixtures("agent")
def test_a_foreign_write_is_put_back(home: Home) -> None:
    for _ in range(3):
        index = json.loads(home.index.read_bytes())
        beside = home.index.with_name("other.json")
        beside.write_text(json.dumps({**index, "appliedId": PERSONS}))
        beside.replace(home.index)
        assert until(lambda: home.selected == ENTRY_ID) < 5


@pytest.mark.usefixtures("agent")
def test_an_edit_of_the_profile_is_applied(home: Home) -> None:
    home.profile.write_text(home.profile.read_text("utf-8").replace("mode: gateway", "mode: native"), encoding="utf-8")
    until(lambda: home.selected != ENTRY_ID)


def test_it_ends_when_it_is_told_to(home: Home, agent: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    assert beacon.dismiss(home.state, 5)
    assert agent.wait(5) == 0
    assert time.monotonic() - begun < 5

"""The agent under a real systemd, as an unprivileged person: `.ci/systemd.sh` boots one and runs this there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from e2e.household import Household, until
from e2e.installed import alive
from setpoint.adapters import beacon
from setpoint.cli.main import COMMANDS
from setpoint.core.agent_state import AgentState
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from systemd.person import UNIT, Person, person

pytestmark = [pytest.mark.systemd, pytest.mark.long]

if sys.platform == "win32":
    pytest.skip("systemd is Linux's", allow_module_level=True)

MODEL = Published(size=50_000_000, details=Details(context=131072))
KEY_TOOL = """\
#!/bin/sh
# Like tools that keep a cache in the home, and that the app of 1Password knows by their group.
touch "$HOME/notes/cache" || exit 3
sed -n 's/^NoNewPrivs:.\\([01]\\)/free-\\1-sk-of-ada/p' /proc/self/status
"""
PROBE = Path(__file__).with_name("probe.py")


@pytest.fixture
def ada() -> Iterator[Person]:
    """At home, with Claude installed and closed, and without a service."""
    with StandIn(holds={"small": MODEL}) as server:
        found = person(server.url)
        found.house.furnish()
        found.house.trust()
        try:
            yield found
        finally:
            found.claude.end()
            found.house.run("service", "uninstall")
            found.house.end()
            for path in (*found.house.home.iterdir(), *found.house.top.iterdir()):
                if path != found.house.home:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def routed(house: Household) -> bool:
    with suppress(FileNotFoundError, ValueError):
        index, settings = json.loads(house.index.read_bytes()), json.loads(house.settings.read_bytes())
        return (index.get("appliedId"), settings.get("deploymentMode")) == (ENTRY_ID, "3p")
    return False


def astray(house: Household) -> None:
    """What another tool, or the app itself, may do."""
    plain = json.loads(house.settings.read_bytes())
    house.settings.write_text(json.dumps({**plain, "deploymentMode": "1p"}))


def ready(ada: Person) -> None:
    ada.install()
    until(lambda: routed(ada.house), 20)


def told(ada: Person) -> AgentState:
    """What the agent tells of itself."""
    return beacon.seen(ada.house.state) or AgentState(0, "", 0.0)


def test_installed_it_is_ready_switches_and_repairs_what_others_change(ada: Person) -> None:
    ready(ada)
    assert ada.shown("ActiveState") == "active"
    assert ada.systemctl("is-enabled", UNIT) == "enabled"
    status = ada.house.run("service", "status")
    assert (status.code, f"pid {ada.pid}" in status.out) == (0, True), status.said
    assert "only the folders around Claude's and ours" in status.out
    astray(ada.house)
    until(lambda: routed(ada.house), 5)
    assert "deploymentMode" in ada.house.run("service", "logs").out


def test_a_folder_of_claude_that_is_made_anew_can_be_written_too(ada: Person) -> None:
    ready(ada)
    ada.house.data.rename(ada.house.config / "aside")
    ada.house.furnish()
    until(lambda: routed(ada.house), 20)


def test_what_became_a_link_into_dotfiles_is_written_after_installing_again(ada: Person) -> None:
    ada.house.write_profile(ada.house.usual(more="agent: {contest: never}\n"))
    ready(ada)
    dotfiles = ada.house.home / "dotfiles"
    dotfiles.mkdir()
    ada.house.settings.rename(dotfiles / "settings.json")
    ada.house.settings.symlink_to(dotfiles / "settings.json")
    astray(ada.house)
    until(lambda: "read-only file system" in ada.journal())
    ada.install()
    until(lambda: routed(ada.house), 20)
    assert ada.house.settings.is_symlink()


def test_killed_it_comes_back_and_knows_what_it_did(ada: Person) -> None:
    ready(ada)
    with ada.adjusted("RestartSec=100ms"):
        old = ada.pid
        astray(ada.house)
        os.kill(old, signal.SIGKILL)
        ada.is_anew(old)
        until(lambda: routed(ada.house), 10)
    assert ada.shown("NRestarts") == "1"
    assert "restarted 1 times" in ada.house.run("service", "status").out


def test_one_that_hangs_is_ended_and_started_anew(ada: Person) -> None:
    ready(ada)
    with ada.adjusted("RestartSec=100ms\nWatchdogSec=2s"), _kept_awake(ada):
        ada.systemctl("restart", UNIT)
        old = ada.pid
        os.kill(old, signal.SIGSTOP)
        ada.is_anew(old)
        assert "Watchdog timeout" in ada.journal()
        assert list(ada.house.home.glob("core*")) == []


def test_a_reload_looks_anew_in_the_same_process(ada: Person) -> None:
    ready(ada)
    before, old = told(ada).looks, ada.pid
    ada.systemctl("reload", UNIT)
    until(lambda: told(ada).looks > before)
    assert ada.pid == old


def test_a_bad_profile_is_no_reason_to_restart(ada: Person) -> None:
    ready(ada)
    old = ada.pid
    ada.house.write_profile("mode: [")
    until(lambda: "SP102" in told(ada).trouble)
    ada.systemctl("restart", UNIT)
    assert ada.shown("ActiveState") == "active"
    assert ada.pid != old
    astray(ada.house)
    until(lambda: routed(ada.house), 5)


def test_a_pause_outlasts_a_restart(ada: Person) -> None:
    ready(ada)
    word = ("pause", "--because", "a try") if "pause" in COMMANDS else ("restore", "--yes")
    assert ada.house.run(*word).code == 0
    astray(ada.house)
    ada.systemctl("restart", UNIT)
    before = told(ada).looks
    beacon.call(ada.house.state)
    until(lambda: told(ada).looks > before)
    assert not routed(ada.house)


def test_told_to_stop_it_is_gone_within_two_seconds_and_that_is_no_failure(ada: Person) -> None:
    ready(ada)
    old, began = ada.pid, time.monotonic()
    ada.systemctl("stop", UNIT)
    assert time.monotonic() - began < 2.5, "two seconds, and what systemctl takes"
    assert not alive(old)
    assert (ada.shown("Result"), ada.shown("NRestarts")) == ("success", "0")


def test_uninstalled_nothing_is_left_of_it(ada: Person) -> None:
    units = sorted(path.name for path in ada.house.config.rglob("*"))
    ready(ada)
    old = ada.pid
    ended = ada.house.run("service", "uninstall")
    assert ended.code == 0, ended.said
    assert not alive(old)
    assert ada.shown("LoadState") == "not-found"
    assert UNIT not in ada.systemctl("list-units", "--all", "--no-legend", "--plain")
    assert not (ada.house.config / "systemd").exists()
    assert routed(ada.house), "what is applied stays"
    assert sorted({path.name for path in ada.house.config.rglob("*")} - set(units)) == [f"{ENTRY_ID}.json"]


def test_uninstall_gives_back_what_was_there_before(ada: Person) -> None:
    before = ada.house.bytes_of()
    ready(ada)
    ended = ada.house.run("uninstall", "--yes")
    assert ended.code == 0, ended.said
    assert ada.house.bytes_of() == before
    assert ada.shown("LoadState") == "not-found"


def test_the_app_is_restarted_free_of_all_that_confines_the_agent(ada: Person) -> None:
    ready(ada)
    first = ada.claude.start()
    ada.house.write_profile(ada.house.usual("{opus: small}").replace("claude: {", "claude: {switch: restart, "))
    until(lambda: len(ada.claude.said("started")) == 2, 20)
    assert ada.claude.pid != first
    assert _status(ada.claude.pid)["NoNewPrivs"] == "0"
    assert _status(ada.claude.pid)["Seccomp"] == "0"
    assert _status(ada.pid)["NoNewPrivs"] == "1"
    assert _status(ada.pid)["Seccomp"] == "2"
    cgroup = Path(f"/proc/{ada.claude.pid}/cgroup").read_text()
    assert UNIT not in cgroup
    assert "app.slice" in cgroup
    ada.systemctl("stop", UNIT)
    assert alive(ada.claude.pid)


def test_an_upgrade_is_free_of_the_fence_and_is_not_cut_off_when_the_agent_is_stopped(ada: Person) -> None:
    home = ada.house.home
    notes = home / "notes"
    notes.mkdir()
    tool = notes / "upgrade"
    tool.write_text(f"#!/bin/sh\necho fetching\ntouch {notes}/begun && sleep 4 && echo done && touch {notes}/over\n")
    tool.chmod(0o755)
    ada.house.write_profile(
        ada.house.usual().replace(
            "ollama: {", f'ollama: {{version: ">=9.0", upgrade: auto, upgrade_command: [{tool}], '
        )
    )
    ada.house.trust()
    ada.install()
    until((notes / "begun").exists, 20)
    until(lambda: told(ada).pulling is not None, 5)
    ada.systemctl("stop", UNIT)
    assert not (notes / "over").exists()
    until((notes / "over").exists, 10)


def test_from_inside_the_unit_much_is_refused_and_what_is_needed_is_not(ada: Person) -> None:
    home, answers = ada.house.home, ada.house.home / ".local/state/probe.json"
    for folder in ("notes", ".config/autostart"):
        (home / folder).mkdir(parents=True)
    (home / "notes/list").write_text("eggs\n")
    tool = home / "key-tool"
    tool.write_text(KEY_TOOL)
    tool.chmod(0o700)
    ada.install()
    pid = ada.claude.start()
    for path in ada.house.config.glob("Claude*/SingletonLock"):
        path.unlink()  # so that it must be found in the table of processes
    command = f"{sys.executable} {PROBE} {answers} {ada.house.app}"
    with ada.adjusted(f"Type=oneshot\nRestart=no\nWatchdogSec=0\nExecStart=\nExecStart={command}"):
        ada.systemctl("restart", UNIT, well=False)
    assert answers.exists(), ada.journal()
    found = json.loads(answers.read_text())
    denied, locked = "Operation not permitted", "Read-only file system"
    assert found.pop("status") == {"NoNewPrivs": "1", "Seccomp": "2", "CapBnd": "0000000000000000"}
    assert found == {
        "writes": {".": locked, "notes": locked, ".config/autostart": locked, ".config": "", ".local/state": ""},
        "tmp": "",
        "tmp is empty": True,
        "usr": locked,
        "read": "eggs\n",
        "modules": "Permission denied",
        **dict.fromkeys(("unshare", "personality", "chroot", "realtime", "write and run", "suid"), denied),
        "netlink": "Address family not supported by protocol",
        "core": 0,
        "umask": 0o077,
        "command": "eggs\n",
        "key": "free-0-sk-of-ada",
        "resolves": True,
        "running": pid,
    }


class _kept_awake:  # noqa: N801  used as a word
    """Something happens all the time: the agent says at each turn that it lives, and rests up to 20 s between them."""

    def __init__(self, ada: Person) -> None:
        self._over = Event()
        self._thread = Thread(target=self._call, args=(ada.house.state,))

    def _call(self, state: Path) -> None:
        while not self._over.wait(0.2):
            beacon.call(state)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_trouble: object) -> None:
        self._over.set()
        self._thread.join()


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)

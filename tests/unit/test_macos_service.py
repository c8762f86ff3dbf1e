"""The agent as a LaunchAgent, on a tree that stands for the system and with a launchctl that remembers."""

from __future__ import annotations

import plistlib
import sys
from pathlib import Path

import pytest

from fakes.launchctl import FakeLaunchctl
from fakes.machine import machine
from setpoint.core.facts.service import LABEL
from setpoint.core.ports import Machine, Ran
from setpoint.core.ports.service import Agent, ServiceState
from setpoint.errors import PlatformTrouble
from setpoint.platforms.macos.service import LaunchAgents
from setpoint.value import replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions and paths of macOS")

SERVICE = LaunchAgents(pause=lambda _seconds: None)
AGENT = Agent(("/opt/setpoint/bin/python", "-m", "setpoint", "run"))
DOMAIN = "gui/501"
TARGET = f"{DOMAIN}/{LABEL}"


def mac(tree: Path, launchctl: FakeLaunchctl | None, uid: int = 501, sudo: str = "") -> Machine:
    programs = {} if launchctl is None else {"launchctl": launchctl}
    return replace(machine(tree, {"SUDO_UID": sudo} if sudo else {}, programs), uid=uid)


def own(tree: Path) -> Path:
    return tree / "home/ada/Library/LaunchAgents" / f"{LABEL}.plist"


def common(tree: Path) -> Path:
    return tree / "Library/LaunchAgents" / f"{LABEL}.plist"


# --- install ---


def test_an_installed_agent_is_loaded_from_the_persons_own_folder(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    SERVICE.install(mac(tmp_path, launchctl), AGENT)
    assert launchctl.loaded[TARGET] == plistlib.loads(own(tmp_path).read_bytes())
    assert launchctl.loaded[TARGET]["ProgramArguments"][:4] == list(AGENT.argv)


def test_nobody_else_can_write_the_file_or_launchd_would_refuse_it(tmp_path: Path) -> None:
    SERVICE.install(mac(tmp_path, FakeLaunchctl()), AGENT)
    assert own(tmp_path).stat().st_mode & 0o777 == 0o644


def test_the_folder_that_launchd_writes_to_is_there_and_the_apps_own_are_not_made_up(tmp_path: Path) -> None:
    app = tmp_path / "home/ada/Library/Application Support/Claude-3p"
    SERVICE.install(mac(tmp_path, FakeLaunchctl()), replace(AGENT, writes=(app,)))
    assert (tmp_path / "home/ada/Library/Logs/Setpoint").is_dir()
    assert not app.exists()


def test_an_install_over_another_replaces_what_is_loaded_once_the_old_one_has_ended(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(lingers=3)
    SERVICE.install(mac(tmp_path, launchctl), AGENT)
    newer = Agent(("/opt/newer/bin/python", "-m", "setpoint", "run"))
    SERVICE.install(mac(tmp_path, launchctl), newer)
    assert launchctl.loaded[TARGET]["ProgramArguments"][0] == "/opt/newer/bin/python"


def test_a_bootstrap_that_comes_too_soon_is_tried_again(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(busy=2)
    SERVICE.install(mac(tmp_path, launchctl), AGENT)
    assert TARGET in launchctl.loaded


def test_a_bootstrap_that_is_refused_for_good_says_why_and_leaves_a_way_to_try_by_hand(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble, match="Input/output error") as refused:
        SERVICE.install(mac(tmp_path, FakeLaunchctl(busy=99)), AGENT)
    assert refused.value.code == "SP411"
    assert refused.value.hint == f"launchctl bootstrap {DOMAIN} '{own(tmp_path)}'"


def test_an_agent_that_was_disabled_by_launchctl_is_enabled_again(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(off={TARGET})
    SERVICE.install(mac(tmp_path, launchctl), AGENT)
    assert TARGET in launchctl.loaded


def test_over_ssh_without_anybody_at_the_screen_it_is_left_for_the_next_login(tmp_path: Path) -> None:
    lines = SERVICE.install(mac(tmp_path, FakeLaunchctl(screen=False)), AGENT)
    assert own(tmp_path).exists()
    assert "starts at the next login" in lines[-1]


def test_root_gets_no_agent_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble, match="this is root"):
        SERVICE.install(mac(tmp_path, FakeLaunchctl(), uid=0, sudo="501"), AGENT)
    assert not own(tmp_path).exists()


def test_without_launchctl_there_is_no_service_manager(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as missing:
        SERVICE.install(mac(tmp_path, None), AGENT)
    assert missing.value.code == "SP410"


def test_a_folder_that_cannot_be_written_is_told_as_a_refusal(tmp_path: Path) -> None:
    own(tmp_path).parent.parent.mkdir(parents=True)
    own(tmp_path).parent.write_text("in the way", encoding="utf-8")
    with pytest.raises(PlatformTrouble) as refused:
        SERVICE.install(mac(tmp_path, FakeLaunchctl()), AGENT)
    assert refused.value.code == "SP411"
    assert str(own(tmp_path).parent) in refused.value.where + refused.value.message


# --- everyone ---


def test_for_everyone_it_lies_in_the_system_and_runs_at_once_for_who_said_sudo(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    SERVICE.install(mac(tmp_path, launchctl, uid=0, sudo="501"), replace(AGENT, everyone=True))
    assert common(tmp_path).exists()
    assert not own(tmp_path).exists()
    assert TARGET in launchctl.loaded


def test_for_everyone_without_a_person_it_waits_for_logins(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    lines = SERVICE.install(mac(tmp_path, launchctl, uid=0), replace(AGENT, everyone=True))
    assert launchctl.loaded == {}
    assert "next login" in lines[-1]


def test_for_everyone_no_folder_of_the_administrator_is_made(tmp_path: Path) -> None:
    agent = replace(AGENT, everyone=True, writes=(tmp_path / "home/ada/state",))
    SERVICE.install(mac(tmp_path, FakeLaunchctl(), uid=0), agent)
    assert not (tmp_path / "home/ada").exists()


def test_one_machine_has_one_kind_of_install(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    SERVICE.install(mac(tmp_path, launchctl, uid=0), replace(AGENT, everyone=True))
    with pytest.raises(PlatformTrouble, match="another way"):
        SERVICE.install(mac(tmp_path, launchctl), AGENT)


def test_a_person_cannot_remove_what_is_there_for_everyone_and_is_told_so(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    SERVICE.install(mac(tmp_path, launchctl, uid=0, sudo="501"), replace(AGENT, everyone=True))
    lines = SERVICE.uninstall(mac(tmp_path, launchctl))
    assert TARGET in launchctl.loaded
    assert "administrator" in lines[0]


def test_an_administrator_removes_it_for_everyone(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    admin = mac(tmp_path, launchctl, uid=0, sudo="501")
    SERVICE.install(admin, replace(AGENT, everyone=True))
    SERVICE.uninstall(admin, everyone=True)
    assert not common(tmp_path).exists()
    assert launchctl.loaded == {}


# --- uninstall ---


def test_uninstall_ends_the_agent_and_removes_its_file(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(lingers=3)
    here = mac(tmp_path, launchctl)
    SERVICE.install(here, AGENT)
    assert SERVICE.uninstall(here) == ("stopped", f"{own(tmp_path)} removed")
    assert not own(tmp_path).exists()
    assert launchctl.loaded == {}


def test_uninstall_where_nothing_is_does_nothing(tmp_path: Path) -> None:
    assert SERVICE.uninstall(mac(tmp_path, FakeLaunchctl())) == ()


def test_uninstall_over_ssh_removes_the_file(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(screen=False)
    SERVICE.install(mac(tmp_path, launchctl), AGENT)
    assert SERVICE.uninstall(mac(tmp_path, launchctl)) == (f"{own(tmp_path)} removed",)


def test_an_agent_that_does_not_end_is_told_and_at_least_does_not_come_back(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl(lingers=10_000)
    here = mac(tmp_path, launchctl)
    SERVICE.install(here, AGENT)
    with pytest.raises(PlatformTrouble, match="still runs"):
        SERVICE.uninstall(here)
    assert not own(tmp_path).exists()


# --- state ---


def test_the_state_of_a_running_agent_has_its_pid_and_its_past(tmp_path: Path) -> None:
    here = mac(tmp_path, FakeLaunchctl())
    SERVICE.install(here, AGENT)
    state = SERVICE.state(here)
    assert (state.installed, state.enabled, state.running, state.pid) == (True, True, True, 4711)
    assert state.detail == (str(own(tmp_path)), "runs: 3", "last exit code: 1")


def test_nothing_installed_is_nothing_running(tmp_path: Path) -> None:
    assert SERVICE.state(mac(tmp_path, FakeLaunchctl())) == ServiceState(installed=False, running=False)


def test_an_agent_that_a_person_switched_off_in_login_items_is_installed_and_not_running(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    here = mac(tmp_path, launchctl)
    SERVICE.install(here, AGENT)
    launchctl.loaded.clear()
    state = SERVICE.state(here)
    assert (state.installed, state.running, state.pid) == (True, False, None)


def test_an_agent_that_is_disabled_is_not_enabled(tmp_path: Path) -> None:
    launchctl = FakeLaunchctl()
    here = mac(tmp_path, launchctl)
    SERVICE.install(here, AGENT)
    launchctl.off.add(TARGET)
    state = SERVICE.state(here)
    assert not state.enabled
    assert "switched off" in state.detail


def test_where_launchctl_is_missing_it_is_not_known_whether_it_runs(tmp_path: Path) -> None:
    SERVICE.install(mac(tmp_path, FakeLaunchctl()), AGENT)
    state = SERVICE.state(mac(tmp_path, None))
    assert (state.installed, state.running) == (True, None)


@pytest.mark.parametrize(
    "text, running, pid",
    [
        ("state = running\npid = 7\n", True, 7),
        ("\tstate = not running\n", False, None),
        ("\tstate = spawn scheduled\n\tlast exit code = 1\n", False, None),
        ("a format of years to come\n", False, None),
        ("\tpid = soon\n", False, None),
    ],
)
def test_what_launchctl_prints_is_read_with_tolerance(
    tmp_path: Path, text: str, running: bool, pid: int | None
) -> None:
    here = machine(tmp_path, programs={"launchctl": Ran(0, text, "")})
    state = SERVICE.state(replace(here, uid=501))
    assert (state.running, state.pid) == (running, pid)


# --- logs ---


def test_the_log_is_followed_over_its_turns(tmp_path: Path) -> None:
    folder = tmp_path / "home/ada/Library/Logs/Setpoint"
    folder.mkdir(parents=True)
    (folder / "agent.log").write_text("one\ntwo\n", encoding="utf-8")
    (folder / "agent.err").touch()
    here = mac(tmp_path, FakeLaunchctl())
    assert list(SERVICE.logs(here, lines=7, follow=True))[1:] == ["-n", "7", "-F", str(folder / "agent.log")]
    assert "-F" not in SERVICE.logs(here, lines=7, follow=False)


def test_what_it_said_without_a_log_is_shown_too(tmp_path: Path) -> None:
    folder = tmp_path / "home/ada/Library/Logs/Setpoint"
    folder.mkdir(parents=True)
    for name in ("agent.log", "agent.err"):
        (folder / name).write_text("x", encoding="utf-8")
    assert list(SERVICE.logs(mac(tmp_path, FakeLaunchctl()), lines=1, follow=False))[3:] == [
        str(folder / "agent.log"),
        str(folder / "agent.err"),
    ]


def test_no_log_is_told_as_an_agent_that_did_not_run(tmp_path: Path) -> None:
    with pytest.raises(PlatformTrouble) as missing:
        SERVICE.logs(mac(tmp_path, FakeLaunchctl()), lines=1, follow=True)
    assert missing.value.code == "SP412"

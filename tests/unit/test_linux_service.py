"""The agent as a systemd unit: on a made-up machine, whose manager keeps in files what it was told."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from fakes.machine import machine
from fakes.systemd import RUNTIME, Manager, booted
from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent
from setpoint.errors import PlatformTrouble
from setpoint.platforms.linux import PLATFORM
from setpoint.value import replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="units are written below a POSIX home")

SERVICE = PLATFORM.service()
ARGV = ("/opt/setpoint/bin/python", "-m", "setpoint", "run")


def desk(tree: Path, env: Mapping[str, str] | None = None, *, session: bool = True) -> tuple[Machine, Manager]:
    """A machine that systemd runs, with a session in which its person's manager answers."""
    booted(tree, session=session)
    manager = Manager(tree / "home/ada/.config/systemd/user")
    made = machine(tree, {"XDG_RUNTIME_DIR": RUNTIME, "PATH": "/usr/bin:/bin", **(env or {})}, manager.programs)
    made.home.mkdir(parents=True)
    return replace(made, uid=7), manager


def agent(at: Machine) -> Agent:
    places = PLATFORM.claude_folders(at)
    state = PLATFORM.own_folders(at).state
    return Agent(ARGV, (*(folder for each in places for folder in (each.data, each.native)), state))


def lines(path: Path, key: str) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.startswith(f"{key}=")]


def code(error: pytest.ExceptionInfo[PlatformTrouble]) -> str:
    assert error.value.hint, "a trouble has its cure"
    return error.value.code


# --- installing ---


def test_an_installed_agent_runs_and_starts_at_every_login(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    done = SERVICE.install(at, agent(at))
    assert (manager.active, manager.enabled) == (True, True)
    unit = manager.units / "setpoint.service"
    assert lines(unit, "ExecStart") == ["ExecStart=/opt/setpoint/bin/python -m setpoint run"]
    assert unit.stat().st_mode & 0o777 == 0o644
    assert str(unit) in done[0]


def test_what_it_writes_is_open_with_what_lies_beside_it_and_nothing_else(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    drop_in = manager.units / "setpoint.service.d/10-namespaces.conf"
    home = at.home
    assert lines(drop_in, "ReadWritePaths") == [
        f"ReadWritePaths=-{home}/.config",
        f"ReadWritePaths=-{home}/.local/state",
    ]
    assert (home / ".local/state").is_dir(), "there before the start"


def test_a_folder_of_the_environment_is_opened_alone(tmp_path: Path) -> None:
    at, manager = desk(tmp_path, {"CLAUDE_USER_DATA_DIR": str(tmp_path / "my claude")})
    SERVICE.install(at, agent(at))
    opened = lines(manager.units / "setpoint.service.d/10-namespaces.conf", "ReadWritePaths")
    assert opened[0] == f'ReadWritePaths="-{tmp_path}/my claude"'


def test_a_settings_file_that_is_a_link_into_dotfiles_is_opened_where_it_lies(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    dotfiles = at.home / "dotfiles/claude"
    dotfiles.mkdir(parents=True)
    (dotfiles / "claude_desktop_config.json").write_text("{}")
    data = at.home / ".config/Claude-3p"
    data.mkdir(parents=True)
    (data / "claude_desktop_config.json").symlink_to("../../dotfiles/claude/claude_desktop_config.json")
    (data / "SingletonLock").symlink_to("desk-50")
    SERVICE.install(at, agent(at))
    opened = lines(manager.units / "setpoint.service.d/10-namespaces.conf", "ReadWritePaths")
    assert f"ReadWritePaths=-{dotfiles}" in opened
    assert len(opened) == 3


def test_where_namespaces_are_not_granted_the_unit_does_without(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    manager.confines = False
    done = SERVICE.install(at, agent(at))
    assert not (manager.units / "setpoint.service.d").exists()
    assert "without user namespaces" in " ".join(done)
    assert (manager.active, manager.starts) == (True, 2)


def test_installing_again_changes_and_restarts_nothing(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    before = {path: path.stat().st_mtime_ns for path in manager.units.rglob("*")}
    assert "up to date" in SERVICE.install(at, agent(at))[0]
    assert {path: path.stat().st_mtime_ns for path in manager.units.rglob("*")} == before
    assert manager.starts == 1


def test_another_program_is_started_anew(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    SERVICE.install(at, replace(agent(at), argv=("/usr/bin/python3", *ARGV[1:])))
    assert manager.starts == 2
    assert lines(manager.units / "setpoint.service", "ExecStart") == ["ExecStart=/usr/bin/python3 -m setpoint run"]


def test_an_agent_that_crashed_too_often_is_started_by_installing_again(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    manager.active = False
    SERVICE.install(at, agent(at))
    assert manager.active


def test_no_word_of_a_command_line_is_taken_for_anything_else(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    profile = '/home/ada/100% "mine" $HOME/a\\b.yaml'
    SERVICE.install(at, replace(agent(at), argv=(*ARGV[:3], "--profile", profile, "run")))
    (line,) = lines(manager.units / "setpoint.service", "ExecStart")
    assert line.endswith(r' --profile "/home/ada/100%% \"mine\" $$HOME/a\\b.yaml" run')


def test_variables_that_the_manager_does_not_know_go_into_the_unit(tmp_path: Path) -> None:
    config = tmp_path / "config"
    env = {"XDG_STATE_HOME": f"{tmp_path}/state", "OLLAMA_HOST": "10.0.0.5", "XDG_CONFIG_HOME": str(config), "KEY": "s"}
    at, manager = desk(tmp_path, {**env, "PATH": "bin:/opt/op/bin:/usr/bin"})
    manager.env, manager.units = f"PATH=/usr/bin:/bin\nXDG_CONFIG_HOME={config}\n", config / "systemd/user"
    SERVICE.install(at, agent(at))
    assert lines(manager.units / "setpoint.service", "Environment") == [
        f"Environment=XDG_STATE_HOME={tmp_path}/state",
        "Environment=OLLAMA_HOST=10.0.0.5",
        "Environment=PATH=/opt/op/bin:/usr/bin:/bin",
    ]


# --- where it cannot be ---


def test_without_systemd_it_is_said_what_else_can_run_the_agent(tmp_path: Path) -> None:
    at = machine(tmp_path)
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(at, agent(at))
    assert code(error) == "SP410"
    assert "setpoint run" in error.value.hint
    assert SERVICE.uninstall(at) == ()
    assert SERVICE.state(at).installed is False


def test_a_session_without_a_manager_is_told_the_way_to_one(tmp_path: Path) -> None:
    at, _ = desk(tmp_path, session=False)
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(at, agent(at))
    assert code(error) == "SP410"
    assert "enable-linger" in error.value.hint


def test_a_shell_that_only_lacks_the_variable_is_told_to_set_it(tmp_path: Path) -> None:
    at, _ = desk(tmp_path, {"XDG_RUNTIME_DIR": ""})
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(at, agent(at))
    assert error.value.hint == "export XDG_RUNTIME_DIR=/run/user/7, then run it again"


def test_a_start_that_fails_is_told_in_systemds_own_words(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    manager.refuses = {"restart": "Job for setpoint.service failed."}
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(at, agent(at))
    assert code(error) == "SP411"
    assert error.value.message == "systemctl restart failed: Job for setpoint.service failed"
    assert error.value.hint == "setpoint service logs"


# --- afterwards ---


def test_uninstalling_leaves_nothing_behind(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    done = SERVICE.uninstall(at)
    assert (manager.active, manager.enabled) == (False, False)
    assert not (at.home / ".config/systemd").exists()
    assert len(done) == 3
    assert SERVICE.uninstall(at) == ()


def test_a_persons_own_additions_stay(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    own = manager.units / "setpoint.service.d/override.conf"
    own.write_text("[Service]\nNice=5\n")
    SERVICE.uninstall(at)
    assert [path.name for path in manager.units.rglob("*") if path.is_file()] == ["override.conf"]


def test_the_state_tells_what_it_is_at_and_how_well_it_is_confined(tmp_path: Path) -> None:
    at, _ = desk(tmp_path)
    assert SERVICE.state(at).installed is False
    SERVICE.install(at, agent(at))
    state = SERVICE.state(at)
    assert (state.installed, state.enabled, state.running, state.pid) == (True, True, True, 812)
    text = "\n".join(state.detail)
    assert "in place" in text
    assert "restarted 2 times" in text
    assert "only the folders around Claude's and ours" in text


def test_one_that_failed_is_told_with_the_reason(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    SERVICE.install(at, agent(at))
    manager.active = False
    state = SERVICE.state(at)
    assert (state.running, state.pid) == (False, None)
    assert "failed (failed, watchdog)" in state.detail


def test_an_installed_one_is_known_also_where_the_manager_cannot_be_asked(tmp_path: Path) -> None:
    at, _ = desk(tmp_path)
    SERVICE.install(at, agent(at))
    state = SERVICE.state(replace(at, env={}))
    assert (state.installed, state.running) == (True, None)


# --- everyone ---


def test_for_everyone_it_is_written_below_etc_without_anything_of_a_person(tmp_path: Path) -> None:
    at, manager = desk(tmp_path, {"OLLAMA_HOST": "10.0.0.5"})
    at = replace(at, uid=0)
    SERVICE.install(at, Agent(ARGV, everyone=True))
    unit = tmp_path / "etc/systemd/user/setpoint.service"
    assert lines(unit, "ExecStart") == ["ExecStart=/opt/setpoint/bin/python -m setpoint run"]
    assert lines(unit, "Environment") == []
    assert manager.everyone == ["enable"]
    SERVICE.uninstall(at, everyone=True)
    assert not unit.exists()
    assert manager.everyone == ["enable", "disable"]
    assert SERVICE.uninstall(at, everyone=True) == ()


def test_only_an_administrator_may(tmp_path: Path) -> None:
    at, _ = desk(tmp_path)
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(at, Agent(ARGV, everyone=True))
    assert (code(error), error.value.hint) == ("SP411", "sudo setpoint service install --everyone")
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.uninstall(at, everyone=True)
    assert (code(error), error.value.hint) == ("SP411", "sudo setpoint service uninstall --everyone")


def test_a_program_in_roots_home_is_no_program_for_everyone(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    program = str(at.home / ".local/share/uv/tools/setpoint/bin/python")
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.install(replace(at, uid=0), Agent((program, *ARGV[1:]), everyone=True))
    assert code(error) == "SP411"
    assert manager.everyone == []


def test_a_person_cannot_remove_what_is_there_for_everyone_but_it_stops(tmp_path: Path) -> None:
    at, manager = desk(tmp_path)
    manager.units = tmp_path / "etc/systemd/user"
    SERVICE.install(replace(at, uid=0), Agent(ARGV, everyone=True))
    manager.active = True
    with pytest.raises(PlatformTrouble) as error:
        SERVICE.uninstall(at)
    assert code(error) == "SP411"
    assert "--everyone" in error.value.hint
    assert manager.active is False

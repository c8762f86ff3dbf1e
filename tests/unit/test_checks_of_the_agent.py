"""What the doctor finds about the agent and its service, each when it is well and when it is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakes.desk import Desk, desk
from fakes.machine import Answer
from fakes.scenes import Told, at_desk, on, scene, told
from setpoint import __version__
from setpoint.core.agent_state import AgentState
from setpoint.core.check import Around, Scene
from setpoint.core.ports import Ran, System
from setpoint.core.ports.service import ServiceState
from setpoint.value import replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the desk is a Linux one")

NATIVE = "setpoint: 1\nmode: native\n"
RUNS = ServiceState(True, True, True, 812, ("since Sunday",))


def at(tree: Path, state: ServiceState, programs: dict[str, Answer] | None = None, profile: str = NATIVE) -> Scene:
    seen = scene(at_desk(desk(tree, profile), programs))
    return replace(seen, around=replace(seen.around, service=lambda: state))


def running(seen: Scene, **changes: object) -> Scene:
    now = seen.world.clock.now()
    told = AgentState(812, __version__, now - 60, looked=now - 4, looks=3, generation=seen.world.profile.generation)
    return replace(seen, agent=replace(told, **changes))


def short(found: Told) -> list[tuple[str, str]]:
    return [each[:2] for each in found]


# --- the service ---


@pytest.mark.parametrize(
    ("state", "expected", "part"),
    [
        (RUNS, [("ok", "")], "runs, pid 812; since Sunday"),
        (replace(RUNS, running=False, pid=None), [("warning", "SP412")], "does not run; since Sunday"),
        (replace(RUNS, running=None, pid=None), [("note", "SP412")], "cannot be told"),
        (replace(RUNS, enabled=False), [("ok", ""), ("warning", "SP412")], "runs"),
        (ServiceState(False, running=False), [("note", "SP412")], "none is installed: nothing puts drift right"),
        (ServiceState(False, detail=("systemd does not run",)), [("note", "SP410")], "(systemd does not run): nothing"),
    ],
)
def test_the_service_is_installed_enabled_and_runs(
    tmp_path: Path, state: ServiceState, expected: list[tuple[str, str]], part: str
) -> None:
    found = told("service", at(tmp_path, state))
    assert short(found) == expected
    assert part in found[0][2]


def test_without_a_service_it_counts_whether_an_agent_runs_and_what_the_profile_asks_for(tmp_path: Path) -> None:
    none = ServiceState(False, running=False)
    assert "its terminal" in told("service", running(at(tmp_path / "a", none)))[0][2]
    assert short(told("service", at(tmp_path / "b", none, profile="setpoint: 1\nmode: off\n"))) == [("ok", "")]


# --- what the agent tells ---


def test_an_agent_that_looks_is_well(tmp_path: Path) -> None:
    [(result, _, message)] = told("agent", running(at(tmp_path, RUNS)))
    assert result == "ok"
    assert message == "pid 812, up 1m00s, 3 looks, the last 4 s ago"


def test_an_agent_that_only_looks_says_so(tmp_path: Path) -> None:
    assert "writes nothing (agent.mode: audit)" in told("agent", running(at(tmp_path, RUNS), mode="audit"))[0][2]


def test_nothing_is_told_of_no_agent_and_little_of_one_that_just_began(tmp_path: Path) -> None:
    seen = at(tmp_path, RUNS)
    assert told("agent", seen) == []
    assert short(told("agent", replace(seen, around=Around(("agent.lock",))))) == [("note", "SP412")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"generation": "0000"}, "SP835"),
        ({"trouble": "the profile is wrong"}, "SP835"),
        ({"version": "0.0.1"}, "SP835"),
        ({"looked": 1_000.0, "began": 1_000.0}, "SP836"),
    ],
)
def test_an_agent_that_goes_by_something_else_or_is_silent_is_told(
    tmp_path: Path, change: dict[str, object], code: str
) -> None:
    found = short(told("agent", running(at(tmp_path, RUNS), **change)))
    assert found == [("ok", ""), ("warning", code)]


def test_an_agent_beside_the_service_is_told(tmp_path: Path) -> None:
    seen = running(at(tmp_path, RUNS))
    assert told("two_agents", seen) == []
    assert short(told("two_agents", running(seen, pid=4711))) == [("warning", "SP413")]
    waits = replace(seen, around=Around(service=lambda: replace(RUNS, running=False, pid=None)))
    assert short(told("two_agents", waits)) == [("warning", "SP413")]
    unknown = replace(seen, around=Around(service=lambda: replace(RUNS, pid=None)))
    assert told("two_agents", unknown) == [], "whose process it is cannot be told"


# --- from login to logout ---


@pytest.mark.parametrize(("said", "expected"), [("Linger=yes\n", ("ok", "")), ("Linger=no\n", ("note", "SP837"))])
def test_lingering_is_told(tmp_path: Path, said: str, expected: tuple[str, str]) -> None:
    assert short(told("start_at_login", at(tmp_path, RUNS, {"loginctl": Ran(0, said, "")}))) == [expected]


def test_nothing_is_said_of_lingering_where_nobody_tells(tmp_path: Path) -> None:
    assert told("start_at_login", at(tmp_path / "a", RUNS)) == []
    assert told("start_at_login", at(tmp_path / "b", ServiceState(False), {"loginctl": Ran(0, "Linger=no", "")})) == []


@pytest.mark.parametrize(("system", "expected"), [("macos", ("note", "SP837")), ("windows", ("ok", ""))])
def test_the_other_systems_tell_what_they_can(tmp_path: Path, system: System, expected: tuple[str, str]) -> None:
    seen = scene(on(system, tmp_path / "m", NATIVE))
    installed = replace(seen, around=replace(seen.around, service=lambda: RUNS))
    assert short(told("start_at_login", installed)) == [expected]
    assert told("confinement", installed) == []
    assert told("watches", installed) == []


# --- Linux ---


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("confined: few system calls, and of the home only the folders", ("ok", "")),
        ("confined: few system calls; without user namespaces the home can be written", ("note", "SP838")),
    ],
)
def test_the_level_of_confinement_is_told(tmp_path: Path, level: str, expected: tuple[str, str]) -> None:
    assert short(told("confinement", at(tmp_path, replace(RUNS, detail=("since", level))))) == [expected]


def test_limits_of_inotify_are_told(tmp_path: Path) -> None:
    seen = at(tmp_path, RUNS)
    assert told("watches", seen) == [], "not to be seen"
    folder = tmp_path / "root/proc/sys/fs/inotify"
    folder.mkdir(parents=True)
    for watches, expected in (("65536", ("ok", "")), ("100", ("note", "SP839"))):
        (folder / "max_user_watches").write_text(f"{watches}\n")
        (folder / "max_user_instances").write_text("128\n")
        assert short(told("watches", seen)) == [expected]


def test_notifications_that_are_asked_for_can_be_shown_or_not(tmp_path: Path) -> None:
    assert told("notifications", at(tmp_path / "off", RUNS)) == []
    asked = "setpoint: 1\nmode: native\nagent: {notify: true}\n"
    seen = at(tmp_path / "on", RUNS, profile=asked)
    assert short(told("notifications", seen)) == [("note", "SP840")]
    (tmp_path / "on/root/usr/bin/notify-send").touch()
    assert short(told("notifications", seen)) == [("ok", "")]


def test_the_service_manager_is_asked_once(tmp_path: Path) -> None:
    seat: Desk = desk(tmp_path, NATIVE)
    seen = scene(at_desk(seat))
    assert seen.around.service() is seen.around.service()

"""The picture of `status --watch`, and the same for a pipe."""

from __future__ import annotations

import io

import pytest

from setpoint.core.agent_state import AgentState, Pulling, from_plain, to_plain
from setpoint.core.happened import Happened
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition, State
from setpoint.core.status import Status
from setpoint.telling.ink import Ink
from setpoint.telling.picture import Glance, picture, told
from setpoint.value import replace

NOW = 1_800_000_000.0
INK = Ink(io.StringIO(), {})
AGENT = AgentState(812, "0.1.0", NOW - 60, generation="7f3a90c1", looked=NOW - 4, next=NOW + 252.5, looks=3)
PULL = Pulling("glm-4.7-flash", 11_900_000_000, 19_000_000_000, 48e6)
WELL = (
    Condition("ProfileValid", State.TRUE, "Valid"),
    Condition("Suspended", State.FALSE, "Active", healthy=State.FALSE),
    Condition("Effective", State.UNKNOWN, "AppClosed", "Claude is closed", healthy=State.UNKNOWN),
    Condition("KeyAvailable", State.NOT_APPLICABLE, "NoKey"),
    Condition("Converged", State.TRUE, "InPlace", exit_code=0),
)
STATUS = Status(Profile(Mode.NATIVE, path="/x/local.yaml", generation="7f3a90c1"), (), WELL, (), {}, 0)
EVENT = Happened(NOW, "event", "agent", "pause", "you", "until 16:02: a demo", "you")


def test_the_picture_has_everything_that_a_person_watches_for() -> None:
    lines = picture(Glance(NOW, STATUS, replace(AGENT, pulling=PULL), (EVENT,)), INK, 40)
    assert lines[0] == "● in place   local.yaml @7f3a90c1 · looked 4 s ago · agent running"
    assert "✓ ProfileValid      ○ Suspended         – Effective         – KeyAvailable" in lines
    bar = "━" * 15 + "─" * 9
    assert f"pulling  glm-4.7-flash  {bar}  11.9 GB of 19.0 GB  48.0 MB/s  2m27s" in lines
    assert "next     look in 4m12s · agent pid 812" in lines
    assert lines[-2].endswith("  event       you  pause until 16:02: a demo")
    assert lines[-1] == "Ctrl-C ends"


@pytest.mark.parametrize("height", [1, 5, 10, 12, 24])
def test_the_picture_never_is_higher_than_the_terminal(height: int) -> None:
    lines = picture(Glance(NOW, STATUS, AGENT, (EVENT,) * 10), INK, height)
    assert len(lines) <= height
    assert lines[-1] == "Ctrl-C ends"


def test_before_the_first_look_nothing_is_made_up() -> None:
    assert picture(Glance(NOW), INK, 24)[0] == "… looking"
    assert picture(Glance(NOW, trouble=("✗ wrong",)), INK, 24)[0] == "✗ wrong"


def test_a_pull_whose_size_is_not_known_yet_only_begins() -> None:
    agent = replace(AGENT, pulling=Pulling("big", 0, 0, 0.0))
    assert f"pulling  big  {'─' * 24}  begins" in picture(Glance(NOW, STATUS, agent), INK, 24)


def test_in_a_pipe_the_passing_of_time_is_no_change() -> None:
    first, later = Glance(NOW, STATUS, AGENT), Glance(NOW + 9, STATUS, replace(AGENT, looked=NOW + 8, looks=4))
    assert told(first, INK) == told(later, INK)
    pulls = [
        told(Glance(NOW, STATUS, replace(AGENT, pulling=replace(PULL, completed=done))), INK)["pulling"]
        for done in (0, 1_800_000_000, 1_950_000_000, 19_000_000_000)
    ]
    assert pulls == [f"pulling glm-4.7-flash  {done} %" for done in (0, 0, 10, 100)]


def test_what_an_agent_of_another_version_tells_is_no_crash() -> None:
    plain = to_plain(replace(AGENT, pulling=PULL))
    assert isinstance(plain, dict)
    assert from_plain(plain | {"of tomorrow": 1}) == replace(AGENT, pulling=PULL)
    assert from_plain({name: each for name, each in plain.items() if name != "whole"}) is not None
    assert from_plain(plain | {"pulling": {"target": "big", "completed": "x", "total": 1, "rate": 0}}) is None
    assert from_plain(plain | {"looked": "yesterday"}) is None

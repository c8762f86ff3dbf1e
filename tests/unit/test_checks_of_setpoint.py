"""What the doctor finds about Setpoint itself, each when it is well and when it is not."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from fakes.desk import desk
from fakes.scenes import Told, at_desk, on, scene, told
from setpoint import wiring
from setpoint.adapters.lock import held
from setpoint.cli.main import main
from setpoint.core.check import Around, Scene
from setpoint.core.facts.ollama import AS_OF
from setpoint.core.ledger import ClaudeMemory, Derived, Ledger, Owed, ServerMemory, Since, Suspended
from setpoint.core.ownership import KeyMemory, Memory
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import EMPTY, replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the desk is a Linux one")

NATIVE = "setpoint: 1\nmode: native\n"


def short(found: Told) -> list[tuple[str, str]]:
    return [each[:2] for each in found]


def at(tree: Path) -> Scene:
    return scene(at_desk(desk(tree, NATIVE)))


def remember(seen: Scene, **changes: object) -> None:
    def change(ledger: Ledger) -> Ledger:
        return replace(ledger, **changes)

    seen.world.ledger.change(change)


# --- the program ---


@pytest.mark.parametrize(
    ("python", "way", "well"),
    [
        ("/home/ada/.local/share/pipx/venvs/setpoint/bin/python", "(pipx)", True),
        ("/home/ada/.local/share/uv/tools/setpoint/bin/python", "(uv tool)", True),
        ("C:\\Users\\Ada\\pipx\\venvs\\setpoint\\Scripts\\python.exe", "(pipx)", True),
        ("/home/ada/.cache/uv/archive-v0/x1/bin/python", "", False),
        ("/tmp/try/.venv/bin/python", "(a virtual environment)", False),
    ],
)
def test_a_program_that_may_vanish_is_told(tmp_path: Path, python: str, way: str, well: bool) -> None:
    seen = at(tmp_path)
    found = told("program", replace(seen, world=replace(seen.world, python=python)))
    assert short(found) == [("ok", ""), *([] if well else [("warning", "SP848")])]
    assert way in found[0][2]


# --- the state folder ---


def test_a_state_folder_is_the_persons_alone(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert "nothing is kept yet" in told("state_folder", seen)[0][2]
    remember(seen, app="1")
    assert short(told("state_folder", seen)) == [("ok", "")]


def test_a_state_folder_that_others_can_read_is_told(tmp_path: Path) -> None:
    seen = at(tmp_path)
    remember(seen, app="1")
    seen.world.state.chmod(0o755)
    (seen.world.state / "ledger.json").chmod(0o644)
    found = told("state_folder", seen)
    assert short(found) == [("warning", "SP841"), ("warning", "SP841")]
    assert "(755)" in found[0][2]
    assert found[1][2] == "open to others: ledger.json"


def test_a_state_folder_of_somebody_else_is_a_failure(tmp_path: Path) -> None:
    seen = at(tmp_path)
    remember(seen, app="1")
    other = replace(seen.world.machine, uid=seen.world.machine.uid + 1)
    found = told("state_folder", replace(seen, world=replace(seen.world, machine=other)))
    assert short(found) == [("failure", "SP841"), ("failure", "SP841")]


def test_on_a_mac_the_profile_may_be_read_and_the_cure_is_one_that_a_shell_takes(tmp_path: Path) -> None:
    """There the folder of the state is that of the profile, and has a space in its name."""
    here = on("macos", tmp_path / "m", NATIVE)
    here.state.chmod(0o700)
    seen = scene(here)
    (here.state / "profile.yaml").chmod(0o644)
    assert short(told("state_folder", seen)) == [("ok", "")]
    here.state.chmod(0o755)
    out = io.StringIO()
    main(["doctor", "setpoint"], replace(here, out=out))
    assert "→ chmod 700 ~/'Library/Application Support/setpoint'\n" in out.getvalue()


def test_windows_tells_no_permissions(tmp_path: Path) -> None:
    seen = scene(on("windows", tmp_path / "m", NATIVE))
    remember(seen, app="1")
    assert short(told("state_folder", seen)) == [("ok", "")]


# --- what is remembered ---


def test_a_ledger_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert "there is none yet" in told("ledger", seen)[0][2]
    remember(seen, servers={"http://x": ServerMemory(pulled={"a": "1"})})
    assert told("ledger", seen) == [("ok", "", "version 1: 0 keys of Claude's files, 0 slots made, 1 model pulled")]


def test_a_ledger_that_cannot_be_understood_is_a_failure(tmp_path: Path) -> None:
    seat = desk(tmp_path, NATIVE)
    seat.state.mkdir(parents=True)
    (seat.state / "ledger.json").write_text("{")
    assert short(told("ledger", scene(at_desk(seat)))) == [("failure", "SP801")]


def test_a_ledger_of_a_newer_setpoint_ends_no_other_check(tmp_path: Path) -> None:
    seat = desk(tmp_path, NATIVE)
    seat.state.mkdir(parents=True)
    (seat.state / "ledger.json").write_text('{"version": 99}')
    said = seat("doctor").out
    assert "SP802" in said
    assert "SP900" not in said
    assert "✓ tables" in said


def test_what_is_ours_is_there_or_is_told(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert told("ours", seen) == []
    script = tmp_path / "helper.sh"
    folder = tmp_path / "home/.config/Claude-3p"
    entry = folder / "configLibrary/51c2b0de-5e70-4017-8a11-5e7901475e70.json"
    memory = ClaudeMemory(entry=Memory(True, keys={"inferenceProvider": KeyMemory(None, EMPTY)}))
    remember(seen, scripts=(str(script),), claude={str(folder): memory})
    found = told("ours", seen)
    assert short(found) == [("warning", "SP842"), ("warning", "SP842")]
    assert str(entry) in found[0][2]
    for path in (script, entry):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert told("ours", seen) == [("ok", "", "2 files and 0 slots of ours are there")]


def test_one_of_a_kind_is_not_told_as_many(tmp_path: Path) -> None:
    seen = at(tmp_path)
    script = tmp_path / "helper.sh"
    script.touch()
    remember(seen, scripts=(str(script),))
    assert told("ours", seen) == [("ok", "", "1 file and 0 slots of ours are there")]


def test_a_slot_of_ours_that_is_gone_from_the_server_is_told(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published(70_000), "claude-opus-5": Published(70_000)}) as server:
        text = f"setpoint: 1\nmode: ollama\nmodels: {{sonnet: tiny}}\nollama: {{url: '{server.url}'}}\n"
        seen = scene(at_desk(desk(tmp_path, text)))
        derived = {name: Derived("tiny", 1, "d") for name in ("claude-opus-5", "claude-sonnet-5")}
        seen.world.change_server(lambda memory: replace(memory, derived=derived))
        [(result, code, message)] = told("ours", seen)
    assert (result, code) == ("warning", "SP842")
    assert "claude-sonnet-5" in message


def test_the_history_can_be_read_or_not(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert "nothing has happened" in told("history", seen)[0][2]
    path = seen.world.state / "history.jsonl"
    path.parent.mkdir(parents=True)
    line = json.dumps({"at": 1, "kind": "event", "resource": "agent", "verb": "x", "target": "y"})
    path.write_text(f"{line}\n")
    assert short(told("history", seen)) == [("ok", "")]
    path.write_text(f"{line}\nbroken\n")
    found = told("history", seen)
    assert short(found) == [("note", "SP843")]
    assert found[0][2].startswith("1 of 2 lines")
    path.unlink()
    path.mkdir()
    assert short(told("history", seen)) == [("warning", "SP843")]


def test_backups_are_counted(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert told("backups", seen)[0][2].startswith("none")
    folder = seen.world.state / "backups"
    folder.mkdir(parents=True)
    (folder / "20261122T103104000000-abc-_meta.json").write_text("12345")
    (folder / "odd").write_text("1")
    assert told("backups", seen)[0][2].startswith("2 copies, 6 B, the newest of an unknown time")


def test_what_was_begun_and_not_ended_is_told(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert told("half_made", seen) == [("ok", "", "nothing")]
    remember(
        seen,
        suspended=Suspended(1.0, "restore"),
        claude={"x": ClaudeMemory(row=True)},
        owed=Owed("claude", 1.0),
        servers={"http://x": ServerMemory(making=("claude-opus-5",))},
    )
    assert short(told("half_made", seen)) == [("warning", "SP844"), ("note", "SP844"), ("note", "SP844")]


def test_a_pause_is_nothing_half_made(tmp_path: Path) -> None:
    seen = at(tmp_path)
    remember(seen, suspended=Suspended(1.0, "a demo"), claude={"x": ClaudeMemory(row=True)})
    assert told("half_made", seen) == [("ok", "", "nothing")]


# --- locks, clock, tables, terminal ---


def test_who_holds_a_lock_is_told(tmp_path: Path) -> None:
    seat = desk(tmp_path, NATIVE)
    here = at_desk(seat)
    assert told("locks", scene(here)) == [("ok", "", "nobody else is at work")]
    with held(seat.state / "apply.lock", seconds=0.0):
        [(result, code, message)] = told("locks", scene(here))
    assert (result, code) == ("note", "SP503")
    assert "apply.lock" in message
    with held(seat.state / "agent.lock", seconds=0.0):
        assert told("locks", scene(here)) == [("ok", "", "nobody else is at work, but the agent watches")]


class At:
    """A clock that stands still."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None: ...


def later(seen: Scene, days: float) -> Scene:
    clock = At(seen.world.clock.now() + days * 86400)
    return replace(seen, world=replace(seen.world, clock=clock))


def test_a_clock_that_was_set_back_is_told(tmp_path: Path) -> None:
    seen = at(tmp_path)
    assert short(told("clock", seen)) == [("ok", "")]
    remember(seen, since={"Converged": Since("True", seen.world.clock.now())})
    assert short(told("clock", seen)) == [("ok", "")]
    assert short(told("clock", later(seen, -1))) == [("warning", "SP846")]


def test_a_history_of_tomorrow_is_told(tmp_path: Path) -> None:
    seen = at(tmp_path)
    path = seen.world.state / "history.jsonl"
    path.parent.mkdir(parents=True)
    line = {"at": seen.world.clock.now() + 86400, "kind": "event", "resource": "a", "verb": "x", "target": "y"}
    path.write_text(json.dumps(line) + "\n")
    assert short(told("clock", seen)) == [("warning", "SP846")]


def test_tables_grow_old(tmp_path: Path) -> None:
    seen = at(tmp_path)
    made = date.fromisoformat(AS_OF)
    for age, expected in ((0, ("ok", "")), (119, ("ok", "")), (200, ("note", "SP847"))):
        day = made + timedelta(days=age)
        clock = At((day - date(1970, 1, 1)).days * 86400.0)
        assert short(told("tables", replace(seen, world=replace(seen.world, clock=clock)))) == [expected]


@pytest.mark.parametrize(
    ("encoding", "expected"), [("UTF-8", ("ok", "")), ("ascii", ("note", "SP845")), ("no-such", ("note", "SP845"))]
)
def test_a_terminal_writes_our_signs_or_not(tmp_path: Path, encoding: str, expected: tuple[str, str]) -> None:
    assert short(told("terminal", replace(at(tmp_path), around=Around(encoding=encoding)))) == [expected]


# --- all together ---


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
def test_every_check_of_these_areas_answers_on_every_system(tmp_path: Path, system: str) -> None:
    with StandIn(holds={"tiny": Published(70_000)}) as server:
        text = f"setpoint: 1\nmode: ollama\nmodels: {{sonnet: tiny}}\nollama: {{url: '{server.url}'}}\n"
        seen = scene(on(system, tmp_path / "m", text))  # type: ignore[arg-type]
        seen = replace(seen, around=Around())
        ours = [name for name, check in wiring.checks() if check.area in ("ollama", "agent", "setpoint")]
        found = {name: told(name.replace("-", "_"), seen) for name in ours}
    assert {name for name, each in found.items() for one in each if one[0] == "failure"} == set()

"""The doctor about the profile: is it right, is it the one that is followed, and was it allowed."""

from __future__ import annotations

import json
import time
from pathlib import Path

from fakes.desk import Desk, desk, put, put_key
from fakes.doctoring import KEY, NATIVE, briefly, doctored, routed
from setpoint.adapters.lock import held
from setpoint.core.agent_state import FILE, LOCK


def told_by_an_agent(at: Desk, **more: object) -> None:
    at.state.mkdir(parents=True, exist_ok=True)
    plain = {"pid": 1, "version": "1", "began": 1.0, "whole": time.time(), **more}
    (at.state / FILE).write_text(json.dumps(plain))


def test_a_good_profile_is_one_line(tmp_path: Path) -> None:
    found = doctored(desk(tmp_path, NATIVE))
    assert briefly(found["profile"]) == [("ok", "")]
    assert not found.keys() & {"warnings", "in-force", "trust", "used", "schema-line"}


def test_every_error_of_a_wrong_one_is_told_with_its_line(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: sideways\nmodells: {}\n")
    found = doctored(at)["profile"]
    assert {each.code for each in found} == {"SP111", "SP110"}
    assert any("profile.yaml:3  modells" in each.message for each in found)
    assert at("doctor").code == 3


def test_a_profile_that_is_not_there_is_told_with_the_way_to_one(tmp_path: Path) -> None:
    (found,) = doctored(desk(tmp_path))["profile"]
    assert (found.result, found.code) == ("failure", "SP100")
    assert "setpoint init" in found.hint


def test_warnings_are_those_of_validate(tmp_path: Path) -> None:
    at = desk(tmp_path, f"{NATIVE}claude: {{settings: {{inventedYesterday: 1}}}}\n")
    assert at("trust", "--yes").code == 0
    (found,) = doctored(at)["warnings"]
    assert (found.result, found.code) == ("warning", "SP125")
    assert found.message.startswith("line 4  claude.settings.inventedYesterday")


def test_a_yes_that_is_missing_is_a_failure_and_not_the_profiles_own(tmp_path: Path) -> None:
    at = routed(tmp_path)
    assert briefly(doctored(at)["trust"]) == [("ok", "")]
    put(at, f"{NATIVE}claude: {{settings: {{otlpEndpoint: 'https://a.example'}}}}\n")
    assert briefly(doctored(at)["trust"]) == [("failure", "SP132")]
    assert at("doctor").code == 4


def test_the_last_good_state_is_told_where_it_stays_in_force(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    kept = {"path": str(at.home / ".config/setpoint/profile.yaml"), "text": NATIVE}
    at.state.mkdir(parents=True)
    (at.state / "in-force.json").write_text(json.dumps(kept))
    assert "in-force" not in doctored(at)
    put(at, "setpoint: 1\nmode: sideways\n")
    found = doctored(at)
    assert briefly(found["in-force"]) == [("note", "SP822")]
    assert "stays in force" in found["in-force"][0].message


def test_an_agent_that_follows_something_else_is_told(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    told_by_an_agent(at, generation="0ther")
    assert "in-force" not in doctored(at)
    with held(at.state / LOCK, seconds=0):
        assert briefly(doctored(at)["in-force"]) == [("note", "SP822")]
        told_by_an_agent(at, generation="0ther", trouble="line 3 is no YAML")
        assert briefly(doctored(at)["in-force"]) == [("warning", "SP822")]


def test_another_mode_and_a_pause_are_told(tmp_path: Path) -> None:
    at = routed(tmp_path)
    assert at("use", "native", "--for", "7d").code in (0, 2, 5)
    assert briefly(doctored(at)["used"]) == [("note", "SP504")]
    assert at("pause", "--because", "a test").code == 0
    assert briefly(doctored(at)["used"]) == [("note", "SP504"), ("warning", "SP502")]


def test_a_profile_without_a_line_for_editors_is_a_note(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: native\n")
    assert briefly(doctored(at)["schema-line"]) == [("note", "SP823")]


def test_nothing_is_written_by_looking(tmp_path: Path) -> None:
    at = routed(tmp_path)
    put_key(at, KEY)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    at("doctor")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before

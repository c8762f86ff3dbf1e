"""The doctor: its answers for people and for machines, whatever state the machine is in."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from fakes.desk import desk
from setpoint import shipped, wiring
from setpoint.core.check import AREAS

PROFILE = "setpoint: 1\nmode: native\n"


def test_what_is_well_is_told_in_a_line_each(tmp_path: Path) -> None:
    said = desk(tmp_path, PROFILE)("doctor")
    assert (said.code, said.err) == (0, "")
    assert "profile\n  ✓ profile        ~/.config/setpoint/profile.yaml @" in said.out


def test_a_wrong_profile_is_a_failure_and_the_other_checks_are_asked_all_the_same(tmp_path: Path) -> None:
    said = desk(tmp_path, "setpoint: 1\nmode: sideways\n")("doctor")
    assert said.code == 3
    assert "✗ profile" in said.out
    assert "1 failure" in said.out.splitlines()[-1]


def test_machines_get_what_the_schema_says(tmp_path: Path) -> None:
    contract = json.loads(shipped.read("schemas", "doctor.schema.json"))
    for text in (PROFILE, "setpoint: 1\nmode: sideways\n", ""):
        at = desk(tmp_path / str(len(text)), text)
        told = at("doctor", "--json")
        jsonschema.Draft202012Validator(contract).validate(json.loads(told.out))
        assert json.loads(told.out)["exit"] == told.code


def test_every_check_has_its_place() -> None:
    places = [(check.area, check.order) for _, check in wiring.checks()]
    assert len(set(places)) == len(places)
    assert {area for area, _ in places} <= set(AREAS)


def test_state_of_a_newer_setpoint_is_told_once_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    at.state.mkdir(parents=True)
    (at.state / "ledger.json").write_text('{"version": 99}')
    said = at("doctor")
    assert said.code == 4
    assert said.out.count("SP802") == 1
    assert "✓ app" in said.out


def test_an_ollama_host_that_makes_no_sense_is_told_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    said = desk(tmp_path, "setpoint: 1\nmode: ollama\nmodels: {sonnet: a}\n", {"OLLAMA_HOST": "http://ada:pw@host"})(
        "doctor"
    )
    assert said.code == 4
    assert said.out.count("SP905") == 1
    assert "✓ app" in said.out


def test_one_area_can_be_asked_for_alone(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    said = at("doctor", "claude", "profile")
    assert [line for line in said.out.splitlines() if not line.startswith(" ")] == [
        "profile",
        "claude",
        "nothing is wrong",
    ]
    wrong = at("doctor", "clade")
    assert (wrong.code, 'did you mean "claude"?' in wrong.err) == (64, True)

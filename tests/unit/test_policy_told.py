"""What IT decides, as a person and a machine are told it: source, a row per key, nothing secret."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import Desk, desk
from setpoint import shipped
from setpoint.core.report import Condition, Difference, State
from setpoint.telling.details_text import detail_lines
from setpoint.telling.ink import Ink

URL = "https://llm.acme.example"
PROFILE = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
SAME = {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": "https://llm.example"}


def managed(tmp_path: Path, **values: object) -> tuple[Desk, str]:
    """A desk with a policy, and where that stands."""
    at = desk(tmp_path, PROFILE)
    policy = at.tree / "root/etc/claude-desktop/managed-settings.json"
    policy.parent.mkdir(parents=True)
    policy.write_text(json.dumps({**SAME, "inferenceModels": ["claude-sonnet-5"], **values}))
    policy.chmod(0o644)
    return at, str(policy)


def test_a_plan_names_the_source_and_both_values_of_each_key(tmp_path: Path) -> None:
    at, source = managed(tmp_path, inferenceGatewayBaseUrl=URL)
    said = at("plan")
    lines = said.out.splitlines()
    begin = lines.index("✗ IT decides Claude's route, and it differs   SP601")
    assert said.code == 4
    assert lines[begin + 1 : begin + 5] == [
        f"  source  {source}",
        "          key                      profile              policy",
        f"          inferenceGatewayBaseUrl  https://llm.example  {URL}",
        "  → ask IT",
    ]


def test_a_status_has_it_in_its_headline(tmp_path: Path) -> None:
    at, source = managed(tmp_path, inferenceGatewayBaseUrl=URL)
    said = at("status")
    generation = said.out.split("@")[1][:8]
    assert said.code == 4
    assert said.out.splitlines() == [
        "✗ policy   IT decides Claude's route, and it differs   SP601",
        f"source   {source}",
        "         key                      profile              policy",
        f"         inferenceGatewayBaseUrl  https://llm.example  {URL}",
        f"profile  profile.yaml @{generation}",
        "→ ask IT",
    ]


@pytest.mark.parametrize("command", ["plan", "status"])
def test_machines_get_source_and_values_as_their_own_members(tmp_path: Path, command: str) -> None:
    at, source = managed(tmp_path, inferenceModels=["claude-opus-5", {"name": "claude-haiku-4-5-20251001"}])
    told = json.loads(at(command, "--json").out)
    contract = json.loads(shipped.read("schemas", f"{command}.schema.json"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(told)] == []
    (conflict,) = [each for each in told["conditions"] if each["name"] == "PolicyConflict"]
    assert conflict["details"] == {"source": source}
    assert conflict["differences"] == [
        {"key": "inferenceModels", "profile": "claude-sonnet-5", "policy": "claude-opus-5, claude-haiku-4-5-20251001"}
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://ann:canary@acme.example",
        "https://acme.example/v1?code=canary",
        "https://acme.example/sk-ant-api03-canary4711canary0815canary2342canary",
    ],
)
def test_no_secret_of_a_policy_is_shown(tmp_path: Path, url: str) -> None:
    at, _ = managed(tmp_path, inferenceGatewayBaseUrl=url, inferenceGatewayApiKey="canary-key")
    for words in (("plan",), ("plan", "--json"), ("status",), ("status", "--json"), ("apply", "--yes")):
        said = at(*words)
        assert "SP601" in said.out
        assert "canary" not in said.out + said.err


def test_a_policy_that_says_the_same_is_success_and_told_so(tmp_path: Path) -> None:
    at, source = managed(tmp_path)
    plan, apply, status = at("plan"), at("apply", "--yes"), at("status")
    assert (plan.code, apply.code, status.code) == (0, 0, 0)
    assert f"Claude  2.31226.1 · by policy: {source}" in plan.out
    assert plan.out.splitlines()[-1] == "in place, by policy; nothing to do"
    assert apply.out.splitlines()[-1] == "● in place, by policy; nothing to do"
    assert status.out.startswith("● in place, by policy   profile.yaml @")


def test_on_a_narrow_terminal_the_values_stand_one_below_the_other() -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    rows = (Difference("inferenceGatewayBaseUrl", "https://llm.example", f"{URL}\033[2J"),)
    condition = Condition("PolicyConflict", State.TRUE, "Differs", details=(("source", "/etc/x"),), differences=rows)
    assert list(detail_lines(condition, Ink(Screen(), {"COLUMNS": "60", "NO_COLOR": "1"}), "", 9)) == [
        "source   /etc/x",
        "         inferenceGatewayBaseUrl",
        "           profile  https://llm.example",
        f"           policy   {URL}�[2J",
    ]

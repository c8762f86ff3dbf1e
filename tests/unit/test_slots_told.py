"""What plan and status tell of slots: the context that is really derived, and the same shape for machines in both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import Desk, desk
from setpoint import shipped
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

SMALL = Published(details=Details(context=32768))
LARGE = Published(details=Details(context=262144))
PROFILE = """\
setpoint: 1
mode: ollama
models:
  opus: large
  sonnet: {model: small, label: Small One}
  haiku: {model: small, context: server}
ollama: {url: "URL"}
"""


def told(at: Desk, command: str) -> dict[str, object]:
    """What a command prints for machines, held against its contract."""
    said = at(command, "--json")
    plain = json.loads(said.out)
    contract = json.loads(shipped.read("schemas", f"{command}.schema.json"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(plain)] == []
    assert plain["exit"] == said.code
    return cast("dict[str, object]", plain)


def contexts(plain: dict[str, object]) -> dict[str, object]:
    slots = cast("list[dict[str, object]]", plain["slots"])
    return {str(slot["family"]): slot["context"] for slot in slots}


@pytest.mark.parametrize("version", ["0.23.0", "0.32.15"])
def test_a_slots_context_is_what_will_be_derived_at_most_the_models_maximum(tmp_path: Path, version: str) -> None:
    with StandIn(version=version, holds={"small": SMALL, "large": LARGE}) as server:
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        lines = {line.split()[2]: line.split()[5] for line in at("plan").out.splitlines() if " derive " in line}
        before = told(at, "plan")
        assert at("apply", "--yes").code == 0
        made = {model.name.model: model.parameters.get("num_ctx") for model in server.store.listed()}
        after = told(at, "status")
        shown = at("status").out
    assert lines == {"claude-sonnet-5": "32768", "claude-opus-5": "65536", "claude-haiku-4-5-20251001": "server"}
    assert contexts(before) == contexts(after) == {"sonnet": 32768, "opus": 65536, "haiku": "server"}
    assert (made["claude-sonnet-5"], made["claude-opus-5"], made["claude-haiku-4-5-20251001"]) == (32768, 65536, None)
    assert "32768" in next(line for line in shown.splitlines() if line.startswith("sonnet"))


@pytest.mark.parametrize("server_is_up", [True, False])
def test_what_the_profile_says_is_shown_while_the_maximum_cannot_be_known(tmp_path: Path, server_is_up: bool) -> None:
    with StandIn() as server:
        url = server.url if server_is_up else "http://127.0.0.1:9"
        at = desk(tmp_path, PROFILE.replace("URL", url))
        assert contexts(told(at, "plan")) == {"sonnet": 65536, "opus": 65536, "haiku": "server"}
        assert contexts(told(at, "status")) == {"sonnet": 65536, "opus": 65536, "haiku": "server"}


def test_a_plan_for_machines_has_the_slots_of_a_status(tmp_path: Path) -> None:
    with StandIn(holds={"small": SMALL, "large": LARGE}) as server:
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        assert at("apply", "--yes").code == 0
        plan, status = told(at, "plan"), told(at, "status")
    assert plan["slots"] == status["slots"]
    assert cast("list[dict[str, object]]", plan["slots"])[0] == {
        "id": "claude-sonnet-5",
        "family": "sonnet",
        "model": "small",
        "label": "Small One",
        "context": 32768,
        "default": True,
        "listed": True,
        "runs": "this machine",
        "metered": False,
        "loaded": False,
    }


def test_the_slots_of_a_new_server_cost_no_request_of_their_own(tmp_path: Path) -> None:
    with StandIn(holds={"small": SMALL, "large": LARGE}) as server:
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        assert at("apply", "--yes").code == 0
        before = server.requests["POST", "/api/show"]
        assert at("status").code == 0
        assert server.requests["POST", "/api/show"] == before

"""`setpoint test`: over real HTTP, by the route that the app takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import GATEWAY, Desk, desk, put, put_key
from fakes.messages import gateway
from setpoint import shipped

CANARY = "sk-acme-canary-4711-0815-2342"
BOTH = {"claude-opus-5": "Here I am.", "claude-sonnet-5": "Yes, I am."}
OLLAMA = """\
setpoint: 1
mode: ollama
models: {{sonnet: "qwen3.5:9b", opus: "kimi-k2.6:cloud"}}
ollama: {{url: "{url}"}}
"""
CLOSED = "http://127.0.0.1:9"


def applied(tmp_path: Path, url: str) -> Desk:
    at = desk(tmp_path, GATEWAY.format(url=url))
    put_key(at, CANARY)
    assert at("trust", "--yes").code == 0
    assert at("apply", "--yes").code == 0
    return at


def test_each_slot_answers_by_the_applied_entry_and_the_script_that_the_app_calls(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        said = applied(tmp_path, server.url)("test", "--yes")
    assert said.code == 0
    assert f"route  {server.url}, as the applied entry says" in said.out
    assert "Here I am." in said.out
    assert {headers["authorization"] for _, headers in server.asked} == {f"Bearer {CANARY}"}
    assert CANARY not in said.out + said.err


def test_the_entry_decides_not_the_profile(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        at = applied(tmp_path, server.url)
        put(at, GATEWAY.format(url=CLOSED))
        said = at("test", "--yes")
    assert (said.code, len(server.asked)) == (0, 2)


def test_before_anything_is_applied_it_is_the_route_of_the_profile_and_that_is_said(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        at = desk(tmp_path, GATEWAY.format(url=server.url).replace("  key:", "  auth: x-api-key\n  key:"))
        put_key(at, CANARY)
        refused = at("test", "--yes")
        assert (refused.code, "SP132" in refused.err, server.asked) == (4, True, [])
        at("trust", "--yes")
        said = at("test", "--yes")
    assert (said.code, "not applied yet" in said.out) == (0, True)
    assert {headers["x-api-key"] for _, headers in server.asked} == {CANARY}


def test_a_slot_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    with gateway({"claude-opus-5": "Here I am."}) as server:
        said = applied(tmp_path, server.url)("test", "--yes")
    assert said.code == 1
    assert [line[0] for line in said.out.splitlines() if line[0] in "✓✗"] == ["✗", "✓"]


@pytest.mark.parametrize("word", ["opus", "claude-opus-5"])
def test_one_slot_can_be_named(word: str, tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        said = applied(tmp_path, server.url)("test", "--yes", word)
    assert (said.code, [model for model, _ in server.asked]) == (0, ["claude-opus-5"])


def test_a_slot_that_is_none_gives_the_nearest(tmp_path: Path) -> None:
    said = desk(tmp_path, GATEWAY.format(url=CLOSED))("test", "--yes", "sonet")
    assert (said.code, 'did you mean "sonnet"?' in said.err) == (64, True)


def test_what_may_be_charged_is_asked_first(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        at = applied(tmp_path, server.url)
        assert (at("test").code, at("test", answers="n\n").code, server.asked) == (4, 4, [])
        said = at("test", answers="y\n")
    assert (said.code, len(server.asked)) == (0, 2)
    assert "a gateway (metered)" in said.out


def test_local_models_are_not_asked_about_and_cloud_ones_are(tmp_path: Path) -> None:
    answers = {"claude-sonnet-5": "Yes.", "claude-haiku-4-5-20251001": "Yes.", "claude-opus-5": "Yes."}
    with gateway(answers) as server:
        at = desk(tmp_path, OLLAMA.format(url=server.url))
        assert at("test", "sonnet", "background").code == 0
        refused = at("test", "opus")
    assert (refused.code, "Ollama's cloud" in refused.err) == (4, True)
    assert [model for model, _ in server.asked] == ["claude-sonnet-5", "claude-haiku-4-5-20251001"]


def test_a_server_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    said = desk(tmp_path, OLLAMA.format(url=CLOSED))("test", "--yes")
    assert (said.code, said.out.count("SP201")) == (5, 3)


def test_machines_get_the_same(tmp_path: Path) -> None:
    with gateway({"claude-opus-5": "Here I am."}) as server:
        told = json.loads(applied(tmp_path, server.url)("test", "--yes", "--json").out)
    Draft202012Validator(json.loads(shipped.read("schemas", "test.schema.json"))).validate(told)
    assert (told["exit"], told["route"]) == (1, {"url": server.url, "from": "entry"})
    assert [(slot["id"], slot["ok"]) for slot in told["slots"]] == [
        ("claude-sonnet-5", False),
        ("claude-opus-5", True),
    ]


def test_a_script_that_is_not_ours_is_not_run(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        at = applied(tmp_path, server.url)
        entry = next(path for path in (at.claude / "configLibrary").glob("*.json") if path.name != "_meta.json")
        other = tmp_path / "other.sh"
        other.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\necho key\n")
        other.chmod(0o700)
        told = json.loads(entry.read_text()) | {"inferenceCredentialHelper": str(other)}
        entry.write_text(json.dumps(told))
        said = at("test", "--yes")
    assert (said.code, "did not make" in said.err) == (4, True)
    assert (server.asked, (tmp_path / "ran").exists()) == ([], False)


def test_without_a_list_of_models_one_must_be_named(tmp_path: Path) -> None:
    with gateway(BOTH) as server:
        at = desk(tmp_path, f"setpoint: 1\nmode: gateway\ngateway: {{url: '{server.url}'}}\n")
        assert at("test", "--yes").code == 64
        assert at("test", "--yes", "claude-opus-5").code == 0


def test_in_native_mode_there_is_nothing_to_test(tmp_path: Path) -> None:
    said = desk(tmp_path, "setpoint: 1\nmode: native\n")("test")
    assert (said.code, "no route of ours" in said.out) == (0, True)

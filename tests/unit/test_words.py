"""The words of real output: names as a person writes them, once, and of the server that is meant."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, desk, put_key
from fakes.keys import program
from fakes.sick import Sick, http_answer, sick_server
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

MODEL = Published(details=Details(context=131072))
PROFILE = "setpoint: 1\nmode: ollama\nmodels: {sonnet: small}\nollama: {url: URL}\n"


def test_restore_names_models_as_a_person_knows_them(tmp_path: Path) -> None:
    with StandIn(offers={"small": MODEL}) as server:
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        assert at("apply", "--yes").code == 0
        said = at("restore", "--models", "--yes")
        left = [model.name.listed for model in server.store.listed()]
    assert (said.code, left) == (0, [])
    assert ":latest" not in said.out
    removed = {line.split()[1] for line in said.out.splitlines() if line.startswith("✓") and "removed" in line}
    assert removed == {"configLibrary/51c2….json", "small", "claude-sonnet-5", "claude-haiku-4-5-20251001"}


@pytest.mark.parametrize("model", ["small", "small:latest", "Small"])
def test_a_pull_that_fails_names_its_model_once(tmp_path: Path, model: str) -> None:
    with StandIn(offers={"small": MODEL}) as server:
        server.fail("small", "missing")
        at = desk(tmp_path, PROFILE.replace("URL", server.url).replace("small", json.dumps(model)))
        apply, plan, status = at("apply", "--yes"), at("plan"), at("status")
    assert f"✗ {model:<27} the registry has no model of this name   SP210" in apply.out.splitlines()
    pull = next(line for line in plan.out.splitlines() if line.startswith("  + pull"))
    assert pull.endswith("failed before: the registry has no model of this name")
    assert status.out.startswith(f"✗ a person must act   0/1 models ready; {model}: the registry has no model")


def test_the_last_line_of_a_status_tells_a_failure_as_one(tmp_path: Path) -> None:
    with StandIn(offers={"small": MODEL}) as server:
        server.fail("small", "missing")
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        at("apply", "--yes")
        assert at("status").out.splitlines()[-1].endswith("intended: pull small failed, SP210")


def error(text: str, status: str) -> Sick:
    body = json.dumps({"type": "error", "error": {"type": "an_error", "message": text}}).encode()
    return Sick(http_answer(body, status=status))


REFUSALS = [
    (error("model: claude-sonnet-5", "404 Not Found"), "the gateway has no model of this name   SP210"),
    (error("invalid x-api-key", "401 Unauthorized"), "the gateway refuses the key, or demands one (401)   SP208"),
    (Sick(http_answer(b"", status="403 Forbidden")), "the gateway refuses the key, or demands one (403)   SP208"),
    (error("slow down", "429 Too Many"), "too many requests, or a usage limit is reached   SP225"),
    (error("no budget left", "400 Bad Request"), "the gateway answered 400: no budget left   SP207"),
    (error("overloaded", "529 Overloaded"), "the gateway answered 529: overloaded   SP207"),
    (Sick(http_answer(b"", status="502 Bad Gateway")), "the gateway does not answer behind its proxy (502)   SP201"),
    (
        Sick(http_answer(b'{"detail":"Not Found"}', status="404 Not Found")),
        "what answers here does not speak Anthropic's Messages API (status 404)   SP202",
    ),
    (
        Sick(http_answer(b"<html></html>", kind="text/html")),
        "what answers here does not speak Anthropic's Messages API   SP202",
    ),
    (Sick(http_answer(b'{"content":5}')), "the gateway's answer cannot be understood   SP207"),
    (
        Sick(http_answer(b"", status="302 Found", extra="Location: http://evil.example/\r\n")),
        "the gateway answers with a redirect (302), which is never followed   SP202",
    ),
]


@pytest.mark.parametrize("sick, words", REFUSALS, ids=lambda part: part if isinstance(part, str) else "")
def test_what_a_gateway_refuses_is_told_of_the_gateway(tmp_path: Path, sick: Sick, words: str) -> None:
    with sick_server(sick) as url:
        at = desk(tmp_path, GATEWAY.format(url=url))
        put_key(at, "made-up-key")
        assert at("trust", "--yes").code == 0
        said = at("test", "--yes", "sonnet")
    told = [line for line in said.out.splitlines() if not line.startswith("route")]
    assert said.code in (1, 5)
    assert told[0].endswith(words)
    assert told[1].startswith("  → ")
    assert "llama" not in " ".join(told)


def test_what_ollama_refuses_is_told_of_ollama(tmp_path: Path) -> None:
    with StandIn() as server:
        said = desk(tmp_path, PROFILE.replace("URL", server.url))("test", "sonnet")
    assert "Ollama has no model of this name   SP210" in said.out


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for secret-tool")
@pytest.mark.parametrize(
    "tool, message, cure",
    [
        ("echo 'secret-tool: Cannot autolaunch D-Bus' >&2; exit 1", "no Secret Service answers here", "GNOME Keyring"),
        ("exit 1", "no such key in the system's store, or it stayed locked", "setpoint key set keyring:acme/llm"),
    ],
)
def test_a_key_check_says_what_is_missing(tmp_path: Path, tool: str, message: str, cure: str) -> None:
    program(tmp_path / "bin/secret-tool", tool)
    said = desk(tmp_path / "desk", env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"})(
        "key", "check", "keyring:acme/llm"
    )
    lines = said.out.splitlines()
    assert said.code == 4
    assert lines[1] == f"  ✗ from here           {message}   SP701"
    assert lines[2].startswith("    → ")
    assert cure in lines[2]


def test_a_plan_names_the_keys_of_a_new_entry_to_who_asks(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY.format(url="https://llm.acme.example"))
    put_key(at, "made-up-key")
    assert at("trust", "--yes").code == 0
    short, long = at("plan").out.splitlines(), at("-v", "plan").out.splitlines()
    index = next(i for i, line in enumerate(long) if '"Setpoint", ' in line)
    assert next(line for line in short if '"Setpoint", ' in line) == f"{long[index]} (-v)"
    assert "inferenceProvider, inferenceGatewayBaseUrl" in long[index + 1]

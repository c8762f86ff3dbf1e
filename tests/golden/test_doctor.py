"""The doctor on made-up machines of three systems."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from golden.case import SYSTEMS, Case
from golden.server import Server
from golden.stage import Stage, stage
from golden.systems import PID, STARTED, put
from setpoint.core.ports import System

PROFILE = """\
# yaml-language-server: $schema=x
setpoint: 1
mode: gateway
gateway: {url: "https://llm.acme.example", key: "file:~/key", models: {sonnet: claude-sonnet-5}}
"""
KEY = "sk-made-up-canary-4Zp9Qd7Rt2"
DIFFERS = {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": "https://it.example"}


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> System:
    if sys.platform == "win32" and request.param != "windows":
        pytest.skip("the tree needs symlinks")
    return cast("System", request.param)


def machine(system: System, tree: Path, **case: Any) -> Stage:
    folder = tree / "case"
    folder.mkdir()
    put(folder / "profile.yaml", PROFILE.encode())
    made = stage(Case(folder, "", trusted=True, **case), system, tree / "machine", Server(None))
    put(made.computer.home / "key", KEY.encode()).chmod(0o600)
    return made


def doctored(made: Stage) -> Mapping[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for each in json.loads(made.raw("doctor --json").text)["checks"]:
        found.setdefault(each["check"], []).append((each["result"], each["code"], each["message"]))
    return found


def test_after_an_apply_all_is_well(system: System, tmp_path: Path) -> None:
    made = machine(system, tmp_path)
    assert made.raw("apply --yes").code == 0
    found = doctored(made)
    assert {result for checks in found.values() for result, _, _ in checks} <= {"ok", "note"}, found
    wanted = "app folder process policy entry library mode values key key-script"
    assert set(wanted.split()) <= found.keys()
    assert found["app"][0][2].startswith("2.31226.1 · ")
    assert found["process"][0][2] == "Claude is closed"
    assert "Claude-3p" in found["folder"][0][2]


def test_a_running_app_is_told_with_its_start(system: System, tmp_path: Path) -> None:
    made = machine(system, tmp_path, running=True)
    ((result, code, message),) = doctored(made)["process"]
    assert (result, code) == ("ok", "")
    assert message.startswith(f"pid {PID} since ")


def test_a_running_app_that_started_before_a_change_is_a_warning(system: System, tmp_path: Path) -> None:
    made = machine(system, tmp_path)
    assert made.raw("apply --yes").code == 0
    made.computer.open(STARTED)
    assert doctored(made)["process"][0][:2] == ("warning", "SP402")


@pytest.mark.parametrize("policy", [DIFFERS, "unreadable"], ids=str)
def test_a_policy_is_told_on_every_system(system: System, tmp_path: Path, policy: Any) -> None:
    made = machine(system, tmp_path, policy=policy)
    found = doctored(made)["policy"]
    assert {result for result, _, _ in found} == {"failure"}
    assert {code for _, code, _ in found} == {"SP602" if policy == "unreadable" else "SP601"}


def test_no_claude_desktop_is_a_note(system: System, tmp_path: Path) -> None:
    found = doctored(machine(system, tmp_path, installed=False))
    assert [each[:2] for each in found["app"]] == [("note", "SP304")]
    assert not found.keys() & {"folder", "process", "policy", "entry", "library", "values"}


def test_on_windows_the_folder_tells_of_an_update_below_the_running_app(tmp_path: Path) -> None:
    made = machine("windows", tmp_path, running=True)
    newer = made.computer.home / "AppData/Local/AnthropicClaude/app-2.31300.0/claude.exe"
    put(newer, b"MZ")
    found = doctored(made)
    assert [each[:2] for each in found["app"]] == [("note", "SP810")]
    assert [each[:2] for each in found["process"]] == [("ok", ""), ("warning", "SP812")]
    assert "2.31226.1 runs, 2.31300.0 is installed" in found["process"][1][2]


def test_on_windows_a_leftover_folder_of_a_package_is_told(tmp_path: Path) -> None:
    made = machine("windows", tmp_path)
    first, *others = made.platform.claude_folders(made._here(io.StringIO()).machine)
    assert others
    put(Path(first.data) / "Local State", b"{}")
    put(Path(others[0].data) / "configLibrary/_meta.json", b"{}")
    found = doctored(made)["folder"]
    assert [each[:2] for each in found] == [("ok", ""), ("note", "SP813")]


@pytest.mark.parametrize("known", ["/usr/bin", ""])
def test_on_macos_the_agent_has_no_path_of_a_shell(tmp_path: Path, known: str) -> None:
    made = machine("macos", tmp_path)
    text = PROFILE.replace('"file:~/key"', "{command: [acme-key]}")
    put(made.case.folder / "profile.yaml", text.encode())
    put(made.computer.home / "Library/LaunchAgents/io.github.setpoint.agent.plist", b"")
    if known:
        put(made.computer.root / "usr/bin/acme-key", b"")
    found = doctored(made).get("key-service", [])
    assert [each[:2] for each in found] == ([] if known else [("warning", "SP704")])

"""A key of every scheme, through every command: it comes to light nowhere but where it was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest

from e2e.household import Household, put, until
from faults.cases import LONG
from faults.hiding import CANARY, COMMANDS, Children, holding, program, too_open
from setpoint.cli import main
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.server import StandIn

pytestmark = [pytest.mark.long, pytest.mark.timeout(120)]

SCHEMES = {
    "env": "{{env: CANARY_KEY, delivery: static}}",
    "systemd": "{{systemd: canary, delivery: static}}",
    "file": "file:{home}/key",
    "static file": "{{file: {home}/key, delivery: static}}",
    "keyring": "keyring:acme/llm",
    "op": "op://vault/item/field",
    "command": "{{command: [cat, {home}/key]}}",
    "a command for each system": "{{command: {{linux: [cat, {home}/key], macos: [x], windows: [y.exe]}}, ttl: 1m}}",
}

FEW = ("env", "keyring", "a command for each system")
"""Static, by a tool, and by a script that runs a program."""


def keep_the_key(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """In all the places that the schemes look at. The tools are stand-ins that read the file of the key."""
    tools = house.home / "tools"
    program(tools / "op", f'[ "$1" = whoami ] || cat {house.home}/key')
    program(tools / "secret-tool", f"case $1 in lookup) cat {house.home}/key ;; search) exit 1 ;; esac")
    credentials = house.home / "credentials"
    credentials.mkdir()
    (credentials / "key").symlink_to("../key")
    (credentials / "canary").write_text(CANARY, encoding="utf-8")
    path = f"{tools}:{os.environ['PATH']}"
    house.more = {"CANARY_KEY": CANARY, "CREDENTIALS_DIRECTORY": str(credentials), "PATH": path}
    monkeypatch.setenv("PATH", path)


def with_key(house: Household, url: str, key: str) -> str:
    spelled = key.format(home=house.home)
    gateway = f"gateway: {{url: {url}, key: {spelled}, models: {{sonnet: claude-sonnet-5}}}}\n"
    return house.usual(more=gateway).replace("mode: ollama", "mode: gateway")


def test_every_command_is_among_those_that_are_tried() -> None:
    tried = {words.split()[0] for words in COMMANDS}
    assert set(main.COMMANDS) - tried == {"run", "demo"}


@pytest.mark.parametrize("scheme", SCHEMES if LONG else FEW)
def test_a_key_comes_to_light_nowhere(
    house: Household, server: StandIn, children: Children, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    keep_the_key(house, monkeypatch)
    house.write_profile(with_key(house, server.url, SCHEMES[scheme]))
    house.trust()
    asked_for = {"key", "canary"} | ({house.entry.name} if "static" in SCHEMES[scheme] else set())
    applied = False
    with children.looked_at() as seen:
        for words in COMMANDS:
            ended = house.call(*words.split())
            assert CANARY not in ended.said, words
            assert holding(house, *asked_for) == set(), words
            applied |= house.entry.exists() and CANARY.encode() in house.entry.read_bytes()
    assert applied == ("static" in SCHEMES[scheme]), "it came that far"
    assert [each for each in seen if CANARY in each] == []
    assert holding(house, "key", "canary") == set(), "after all of it neither in a backup"
    assert too_open(house) == {}


def test_the_agent_keeps_a_key_to_itself(house: Household, server: StandIn) -> None:
    house.write_profile(with_key(house, server.url, "{{env: CANARY_KEY, delivery: static}}"))
    house.more = {"CANARY_KEY": CANARY}
    house.trust()
    agent = house.begin("run", "--log-format", "json", "-v")
    until(lambda: house.entry.exists() and CANARY.encode() in house.entry.read_bytes())
    agent.process.terminate()
    ended = agent.wait()
    assert CANARY not in ended.said
    assert "apply" in ended.said or "write" in ended.said, "it logged what it did"
    assert holding(house, "key", house.entry.name) == set()
    assert too_open(house) == {}


# --- somebody else's key ----------------------------------------------------------------------------------------------

THEIRS = "theirs-90f3ab5c6d2e1784"


def test_somebody_elses_key_in_claudes_files_is_neither_shown_nor_kept(house: Household, server: StandIn) -> None:
    house.write_profile(with_key(house, server.url, SCHEMES["file"]))
    entry = next(path for path in house.index.parent.glob("c0ffee*.json"))
    put(
        entry,
        {"inferenceProvider": "gateway", "inferenceGatewayApiKey": THEIRS, "inferenceCustomHeaders": {"X": THEIRS}},
    )
    entry.chmod(0o640)
    before = entry.read_bytes()
    for words in COMMANDS:
        assert THEIRS not in house.call(*words.split()).said, words
        assert holding(house, entry.name, key=THEIRS) == set(), words
    assert (entry.read_bytes(), entry.stat().st_mode & 0o777) == (before, 0o640)


def test_a_backup_is_for_its_owner_alone_and_has_no_key(house: Household, server: StandIn) -> None:
    house.write_profile(with_key(house, server.url, SCHEMES["file"]))
    house.trust()
    house.run("apply", "--yes")
    entry = json.loads(house.entry.read_bytes())
    put(house.entry, entry | {"inferenceGatewayApiKey": THEIRS, "inferenceGatewayBaseUrl": "http://127.0.0.1:9"})
    house.entry.chmod(0o600)
    house.call("apply", "--yes")
    copies = list((house.state / "backups").iterdir())
    assert any(ENTRY_ID in path.name for path in copies), "the file with their key was copied"
    assert {path.stat().st_mode & 0o777 for path in copies} == {0o600}
    assert holding(house, house.entry.name, key=THEIRS) == set()
    assert house.entry.stat().st_mode & 0o777 == 0o600


# --- umask ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", ["000", "777"] if LONG else ["777"])
def test_modes_do_not_depend_on_the_umask(house: Household, server: StandIn, umask: str) -> None:
    house.write_profile(with_key(house, server.url, SCHEMES["static file"]))
    line = f'umask {umask}; exec "$0" -m setpoint "$@"'
    for words in ("trust --yes", "apply --yes", "status", "doctor --bundle report.zip"):
        argv = ["sh", "-c", line, sys.executable, *words.split()]
        ended = subprocess.run(
            argv, env=house.env, cwd=house.top, capture_output=True, text=True, check=False, timeout=30
        )
        assert ended.returncode in (0, 1, 5), ended.stderr
    assert too_open(house) == {}
    assert house.entry.stat().st_mode & 0o777 == 0o600
    assert (house.top / "report.zip").stat().st_mode & 0o777 == 0o600


def test_the_proof_notices_a_key_in_a_file_a_zip_an_argument_and_a_variable(
    house: Household, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house.home / "copy").write_text(f"x{CANARY}x", encoding="utf-8")
    with zipfile.ZipFile(house.home / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside", CANARY * 9)
    assert holding(house, "key") == {"home/copy", "home/a.zip"}
    with children.looked_at() as seen:
        subprocess.run(["true", CANARY], check=True)
        monkeypatch.setenv("A", CANARY)
        subprocess.run(["true"], check=True)
    assert len([each for each in seen if CANARY in each]) == 2

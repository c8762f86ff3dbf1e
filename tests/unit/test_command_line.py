"""The command line as a whole: its words, its help, its log, and the contracts for machines."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import GATEWAY, desk, put_key
from setpoint import cli, shipped
from setpoint.cli.main import COMMANDS
from setpoint.cli.schema import PRINTED

CANARY = "sk-acme-canary-4711-0815-2342"
URL = "https://llm.acme.example"


def modules() -> set[str]:
    found = {module.name for module in iter_modules(cli.__path__) if module.name != "main"}
    return {name for name in found if hasattr(import_module(f"setpoint.cli.{name}"), "run")}


def test_every_command_has_a_file_and_every_such_file_is_a_command() -> None:
    assert modules() == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_explains_itself(command: str, tmp_path: Path) -> None:
    said = desk(tmp_path)(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: setpoint {command} ")
    assert COMMANDS[command].split("`")[0].split(",")[0] in " ".join(said.out.split())


def test_the_help_lists_every_command(tmp_path: Path) -> None:
    said = desk(tmp_path)("--help")
    assert said.code == 0
    assert all(f"  {command} " in said.out for command in COMMANDS)


def test_without_a_word_it_prints_its_help(tmp_path: Path) -> None:
    said = desk(tmp_path)()
    assert (said.code, said.out.split()[:2]) == (0, ["usage:", "setpoint"])


def test_the_version_goes_to_where_everything_goes(tmp_path: Path) -> None:
    assert desk(tmp_path)("--version").out.startswith("setpoint ")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("pla",), "did you mean plan?"),
        (("plan", "--onl", "claude"), "setpoint plan --help"),
        (("plan", "--only", "x"), "--help"),
        (("key", "check"), "setpoint key --help"),
    ],
)
def test_a_wrong_word_is_a_usage_failure_with_a_way_out(words: tuple[str, ...], hint: str, tmp_path: Path) -> None:
    said = desk(tmp_path, GATEWAY.format(url=URL))(*words)
    assert (said.code, said.out) == (64, "")
    assert "SP905" in said.err
    assert hint in said.err


def test_the_profile_may_be_named_before_and_after_the_command(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "mine.yaml").write_text(GATEWAY.format(url=URL))
    before, after = at("--profile", "mine.yaml", "plan"), at("plan", "--profile", "mine.yaml")
    assert before.code == 4
    assert before == after


def test_a_tilde_that_no_shell_expanded_is_the_home_that_was_handed_in(tmp_path: Path) -> None:
    said = desk(tmp_path)("status", "--profile=~/none.yaml")
    assert (said.code, str(tmp_path / "home/none.yaml") in said.err) == (3, True)


def test_an_ollama_host_that_is_no_address_is_told_and_no_bug(tmp_path: Path) -> None:
    said = desk(tmp_path, "setpoint: 1\nmode: native\n", {"OLLAMA_HOST": "ftp://nowhere"})("status")
    assert (said.code, "OLLAMA_HOST" in said.err, "SP900" in said.err) == (64, True, False)


@pytest.mark.parametrize("state", ["untrusted", "trusted", "applied", "native"])
def test_what_is_printed_for_machines_keeps_its_contract(state: str, tmp_path: Path) -> None:
    profile = "setpoint: 1\nmode: native\nmodels: {sonnet: a}\n" if state == "native" else GATEWAY.format(url=URL)
    at = desk(tmp_path, profile)
    put_key(at, CANARY)
    if state in ("trusted", "applied"):
        assert at("trust", "--yes").code == 0
    if state == "applied":
        assert at("apply", "--yes").code == 0
    for command in ("status", "plan"):
        said = at(command, "--json")
        told = json.loads(said.out)
        contract = json.loads(shipped.read("schemas", f"{command}.schema.json"))
        assert [error.message for error in Draft202012Validator(contract).iter_errors(told)] == []
        assert told["exit"] == said.code


@pytest.mark.parametrize("name", ["profile", *PRINTED])
def test_the_contracts_are_printed_as_they_are_shipped_and_explain_every_key(name: str, tmp_path: Path) -> None:
    said = desk(tmp_path)("schema", *([] if name == "profile" else [f"--{name}"]))
    assert (said.code, said.out) == (0, shipped.read("schemas", f"{name}.schema.json"))
    contract = json.loads(said.out)
    Draft202012Validator.check_schema(contract)
    parts = [contract, *contract.get("$defs", {}).values()]
    keys = [pair for part in parts for pair in part.get("properties", {}).items()]
    assert keys
    assert [key for key, value in keys if not value.keys() & {"description", "$ref"}] == []


def test_the_log_tells_each_step_in_lines_of_json_and_holds_no_key(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY.format(url=URL))
    put_key(at, CANARY)
    at("trust", "--yes")
    said = at("apply", "--yes", "--log-format", "json")
    lines = [json.loads(line) for line in said.err.splitlines()]
    steps = [line["target"] for line in lines if line["event"] == "change carried out"]
    assert steps[-2:] == ["configLibrary/_meta.json", "claude_desktop_config.json"]
    assert (lines[0]["event"], lines[-1]["exit"], said.code) == ("command began", 0, 0)
    assert CANARY not in said.out + said.err


def test_verbose_logs_for_eyes_also_when_the_command_fails(tmp_path: Path) -> None:
    said = desk(tmp_path)("plan", "-v")
    assert said.code == 3
    assert "command ended" in said.err
    assert "exit=3" in said.err
    assert "\033" not in said.err


def test_nothing_is_logged_unasked(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: native\n")
    assert at("status").err == ""

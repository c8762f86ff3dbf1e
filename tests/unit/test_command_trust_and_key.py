"""`setpoint trust`, `setpoint key`."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.desk import GATEWAY, Desk, desk, put_key

CANARY = "sk-acme-canary-4711-0815-2342"
PROFILE = GATEWAY.format(url="https://llm.acme.example")
COMMAND = PROFILE.replace('"file:~/key"', "{command: [/bin/sh, -c, 'touch ~/ran; cat ~/key']}")


def silent(at: Desk) -> bool:
    """Whether the key is in no file but its own."""
    return not any(CANARY.encode() in path.read_bytes() for path in at.tree.rglob("*") if keeps(path))


def keeps(path: Path) -> bool:
    return path.is_file() and path.name != "key"


def test_a_yes_is_asked_once_and_remembered(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    said = at("trust", answers="y\n")
    assert said.code == 0
    assert "? gateway.key sends file:~/key to https://llm.acme.example:443" in said.out
    again = at("trust")
    assert (again.code, "trusted already" in again.out) == (0, True)
    assert "SP132" not in at("plan").out


def test_a_no_changes_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    assert (at("trust", answers="n\n").code, at("plan").code) == (4, 4)


def test_without_a_terminal_a_yes_must_be_given_as_a_word(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    said = at("trust")
    assert (said.code, "SP901" in said.err, "--yes" in said.err) == (4, True, True)
    assert at("trust", "--yes").code == 0


def test_another_endpoint_needs_another_yes_and_the_old_one_is_marked(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE + "ollama: {url: 'https://o.acme.example', key: 'file:~/other'}\n")
    (tmp_path / "first.yaml").write_text(PROFILE)
    at("trust", "--yes", "--profile", "first.yaml")
    said = at("trust")
    assert "✓ gateway.key sends file:~/key to https://llm.acme.example:443   trusted" in said.out
    assert "? ollama.key sends file:~/other to https://o.acme.example:443" in said.out


def test_a_yes_can_be_taken_back(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    at("trust", "--yes")
    assert at("trust", "--revoke").code == 0
    assert "SP132" in at("plan").out
    assert at("trust", "--revoke").out == "nothing was trusted\n"


@pytest.mark.parametrize("profile", ["setpoint: 1\nmode: native\n", PROFILE.replace("mode: gateway", "mode: off")])
def test_a_profile_that_asks_for_nothing_is_told_so(profile: str, tmp_path: Path) -> None:
    said = desk(tmp_path, profile)("trust")
    assert (said.code, "nothing to trust" in said.out) == (0, True)


def test_a_key_from_a_pipe_is_stored_where_the_reference_says(tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = at("key", "set", "file:~/key", typed=f"{CANARY}\nlogin: ada\n")
    assert (said.code, (at.home / "key").read_text()) == (0, f"{CANARY}\n")
    assert (at.home / "key").stat().st_mode & 0o777 == 0o600
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("typed", ["", "\n", "two words\n"])
def test_what_is_no_key_is_not_stored(typed: str, tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = at("key", "set", "file:~/key", typed=typed)
    assert (said.code, "SP706" in said.err, (at.home / "key").exists()) == (4, True, False)


def test_a_scheme_that_cannot_store_says_so(tmp_path: Path) -> None:
    said = desk(tmp_path)("key", "set", "env:ACME", typed=f"{CANARY}\n")
    assert (said.code, "SP707" in said.err, CANARY in said.err) == (4, True, False)


@pytest.mark.parametrize("word", [CANARY, "sk-ant-api03-" + "x" * 40, "keyrin:acme/llm", "file:"])
def test_a_word_that_is_no_reference_is_refused_without_being_repeated(word: str, tmp_path: Path) -> None:
    said = desk(tmp_path)("key", "check", word)
    assert (said.code, "SP121" in said.err) == (64, True)
    assert word not in said.out + said.err or word == "file:"


def test_a_key_that_resolves_here_and_in_the_app_is_fine_and_leaves_no_trace(tmp_path: Path) -> None:
    at = desk(tmp_path)
    put_key(at, CANARY)
    said = at("key", "check", "file:~/key")
    assert said.code == 0
    assert said.out.splitlines()[1:] == ["  ✓ from here           resolves", "  ✓ as the app gets it  resolves"]
    assert silent(at)
    assert list(at.state.rglob("*")) == []


def test_a_key_that_is_not_there_ends_with_what_to_do(tmp_path: Path) -> None:
    said = desk(tmp_path)("key", "check", "file:~/key")
    assert (said.code, "✗ from here" in said.out, "✗ as the app" in said.out) == (4, True, True)
    assert "setpoint key set file:~/key" in said.out


def test_a_variable_of_ours_is_not_one_of_the_app(tmp_path: Path) -> None:
    said = desk(tmp_path, env={"ACME": CANARY})("key", "check", "env:ACME")
    assert (said.code, "✓ from here" in said.out, "SP704" in said.out) == (4, True, True)
    assert CANARY not in said.out


def test_the_word_gateway_means_the_reference_of_the_profile(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE)
    put_key(at, CANARY)
    said = at("key", "check", "gateway")
    assert (said.code, said.out.splitlines()[0]) == (0, "file:~/key")
    assert at("key", "check", "ollama").code == 64


def test_a_command_of_the_profile_runs_only_after_a_yes_and_is_announced(tmp_path: Path) -> None:
    at = desk(tmp_path, COMMAND)
    put_key(at, CANARY)
    refused = at("key", "check", "gateway")
    assert (refused.code, "SP132" in refused.err, (at.home / "ran").exists()) == (4, True, False)
    at("trust", "--yes")
    said = at("key", "check", "gateway")
    assert "runs the command" in said.out
    assert "✓ as the app gets it" in said.out
    assert CANARY not in said.out + said.err

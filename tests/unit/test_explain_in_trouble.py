"""`setpoint explain` is asked when things are broken: each trouble hides only itself, and no key is ever told."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, Desk, desk, put, put_key
from setpoint import loading, wiring
from setpoint.adapters.ledger import LedgerFile
from setpoint.cli.passes import Silence
from setpoint.core.ledger import Contested, Failure
from setpoint.value import replace

CANARY = "sk-made-up-canary-0123456789"
URL = "https://llm.acme.example"
OLLAMAS = "00000000-0000-4000-8000-000000000114"
DOWN = "setpoint: 1\nmode: ollama\nmodels: {sonnet: a}\nollama: {url: 'http://127.0.0.1:9'}\n"
BROKEN = "setpoint: 1\nmode: gateway\ngateway:\n  url: https://llm.acme.example\n  kee: file:~/key\n"
STATIC = GATEWAY.format(url=URL).replace('key: "file:~/key"', "key: {file: ~/key, delivery: static}")
WORDS = (
    *("appliedId", "inferenceGatewayApiKey", "inferenceCustomHeaders", "gateway", "gateway.key", "gateway.headers"),
    *("claude", "claude.settings", "Converged", "sonnet", "mode"),
)


def first(at: Desk, word: str) -> str:
    said = at("explain", word)
    assert (said.code, said.err) == (0, "")
    return said.out.splitlines()[0]


def ledger(at: Desk) -> LedgerFile:
    return wiring.ledger(at.around(StringIO(), StringIO(), StringIO(), interactive=False))


def applied(at: Desk) -> Desk:
    put_key(at, CANARY)
    assert at("trust", "--yes").code == 0
    assert at("apply", "--yes").code == 0
    return at


def test_without_a_profile_codes_conditions_and_keys_are_explained(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert first(at, "SP100").startswith("SP100   no profile was found")
    assert first(at, "ProfileValid") == "✗ ProfileValid   False (Wrong)   SP100"
    assert first(at, "SlotsReady") == "✗ SlotsReady   cannot be told: there is no valid profile"
    assert first(at, "Suspended") == "● Suspended   False (Active)"
    assert first(at, "deploymentMode") == "deploymentMode   there is no valid profile that it could be compared with"
    assert first(at, "ollama.context") == "ollama.context   65536"
    assert at("explain").code == 0


def test_of_a_wrong_profile_the_line_that_is_wrong_is_told(tmp_path: Path) -> None:
    at = desk(tmp_path, BROKEN)
    said = at("explain", "gateway").out
    assert said.startswith("✗ gateway   ")
    assert "profile.yaml:5:3" in said
    assert "SP110" in said
    assert "SP110" in at("explain", "ProfileValid").out
    assert "wrong, so it is not known what it wants" in at("explain", "appliedId").out


def test_text_that_is_no_profile_at_all_hides_only_itself(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: [1\n\t\x00")
    assert first(at, "mode").startswith("mode   ") or first(at, "mode").startswith("✗ mode   ")
    assert first(at, "Trusted") == "✗ Trusted   cannot be told: there is no valid profile"


def test_with_ollama_down_what_is_declared_is_still_explained(tmp_path: Path) -> None:
    at = desk(tmp_path, DOWN)
    assert first(at, "a") == "◐ a   declared; Ollama does not answer, so whether it is there is not known"
    assert (
        first(at, "sonnet") == "claude-sonnet-5   a is to answer, on this machine; Ollama does not tell what it holds"
    )
    assert first(at, "OllamaReachable").startswith("◐ OllamaReachable   False")
    said = at("explain", "strange-model:1b")
    assert (said.code, said.err.splitlines()[0]) == (
        64,
        '✗ nothing is known of "strange-model:1b"; Ollama does not answer, so its models are not known   SP905',
    )


def test_a_failure_that_is_remembered_is_told_with_its_cure(tmp_path: Path) -> None:
    at = desk(tmp_path, DOWN)
    failure = Failure("SP210", "there is no such model", "correct the name", "0.34.2")
    here = at.around(StringIO(), StringIO(), StringIO(), interactive=False)
    world = wiring.world(here, loading.load("profile.yaml", DOWN.encode()), Silence())
    world.change_server(lambda server: replace(server, failures={"local registry.ollama.ai/library/a:latest": failure}))
    lines = at("explain", "a").out.splitlines()
    assert lines[0] == "✗ a   declared, and its last pull failed for good   SP210"
    assert lines[-1] == "→ correct the name"


def test_a_file_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    at = applied(desk(tmp_path, GATEWAY.format(url=URL)))
    index = at.claude / "configLibrary/_meta.json"
    index.write_text("{")
    line = first(at, "appliedId")
    assert line.startswith("✗ appliedId   ")
    assert "_meta.json" in line


def test_a_ledger_that_is_lost_or_broken_is_no_obstacle(tmp_path: Path) -> None:
    at = applied(desk(tmp_path, GATEWAY.format(url=URL)))
    path = at.state / "ledger.json"
    path.write_text("{")
    said = at("explain", "appliedId")
    assert said.code == 0
    assert "SP801" in said.out
    path.unlink()
    assert first(at, "appliedId") == "● appliedId   as the profile says"


def test_a_fight_is_told_with_who_is_likely_to_write(tmp_path: Path) -> None:
    at = applied(desk(tmp_path, GATEWAY.format(url=URL)))
    generation = at("status").out.splitlines()[0].split("@")[1].split()[0]
    fight = Contested(0.0, 4, 180.0, "Ollama (…0114)", "Ollama", generation)
    ledger(at).change(lambda known: replace(known, contested={"appliedId": fight}))
    ledger(at).change(
        lambda known: replace(
            known, claude={path: replace(memory, taken_over=(OLLAMAS,)) for path, memory in known.claude.items()}
        )
    )
    index = at.claude / "configLibrary/_meta.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"appliedId": OLLAMAS}))
    said = at("explain", "appliedId").out
    assert said.splitlines()[0] == (
        "✗ appliedId   contested: something else keeps setting it, and it is no longer written"
    )
    assert "set 4 times in 3m00s, to Ollama (…0114)" in said
    assert "likely   Ollama" in said
    assert "setpoint sync --force" in said


@pytest.mark.parametrize("text", [GATEWAY.format(url=URL), STATIC], ids=["by a script", "static"])
def test_no_key_is_ever_told(tmp_path: Path, text: str) -> None:
    at = applied(desk(tmp_path, text))
    path = next((at.claude / "configLibrary").glob("51c2*.json"))
    odd = {"inferenceCustomHeaders": {"X-Team": CANARY}, "inferenceAnthropicApiKey": CANARY, "odd": [{"a": CANARY}]}
    path.write_text(json.dumps(json.loads(path.read_text()) | odd))
    for word in (*WORDS, *odd):
        for said in (at("explain", word), at("explain", word, "--json")):
            assert said.code == 0, said.err
            assert CANARY not in said.out + said.err, word


def test_a_key_in_the_profile_itself_is_not_told_either(tmp_path: Path) -> None:
    text = GATEWAY.format(url=URL).replace('"file:~/key"', CANARY)
    at = desk(
        tmp_path, text + f"  headers: {{X-Api-Key: {CANARY}}}\nclaude: {{settings: {{banner: {{text: {CANARY}}}}}}}\n"
    )
    for word in (*WORDS, "gateway.headers.X-Api-Key", "claude.settings.banner", "ProfileValid"):
        for said in (at("explain", word), at("explain", word, "--json")):
            assert CANARY not in said.out + said.err, word
    assert CANARY not in at("explain", CANARY).err


def test_while_the_key_does_not_resolve_nobody_guesses_what_should_stand_there(tmp_path: Path) -> None:
    at = applied(desk(tmp_path, STATIC))
    (at.home / "key").unlink()
    assert first(at, "inferenceGatewayApiKey") == (
        "✗ inferenceGatewayApiKey   whether it is right cannot be told: the key of the route does not resolve"
    )
    assert first(at, "inferenceGatewayBaseUrl") == "● inferenceGatewayBaseUrl   as the profile says"


def test_a_key_that_nobody_allowed_is_not_said_to_be_missing(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY.format(url=URL))
    put_key(at, CANARY)
    said = at("explain", "inferenceCredentialHelper").out
    assert said.startswith(
        "✗ inferenceCredentialHelper   whether it is right cannot be told: the key of the route is not allowed yet\n"
    )
    assert "→ setpoint trust" in said


def test_the_last_good_profile_is_told_about_while_the_new_one_is_wrong(tmp_path: Path) -> None:
    at = applied(desk(tmp_path, GATEWAY.format(url=URL)))
    path = put(at, GATEWAY.format(url=URL))
    kept = {"path": str(path), "text": path.read_text()}
    (at.state / "in-force.json").write_text(json.dumps(kept))
    put(at, BROKEN)
    said = at("explain", "inferenceGatewayBaseUrl").out
    assert said.startswith("● inferenceGatewayBaseUrl   as the profile says\n")
    assert "profile  wrong, so the last good one is told about" in said

"""The doctor about keys: can they be had here, by the agent, by Claude; and who else could change them."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put, put_key
from fakes.doctoring import KEY, NATIVE, STATIC, URL, briefly, doctored, routed
from fakes.keys import program
from setpoint import wiring
from setpoint.adapters.lock import held
from setpoint.core.agent_state import FILE, LOCK
from setpoint.value import replace

HELPER = "setpoint: 1\nmode: gateway\ngateway: {{url: '{url}', key: {key}}}\n"


def allowed(tree: Path, key: str, text: str = HELPER, **env: str) -> Desk:
    at = desk(tree, text.format(url=URL, key=key), env)
    assert at("trust", "--yes").code == 0
    return at


def script(at: Desk) -> Path:
    (found,) = (at.state / "helpers").iterdir()
    return found


def serve(at: Desk) -> None:
    """The agent's unit is there, as far as files tell: in this shell there is no service manager to ask."""
    unit = at.home / ".config/systemd/user/setpoint.service"
    unit.parent.mkdir(parents=True)
    unit.touch()


def test_a_mode_without_a_route_needs_no_key(tmp_path: Path) -> None:
    assert not doctored(desk(tmp_path, NATIVE)).keys() & {"key", "key-service", "key-script", "key-file"}


def test_a_server_that_needs_none_is_told_so(tmp_path: Path) -> None:
    text = f"setpoint: 1\nmode: gateway\ngateway: {{url: '{URL}'}}\n"
    found = doctored(desk(tmp_path, text))
    assert briefly(found["key"]) == [("ok", "")]
    assert "none is needed" in found["key"][0].message


def test_a_key_that_resolves_and_its_script_are_well(tmp_path: Path) -> None:
    at = routed(tmp_path)
    found = doctored(at)
    assert briefly(found["key"]) == briefly(found["key-script"]) == [("ok", "")]
    assert found["key"][0].message == "gateway.key file:~/key resolves here"
    assert not found.keys() & {"key-service", "key-file"}


def test_a_key_that_is_not_allowed_is_not_asked_for(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    at = desk(tmp_path / "desk", HELPER.format(url=URL, key=f"{{command: [/usr/bin/touch, '{ran}']}}"))
    assert briefly(doctored(at)["key"]) == [("note", "SP132")]
    assert not ran.exists()


@pytest.mark.parametrize(
    ("key", "code"),
    [("'file:~/nothing'", "SP701"), ("{command: [no-such-tool-here]}", "SP703"), ("{command: ['false']}", "SP701")],
)
def test_a_key_that_does_not_resolve_is_a_failure(tmp_path: Path, key: str, code: str) -> None:
    at = allowed(tmp_path, key)
    assert briefly(doctored(at)["key"]) == [("failure", code)]
    assert at("doctor").code == 4


def test_a_key_file_that_others_can_read_is_a_failure(tmp_path: Path) -> None:
    at = routed(tmp_path)
    (at.home / "key").chmod(0o644)
    assert briefly(doctored(at)["key"]) == [("failure", "SP702")]


def test_a_key_file_in_a_folder_of_everybody_is_a_warning(tmp_path: Path) -> None:
    at = routed(tmp_path)
    at.home.chmod(0o777)
    assert briefly(doctored(at)["key-file"]) == [("warning", "SP821")]
    at.home.chmod(0o1777)
    assert "key-file" not in doctored(at)


def test_a_key_in_plain_in_claudes_file_is_said(tmp_path: Path) -> None:
    at = allowed(tmp_path, "file: ~/key", STATIC)
    put_key(at, KEY)
    (found,) = doctored(at)["key"]
    assert (found.result, found.code) == ("note", "SP311")
    assert "key-script" not in doctored(at)


def test_a_script_that_is_not_there_yet_is_a_note_and_one_that_is_gone_a_failure(tmp_path: Path) -> None:
    at = allowed(tmp_path, "'file:~/key'")
    put_key(at, KEY)
    assert briefly(doctored(at)["key-script"]) == [("note", "SP850")]
    assert at("apply", "--yes").code == 0
    script(at).unlink()
    assert briefly(doctored(at)["key-script"]) == [("failure", "SP820")]


def test_a_script_that_was_changed_or_cannot_be_run_is_a_failure(tmp_path: Path) -> None:
    at = routed(tmp_path)
    script(at).chmod(0o600)
    assert briefly(doctored(at)["key-script"]) == [("failure", "SP820")]
    script(at).chmod(0o700)
    script(at).write_text("#!/bin/sh\nexit 1\n")
    assert briefly(doctored(at)["key-script"]) == [("failure", "SP820")]


def test_a_script_that_others_can_change_is_a_failure(tmp_path: Path) -> None:
    at = routed(tmp_path)
    for folder in (at.home, *script(at).parents[:4]):
        folder.chmod(0o755)
    script(at).chmod(0o777)
    assert briefly(doctored(at)["key-script"]) == [("failure", "SP821")]


@pytest.mark.parametrize("served", [True, False])
def test_a_variable_of_this_shell_is_none_of_the_agents(tmp_path: Path, *, served: bool) -> None:
    at = allowed(tmp_path, "env: ACME", STATIC, ACME=KEY)
    if served:
        serve(at)
    found = doctored(at)
    assert briefly(found["key"]) == [("note", "SP311")]
    assert briefly(found.get("key-service", [])) == ([("warning", "SP704")] if served else [])


def test_a_credential_of_the_service_is_not_missed_in_a_shell(tmp_path: Path) -> None:
    at = allowed(tmp_path, "systemd: acme", STATIC)
    assert briefly(doctored(at)["key"]) == [("note", "SP701")]


def test_what_signs_op_in_by_a_variable_is_none_of_the_agents(tmp_path: Path) -> None:
    program(tmp_path / "bin/op", f"echo {KEY}")
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "OP_SESSION_acme": "x"}
    at = allowed(tmp_path / "desk", "'op://vault/acme/key'", **env)
    serve(at)
    assert briefly(doctored(at)["key-service"]) == [("warning", "SP704")]


def test_a_confined_agent_does_not_see_tmp(tmp_path: Path) -> None:
    at = allowed(tmp_path, "'file:/tmp/of-nobody/key'")
    serve(at)
    assert "/tmp of its own" in doctored(at)["key-service"][0].message


@pytest.mark.skipif(sys.platform == "win32", reason="the desk is a Linux one")
@pytest.mark.parametrize(("state", "told"), [("True", ("ok", "")), ("False", ("failure", "SP704"))])
def test_what_the_running_agent_found_is_evidence(tmp_path: Path, state: str, told: tuple[str, str]) -> None:
    at = allowed(tmp_path, "env: ACME", STATIC, ACME=KEY)
    generation = json.loads(at("doctor", "--json").out)["checks"][0]["message"].partition("@")[2][:8]
    plain = {"pid": 1, "version": "1", "began": 1.0, "generation": generation.rstrip(","), "whole": time.time()}
    _remembered(at, state)
    at.state.joinpath(FILE).write_text(json.dumps(plain))
    with held(at.state / LOCK, seconds=0):
        assert briefly(doctored(at)["key-service"]) == [told]


def _remembered(at: Desk, state: str) -> None:
    import io

    from setpoint.core.ledger import Since

    here = at.around(io.StringIO(), io.StringIO(), io.StringIO(), interactive=False)
    since = {"KeyAvailable": Since(state, time.time() - 60)}
    wiring.ledger(here).change(lambda ledger: replace(ledger, since=since))


def test_the_key_of_a_server_that_only_we_ask_is_looked_at_too(tmp_path: Path) -> None:
    at = desk(tmp_path)
    put(at, "setpoint: 1\nmode: native\nkeep: [small]\nollama: {url: 'http://127.0.0.1:9', key: 'file:~/key'}\n")
    put_key(at, KEY)
    assert at("trust", "--yes").code == 0
    found = doctored(at)
    assert [each.message for each in found["key"]] == ["ollama.key file:~/key resolves here"]
    assert "key-script" not in found

"""What is easily got wrong: keys of others in our entry, slots of others on our server, ledgers that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

from fakes.desk import Desk, desk, put
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

STATIC = """\
setpoint: 1
mode: gateway
gateway: {url: "https://llm.acme.example", key: {env: ACME_KEY, delivery: static}, models: {sonnet: claude-sonnet-5}}
"""
FOREIGN = "sk-somebody-elses-4711-0815-2342"
PROFILE = "setpoint: 1\nmode: {mode}\nmodels: {{sonnet: tiny}}\nollama: {{url: '{url}'}}\n"


def entry(there: Desk) -> Path:
    return there.claude / "configLibrary" / f"{ENTRY_ID}.json"


def test_somebody_elses_key_in_our_entry_never_reaches_the_ledger(tmp_path: Path) -> None:
    there = desk(
        tmp_path, "setpoint: 1\nmode: gateway\ngateway: {url: 'https://llm.acme.example', key: 'file:~/key'}\n"
    )
    (there.home / "key").write_text("sk-acme-0123456789\n")
    (there.home / "key").chmod(0o600)
    assert there("trust", "--yes").code == 0
    assert there("apply", "--yes").code == 0
    ours = json.loads(entry(there).read_bytes())
    entry(there).write_text(json.dumps({**ours, "inferenceGatewayApiKey": FOREIGN}))
    before = entry(there).read_bytes()
    put(there, STATIC)
    with_key = Desk(tmp_path, {"ACME_KEY": "sk-acme-0123456789"})
    assert with_key("trust", "--yes").code == 0
    said = with_key("apply", "--yes")
    assert (said.code, "SP313" in said.out) == (4, True)
    assert entry(there).read_bytes() == before
    assert all(FOREIGN not in path.read_text() for path in there.state.rglob("*.json*"))


def test_a_slot_that_was_only_adopted_is_left_to_whoever_else_uses_it(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        first = desk(tmp_path / "a", PROFILE.format(mode="ollama", url=server.url))
        second = desk(tmp_path / "b", PROFILE.format(mode="ollama", url=server.url))
        assert first("apply", "--yes").code == 0
        assert second("apply", "--yes").code == 0
        put(second, PROFILE.format(mode="native", url=server.url))
        assert second("apply", "--yes").code == 0
        assert parse("claude-sonnet-5").listed in {model.name.listed for model in server.store.listed()}
        assert first("status").code == 0


def test_what_was_adopted_goes_when_models_are_given_back_on_request(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        first = desk(tmp_path / "a", PROFILE.format(mode="ollama", url=server.url))
        second = desk(tmp_path / "b", PROFILE.format(mode="ollama", url=server.url))
        assert first("apply", "--yes").code == 0
        assert second("apply", "--yes").code == 0
        assert second("restore", "--models", "--yes").code == 0
        assert {model.name.listed for model in server.store.listed()} == {"tiny:latest"}


def test_a_ledger_that_cannot_be_understood_is_told_and_set_aside(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        there = desk(tmp_path, PROFILE.format(mode="ollama", url=server.url))
        assert there("apply", "--yes").code == 0
        (there.state / "ledger.json").write_text("{")
        assert "SP801" in there("plan").out
        assert there("apply", "--yes").code == 0
        assert len(list(there.state.glob("ledger.broken-*.json"))) == 1
        assert "SP801" not in there("plan").out


def test_status_ends_with_the_last_thing_that_was_done(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        there = desk(tmp_path, PROFILE.format(mode="ollama", url=server.url))
        assert "last " not in there("status").out
        assert there("apply", "--yes").code == 0
        last = there("status").out.splitlines()[-1]
        assert last.startswith("last     ")
        assert last.endswith("intended: deploymentMode none → 3p")


def test_waiting_for_another_setpoint_may_be_taken_for_done(tmp_path: Path) -> None:
    from setpoint.adapters.lock import held

    there = desk(tmp_path, "setpoint: 1\nmode: off\n")
    with held(there.state / "apply.lock", seconds=0):
        assert there("apply", "--yes", "--no-wait").code == 5
        assert there("apply", "--yes", "--no-wait", "--pending-ok").code == 0

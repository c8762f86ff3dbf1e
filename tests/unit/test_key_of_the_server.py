"""The key of an Ollama server behind an authenticating proxy: only on a yes, and no trouble of Claude's half."""

from __future__ import annotations

from pathlib import Path

from fakes.desk import desk, put, put_key
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

OLLAMA = "setpoint: 1\nmode: {mode}\nmodels: {{sonnet: small}}\nollama: {{url: '{url}'{more}}}\n"


def test_switched_off_no_command_of_a_profile_runs_without_a_yes(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(mode="ollama", url=server.url, more=""))
        assert person("apply", "--yes").code == 0
        ran = tmp_path / "ran"
        more = f", key: {{command: [/usr/bin/touch, '{ran}']}}"
        put(person, OLLAMA.format(mode="off", url=server.url, more=more))
        person("status")
        person("plan")
        person("apply", "--yes")
        assert not ran.exists()


def test_a_key_that_does_not_resolve_leaves_the_rest_of_a_status(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published()}) as server:
        more = ", key: 'file:~/nothing'"
        person = desk(tmp_path / "desk", OLLAMA.format(mode="ollama", url=server.url, more=more))
        assert person("trust", answers="y\n").code == 0
        said = person("status")
        assert said.code == 4
        assert "SP701" in said.out
        assert "Claude is closed" in said.out


def test_switched_off_a_yes_can_still_be_given_to_what_takes_our_models_away(tmp_path: Path) -> None:
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", OLLAMA.format(mode="ollama", url=server.url, more=""))
        put_key(person, "k" * 30)
        assert person("apply", "--yes").code == 0
        put(person, OLLAMA.format(mode="off", url=server.url, more=", key: 'file:~/key'"))
        said = person("restore", "--yes", "--models")
        assert (said.code, "SP132" in said.out, "setpoint trust" in said.out) == (4, True, True)
        assert "ollama.key sends file:~/key to" in person("trust", "--yes").out
        assert person("restore", "--yes", "--models").code == 0
        assert [model.name.listed for model in server.store.listed()] == ["small:latest"]

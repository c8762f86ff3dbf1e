"""Asking whether a cloud model answers leaves the machine: once it did, nobody asks again for hours."""

from __future__ import annotations

from pathlib import Path

from fakes.desk import desk, put
from setpoint.standins.ollama.asked import Cloud
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

PROFILE = "setpoint: 1\nmode: {mode}\nmodels: {{opus: 'kimi-k2.6:cloud', haiku: small}}\nollama: {{url: {url}}}\n"


def test_after_an_apply_a_status_asks_nothing_about_the_account(tmp_path: Path) -> None:
    cloud = Cloud(reachable=True, signed_in=True, models={"kimi-k2.6"})
    with StandIn(holds={"small": Published()}, cloud=cloud) as server:
        person = desk(tmp_path / "desk", PROFILE.format(mode="ollama", url=server.url))
        assert person("apply", "--yes").code == 0
        asked = server.requests["POST", "/api/me"]
        assert person("status").code == 0
        assert person("apply", "--yes").code == 0
        assert server.requests["POST", "/api/me"] == asked


def test_a_pass_of_one_half_forgets_nothing_of_the_other(tmp_path: Path) -> None:
    profile = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: {{model: small, label: {}}}}}\nollama: {{url: '{}'}}\n"
    with StandIn(holds={"small": Published()}) as server:
        person = desk(tmp_path / "desk", profile.format("One", server.url))
        assert person("apply", "--yes").code == 0
        put(person, profile.format("Two", server.url))
        assert person("apply", "--yes", "--only", "claude").code == 0
        assert '"ModelsReady"' in (person.state / "ledger.json").read_text()

"""Which Ollama server is meant: that of the profile, else of the shell at apply time, and from then on the same."""

from __future__ import annotations

from pathlib import Path

from fakes.desk import Desk, desk
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

PROFILE = "setpoint: 1\nmode: ollama\nmodels: {sonnet: tiny}\n"


def test_status_asks_the_server_of_the_last_apply_whatever_the_shell_says(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        there = desk(tmp_path, PROFILE, {"OLLAMA_HOST": f"127.0.0.1:{server.port}"})
        assert there("apply", "--yes").code == 0
        elsewhere = Desk(tmp_path, {"OLLAMA_HOST": "127.0.0.1:9"})
        assert elsewhere("status").code == 0
        assert server.url in elsewhere("status", "--json").out


def test_plan_shows_what_apply_would_do_from_this_shell(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        there = desk(tmp_path, PROFILE, {"OLLAMA_HOST": f"127.0.0.1:{server.port}"})
        assert there("apply", "--yes").code == 0
        planned = Desk(tmp_path, {"OLLAMA_HOST": "127.0.0.1:9"})("plan")
        assert "http://127.0.0.1:9 (OLLAMA_HOST)" in planned.out


def test_a_url_in_the_profile_is_never_overruled(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published()}) as server:
        profile = f"{PROFILE}ollama: {{url: '{server.url}'}}\n"
        there = desk(tmp_path, profile, {"OLLAMA_HOST": "127.0.0.1:9"})
        assert there("apply", "--yes").code == 0
        assert there("status").code == 0

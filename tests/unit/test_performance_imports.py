"""Start-up time is a promise: what is heavy stays away from the commands that are run all day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

HEAVY = ("jsonschema", "structlog", "keyring", "rich", "httpx", "yaml", "watchfiles", "asyncio")
MODEL = Published(details=Details(context=131072))


def imported(words: list[str], env: dict[str, str]) -> tuple[int, set[str]]:
    """Exit code, and which of the heavy ones a command imported, by Python's own account."""
    program = [sys.executable, "-X", "importtime", "-m", "setpoint", *words]
    ended = subprocess.run(program, env=env, capture_output=True, check=False, timeout=30)
    lines = ended.stderr.decode().splitlines()
    modules = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    return ended.returncode, {name for name in HEAVY if name in modules}


@pytest.mark.parametrize("mode", ["ollama", "native", "off"])
def test_a_second_run_imports_nothing_heavy(tmp_path: Path, mode: str) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    moved = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    profile = tmp_path / "profile.yaml"
    with StandIn(holds={"small": MODEL}) as server:
        profile.write_text(
            f"setpoint: 1\nmode: {mode}\nmodels: {{sonnet: small}}\nollama: {{url: {server.url}}}\n", encoding="utf-8"
        )
        env = kept | moved | {"SETPOINT_PROFILE": str(profile), "SETPOINT_REGISTRY": "http://127.0.0.1:9"}
        code, heavy = imported(["apply", "--yes"], env)
        assert code == 0
        assert "yaml" in heavy, "the first run reads the profile; else this test shows nothing"
        for words in (["apply", "--yes"], ["status"], ["plan"]):
            assert imported(words, env) == (0, set()), words

"""Start-up time is a promise: what is heavy stays away from the commands that are run all day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

LIBRARIES = ("jsonschema", "structlog", "keyring", "rich", "httpx", "yaml", "watchfiles")
ELSEWHERE = () if sys.platform == "win32" else ("threading",)
"""What the standard library of Windows imports by itself there."""
OF_PYTHON = ("asyncio", "dataclasses", "datetime", "email", "hashlib", "inspect", "ssl", "subprocess", *ELSEWHERE)
"""Each takes 1 ms and more, and has a lighter way round it on these paths."""
FOR_CHANGES = (
    "setpoint.adapters.replacing",
    "setpoint.cli.failing",
    "setpoint.core.backups",
    "setpoint.core.claude_lines",
    "setpoint.core.claude_turning",
    "setpoint.core.closing",
    "setpoint.core.cloud",
    "setpoint.core.editing",
    "setpoint.core.facts.ollama",
    "setpoint.core.key_script",
    "setpoint.core.keyref",
    "setpoint.core.layout",
    "setpoint.core.ollama_trouble",
    "setpoint.core.policy",
    "setpoint.detach",
    "setpoint.process",
)
"""What only a change, a key, a policy, a cloud model or a failure needs. Half a millisecond each, where nothing is."""

HEAVY = {*LIBRARIES, *OF_PYTHON, *FOR_CHANGES}
MODEL = Published(details=Details(context=131072))


def imported(words: list[str], env: dict[str, str]) -> tuple[int, set[str]]:
    """Exit code, and which of the heavy ones a command imported, by Python's own account."""
    program = [sys.executable, "-X", "importtime", "-m", "setpoint", *words]
    ended = subprocess.run(program, env=env, capture_output=True, check=False, timeout=30)
    lines = ended.stderr.decode().splitlines()
    modules = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    return ended.returncode, modules & HEAVY


def claude(folder: Path) -> str:
    """An app that seems installed, where a file is enough to seem so."""
    if sys.platform != "linux":
        return ""
    app = folder / "claude-desktop"
    app.touch(0o755)
    return f"claude: {{app: {app}}}\n"


@pytest.mark.parametrize("mode", ["ollama", "native", "off"])
def test_a_second_run_imports_nothing_heavy(tmp_path: Path, mode: str) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    moved = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    profile = tmp_path / "profile.yaml"
    with StandIn(holds={"small": MODEL}) as server:
        text = f"setpoint: 1\nmode: {mode}\nmodels: {{sonnet: small}}\nollama: {{url: {server.url}}}\n"
        profile.write_text(text + claude(tmp_path), encoding="utf-8")
        env = kept | moved | {"SETPOINT_PROFILE": str(profile), "SETPOINT_REGISTRY": "http://127.0.0.1:9"}
        assert imported(["trust", "--yes"], env)[0] == 0
        code, heavy = imported(["apply", "--yes"], env)
        assert code == 0
        assert "yaml" in heavy, "the first run reads the profile; else this test shows nothing"
        for words in (["apply", "--yes"], ["status"], ["plan"]):
            assert imported(words, env) == (0, set()), words

"""A credential script, laid out and called as Claude Desktop would call it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from fakes.keys import CANARY
from setpoint.adapters.files import DiskFiles
from setpoint.core.key_script import put, scripts
from setpoint.core.ports import Scheme, System
from setpoint.core.profile import KeyRef

URL = "https://llm.acme.example"
HOSTILE = ["acme", "a b", "it's", '"$(touch x)"', "`touch x`", "-n", "%PATH%^&|", "*", "a\\b", "@BODY@", "a$b!"]


def laid_out(folder: Path, scheme: Scheme, ref: KeyRef, system: System = "linux") -> Path:
    return put(DiskFiles(), folder, scripts(URL, ref, scheme, system, "/nowhere/python3"))


def called(
    script: Path, home: Path, *tools: Path, context: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    path = ":".join([*map(str, tools), "/usr/bin", "/bin"])
    env = {"HOME": str(home), "PATH": path, **more}
    if context:
        env["CLAUDE_HELPER_CONTEXT"] = context
    return subprocess.run([script], check=False, env=env, capture_output=True, text=True, timeout=30, cwd=home)


def without_tools(folder: Path, *names: str) -> Path:
    """A PATH of the small programs that the scripts use, and none that could hold a key."""
    folder.mkdir()
    for tool in ("cat", "find", "id", "sed", "sleep", *names):
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


def answer(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    assert done.stderr == ""
    return done.returncode, done.stdout


def reason(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    assert done.stdout == ""
    assert CANARY not in done.stderr
    assert re.fullmatch(r"setpoint: .*\n", done.stderr), done.stderr
    return done.stderr

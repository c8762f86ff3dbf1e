"""Completion in a real bash: its function called as bash calls it, and TAB pressed on a terminal."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fakes.completing import OFFERED, home_with
from fakes.typist import Typist

BASH = shutil.which("bash") or ""
pytestmark = pytest.mark.shells

ASK = r"""
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
source "$1"
while IFS= read -r COMP_LINE; do
    COMP_POINT=${#COMP_LINE} COMPREPLY=()
    _setpoint
    printf '%s\n' "${COMPREPLY[*]}"
done
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return home_with(tmp_path, "bash", "completion.bash")


def asked(script: Path, *lines: str) -> list[set[str]]:
    program = [BASH, "--norc", "--noprofile", "-c", ASK, "bash", str(script)]
    typed = "".join(f"{line}\n" for line in lines).encode()
    ended = subprocess.run(program, input=typed, capture_output=True, check=True, timeout=30, cwd=script.parent)
    assert ended.stderr == b""
    return [set(line.split()) for line in ended.stdout.decode().splitlines()]


def test_each_line_is_offered_what_fits(script: Path) -> None:
    assert dict(zip(OFFERED, asked(script, *OFFERED), strict=True)) == OFFERED


def test_a_value_behind_an_equals_sign_is_completed(script: Path) -> None:
    assert asked(script, "setpoint plan --only=cl", "setpoint --log-format=") == [{"claude"}, {"console", "json"}]


def test_only_what_stands_behind_a_colon_is_replaced(script: Path) -> None:
    script.write_text(script.read_text().replace("keyring:", "keyring:acme/llm"))
    assert asked(script, "setpoint key check keyring:ac") == [{"acme/llm"}]


def test_tab_completes_on_a_terminal(script: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(script.parent), "PS1": "> ", "TERM": "dumb", "INPUTRC": "/dev/null"}
    (script.parent / "my profile.yaml").touch()
    with Typist([BASH, "--norc", "--noprofile", "-i"], env) as shell:
        shell.type("cd; bind 'set bell-style none'; source completion.bash; echo ready\n", until="\nready")
        assert "setpoint status " in shell.type("setpoint sta\t", until="status ")
        assert "validate mine.yaml " in shell.type("\x15setpoint validate mi\t", until="mine.yaml ")
        assert r"--profile my\ profile.yaml " in shell.type("\x15setpoint --profile my\t", until="profile.yaml ")
        assert "keyring:x" in shell.type("\x15setpoint key check keyr\tx", until="x"), "no space behind the colon"

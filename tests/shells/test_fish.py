"""Completion in a real fish, asked as its TAB asks."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fakes.completing import OFFERED, home_with

FISH = shutil.which("fish") or ""
pytestmark = pytest.mark.shells

ASK = "cd; source completion.fish; while read line; complete -C $line; echo ==; end"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with(tmp_path, "fish", "completion.fish").parent


def asked(home: Path, *lines: str) -> list[str]:
    """For each line, what is offered: a word a line, with a tab and its sentence."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_DATA_HOME": str(home), "TERM": "dumb"}
    typed = "".join(f"{line}\n" for line in lines).encode()
    program = [FISH, "--no-config", "-c", ASK]
    ended = subprocess.run(program, input=typed, env=env, capture_output=True, check=True, timeout=30)
    assert ended.stderr == b""
    return ended.stdout.decode().split("==\n")[:-1]


def test_each_line_is_offered_what_fits(home: Path) -> None:
    offered = [{line.split("\t")[0].rstrip("/") for line in each.splitlines()} for each in asked(home, *OFFERED)]
    wanted = {line: {word.rstrip("/") for word in words} for line, words in OFFERED.items()}
    assert dict(zip(OFFERED, offered, strict=True)) == wanted


def test_words_come_with_their_sentences(home: Path) -> None:
    commands, words = asked(home, "setpoint ", "setpoint key s")
    assert "status\thow it stands, at a glance\n" in commands
    assert words == "set\task for the key once, without echo, or read it from a pipe, and store it\n"

"""Completion in a real zsh, TAB pressed on a terminal."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.completing import OFFERED, home_with
from fakes.typist import Typist

ZSH = shutil.which("zsh") or ""
pytestmark = pytest.mark.shells

START = "PROMPT='> '; LISTMAX=1000; setopt no_beep no_always_last_prompt; cd; "


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return home_with(tmp_path, "zsh", "functions/_setpoint").parent.parent


def zsh(place: Path) -> Typist:
    return Typist([ZSH, "-f", "-i"], {"PATH": "/usr/bin:/bin", "HOME": str(place), "TERM": "dumb"})


@pytest.fixture
def shell(place: Path) -> Iterator[Typist]:
    with zsh(place) as shell:
        shell.type(
            f"{START} fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u -D; echo re''ady\n", until="ready"
        )
        yield shell


def test_zsh_takes_the_script_without_a_word(place: Path) -> None:
    ended = subprocess.run([ZSH, "-n", place / "functions/_setpoint"], capture_output=True, check=True, timeout=10)
    assert (ended.stdout, ended.stderr) == (b"", b"")


@pytest.mark.long
def test_each_line_is_offered_what_fits(shell: Typist) -> None:
    for line, words in OFFERED.items():
        seen = shell.type(f"\x15{line}\t\t").replace(line, line.rpartition(" ")[2], 1)
        assert [word for word in words if word not in seen] == [], line


def test_words_come_with_their_sentences(shell: Typist) -> None:
    assert "how it stands, at a glance" in shell.type("setpoint \t", until="demo")
    assert "without echo" in shell.type("\x15setpoint key \t", until="echo")


def test_an_option_that_was_given_is_not_offered_again(shell: Typist) -> None:
    assert "--yes" not in shell.type("setpoint apply --yes --\t", until="--restart").replace("--yes --", "")


def test_it_can_be_sourced_as_well(place: Path) -> None:
    with zsh(place) as shell:
        shell.type(
            f"{START} autoload -Uz compinit; compinit -u -D; source functions/_setpoint; echo re''ady\n", until="ready"
        )
        assert "setpoint status " in shell.type("setpoint sta\t", until="status ")

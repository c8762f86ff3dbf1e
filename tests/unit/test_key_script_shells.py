"""The scripts in every shell that may be `sh` somewhere: the same answers, and the key in nobody's arguments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.keys import CANARY, program
from fakes.scripts import HOSTILE, laid_out
from setpoint.core.profile import KeyRef
from setpoint.keyrefs.command import SCHEME as COMMAND
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.keyrefs.keyring import SCHEME as KEYRING
from setpoint.keyrefs.op import SCHEME as OP

pytestmark = [pytest.mark.long, pytest.mark.skipif(sys.platform == "win32", reason="sh scripts")]

SHELLS = {
    "dash": ["dash"],
    "bash": ["bash"],
    "bash as sh": ["bash", "--posix"],
    "busybox": ["busybox", "sh"],
    "mksh": ["mksh"],
    "zsh": ["zsh", "--emulate", "sh"],
}
WORDS = [*HOSTILE, "two\nlines", "\n", "-e", "'; echo x; '", "$(cat ~/key)", "${IFS}", "ends in \\", "ö’”"]
RECORDED = ("cat", "find", "id", "sed", "timeout", "printf", "echo")


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> list[str]:
    words = SHELLS[request.param]
    found = shutil.which(words[0])
    if found is None:
        pytest.skip(f"{words[0]} is not installed")
    return [found, *words[1:]]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Every program that the scripts use, and each writes down what it was given."""
    folder = tmp_path / "tools"
    for name in RECORDED:
        real = shutil.which(name)
        assert real, name
        program(folder / name, f'printf "%s\\n" "{name} $*" >> "{tmp_path}/given"; exec {real} "$@"')
    kept = f'printf "%s\\n" "tool $*" >> "{tmp_path}/given"; '
    program(folder / "tell", kept + f'printf "%s" "$1" > "{tmp_path}/got"; cat "{tmp_path}/key"')
    program(folder / "op", kept + f'cat "{tmp_path}/key"')
    program(folder / "secret-tool", kept + f'[ "$1" = lookup ] && cat "{tmp_path}/key"')
    (tmp_path / "key").write_text(f"{CANARY}\n", encoding="ascii")
    (tmp_path / "key").chmod(0o600)
    return folder


def called(shell: list[str], script: Path, home: Path, tools: Path) -> str:
    env = {"HOME": str(home), "PATH": str(tools), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*shell, str(script)], env=env, capture_output=True, check=False, timeout=20, cwd=home)
    assert done.stderr == b""
    assert CANARY not in (home / "given").read_text(encoding="utf-8"), "in the arguments of a program"
    return done.stdout.decode()


@pytest.mark.parametrize("word", WORDS)
def test_a_hostile_word_is_a_word_in_every_shell(tmp_path: Path, shell: list[str], tools: Path, word: str) -> None:
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["tell", word]}))
    assert called(shell, script, tmp_path, tools) == f"{CANARY}\n"
    assert (tmp_path / "got").read_bytes() == os.fsencode(word)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", ["key", "it's a key", "-n", "$(touch x)", "a\\b", "*"])
def test_a_file_of_a_hostile_name_is_read_in_every_shell(
    tmp_path: Path, shell: list[str], tools: Path, name: str
) -> None:
    path = tmp_path / "files" / name
    path.parent.mkdir()
    path.write_text(f"{CANARY}\n", encoding="ascii")
    path.chmod(0o600)
    script = laid_out(tmp_path / "helpers", FILE, KeyRef("file", str(path)))
    assert called(shell, script, tmp_path, tools) == f"{CANARY}\n"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", ["acme/llm", 'a"b/`id`', "$(touch x)/'", "--help/-x", ";/&&"])
def test_a_store_is_asked_in_every_shell(tmp_path: Path, shell: list[str], tools: Path, name: str) -> None:
    for scheme, ref in ((KEYRING, KeyRef("keyring", name)), (OP, KeyRef("op", f"//vault/item/{name.split('/')[1]}"))):
        script = laid_out(tmp_path / "helpers", scheme, ref)
        assert called(shell, script, tmp_path, tools) == f"{CANARY}\n"
    assert not (tmp_path / "x").exists()

"""The scripts for `op://` and `command:`, run for real, with stand-ins for the programs."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakes.keys import CANARY, program
from fakes.scripts import HOSTILE, URL, answer, called, laid_out, reason, without_tools
from setpoint.core.key_script import scripts
from setpoint.core.profile import KeyRef
from setpoint.keyrefs.command import SCHEME as COMMAND
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.keyrefs.op import SCHEME as OP

posix = pytest.mark.skipif(sys.platform == "win32", reason="sh scripts")

SIGNED_IN = (
    'case "$1" in whoami) exit {whoami} ;; read) [ "$3" = "op://My Vault/it\'s/field" ] && printf %s {key} ;; esac'
)


def op(folder: Path, whoami: int) -> Path:
    return program(folder / "bin/op", SIGNED_IN.format(whoami=whoami, key=CANARY)).parent


@posix
@pytest.mark.parametrize(
    "context, whoami, token, works",
    [
        ("interactive", 1, "", True),
        ("setup-test", 1, "", True),
        ("background", 0, "", True),
        ("background", 1, "", False),
        ("mid-session-refresh", 1, "", False),
        ("background", 1, "ops_x", True),
    ],
)
def test_1password_is_unlocked_only_when_somebody_looks_on(
    tmp_path: Path, context: str, whoami: int, token: str, works: bool
) -> None:
    script = laid_out(tmp_path / "helpers", OP, KeyRef("op", "//My Vault/it's/field"))
    done = called(script, tmp_path, op(tmp_path, whoami), context=context, OP_SERVICE_ACCOUNT_TOKEN=token)
    if works:
        assert answer(done) == (0, f"{CANARY}\n")
    else:
        assert "nobody is there" in reason(done)


@posix
def test_a_missing_op_is_told(tmp_path: Path) -> None:
    script = laid_out(tmp_path / "helpers", OP, KeyRef("op", "//vault/item/field"))
    assert "not on the PATH" in reason(called(script, tmp_path))


@posix
@pytest.mark.parametrize("word", HOSTILE)
def test_a_command_gets_every_argument_as_it_stands(tmp_path: Path, word: str) -> None:
    shown = program(tmp_path / "bin/show", 'printf "%s\\n" "$1" > "$HOME/got"; echo ' + f"'  {CANARY}  '; echo more")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show", word]}))
    assert answer(called(script, tmp_path, shown.parent)) == (0, f"{CANARY}\n")
    assert (tmp_path / "got").read_text() == f"{word}\n"


@posix
def test_a_command_in_the_home_is_found_there(tmp_path: Path) -> None:
    program(tmp_path / "my tools/it's", f"echo {CANARY}")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"linux": ["~/my tools/it's"]}))
    assert answer(called(script, tmp_path)) == (0, f"{CANARY}\n")


@posix
def test_a_failing_command_is_told_without_what_it_printed(tmp_path: Path) -> None:
    shown = program(tmp_path / "bin/show", f"echo {CANARY}; echo {CANARY} >&2; exit 3")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    assert "failed" in reason(called(script, tmp_path, shown.parent))


@posix
def test_a_command_cannot_read_what_the_app_would_send(tmp_path: Path) -> None:
    shown = program(tmp_path / "bin/show", f"cat; echo {CANARY}")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    env = {"HOME": str(tmp_path), "PATH": f"{shown.parent}:/usr/bin:/bin"}
    done = subprocess.run([script], check=False, env=env, input="sent", capture_output=True, text=True, timeout=10)
    assert answer(done) == (0, f"{CANARY}\n")


@pytest.mark.long
@posix
@pytest.mark.parametrize("limiter", ["timeout", "perl"])
def test_a_tool_that_hangs_is_ended_before_the_app_would_end_us(tmp_path: Path, limiter: str) -> None:
    tools = without_tools(tmp_path / "tools", limiter)
    program(tools / "show", "sleep 60")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    # The limits are a matter of seconds, the test shortens them.
    script.write_text(re.sub(r"limit=\d+", "limit=1", script.read_text()))
    start = time.monotonic()
    done = subprocess.run(
        [script], check=False, env={"PATH": str(tools), "HOME": "/"}, capture_output=True, text=True, timeout=20
    )
    assert "took too long" in reason(done)
    assert time.monotonic() - start < 8


def test_the_limits_are_below_those_of_the_app() -> None:
    text = scripts(URL, KeyRef("file", "/key"), FILE, "linux", "python3")[0].text
    assert re.findall(r"limit=(\d+)", text) == ["55", "15"]

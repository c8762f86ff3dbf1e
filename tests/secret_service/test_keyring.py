r"""`keyring:` against a real Secret Service. Needs a session bus with gnome-keyring, and secret-tool:

dbus-run-session -- sh -c '
  printf "\n" | gnome-keyring-daemon --unlock --components=secrets
  pytest tests/secret_service'
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fakes.keys import CANARY, machine
from setpoint.adapters.files import DiskFiles
from setpoint.core.key_script import put, scripts
from setpoint.core.ports import Machine
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import KeyUnavailable
from setpoint.keyrefs.keyring import SCHEME

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.skipif(not shutil.which("secret-tool"), reason="secret-tool is not installed"),
]
URL = "https://llm.acme.example"
SERVICES = ["acme", "a b", "it's", '"$(id)"', "-n", "%^&|", "https://llm.acme.example/v1"]


def here(home: Path, *, tool: bool = True) -> Machine:
    """A machine with secret-tool on the PATH or, when only the library is to answer, without."""
    return machine(home, {"PATH": os.environ["PATH"] if tool else ""})


def printed(home: Path, ref: KeyRef, context: str, *, tool: bool = True) -> subprocess.CompletedProcess[str]:
    script = put(DiskFiles(), home / "helpers", scripts(URL, ref, SCHEME, "linux", sys.executable))
    path = "/usr/bin:/bin" if tool else str(small_programs(home / "tools"))
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    env = {"HOME": str(home), "PATH": path, "DBUS_SESSION_BUS_ADDRESS": bus, "CLAUDE_HELPER_CONTEXT": context}
    return subprocess.run([script], check=False, env=env, capture_output=True, text=True, timeout=30)


def small_programs(folder: Path) -> Path:
    folder.mkdir()
    for name in ("sed", "timeout"):
        (folder / name).symlink_to(shutil.which(name) or "")
    return folder


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("stored_by_tool", [True, False])
@pytest.mark.parametrize("read_by_tool", [True, False])
def test_tool_and_library_see_the_same_key(
    tmp_path: Path, service: str, stored_by_tool: bool, read_by_tool: bool
) -> None:
    ref = KeyRef("keyring", f"{service}/llm")
    secret = Secret(f"{CANARY}-{stored_by_tool}")
    SCHEME.store(ref, secret, here(tmp_path, tool=stored_by_tool))
    assert SCHEME.resolve(ref, here(tmp_path, tool=read_by_tool)) == secret


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("context", ["interactive", "background"])
@pytest.mark.parametrize("tool", [True, False])
def test_the_app_gets_the_key_that_was_stored(tmp_path: Path, service: str, context: str, tool: bool) -> None:
    ref = KeyRef("keyring", f"{service}/app")
    SCHEME.store(ref, Secret(CANARY), here(tmp_path))
    done = printed(tmp_path, ref, context, tool=tool)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{CANARY}\n", "")


def test_a_key_that_is_stored_again_is_replaced_for_everybody(tmp_path: Path) -> None:
    ref = KeyRef("keyring", "acme/again")
    for number, by_tool in enumerate([True, False, True, False]):
        secret = Secret(f"{CANARY}-{number}")
        SCHEME.store(ref, secret, here(tmp_path, tool=by_tool))
        assert SCHEME.resolve(ref, here(tmp_path)) == secret
        assert printed(tmp_path, ref, "background").stdout == f"{CANARY}-{number}\n"


@pytest.mark.parametrize("tool", [True, False])
def test_a_key_that_is_not_there_is_told(tmp_path: Path, tool: bool) -> None:
    ref = KeyRef("keyring", "acme/never-stored")
    with pytest.raises(KeyUnavailable) as failure:
        SCHEME.resolve(ref, here(tmp_path, tool=tool))
    assert failure.value.hint == "setpoint key set keyring:acme/never-stored"
    done = printed(tmp_path, ref, "interactive", tool=tool)
    assert (done.returncode != 0, done.stdout, done.stderr.count("\n")) == (True, "", 1)


LOCKED = """
printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
printf %s "$KEY" | secret-tool store --label=x service acme username locked
"$PYTHON" -c "$LOCK"
"$HELPER"
echo "ended with $?"
"$PYTHON" -c "$LOOK"
"""
DEFAULT = "import secretstorage as s; c = s.get_default_collection(s.dbus_init()); "


@pytest.mark.parametrize("tool", [True, False])
@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="only a keyring of its own may be locked")
def test_a_locked_keyring_is_not_opened_behind_a_persons_back(tmp_path: Path, tool: bool) -> None:
    """On a bus of its own: others still need the keyring that they share, and only a person could open it again."""
    made = scripts(URL, KeyRef("keyring", "acme/locked"), SCHEME, "linux", sys.executable)
    script = put(DiskFiles(), tmp_path / "helpers", made)
    if not tool:
        script.write_text(script.read_text().replace("command -v secret-tool", "false"))
    with tempfile.TemporaryDirectory() as folder:  # short: the path of a socket has 108 characters at most
        env = {
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "PATH": "/usr/bin:/bin",
            "CLAUDE_HELPER_CONTEXT": "background",
        }
        env |= {"KEY": CANARY, "HELPER": str(script), "PYTHON": sys.executable}
        env |= {"LOCK": DEFAULT + "c.lock()", "LOOK": DEFAULT + "print(c.is_locked())"}
        argv = ["dbus-run-session", "--", "sh", "-c", LOCKED]
        done = subprocess.run(argv, check=False, env=env, capture_output=True, text=True, timeout=40)
    assert done.stdout == "ended with 1\nTrue\n"
    assert done.stderr.count("setpoint: ") == 1

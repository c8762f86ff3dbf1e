"""What a process of Setpoint's leaves to others: private files, no dumps; and what the programs get that it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="neither a umask nor a core file there")

TELL = (
    "import json, os, resource; "
    "json.dump([os.umask(0), resource.getrlimit(resource.RLIMIT_CORE)[0], 'ACME_LLM' in os.environ], open({!r}, 'w'))"
)

STARTER = """
import resource, sys, time
from pathlib import Path
from setpoint.adapters.privacy import keep_private
from setpoint.core.profile import GatewayWish, KeyRef, Mode, Profile
from setpoint.wiring import real
from setpoint.wiring.programs import withhold

soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
here = real(keep_private())
gateway = GatewayWish("https://llm.acme.example", key=KeyRef("env", sys.argv[1]))
withhold(Profile(Mode.GATEWAY, gateway=gateway), here.env)
tell, ours, theirs, lasts = sys.argv[2:]
here.machine.run([sys.executable, "-c", tell.format(ours)])
here.machine.lasting([sys.executable, "-c", tell.format(lasts)], seconds=20, said=print)
here.machine.spawn([sys.executable, "-c", "import time; time.sleep(0.5);" + tell.format(theirs)])
end = time.monotonic() + 20
while (not Path(theirs).exists() or not Path(theirs).read_text()) and time.monotonic() < end:
    time.sleep(0.02)
print(here.env["ACME_LLM"], hard)
"""


def told(folder: Path, umask: int, variable: str) -> tuple[list[list[int]], str]:
    """Umask, dump limit and whether it has the key's variable: of a key's tool, the app, an upgrade; and our output."""
    names = [str(folder / name) for name in ("ours", "theirs", "lasts")]
    words = [sys.executable, "-c", STARTER, variable, TELL, *names]
    env = {**os.environ, "ACME_LLM": "kept", "HOME": str(folder)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=50, check=False, umask=umask)
    assert done.returncode == 0, done.stderr
    return [json.loads(Path(name).read_text(encoding="utf-8")) for name in names], done.stdout


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027])
def test_our_files_are_private_and_what_the_app_and_an_upgrade_write_is_as_ever(tmp_path: Path, umask: int) -> None:
    (tool, app, upgrade), _ = told(tmp_path, umask, "ACME_LLM")
    assert (tool[0], app[0], upgrade[0]) == (0o077, umask, umask)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets the limit of another process be set")
def test_neither_we_nor_a_keys_tool_leave_a_dump_and_the_app_may(tmp_path: Path) -> None:
    (tool, app, _), said = told(tmp_path, 0o022, "ACME_LLM")
    hard = int(said.split()[-1])
    assert tool[1] == (1 if hard else 0)
    assert app[1] == hard


def test_a_variable_that_holds_a_key_is_for_us_alone(tmp_path: Path) -> None:
    found, said = told(tmp_path, 0o022, "ACME_LLM")
    assert [each[2] for each in found] == [False, False, False]
    assert said.startswith("kept "), "we have it still"


def test_a_profile_cannot_take_from_programs_what_they_need(tmp_path: Path) -> None:
    found, _ = told(tmp_path, 0o022, "PATH")
    assert [each[2] for each in found] == [True, True, True], "only the variable that is named, and PATH is there"


ABORTED = """
import resource, signal, os
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from setpoint.adapters.privacy import keep_private
if {private}:
    keep_private()
os.kill(os.getpid(), signal.{signal})
"""


@pytest.mark.parametrize("signal", ["SIGSEGV", "SIGABRT", "SIGQUIT"])
def test_a_crash_leaves_no_dump(tmp_path: Path, signal: str) -> None:
    words = [sys.executable, "-c", ABORTED.format(private=True, signal=signal)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, timeout=20)
    assert done.returncode < 0
    assert list(tmp_path.iterdir()) == []


def test_the_proof_notices_a_dump(tmp_path: Path) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or not pattern.read_text(encoding="utf-8").startswith("core"):
        pytest.skip("dumps go elsewhere here")
    words = [sys.executable, "-c", ABORTED.format(private=False, signal="SIGSEGV")]
    subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, timeout=20)
    left = [path.name for path in tmp_path.iterdir()]
    if not left:
        pytest.skip("the hard limit forbids dumps here")
    assert left[0].startswith("core")

"""A program that must not be cut off: what it says, its time limit, and that it outlives whoever began it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setpoint.adapters.lasting import lasting
from setpoint.errors import CommandFailed

pytestmark = pytest.mark.timeout(60)


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_its_status_and_its_output_come_back() -> None:
    ran = lasting(
        python("import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"), seconds=30, said=print
    )
    assert ran.status == 3
    assert sorted(ran.out.split()) == ["one", "two"]


def test_it_tells_its_last_line_meanwhile() -> None:
    said: list[str] = []
    text = "import time\nfor step in ('fetching', 'pouring'):\n    print(step, flush=True); time.sleep(0.6)"
    lasting(python(text), seconds=30, said=said.append)
    assert [line for line in dict.fromkeys(said) if line] == ["fetching", "pouring"]


def test_much_output_blocks_nobody_and_its_end_is_kept() -> None:
    ran = lasting(python("print('x' * 9_000_000); print('end')"), seconds=30, said=lambda _: None)
    assert ran.status == 0
    assert ran.out.endswith("end\n") or ran.out.endswith("end\r\n")
    assert len(ran.out) <= 16 << 10


def test_it_sees_an_empty_input_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETPOINT_PROFILE", "ours")
    monkeypatch.setenv("NOTIFY_SOCKET", "ours")
    text = "import os, sys; print([sys.stdin.read(), 'SETPOINT_PROFILE' in os.environ, 'NOTIFY_SOCKET' in os.environ])"
    assert lasting(python(text), seconds=30, said=print).out.strip() == "['', False, False]"


def test_one_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(CommandFailed) as caught:
        lasting(python("import time; time.sleep(60)"), seconds=0.5, said=lambda _: None)
    assert caught.value.code == "SP705"
    assert time.monotonic() - began < 20


def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandFailed) as caught:
        lasting(["absent-program"], seconds=5, said=print)
    assert caught.value.code == "SP703"


def test_it_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lasting(python("print('hello')"), seconds=30, said=print)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there a process is ended together with its console")
def test_it_goes_on_when_we_are_killed(tmp_path: Path) -> None:
    begun, over = tmp_path / "begun", tmp_path / "over"
    text = (
        "import time; from pathlib import Path; print('one', flush=True)\n"
        f"Path({str(begun)!r}).touch(); time.sleep(1.5); print('x' * 200_000, flush=True); Path({str(over)!r}).touch()"
    )
    ours = f"from setpoint.adapters.lasting import lasting; lasting({python(text)!r}, seconds=30, said=print)"
    parent = subprocess.Popen(python(ours), env=dict(os.environ), stdout=subprocess.DEVNULL)
    _until(begun)
    parent.kill()
    parent.wait(5)
    _until(over)


def _until(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} did not come about in time"
        time.sleep(0.05)

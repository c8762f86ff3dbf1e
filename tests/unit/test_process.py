"""Programs are run for real: this Python, told what to do."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from setpoint import process
from setpoint.errors import CommandFailed

CANARY = "sk-canary-5f1c"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_status_and_both_outputs_come_back() -> None:
    ran = process.run(python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"))
    assert (ran.status, ran.out, ran.err) == (3, "out\n", "err\n")


def test_text_is_handed_in_as_utf8() -> None:
    ran = process.run(python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"), stdin="añ")
    assert ran.out == "\ufffd\ufffda"
    assert process.run(python("import sys; print(sys.stdin.buffer.read())"), stdin="ñ").out.strip() == r"b'\xc3\xb1'"


def test_without_text_the_input_is_empty() -> None:
    assert process.run(python("import sys; print(repr(sys.stdin.read()))")).out == "''\n"


def test_a_program_that_ignores_its_input_is_no_failure() -> None:
    assert process.run(python("pass"), stdin="x" * 1_000_000).status == 0


def test_more_output_than_is_kept_neither_blocks_nor_fills_the_memory() -> None:
    ran = process.run(python(f"print('x' * {process.LIMIT + 1_000_000})"))
    assert (ran.status, len(ran.out)) == (0, process.LIMIT)


def test_large_input_and_output_do_not_wait_for_each_other() -> None:
    ran = process.run(python("import sys; print(len(sys.stdin.read())); print('y' * 300_000)"), stdin="x" * 300_000)
    assert ran.out.startswith("300000\n")
    assert len(ran.out) > 300_000


def test_a_program_that_takes_too_long_is_stopped_and_named() -> None:
    began = time.monotonic()
    with pytest.raises(CommandFailed, match=r"took longer than 0\.3 s and was stopped") as caught:
        process.run(python(f"import time; '{CANARY}'; time.sleep(30)"), seconds=0.3)
    assert caught.value.code == "SP705"
    assert time.monotonic() - began < 10
    assert CANARY not in f"{caught.value!r} {caught.value} {caught.value.hint} {caught.value.where}"


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends only the program itself")
def test_what_a_stopped_program_started_is_stopped_too(tmp_path: Path) -> None:
    sign = tmp_path / "alive"
    code = f"import subprocess; subprocess.run(['sh', '-c', 'sleep 1; touch {sign}'])"
    with pytest.raises(CommandFailed):
        process.run(python(code), seconds=0.4)
    time.sleep(1.2)
    assert not sign.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="sh is not there")
def test_a_daemon_that_is_left_behind_does_not_hold_us() -> None:
    began = time.monotonic()
    ran = process.run(["sh", "-c", "echo started; sleep 4 &"])
    assert ran.out == "started\n"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("program", ["no-such-program-anywhere", "./no-such-program"])
def test_a_program_that_is_not_there_is_named(program: str) -> None:
    with pytest.raises(CommandFailed, match=r"no-such-program.* is not installed") as caught:
        process.run([program, CANARY])
    assert caught.value.code == "SP703"
    assert CANARY not in f"{caught.value!r} {caught.value.hint}"


def test_a_file_that_is_no_program_cannot_be_started(tmp_path: Path) -> None:
    file = tmp_path / "notes.exe"
    file.write_text("nothing")
    with pytest.raises(CommandFailed, match=r"notes\.exe cannot be started") as caught:
        process.run([str(file), CANARY])
    assert caught.value.code == "SP805"


def test_an_argument_that_no_system_takes_is_a_failure_of_ours_to_tell() -> None:
    with pytest.raises(CommandFailed) as caught:
        process.run([sys.executable, f"{CANARY}\0"])
    assert caught.value.code == "SP805"
    assert CANARY not in f"{caught.value!r}"


def test_what_came_back_does_not_show_itself() -> None:
    assert CANARY not in repr(process.run(python(f"print('{CANARY}')")))


@pytest.mark.windows
@pytest.mark.parametrize("name", ["key.bat", "key.CMD"])
def test_windows_batch_files_are_refused_because_a_shell_would_run_them(name: str) -> None:
    with pytest.raises(CommandFailed, match="batch file"):
        process.run([name])


@pytest.mark.windows
def test_windows_does_not_take_a_program_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planted.exe").write_bytes(b"MZ")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandFailed) as caught:
        process.run(["planted"])
    assert caught.value.code == "SP703"


@pytest.mark.windows
def test_windows_finds_a_program_in_path_by_its_bare_name() -> None:
    assert process.run(["cmd", "/c", "echo hello"]).out.strip() == "hello"


# --- outside of what confines an agent ---


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `systemd-run` that only runs the program, where it finds it; what else it was told is in `told`."""
    if sys.platform == "win32":
        pytest.skip("needs a shell")
    path = tmp_path / "systemd-run"
    path.write_text(f'#!/bin/sh\nwhile [ "$1" != -- ]; do echo "$1" >>{tmp_path}/told; shift; done\nshift\nexec "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_a_program_runs_outside_with_its_streams_and_its_status(manager: Path) -> None:
    ran = process.outside(["sh", "-c", "cat; echo trouble >&2; exit 7"], stdin="in")
    assert (ran.status, ran.out, ran.err) == (7, "in", "trouble\n")
    told = (manager / "told").read_text().splitlines()
    assert {"--user", "--pipe", "--wait", "--property=RuntimeMaxSec=10"} <= set(told)


def test_a_program_that_is_not_there_is_told_as_ever(manager: Path) -> None:
    for name in ("no-such-tool", str(manager / "told")):
        with pytest.raises(CommandFailed) as caught:
            process.outside([name])
        assert caught.value.code == "SP703"


def test_whoever_is_no_service_is_not_confined() -> None:
    assert not process.confined({})
    assert not process.confined({"INVOCATION_ID": "1", "XDG_RUNTIME_DIR": "/nonexistent"})

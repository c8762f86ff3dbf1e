"""`file:` on real files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fakes.keys import CANARY, machine, refused
from setpoint.core.ports import this_system
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import KeyUnavailable
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.value import replace

posix = pytest.mark.skipif(sys.platform == "win32", reason="the modes of POSIX")


def key_file(folder: Path, content: str = f"{CANARY}\n", mode: int = 0o600) -> KeyRef:
    path = folder / "acme.key"
    path.write_bytes(content.encode())
    path.chmod(mode)
    return KeyRef("file", "~/acme.key")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_gives_its_key_without_the_line_ending(tmp_path: Path, ending: str) -> None:
    assert FILE.resolve(key_file(tmp_path, CANARY + ending), machine(tmp_path, system=this_system())) == Secret(CANARY)


def test_a_file_is_found_by_its_full_path(tmp_path: Path) -> None:
    key_file(tmp_path)
    ref = KeyRef("file", str(tmp_path / "acme.key"))
    assert FILE.resolve(ref, machine(tmp_path / "elsewhere", system=this_system())) == Secret(CANARY)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602, 0o660, 0o777])
def test_a_file_open_to_others_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    failure = refused(FILE, key_file(tmp_path, mode=mode), tmp_path)
    assert failure.code == "SP702"
    assert failure.hint == "chmod 600 ~/acme.key"


@posix
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    ref, here = key_file(tmp_path), machine(tmp_path)
    with pytest.raises(KeyUnavailable) as failure:
        FILE.resolve(ref, replace(here, uid=here.uid + 1))
    assert failure.value.code == "SP702"


def test_on_windows_the_mode_is_not_looked_at(tmp_path: Path) -> None:
    ref = key_file(tmp_path, mode=0o644)
    assert FILE.resolve(ref, machine(tmp_path, system="windows")) == Secret(CANARY)


@posix
@pytest.mark.parametrize("content", ["", "\n", f"{CANARY}\n{CANARY}\n", f"{CANARY} x", f"{CANARY}é", f"{CANARY}\n\n"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(FILE, key_file(tmp_path, content), tmp_path).code == "SP701"


@posix
def test_neither_a_missing_file_nor_a_folder_nor_a_pipe_makes_us_wait(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    subprocess.run(["mkfifo", str(tmp_path / "pipe")], check=True, timeout=10)
    for name in ("missing", "folder", "pipe"):
        assert "not a file" in refused(FILE, KeyRef("file", f"~/{name}"), tmp_path).message


@posix
def test_a_huge_file_is_no_key(tmp_path: Path) -> None:
    assert "too long" in refused(FILE, key_file(tmp_path, "x" * 100_000), tmp_path).message


@posix
def test_a_stored_key_file_is_private_and_resolves(tmp_path: Path) -> None:
    ref, here = KeyRef("file", "~/keys/acme"), machine(tmp_path)
    FILE.store(ref, Secret(CANARY), here)
    assert (tmp_path / "keys/acme").stat().st_mode & 0o777 == 0o600
    assert FILE.resolve(ref, here) == Secret(CANARY)


@posix
def test_a_key_is_not_stored_into_a_file_that_others_can_read(tmp_path: Path) -> None:
    ref = key_file(tmp_path, "old\n", 0o644)
    with pytest.raises(KeyUnavailable) as failure:
        FILE.store(ref, Secret(CANARY), machine(tmp_path))
    assert failure.value.code == "SP702"
    assert (tmp_path / "acme.key").read_text() == "old\n"

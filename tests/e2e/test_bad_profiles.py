"""Whatever lies where a profile should be: every error at once, exit 3, in bounded time, and nothing touched."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.household import Household
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

TEXTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "SP1"),
    "no mapping": (b"- a\n- b\n", "SP1"),
    "malformed": (b"setpoint: 1\nmode: [ollama\n", "SP102"),
    "a tab": (b"setpoint: 1\n\tmode: ollama\n", "SP102"),
    "a bomb": (BOMB.encode(), "SP103"),
    "a tag": (b"setpoint: 1\nmode: native\nx: !!python/object/apply:os.system ['true']\n", "SP103"),
    "twice the same": (b"setpoint: 1\nmode: native\nmode: native\n", "SP103"),
    "two documents": (b"setpoint: 1\nmode: native\n---\nsetpoint: 1\n", "SP103"),
    "binary": (bytes(range(256)) * 40, "SP10"),
    "utf-16": ("setpoint: 1\nmode: native\n".encode("utf-16"), "SP"),
    "nul": (b"setpoint: 1\nmode: nat\0ive\n", "SP10"),
    "nested deep": (b"[" * 10_000 + b"]" * 10_000, "SP104"),
    "nested deep in blocks": (b"".join(b" " * i + b"a:\n" for i in range(400)), "SP104"),
    "huge": (b"# " + b"x" * (2 << 20), "SP10"),
    "a long line": (b"setpoint: 1\nmode: " + b"x" * 200_000 + b"\n", "SP1"),
    "of tomorrow": (b"setpoint: 99\nmode: ollama\n", "SP128"),
    "a name that steers the terminal": (b'setpoint: 1\nmode: ollama\n"\\e[2Jx": 1\n', "SP102"),
}


def refused(house: Household, code: str, *words: str) -> str:
    """One command, refused because of the profile; what it said."""
    before = house.taken()
    begun = time.monotonic()
    ended = house.call(*words)
    assert time.monotonic() - begun < 10
    assert ended.code == 3, ended.said
    assert code in ended.said, ended.said
    assert "→" in ended.said or "profile.yaml:" in ended.said, "where, or what to do"
    assert not any(ord(char) < 32 and char != "\n" for char in ended.said)
    assert len(ended.said) < 40_000
    assert house.taken() == before
    return ended.said


@pytest.mark.parametrize("case", TEXTS)
def test_a_bad_profile_is_refused(house: Household, server: StandIn, case: str) -> None:
    text, code = TEXTS[case]
    house.profile.write_bytes(text)
    for words in (("validate",), ("apply", "--yes")):
        refused(house, code, *words)
    assert not server.requests, "nothing is asked for a profile that cannot be used"


def folder(profile: Path) -> None:
    profile.mkdir()


def nowhere(profile: Path) -> None:
    profile.symlink_to("nowhere/at/all.yaml")


def loop(profile: Path) -> None:
    profile.symlink_to(profile.name)


def fifo(profile: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(profile)


def device(profile: Path) -> None:
    profile.symlink_to("/dev/zero")


def absent(profile: Path) -> None:
    """Nothing there."""


@pytest.mark.parametrize("what", [folder, nowhere, loop, fifo, device, absent])
def test_what_is_no_file_is_refused(house: Household, what: Callable[[Path], None]) -> None:
    house.profile.unlink()
    what(house.profile)
    refused(house, "SP10", "plan")


def test_a_profile_that_may_not_be_read_is_refused(house: Household) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may read everything")
    house.profile.chmod(0)
    refused(house, "SP101", "plan")


def test_going_back_needs_no_profile(house: Household) -> None:
    before = house.bytes_of()
    assert house.call("apply", "--yes").code == 0
    shutil.rmtree(house.profile.parent)
    ended = house.call("restore", "--yes")
    assert ended.code == 0, ended.said
    assert house.bytes_of() == before

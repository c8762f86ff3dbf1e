"""What Windows hands over in memory is read without following a pointer out of it."""

from __future__ import annotations

import ctypes
import sys

import pytest

from setpoint.adapters.win32 import WindowsCalls, text_in
from setpoint.errors import PlatformTrouble

WORD = ctypes.sizeof(ctypes.c_void_p)
TEXT = "claude.exe --type=gpu ☕"


def block(where: int, text: str) -> bytes:
    data = text.encode("utf-16-le")
    head = len(data).to_bytes(2, "little") + (len(data) + 2).to_bytes(2, "little")
    return head.ljust(WORD, b"\0") + where.to_bytes(WORD, "little") + data + bytes(20)


def test_the_text_is_found_where_its_pointer_says() -> None:
    assert text_in(block(5000 + 2 * WORD, TEXT), 5000) == TEXT


@pytest.mark.parametrize("where", [0, 4999, 5000, 9_999_999])
def test_a_pointer_to_elsewhere_gives_nothing(where: int) -> None:
    assert text_in(block(where, TEXT), 5000) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="about other systems")
def test_elsewhere_it_is_said_that_there_is_no_windows() -> None:
    with pytest.raises(PlatformTrouble) as error:
        WindowsCalls().processes(("claude.exe",))
    assert error.value.code == "SP405"
    assert WindowsCalls().memory() is None

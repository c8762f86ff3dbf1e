"""What a person sees of a bug, and what is kept of it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from setpoint import wiring
from setpoint.adapters.clock import SystemClock
from setpoint.cli.failing import bug
from setpoint.core.ports import this_system

CANARY = "canary-7f3a91c2e5d8b046"


def broken(key: str) -> None:
    try:
        int(key)
    except ValueError as error:
        raise RuntimeError(f"{key} is no number") from error


def test_the_text_of_a_foreign_exception_is_neither_shown_nor_kept(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    machine = wiring.real_machine({"XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}, tmp_path)
    platform = wiring.platform(this_system())
    here = wiring.Surroundings(machine, platform, SystemClock(), StringIO(), out, err, tmp_path, interactive=False)
    with pytest.raises(RuntimeError) as caught:
        broken(CANARY)
    assert bug(caught.value, here) == 1
    (kept,) = tmp_path.rglob("last-crash.txt")
    assert "in broken" in kept.read_text(encoding="utf-8")
    assert "RuntimeError" in err.getvalue()
    assert str(kept) in err.getvalue()
    for text in (out.getvalue(), err.getvalue(), kept.read_text(encoding="utf-8")):
        assert CANARY not in text

"""What somebody is half-way through writing is left to them, even where it could be taken for whole."""

from __future__ import annotations

import sys

import pytest

from fakes.days import HOUR, Days
from fakes.writers import open_still

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")


def test_a_file_is_repaired_when_its_writer_is_done(days: Days) -> None:
    half = days.flag.read_bytes().replace(b'"3p"', b'"1p"')
    with open_still(days.flag, half):
        days.watch.wake()
        days.let(HOUR)  # of made-up time: for the file it is a moment
        assert days.flag.read_bytes() == half
        condition = days.condition("ClaudeConfigured")
        assert (condition["state"], condition["code"]) == ("Unknown", "SP307")
    days.watch.wake()
    days.let(1)
    assert days.ours


def test_a_profile_is_followed_when_its_writer_is_done(days: Days) -> None:
    with open_still(days.profile, b"setpoint: 1\nmode: off\n"):
        days.watch.wake()
        days.let(HOUR)
        assert days.ours
    days.watch.wake()
    days.let(1)
    assert not days.ours

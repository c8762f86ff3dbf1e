"""Who could put another file in the place of one of ours, and what is refused because of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, Desk, desk, put_key
from fakes.keys import machine
from setpoint.core.way import Gap, gap
from setpoint.errors import FileTrouble

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there")

PROFILE = GATEWAY.format(url="https://llm.acme.example")


def laid(tree: Path) -> Path:
    """A script in a state folder, as Setpoint makes them."""
    path = tree / "home/.local/state/setpoint/helpers/key-1.sh"
    path.parent.mkdir(parents=True)
    for folder in (path.parent, path.parent.parent):
        folder.chmod(0o700)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    return path


def found(tree: Path, path: Path) -> Gap | None:
    return gap(machine(tree), path, path.parent.parent)


def test_a_way_that_is_ones_own_has_no_gap(tmp_path: Path) -> None:
    assert found(tmp_path, laid(tmp_path)) is None


@pytest.mark.parametrize("up, mode", [(0, 0o722), (0, 0o720), (1, 0o770), (2, 0o720), (3, 0o777), (5, 0o702)])
def test_what_others_may_write_is_a_gap(tmp_path: Path, up: int, mode: int) -> None:
    path = laid(tmp_path)
    place = (path, *path.parents)[up]
    place.chmod(mode)
    assert found(tmp_path, path) == Gap(place, "can be changed by others", f"chmod go-w '{place}'")


@pytest.mark.parametrize("up, mode", [(3, 0o775), (5, 0o1777), (2, 0o755)])
def test_a_group_of_ones_own_and_a_sticky_folder_are_none(tmp_path: Path, up: int, mode: int) -> None:
    path = laid(tmp_path)
    path.parents[up - 1].chmod(mode)
    assert found(tmp_path, path) is None


def test_a_link_is_followed_to_where_the_gap_is(tmp_path: Path) -> None:
    path = laid(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "home/.local").rename(elsewhere)
    (tmp_path / "home/.local").symlink_to("../elsewhere")
    assert found(tmp_path, path) is None
    elsewhere.chmod(0o777)
    gap_there = found(tmp_path, path)
    assert gap_there is not None
    assert gap_there.place == elsewhere


def test_a_circle_of_links_comes_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(FileTrouble):
        gap(machine(tmp_path), tmp_path / "a/key-1.sh", tmp_path / "a")


def test_what_belongs_to_somebody_else_is_a_gap(tmp_path: Path) -> None:
    from setpoint.value import replace

    path = laid(tmp_path)
    stranger = replace(machine(tmp_path), uid=4711)
    told = gap(stranger, path, path.parent.parent)
    assert told is not None
    assert told.why.startswith("belongs to user")
    assert told.cure.startswith("sudo chown 4711 ")


# --- what follows from it ---------------------------------------------------------------------------------------------


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    made = desk(tmp_path, PROFILE)
    put_key(made, "sk-canary-4Zp9Qd7Rt2Vx8Lm3")
    assert made("trust", "--yes").code == 0
    return made


def applied(at: Desk) -> bool:
    return any("helpers" in path.read_text() for path in at.claude.glob("configLibrary/*.json"))


@pytest.mark.parametrize("place", ["helpers", ".", "../..", "../../../.."])
def test_claude_is_not_pointed_at_a_script_that_others_could_replace(at: Desk, place: str) -> None:
    folder = (at.state / place).resolve()
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    said = at("apply", "--yes")
    assert said.code in (1, 4)
    assert any(code in said.out + said.err for code in ("SP708", "SP709", "SP803"))
    assert not applied(at)
    folder.chmod(0o700)
    assert at("apply", "--yes").code == 0
    assert applied(at)


def test_a_folder_that_was_opened_later_is_told_with_its_cure(at: Desk) -> None:
    assert at("apply", "--yes").code == 0
    (at.state / "helpers").chmod(0o777)
    said = at("status")
    assert said.code == 4
    assert "SP708" in said.out
    assert f"chmod go-w '{at.state / 'helpers'}'".replace(str(at.home), "~") in said.out.replace(str(at.home), "~")


def test_a_yes_that_somebody_else_could_have_written_is_not_believed(at: Desk) -> None:
    at.state.chmod(0o777)
    status = json.loads(at("status", "--json").out)
    trusted = next(one for one in status["conditions"] if one["name"] == "Trusted")
    assert (trusted["state"], trusted["code"]) == ("False", "SP709")
    said = at("trust", "--yes")
    assert (said.code, "SP709" in said.err) == (4, True)
    at.state.chmod(0o700)
    assert "trusted already" in at("trust").out

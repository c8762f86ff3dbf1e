"""Where a profile is looked for: command line, environment, the person's folder, the system's."""

from __future__ import annotations

from pathlib import Path

from fakes.desk import desk, put

OFF = "setpoint: 1\nmode: off\n"


def test_each_place_comes_before_the_next(tmp_path: Path) -> None:
    named, by_variable = tmp_path / "named.yaml", tmp_path / "variable.yaml"
    at = desk(tmp_path, env={"SETPOINT_PROFILE": str(by_variable)})
    system = tmp_path / "root/etc/setpoint/profile.yaml"
    system.parent.mkdir(parents=True)
    own = put(at, OFF)
    for path in (named, by_variable, system):
        path.write_text(OFF)
    assert str(named) in at("validate", "--profile", str(named)).out
    assert str(by_variable) in at("validate").out
    alone = type(at)(tmp_path)
    assert str(own) in alone("validate").out
    own.unlink()
    assert str(system) in alone("validate").out


def test_where_there_is_none_a_person_reads_how_to_start_one_and_where_it_was_looked_for(tmp_path: Path) -> None:
    said = desk(tmp_path)("plan")
    assert said.code == 3
    assert "SP100" in said.err
    assert "setpoint init starts one" in said.err
    assert str(tmp_path / "root/etc/setpoint/profile.yaml") in said.err
    assert "last good profile" not in said.err, "there never was one"


def test_a_link_into_a_checkout_is_followed(tmp_path: Path) -> None:
    at = desk(tmp_path)
    checkout = tmp_path / "dotfiles.yaml"
    checkout.write_text(OFF)
    place = at.home / ".config/setpoint/profile.yaml"
    place.parent.mkdir(parents=True)
    place.symlink_to(checkout)
    assert at("validate").code == 0

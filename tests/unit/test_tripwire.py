"""The real home is out of reach of every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import tripwire


@pytest.fixture
def real() -> Path:
    return Path(os.environ[tripwire.REAL_HOME])


def test_the_home_that_code_sees_is_thrown_away(real: Path, home: Path) -> None:
    assert Path.home() == home
    assert home != real


@pytest.mark.parametrize("name", ["XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE"])
def test_no_variable_leads_into_the_real_home(name: str, home: Path) -> None:
    assert Path(os.environ[name]).is_relative_to(home)


def test_a_file_of_the_real_home_cannot_be_opened(real: Path) -> None:
    with pytest.raises(tripwire.RealHomeTouched, match="open of"):
        (real / ".setpoint-tripwire").read_bytes()


def test_a_file_cannot_be_moved_into_the_real_home(real: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    with pytest.raises(tripwire.RealHomeTouched, match=r"os\.rename of"):
        mine.replace(real / ".setpoint-tripwire")
    assert mine.read_text() == "mine"


def test_the_real_home_cannot_be_listed(real: Path) -> None:
    with pytest.raises(tripwire.RealHomeTouched):
        list(real.iterdir())


def test_a_persons_settings_do_not_reach_the_code_under_test(tmp_path: Path) -> None:
    environment = {"OLLAMA_HOST": "10.0.0.1", "https_proxy": "http://proxy.example", "PATH": "/usr/bin"}
    tripwire.move_home(environment, Path("/home/ada"), tmp_path)
    assert environment["PATH"] == "/usr/bin"
    assert not {"OLLAMA_HOST", "https_proxy"} & environment.keys()

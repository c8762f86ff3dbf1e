"""What the checks of the doctor look at, taken of a made-up machine."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from fakes.desk import Desk, desk
from fakes.machine import Answer, Programs
from golden.systems import Computer, put
from setpoint import wiring
from setpoint.adapters.clock import SystemClock
from setpoint.adapters.files import DiskFiles
from setpoint.cli import doctor
from setpoint.core.check import Check, Checked, Scene
from setpoint.core.ports import Machine, System
from setpoint.discovery import part
from setpoint.value import replace
from setpoint.wiring import Surroundings

Told = list[tuple[str, str, str]]
"""Result, code and message of what a check found."""


def at_desk(at: Desk, programs: Mapping[str, Answer] | None = None) -> Surroundings:
    """Nothing is installed there but what `programs` answer for."""
    out = io.StringIO()
    here = at.around(io.StringIO(), out, out, interactive=False)
    return replace(here, machine=replace(here.machine, run=Programs(programs or {})))


def on(system: System, tree: Path, profile: str, programs: Mapping[str, Answer] | None = None) -> Surroundings:
    """The same on another system."""
    computer = Computer(system, tree)
    computer.home.mkdir(parents=True)
    computer.install()
    computer.close()
    answers = {**computer.programs().answers, **(programs or {})}
    machine = Machine(
        computer.env, computer.home, DiskFiles(), Programs(answers), tree, "desk", tree.stat().st_uid, system=system
    )
    out = io.StringIO()
    platform = wiring.platform(system)
    put(Path(platform.own_folders(machine).config) / "profile.yaml", profile.encode())
    clock = SystemClock()
    return Surroundings(machine, platform, clock, io.StringIO(), out, out, tree, False, registry_url="")


def wanting(url: str, models: str = "{sonnet: tiny}", more: str = "") -> str:
    """A profile for an Ollama server there."""
    return f"setpoint: 1\nmode: ollama\nmodels: {models}\nollama: {{url: '{url}'{more}}}\n"


def found(check: str, tree: Path, profile: str, programs: Mapping[str, Answer] | None = None) -> Told:
    """What one check finds at a desk with this profile."""
    return told(check, scene(at_desk(desk(tree, profile), programs)))


def scene(here: Surroundings) -> Scene:
    return doctor.seen(Namespace(profile=None), here)


def told(check: str, scene: Scene) -> Told:
    found = list(cast("Check", part("setpoint.checks", check, "CHECK")).look(scene))
    for each in found:
        _well_formed(each)
    return [(str(each.result), each.code, each.message) for each in found]


def _well_formed(found: Checked) -> None:
    assert found.message, found
    if found.result != "ok":
        assert found.code, found
        assert found.hint, found

"""A person at a made-up Linux desk: every command of the program, run in-process on files of a test."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pytest

from fakes.clock import Hurried
from setpoint import wiring
from setpoint.cli.main import main
from setpoint.core.ports import Machine
from setpoint.process import run
from setpoint.value import replace
from setpoint.wiring import Surroundings

GATEWAY = """\
setpoint: 1
mode: gateway
gateway:
  url: {url}
  key: "file:~/key"
  models:
    opus: {{id: claude-opus-5, label: Acme Large}}
    sonnet: claude-sonnet-5
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Desk:
    """`home` and `root` lie below `tree`. Nobody sits here unless `answers` are given: then a terminal is pretended.

    `registry` is asked for the sizes of models; nothing listens at the usual one. `hurry`: how many times faster the
    time passes. `python`: the one that runs Setpoint.
    """

    tree: Path
    env: Mapping[str, str] = field(default_factory=dict)
    registry: str = "http://127.0.0.1:9"
    hurry: float = 1
    python: str = sys.executable

    @property
    def home(self) -> Path:
        return self.tree / "home"

    @property
    def state(self) -> Path:
        return self.home / ".local/state/setpoint"

    @property
    def claude(self) -> Path:
        return self.home / ".config/Claude-3p"

    def __call__(self, *words: str, typed: str | None = None, answers: str | None = None) -> Said:
        out, err = io.StringIO(), io.StringIO()
        stdin = io.StringIO(typed if answers is None else answers)
        code = main(words, self.around(stdin, out, err, interactive=answers is not None))
        return Said(code, out.getvalue(), err.getvalue())

    def around(self, stdin: TextIO, out: TextIO, err: TextIO, *, interactive: bool) -> Surroundings:
        env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", **self.env}
        real = wiring.real_machine(env, self.home)
        machine: Machine = replace(real, root=self.tree / "root", run=run, hostname="desk", system="linux")
        clock = Hurried(self.hurry)
        platform = wiring.platform("linux")
        return Surroundings(
            machine, platform, clock, stdin, out, err, self.tree, interactive, self.python, registry_url=self.registry
        )


def desk(tree: Path, profile: str = "", env: Mapping[str, str] | None = None) -> Desk:
    """Claude Desktop is installed and closed; the profile, if there is one, lies where it is looked for."""
    if sys.platform == "win32":
        pytest.skip("the desk is a Linux one")
    made = Desk(tree, env or {})
    for name in ("home", "root/proc/1", "root/usr/bin", "root/usr/lib/claude-desktop", "root/var/lib/dpkg"):
        (tree / name).mkdir(parents=True)
    (tree / "root/usr/lib/claude-desktop/claude-desktop").touch()
    (tree / "root/usr/bin/claude-desktop").symlink_to("../lib/claude-desktop/claude-desktop")
    (tree / "root/proc/stat").write_text("btime 1700000000\n")
    (tree / "root/proc/1/cmdline").write_text("init\0")
    (tree / "root/proc/1/stat").write_text(f"1 (init) S {'0 ' * 18}1 0 0\n")
    status = "Package: claude-desktop\nStatus: install ok installed\nVersion: 2.31226.1\n\n"
    (tree / "root/var/lib/dpkg/status").write_text(status)
    if profile:
        put(made, profile)
    return made


def put(at: Desk, profile: str) -> Path:
    path = at.home / ".config/setpoint/profile.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(profile, encoding="utf-8")
    return path


def put_key(at: Desk, key: str) -> None:
    """Where `file:~/key` of GATEWAY finds it."""
    path = at.home / "key"
    path.write_text(key + "\n")
    path.chmod(0o600)

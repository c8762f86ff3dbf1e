"""Other programs that bring a machine to what a file declares, each given three JSON files to keep, and nothing else.

A peer is made ready in a folder of its own and says how it is run and how its output shows that nothing was changed.
Each is given the mildest conditions that its documentation offers: no fact gathering where it can be left out, no
network, its own interpreter named.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from subject import clean

PLACE: Final = Path(
    os.environ.get("PEERS") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "setpoint-benchmarks")
)
"""Where install_peers.sh puts the environments of those that come from PyPI."""


@dataclass(frozen=True, slots=True)
class Peer:
    """`idle` is in its output when nothing was changed; "" where it says nothing then. `version`: how to ask for it."""

    name: str
    argv: tuple[str, ...]
    version: tuple[str, ...]
    env: Mapping[str, str]
    idle: str
    kept: Path
    more: Mapping[str, str] = field(default_factory=dict)


Files = Mapping[str, bytes]


def salt(place: Path, files: Files) -> Peer | None:
    program = _found("salt-call", "salt")
    if program is None:
        return None
    states, kept = place / "states", place / "kept"
    _lay(states / "files", files)
    state = {
        str(kept / name): {"file.managed": [{"source": f"salt://files/{name}"}, {"makedirs": True}]} for name in files
    }
    (states / "three.sls").write_text(json.dumps(state), encoding="utf-8")
    config = {
        "file_client": "local",
        "file_roots": {"base": [str(states)]},
        "root_dir": str(place / "root"),
        "log_level": "quiet",
        "log_level_logfile": "quiet",
        "enable_fqdns_grains": False,
        "id": "bench",
    }
    (place / "minion").write_text(json.dumps(config), encoding="utf-8")
    argv = (program, "--local", f"--config-dir={place}", "--state-output=terse", "state.apply", "three")
    return Peer("salt-call --local state.apply", argv, (program, "--version"), clean(place), "", kept)


def ansible(place: Path, files: Files) -> Peer | None:
    program = _found("ansible-playbook", "ansible")
    if program is None:
        return None
    kept = place / "kept"
    _lay(place / "files", files)
    tasks = [
        {"name": name, "ansible.builtin.copy": {"src": str(place / "files" / name), "dest": str(kept / name)}}
        for name in files
    ]
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    (place / "play.yml").write_text(json.dumps(play), encoding="utf-8")
    kept.mkdir()
    python = Path(program).parent / "python"
    argv = (program, "-i", "localhost,", "-e", f"ansible_python_interpreter={python}", str(place / "play.yml"))
    env = {**clean(place), "ANSIBLE_HOME": str(place / "ansible"), "ANSIBLE_NOCOLOR": "1"}
    return Peer("ansible-playbook", argv, (program, "--version"), env, "changed=0", kept)


def puppet(place: Path, files: Files) -> Peer | None:
    program = _found("puppet", "")
    if program is None:
        return None
    kept = place / "kept"
    _lay(place / "files", files)
    kept.mkdir()
    resources = [
        f"file {{ '{kept / name}': ensure => file, source => '{place / 'files' / name}' }}\n" for name in files
    ]
    (place / "three.pp").write_text("".join(resources), encoding="utf-8")
    folders = [f"--{kind}dir={place / kind}" for kind in ("conf", "var", "log", "run")]
    argv = (program, "apply", *folders, "--color=false", str(place / "three.pp"))
    return Peer("puppet apply", argv, (program, "--version"), clean(place), "", kept)


def chezmoi(place: Path, files: Files) -> Peer | None:
    program = _found("chezmoi", "")
    if program is None:
        return None
    kept = place / "kept"
    _lay(place / "source", files)
    kept.mkdir()
    state = f"--persistent-state={place / 'state.boltdb'}"
    config = ("--config", str(place / "chezmoi.toml"))
    (place / "chezmoi.toml").touch()
    argv = (program, "apply", "--source", str(place / "source"), "--destination", str(kept), state, *config)
    return Peer("chezmoi apply", argv, (program, "--version"), clean(place), "", kept)


PEERS: Final[Mapping[str, Callable[[Path, Files], Peer | None]]] = {
    "chezmoi": chezmoi,
    "puppet": puppet,
    "salt": salt,
    "ansible": ansible,
}


def _found(program: str, environment: str) -> str | None:
    own = PLACE / environment / "bin" / program if environment else None
    return str(own) if own is not None and own.exists() else shutil.which(program)


def _lay(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)

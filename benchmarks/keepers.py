"""Other programs that stay and keep files as they are declared, each given the three files, and nothing else.

None of them is told by the kernel that a file changed, in the form in which it needs no server: they look every so
often, and were given the shortest rhythm that is sensible for them. None runs as a service of the system.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peers import PLACE
from subject import clean


@dataclass(frozen=True, slots=True)
class Keeper:
    """`kept`: the folder with the files that it puts right; None where it does not get that far."""

    name: str
    argv: tuple[str, ...]
    version: tuple[str, ...]
    env: Mapping[str, str]
    kept: Path | None


Files = Mapping[str, bytes]


def monit(place: Path, files: Files) -> Keeper | None:
    """A look a second, its shortest; a file that is not as declared is copied anew, all of it."""
    program = _found("monit", "monit/usr/bin")
    if program is None:
        return None
    kept = _laid(place, files)
    lines = ["set daemon 1", *(f"set {name}file {place / name}" for name in ("pid", "state", "id"))]
    for name, content in files.items():
        copy = f'exec "/bin/cp {place / "files" / name} {kept / name}" repeat every 1 cycles'
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        lines += [f"check file {name} path {kept / name}", f"  if failed checksum expect {checksum} then {copy}"]
    config = place / "monitrc"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    config.chmod(0o700)
    return Keeper("monit", (program, "-I", "-c", str(config)), (program, "--version"), clean(place), kept)


def salt(place: Path, files: Files) -> Keeper | None:
    """A minion without a master that applies its state every five seconds. A run takes about one."""
    program = _found("salt-minion", "salt/bin")
    if program is None:
        return None
    kept = _laid(place, files)
    state = {str(kept / name): {"file.managed": [{"source": f"salt://{name}"}, {"makedirs": True}]} for name in files}
    (place / "files" / "three.sls").write_text(json.dumps(state), encoding="utf-8")
    job = {"function": "state.apply", "args": ["three"], "seconds": 5, "return_job": False}
    config = {
        "file_client": "local",
        "master_type": "disable",
        "multiprocessing": False,
        "mine_enabled": False,
        "grains_refresh_every": 0,
        "file_roots": {"base": [str(place / "files")]},
        "root_dir": str(place / "root"),
        "log_level": "quiet",
        "log_level_logfile": "quiet",
        "enable_fqdns_grains": False,
        "id": "bench",
        "schedule": {"three": job},
    }
    (place / "minion").write_text(json.dumps(config), encoding="utf-8")
    return Keeper("salt-minion", (program, "-c", str(place)), (program, "--version"), clean(place), kept)


def puppet(place: Path, _files: Files) -> Keeper | None:
    """It keeps nothing without a server, and waits for a certificate: what it takes by being there."""
    program = _found("puppet", "")
    if program is None:
        return None
    folders = [f"--{kind}dir={place / kind}" for kind in ("conf", "var", "log", "run", "ssl")]
    nowhere = ("--server=127.0.0.1", "--serverport=9", "--waitforcert=3600", "--certname=bench", "--logdest=console")
    argv = (program, "agent", "--no-daemonize", *folders, *nowhere)
    return Keeper("puppet agent", argv, (program, "--version"), clean(place), None)


KEEPERS: Final[Mapping[str, Callable[[Path, Files], Keeper | None]]] = {
    "monit": monit,
    "salt-minion": salt,
    "puppet agent": puppet,
}


def keepers(place: Path, files: Files) -> tuple[list[Keeper], tuple[str, ...]]:
    """Those that are installed, each in a folder of its own; and the names of the others."""
    found = {}
    for name, prepare in KEEPERS.items():
        folder = place / name.replace(" ", "-")
        folder.mkdir(parents=True)
        found[name] = prepare(folder, files)
    return [each for each in found.values() if each], tuple(name for name, each in found.items() if each is None)


def _found(program: str, folder: str) -> str | None:
    own = PLACE / folder / program
    return str(own) if folder and own.exists() else shutil.which(program)


def _laid(place: Path, files: Files) -> Path:
    """What is to be kept, and where: in place already."""
    for folder in ("files", "kept"):
        (place / folder).mkdir()
        for name, content in files.items():
            (place / folder / name).write_bytes(content)
    return place / "kept"

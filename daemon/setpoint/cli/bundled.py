"""What goes into a bundle, part by part, before keys and names are taken out of it (`bundle.py`)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint import __version__
from setpoint.core.check import Scene
from setpoint.core.claude_memory import remembered
from setpoint.core.facts.claude import ENTRY_ID, OTHER_TOOLS, SECRET_KEYS
from setpoint.core.figures import size_text
from setpoint.core.outline import kind, outline
from setpoint.core.ports import ClaudeFolder
from setpoint.core.slot_state import slot_states
from setpoint.core.status import Status
from setpoint.core.verdict import of_plan, of_status
from setpoint.errors import FileTrouble, SetpointError
from setpoint.telling.plain import plan_plain, status_plain
from setpoint.wiring import Surroundings

LINES: Final = 200
"""Of the history, and of the agent's log."""


def about(here: Surroundings, scene: Scene) -> object:
    import platform

    machine = here.machine
    told: dict[str, object] = {
        "setpoint": __version__,
        "python": platform.python_version(),
        "program": here.python,
        "system": [machine.system, platform.system(), platform.release(), platform.machine()],
        "encoding": [sys.getfilesystemencoding(), scene.around.encoding],
    }
    with suppress(SetpointError):
        installed = here.platform.installed(machine, scene.world.profile.claude.app)
        told["claude"] = [installed.version, installed.how] if installed else None
    if scene.ollama_answers:
        told["ollama"] = scene.world.ollama.version()
    return told


def status(scene: Scene) -> object:
    world = scene.world
    code = of_status(scene.conditions, scene.changes)
    slots = slot_states(world)
    since = world.ledger.read().since
    found = Status(world.profile, scene.sections, scene.conditions, slots, since, code, None, scene.agent)
    return status_plain(found, code)


def plan(scene: Scene) -> object:
    slots = slot_states(scene.world, ask=False)
    code = of_plan(scene.conditions, scene.changes)
    return plan_plain(scene.world.profile, scene.sections, scene.conditions, slots, code)


def ledger(here: Surroundings) -> object:
    """As it is on the disk, but for the salt of its hashes and the values that were there before us."""
    data = here.machine.files.read(here.state / "ledger.json")
    if data is None:
        return {"there": False}
    try:
        return _without_values(json.loads(data))
    except (ValueError, RecursionError):
        return {"unreadable": size_text(len(data))}


def _without_values(thing: object) -> object:
    if isinstance(thing, Mapping):
        hidden = ("salt", "before", "because")
        return {name: kind(each) if name in hidden else _without_values(each) for name, each in thing.items()}
    return [_without_values(each) for each in thing] if isinstance(thing, list) else thing


def claude(here: Surroundings, scene: Scene) -> object:
    return [_folder(here, scene, folder) for folder in here.platform.claude_folders(here.machine)]


def _folder(here: Surroundings, scene: Scene, folder: ClaudeFolder) -> object:
    library, files = Path(folder.library), here.machine.files
    ours = set(remembered(scene.world.ledger.read(), folder, files).entry.keys) - SECRET_KEYS
    entries = [name for name in files.names(library) if name.endswith(".json") and name != Path(folder.index).name]
    return {
        "folder": str(folder.data),
        "why": folder.why,
        "settings": _file(here, Path(folder.settings), {"deploymentMode"}),
        "native settings": _file(here, Path(folder.native) / Path(folder.settings).name, set()),
        "index": _file(here, Path(folder.index), _telling(here, Path(folder.index))),
        "entries": {
            name: _file(here, library / name, ours if name == f"{ENTRY_ID}.json" else set()) for name in entries
        },
    }


def _telling(here: Surroundings, index: Path) -> set[str]:
    """The selection, where it names a program; a person's own entry is theirs."""
    with suppress(FileTrouble, ValueError, RecursionError):
        plain = json.loads(here.machine.files.read(index) or b"null")
        if isinstance(plain, dict) and plain.get("appliedId") in (ENTRY_ID, *OTHER_TOOLS):
            return {"appliedId"}
    return set()


def _file(here: Surroundings, path: Path, keep: set[str]) -> object:
    try:
        data = here.machine.files.read(path)
    except FileTrouble as trouble:
        return f"unreadable: {trouble.code}"
    if data is None:
        return "not there"
    try:
        return outline(json.loads(data.decode("utf-8-sig")), keep)
    except (ValueError, RecursionError):
        return f"no JSON, {size_text(len(data))}"


def tail(here: Surroundings, path: Path) -> str:
    data = here.machine.files.read(path) or b""
    return "".join(f"{line.decode('utf-8', 'replace')}\n" for line in data.splitlines()[-LINES:])


def log(here: Surroundings) -> str:
    """The end of the agent's log where it is a file; else what shows it."""
    argv = here.platform.service().logs(here.machine, lines=LINES, follow=False)
    words = [each for word in argv for each in (word, *re.findall(r"'([^']+)'", word))]
    files = [Path(word) for word in words if word.endswith(".log")]
    there = [path for path in files if here.machine.files.modified(path) is not None]
    if there:
        return "".join(tail(here, path) for path in there)
    return f"It is not in a file. This shows it; read what it prints before you send it:\n{' '.join(argv)}\n"

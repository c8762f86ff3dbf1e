"""`setpoint doctor --bundle`: all that a bug report needs in one zip, with no key and nobody's name in it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from setpoint.adapters import archive
from setpoint.adapters.crash import FILE as CRASH
from setpoint.cli import bundled, profiles
from setpoint.core.check import Scene
from setpoint.core.diagnosis import Diagnosis, exit_code
from setpoint.core.figures import count_text, size_text
from setpoint.core.known_secrets import secrets
from setpoint.core.outline import of_profile
from setpoint.core.veil import Veil, veil
from setpoint.errors import ProfileWrong, SetpointError
from setpoint.loading.plain import read as read_plain
from setpoint.loading.text import decode
from setpoint.telling.plain import doctor_plain, to_line
from setpoint.wiring import Surroundings

USERS: Final = ("USER", "LOGNAME", "USERNAME", "SUDO_USER")


def bundle(args: Namespace, here: Surroundings, scene: Scene, found: Sequence[Diagnosis]) -> int:
    """Write it, and say what is in it. SP904: something is there already."""
    path = profiles.typed(args.bundle, here)
    profile = _profile_file(args, here)
    over = _veil(here, profile)
    members = {name: _told(make, over) for name, make in _members(here, scene, found, profile)}
    size = archive.write(path, members)
    for line in _summary(path, size, members):
        print(line, file=here.out)
    return 0


def _summary(path: Path, size: int, members: Mapping[str, str]) -> Iterator[str]:
    yield f"{path}: {count_text(len(members), 'file')}, {size_text(size)}, readable by you alone"
    yield "  what the doctor found, status, plan, and the versions of everything"
    yield "  the profile without keys and headers; what Setpoint remembers, without what was there before it"
    yield f"  names and kinds of what is in Claude's files; the last {bundled.LINES} lines of history and agent's log"
    yield "keys, your home, user and host name and e-mail addresses are left out; read it before you send it"


def _told(make: Callable[[], object], over: Veil) -> str:
    """A member as it goes into the archive. One part that fails, or would tell too much, leaves the others."""
    try:
        made = make()
    except SetpointError as error:
        made = {"left out": f"{error.message}   {error.code}"}
    except Exception as error:  # noqa: BLE001 - a bundle is made when something is broken already
        made = {"left out": f"it could not be made ({type(error).__name__})"}
    text = _lines(made, over) if isinstance(made, str) else _json(over.plain(made))
    return '{"left out": "it would have told too much"}\n' if over.leaks(text) else text


def _lines(text: str, over: Veil) -> str:
    """Line by line; one that is JSON is opened, as escapes hide what is to go."""
    return "".join(f"{_line(line, over)}\n" for line in text.splitlines())


def _line(line: str, over: Veil) -> str:
    try:
        return to_line(over.plain(json.loads(line)))
    except (ValueError, RecursionError):
        return over.text(line)


def _json(plain: object) -> str:
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def _members(
    here: Surroundings, scene: Scene, found: Sequence[Diagnosis], profile: object
) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "about.json", lambda: bundled.about(here, scene)
    yield "doctor.json", lambda: doctor_plain(found, exit_code(found))
    yield "status.json", lambda: bundled.status(scene)
    yield "plan.json", lambda: bundled.plan(scene)
    yield "profile.json", lambda: of_profile(profile)
    yield "ledger.json", lambda: bundled.ledger(here)
    yield "claude.json", lambda: bundled.claude(here, scene)
    yield "history.jsonl", lambda: bundled.tail(here, here.state / "history.jsonl")
    yield "agent.log", lambda: bundled.log(here)
    if here.machine.files.facts(here.state / CRASH) is not None:
        yield CRASH, lambda: bundled.tail(here, here.state / CRASH)


def _veil(here: Surroundings, profile: object) -> Veil:
    machine = here.machine
    home = machine.home
    folders = here.platform.claude_folders(machine)
    users = {machine.env.get(name, "") for name in USERS} | {home.name}
    homes = {str(home), str(home.resolve()), machine.env.get("HOME", ""), machine.env.get("USERPROFILE", "")}
    return veil(homes, users, (machine.hostname,), secrets(machine, folders, profile))


def _profile_file(args: Namespace, here: Surroundings) -> object:
    """The plain data of the file; of one that is no YAML what is wrong with it."""
    path = profiles.meant(args, here)
    try:
        text, problems = decode(profiles.read(here.machine.files, path))
    except ProfileWrong as wrong:
        return {"unreadable": wrong.code}
    if not problems:
        plain = read_plain(text)
        if isinstance(plain.data, Mapping):
            return plain.data
        problems = plain.problems
    return {"unreadable": [f"{each.code} in line {each.line}" for each in problems]}

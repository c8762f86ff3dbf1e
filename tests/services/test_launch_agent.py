"""The LaunchAgent: its file by a strict schema, and what launchd's rules make of it."""

from __future__ import annotations

import json
import os
import plistlib
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fakes.launchd import Launchd
from fakes.machine import machine
from setpoint.core.facts.service import LABEL
from setpoint.core.ports import this_system
from setpoint.core.ports.service import Agent
from setpoint.platforms.macos.agent import logs, rendered
from setpoint.shipped import read
from setpoint.wiring import platform

SCHEMA = json.loads((Path(__file__).parent / "launch-agent.schema.json").read_text(encoding="utf-8"))
HOME_OF_ADA = "/Users/ada"

posix = pytest.mark.skipif(sys.platform == "win32", reason="programs run as on macOS")

# The stand-in for the agent: it notes what it finds around itself, and ends as it is told for this start.
STANDIN = """
    import json, os, signal, sys, time
    notes, ends = sys.argv[1:3]
    umask = os.umask(0)
    with open(notes, "a") as file:
        seen = {"cwd": os.getcwd(), "stdin": sys.stdin.read(), "tty": sys.stdin.isatty(), "umask": umask,
                "env": dict(os.environ), "words": sys.argv[3:]}
        file.write(json.dumps(seen) + chr(10))
    print("something to say", file=sys.stderr)
    number = len(open(notes).read().splitlines())
    end = ends.split(",")[number - 1]
    if end == "stay":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        open(notes + ".ready", "w").write("ready")
        while True:
            time.sleep(0.05)
    if end == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.exit(int(end))
"""


def plist(tree: Path, *argv: str, everyone: bool = False) -> bytes:
    agent = Agent(argv or ("/opt/setpoint/bin/python", "-m", "setpoint", "run"), everyone=everyone)
    return rendered(read("launchd", f"{LABEL}.plist"), machine(tree), agent)


def valid(data: bytes) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(plistlib.loads(data))


def values_of_ada() -> dict[str, Any]:
    values: dict[str, Any] = plistlib.loads(plist(Path("/")))
    values["StandardErrorPath"] = f"{HOME_OF_ADA}/Library/Logs/Setpoint/agent.err"
    values["ProgramArguments"][-1] = f"{HOME_OF_ADA}/Library/Logs/Setpoint/agent.log"
    return values


# --- the file ---


@posix
def test_the_file_of_a_person_keeps_the_schema(tmp_path: Path) -> None:
    assert valid(plist(tmp_path))


@posix
def test_the_file_for_everyone_keeps_the_schema(tmp_path: Path) -> None:
    assert valid(plist(tmp_path, everyone=True))


@posix
def test_the_file_for_everyone_names_no_persons_folder(tmp_path: Path) -> None:
    data = plist(tmp_path, everyone=True)
    assert str(tmp_path).encode() not in data
    assert plistlib.loads(data)["ProgramArguments"][-2:] == ["--log-file", "~/Library/Logs/Setpoint/agent.log"]


def test_the_shipped_file_by_itself_is_refused_because_it_is_not_filled_in() -> None:
    assert not valid(read("launchd", f"{LABEL}.plist").encode())


def test_the_shipped_file_is_named_after_its_label() -> None:
    assert plistlib.loads(read("launchd", f"{LABEL}.plist").encode())["Label"] == LABEL


@posix
def test_a_home_with_signs_of_its_own_comes_through(tmp_path: Path) -> None:
    tree = tmp_path / "a & b <c> 'd' ü"
    tree.mkdir()
    values = plistlib.loads(plist(tree))
    assert values["StandardErrorPath"] == f"{tree}/home/ada/Library/Logs/Setpoint/agent.err"


Mistake = Callable[[dict[str, Any]], object]

MISTAKES: dict[str, Mistake] = {
    "a key that launchd does not know": lambda it: it.update(KeepAlives=True),
    "a key of another kind of job": lambda it: it.update(UserName="root"),
    "a word for a boolean": lambda it: it.update(RunAtLoad="true"),
    "a program that is not absolute": lambda it: it["ProgramArguments"].__setitem__(0, "setpoint"),
    "one text instead of words": lambda it: it.update(ProgramArguments="/usr/bin/setpoint run"),
    "a program without words": lambda it: it.update(ProgramArguments=["/usr/bin/setpoint"]),
    "a place that was not filled in": lambda it: it["ProgramArguments"].append("@PROGRAM@"),
    "a home that launchd does not expand": lambda it: it.update(StandardErrorPath="~/Library/Logs/agent.err"),
    "a variable that launchd does not expand": lambda it: it.update(StandardErrorPath="/Users/$USER/agent.err"),
    "a variable in PATH": lambda it: it["EnvironmentVariables"].update(PATH="/usr/bin:$HOME/bin"),
    "no PATH": lambda it: it.update(EnvironmentVariables={}),
    "started again after an end that was meant": lambda it: it.update(KeepAlive=True),
    "KeepAlive the wrong way round": lambda it: it["KeepAlive"].update(SuccessfulExit=True),
    "less than launchd's floor between starts": lambda it: it.update(ThrottleInterval=1),
    "octal digits for a number": lambda it: it.update(Umask=77),
    "another session": lambda it: it.update(LimitLoadToSessionType="Background"),
    "no label": lambda it: it.pop("Label"),
}


def test_what_the_mistakes_are_made_in_keeps_the_schema() -> None:
    jsonschema.validate(values_of_ada(), SCHEMA)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_file_is_caught(mistake: str) -> None:
    values = values_of_ada()
    MISTAKES[mistake](values)
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(values)


# --- under launchd's rules ---


def launched(tree: Path, ends: str) -> tuple[Launchd, Path]:
    """The stand-in as agent of a person whose log folder is there, as `install` leaves it; its notes."""
    program, notes = tree / "standin.py", tree / "notes"
    program.write_text(textwrap.dedent(STANDIN), encoding="utf-8")
    logs(machine(tree))[1].parent.mkdir(parents=True, exist_ok=True)
    data = plist(tree, sys.executable, "-I", str(program), str(notes), ends)
    return Launchd.of(data, tree / "home/ada"), notes


def noted(notes: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]


@posix
def test_it_runs_without_terminal_input_or_a_folder_of_its_own(tmp_path: Path) -> None:
    launchd, notes = launched(tmp_path, "0")
    assert launchd.keep(at_most=3) == 0
    seen = noted(notes)[0]
    assert (seen["cwd"], seen["stdin"], seen["tty"], seen["umask"]) == ("/", "", False, 0o077)


@posix
def test_it_finds_what_homebrew_installed(tmp_path: Path) -> None:
    launchd, notes = launched(tmp_path, "0")
    launchd.keep(at_most=1)
    path = noted(notes)[0]["env"]["PATH"].split(":")
    assert {"/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"} <= set(path)


@posix
def test_it_is_told_where_its_log_is(tmp_path: Path) -> None:
    launchd, notes = launched(tmp_path, "0")
    launchd.keep(at_most=1)
    assert noted(notes)[0]["words"] == ["--log-file", str(tmp_path / "home/ada/Library/Logs/Setpoint/agent.log")]


@posix
def test_what_it_says_before_it_has_a_log_is_kept_over_starts(tmp_path: Path) -> None:
    launchd, _ = launched(tmp_path, "1,0")
    launchd.keep(at_most=5)
    assert logs(machine(tmp_path))[1].read_text(encoding="utf-8") == "something to say\n" * 2


@posix
@pytest.mark.parametrize("ends, starts", [("0", 1), ("1,0", 2), ("kill,0", 2), ("78,kill,3,0", 4)])
def test_it_is_started_again_until_it_ends_well(tmp_path: Path, ends: str, starts: int) -> None:
    launchd, _ = launched(tmp_path, ends)
    assert launchd.keep(at_most=10) == 0
    assert launchd.starts == starts


@posix
def test_a_broken_installation_is_tried_twice_a_minute_and_no_more(tmp_path: Path) -> None:
    launchd, _ = launched(tmp_path, ",".join("1" * 4))
    launchd.keep(at_most=4)
    assert len(launchd.pauses) == 3
    assert all(20 < pause <= 30 for pause in launchd.pauses)


@posix
def test_it_ends_on_sigterm_within_the_time_that_launchd_gives(tmp_path: Path) -> None:
    launchd, notes = launched(tmp_path, "stay")
    process = launchd.start()
    assert appears(notes.with_name("notes.ready"))
    assert launchd.stop(process) == 0


# --- the agent itself ---


@posix
@pytest.mark.long
def test_the_agent_runs_by_launchds_rules_keeps_its_own_log_and_ends_in_time(tmp_path: Path) -> None:
    here = machine(tmp_path)
    log, said = logs(here)
    profile = Path(platform(this_system()).own_folders(here).config) / "profile.yaml"
    for folder in (log.parent, profile.parent):
        folder.mkdir(parents=True)
    profile.write_text("setpoint: 1\nmode: off\n", encoding="utf-8")
    source = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    launchd = Launchd(plistlib.loads(plist(tmp_path, sys.executable, "-m", "setpoint", "run")), here.home, more=source)
    process = launchd.start()
    try:
        assert appears(log), said.read_text(encoding="utf-8")
        began = time.monotonic()
        assert launchd.stop(process) == 0
        assert time.monotonic() - began < 3
    finally:
        process.kill()
        process.wait()
    assert said.read_text(encoding="utf-8") == ""
    assert log.stat().st_mode & 0o077 == 0


def appears(file: Path) -> bool:
    limit = time.monotonic() + 20
    while not (file.exists() and file.stat().st_size) and time.monotonic() < limit:
        time.sleep(0.02)
    return file.exists()

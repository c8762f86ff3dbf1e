"""Another account on the machine: what it finds of ours it can neither read, nor replace, nor use."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from e2e.household import Household, until
from e2e.installed import household
from faults.hiding import CANARY
from setpoint.core.report import State
from setpoint.standins.ollama.server import StandIn

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(60),
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can be somebody else too"),
]

STRANGER = 61834
"""A user of whom no system knows."""

Tried = dict[str, str]


def as_stranger(job: Callable[[], Tried]) -> Tried:
    """What somebody else finds who tries it, in a process of theirs."""
    if sys.platform != "linux":
        raise NotImplementedError
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(STRANGER, STRANGER, STRANGER)
            os.setresuid(STRANGER, STRANGER, STRANGER)
            theirs.sendall(json.dumps(job()).encode())
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        said = b"".join(iter(lambda: ours.recv(1 << 16), b""))
    os.waitpid(child, 0)
    found: Tried = json.loads(said)
    return found


def refused(step: Callable[[], object]) -> str:
    """The kind of the refusal; "done" if there was none."""
    try:
        step()
    except OSError as error:
        return type(error).__name__
    return "done"


@pytest.fixture
def open_house(server: StandIn) -> Iterator[Household]:
    """A home that everybody may enter and list, as on many systems, with a static key and a helper beside it."""
    top = Path(tempfile.mkdtemp(prefix="setpoint-account-"))
    top.chmod(0o755)
    before = os.umask(0o022)
    try:
        with household(top, server.url) as (house, _):
            key = house.home / "key"
            key.write_text(CANARY, encoding="utf-8")
            key.chmod(0o600)
            route(house, delivery="helper")
            assert house.call("apply", "--yes").code == 0
            assert list((house.state / "helpers").iterdir())
            for folder in (house.state.parent, house.state.parent.parent, *house.entry.parents):
                if top in folder.parents:
                    folder.chmod(0o755)
            yield house
    finally:
        os.umask(before)
        shutil.rmtree(top)


def route(house: Household, delivery: str) -> None:
    key = f"{{file: {house.home}/key, delivery: {delivery}}}"
    gateway = f"gateway: {{url: {house.url}, key: {key}, models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))
    house.trust()


def private(house: Household) -> list[Path]:
    """What holds a key, or decides which program runs."""
    helpers = list((house.state / "helpers").iterdir())
    return [house.home / "key", house.entry, house.state / "ledger.json", house.state / "history.jsonl", *helpers]


def test_nothing_of_ours_can_be_read(open_house: Household) -> None:
    paths = [path for path in private(open_house) if path.exists()]
    assert len(paths) > 3
    found = as_stranger(lambda: {str(path): refused(path.read_bytes) for path in (*paths, open_house.profile)})
    assert found.pop(str(open_house.profile)) == "done", "the home itself is open: the stranger comes that far"
    assert found == dict.fromkeys(map(str, paths), "PermissionError")


def test_nothing_of_ours_can_be_written_replaced_or_removed(open_house: Household) -> None:
    paths = private(open_house)

    def attack() -> Tried:
        found = {}
        for path in paths:
            beside = path.with_name("planted")
            found[f"write {path}"] = refused(lambda path=path: path.write_bytes(b"x"))  # type: ignore[misc]
            found[f"remove {path}"] = refused(path.unlink)
            found[f"plant {path}"] = refused(lambda beside=beside: beside.symlink_to("/bin/true"))  # type: ignore[misc]
            found[f"move {path}"] = refused(lambda path=path, to=beside: path.rename(to))  # type: ignore[misc]
        return found

    before = {path: path.read_bytes() for path in paths if path.exists()}
    assert set(as_stranger(attack).values()) <= {"PermissionError"}
    assert {path: path.read_bytes() for path in before} == before


def test_the_agent_can_be_neither_looked_into_nor_stopped_nor_held_up(open_house: Household) -> None:
    agent = open_house.begin("run")
    until(lambda: (open_house.state / "agent.lock").exists() or agent.says("agent"))
    pid = agent.process.pid

    def attack() -> Tried:
        proc = Path(f"/proc/{pid}")
        found = {name: refused((proc / name).read_bytes) for name in ("environ", "mem", "maps")}
        found["descriptors"] = refused(lambda: list((proc / "fd").iterdir()))
        found["signal"] = refused(lambda: os.kill(pid, 15))
        found["lock"] = refused(lambda: (open_house.state / "agent.lock").open("a"))
        words = (proc / "cmdline").read_bytes().decode()
        return {**found, "arguments": "key" if CANARY in words else "none"}

    found = as_stranger(attack)
    assert found.pop("arguments") == "none"
    assert set(found.values()) == {"PermissionError"}
    assert agent.process.poll() is None


def test_a_helper_in_a_folder_that_a_stranger_may_write_is_not_used(open_house: Household) -> None:
    (open_house.state / "helpers").chmod(0o777)
    planted = open_house.state / "helpers/planted"
    open_house.state.chmod(0o711)
    assert as_stranger(lambda: {"plant": refused(planted.touch)}) == {"plant": "done"}
    open_house.state.chmod(0o700)
    ended = open_house.call("apply", "--yes")
    assert ended.code == 4
    assert "SP708" in ended.said
    conditions = json.loads(open_house.call("status", "--json").out)["conditions"]
    state = next(one["state"] for one in conditions if one["name"] == "KeyAvailable")
    assert state == str(State.FALSE)


def test_a_key_file_of_a_stranger_is_not_taken(open_house: Household) -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    os.chown(open_house.home / "key", STRANGER, STRANGER)
    ended = open_house.call("key", "check", "gateway")
    assert ended.code != 0
    assert "SP702" in ended.said


def test_files_that_are_being_written_cannot_be_read_in_passing(open_house: Household) -> None:
    """A stranger who opens every temporary file the moment it appears gets none of them."""
    entry = open_house.entry
    open_house.call("restore", "--yes")
    route(open_house, delivery="static")

    def watch() -> Tried:
        got, looks, end = 0, 0, time.monotonic() + 1.5
        while time.monotonic() < end:
            for name in os.listdir(entry.parent):  # noqa: PTH208  quickly
                looks += 1
                with suppress(OSError):
                    got += CANARY.encode() in (entry.parent / name).read_bytes()
        return {"got": str(got), "looked": str(looks > 100)}

    writer = open_house.begin("apply", "--yes")
    assert as_stranger(watch) == {"got": "0", "looked": "True"}
    writer.wait()
    assert CANARY in entry.read_text(encoding="utf-8"), "it was written meanwhile"

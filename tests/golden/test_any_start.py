"""Whatever was there, and whatever a valid profile says: a second apply changes nothing, and restore is the way back.

Real files, the real commands, a stand-in Ollama over real HTTP. `make check` takes a few machines; all tests, some
dozens. `SETPOINT_EXAMPLES=2000 pytest tests/golden/test_any_start.py` takes as many as are asked for.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from golden.case import Case
from golden.drawn_files import Found, found
from golden.drawn_profiles import CLOUD, KEY_VARIABLE, LOCAL, profiles
from golden.server import Server
from golden.stage import CANARY, Said, Stage, stage
from golden.story import IN_PLACE
from golden.systems import put
from setpoint import shipped
from setpoint.standins.ollama.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks")

ASKED: Final = int(os.environ.get("SETPOINT_EXAMPLES", "0"))
CONTRACTS: Final = {name: json.loads(shipped.read("schemas", f"{name}.schema.json")) for name in ("plan", "status")}
VALID: Final = {name: Draft202012Validator(contract) for name, contract in CONTRACTS.items()}
BY_POLICY: Final = "● in place, by policy; nothing to do"


def law(examples: int) -> settings:
    """So many machines. What fails is made smaller only where somebody has the minutes: an example takes 0.2 s."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if ASKED else [])]
    return settings(max_examples=ASKED or examples, phases=phases, suppress_health_check=list(HealthCheck))


class Room:
    """One server for all examples, emptied before each; each gets the folder for itself."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder

    def machine(self, there: Found, texts: list[str]) -> Stage:
        case = self._case(there, texts)
        stand_in = self.server.stand_in
        assert stand_in
        stand_in.store = Store()
        for name in there.holds:
            stand_in.hold(name, stand_in.registry.offers.get(name))
        made = stage(case, there.system, self.folder / "machine", self.server)
        put(made.computer.home / "key", CANARY.encode()).chmod(0o600)
        return made

    def _case(self, there: Found, texts: list[str]) -> Case:
        shutil.rmtree(self.folder, ignore_errors=True)
        for number, text in enumerate(texts):
            put(self.folder / f"case/{number}.yaml", text.encode())
        for name, data in there.files.items():
            put(self.folder / "case/before" / name, data)
        env = {KEY_VARIABLE: CANARY}
        return Case(self.folder / "case", "", installed=there.installed, env=env, policy=there.policy)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    cloud = {"signed_in": True, "models": [CLOUD.removesuffix(":cloud")]}
    server = Server({"offers": list(LOCAL), "cloud": cloud})
    server.start()
    yield Room(server, tmp_path_factory.mktemp("any") / "example")
    server.stop()


def everything(here: Stage) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder of the whole machine, ours and the locks too: time of change in ns, inode, bytes."""
    paths = [path for path in sorted(here.computer.root.rglob("*")) if not path.is_symlink()]
    return {str(path): (*_stamp(path), path.read_bytes() if path.is_file() else b"") for path in paths}


def _stamp(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_mtime_ns, facts.st_ino


def claudes(here: Stage) -> dict[str, bytes]:
    """Claude's files and folders, and nothing else."""
    return {name: data for name, data in here.tree().items() if name != "ollama.txt"}


def applied_twice(here: Stage, options: str) -> Said:
    """What the second one says, which did nothing at all; the first one's exit code was the same."""
    assert here.run("trust --yes").code == 0
    first = here.run(f"apply --yes {options}")
    assert first.code in (0, 4, 5), first.text
    here.clock.time += 60
    before, asked = everything(here), here.server.mutating
    second = here.run(f"apply --yes {options}")
    assert second.code == first.code, f"{first.text}\n---\n{second.text}"
    assert here.server.mutating == asked, second.text
    now = everything(here)
    assert {path for path in {*before, *now} if before.get(path) != now.get(path)} == set(), second.text
    return second


def live(room: Room, there: Found, texts: list[str], options: str) -> None:
    """A machine's life with us: each profile in turn, applied twice; then everything is given back."""
    here = room.machine(there, texts)
    before, models = claudes(here), here.server.listing()
    if there.open:
        here.computer.open(here.clock.now())
        here.profile = "0.yaml"
        applied_twice(here, options)
        here.computer.close()
    for number in range(len(texts)):
        here.profile = f"{number}.yaml"
        said = applied_twice(here, options)
        assert said.code in (0, 4), said.text
        if said.code == 0:
            assert said.text.splitlines()[-1] in (IN_PLACE, BY_POLICY)
            assert here.run(f"plan {options}").code == 0
    for command in ("plan", "status"):
        VALID[command].validate(json.loads(here.raw(f"{command} --json").text))
    said = here.run("restore --yes --models")
    assert said.code == 0, said.text
    assert claudes(here) == before
    assert here.canaries() == []
    if "--adopt" not in options:
        assert here.server.listing() == models


OPTIONS = st.sampled_from(["", "", "--take-over", "--adopt", "--take-over --adopt"])
TEXTS = st.lists(profiles(), min_size=1, max_size=2)


@law(6)
@given(there=found(), texts=TEXTS, options=OPTIONS)
def test_a_second_apply_changes_nothing_and_restore_is_the_way_back(
    room: Room, there: Found, texts: list[str], options: str
) -> None:
    live(room, there, texts, options)


@pytest.mark.long
@pytest.mark.timeout(600)
@law(40)
@given(there=found(), texts=TEXTS, options=OPTIONS)
def test_so_it_is_on_many_machines(room: Room, there: Found, texts: list[str], options: str) -> None:
    live(room, there, texts, options)

"""Each shipped profile, planned and applied on a Linux desk as it stands, against a stand-in server.

`SETPOINT_GOLDEN=write` writes the plans anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put
from fakes.keys import CANARY, program
from setpoint import shipped
from setpoint.core.names import parse
from setpoint.core.profile import Mode, Profile
from setpoint.core.slots import ollama_slots
from setpoint.core.wishes import wishes
from setpoint.loading import load
from setpoint.standins.ollama.asked import Cloud
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

PLANS = Path(__file__).resolve().parent.parent / "golden" / "shipped"
NAMES = [name.removesuffix(".yaml") for name in shipped.names("profiles", ".yaml")]
USUAL = "127.0.0.1:11434"


def meaning(name: str) -> Profile:
    return load(f"{name}.yaml", shipped.read("profiles", f"{name}.yaml").encode())


@contextmanager
def at_home(name: str, tmp_path: Path) -> Iterator[tuple[Desk, StandIn]]:
    """All that the profile names can be had: its models, the account for its cloud models, its key in the keyring."""
    names = [wish.name for wish in wishes(meaning(name))]
    offers = {each.listed: Published(70_000, Details(context=262_144)) for each in names if not each.is_cloud}
    remote = {re.sub(r"[:-]cloud$", "", each.listed) for each in names if each.is_cloud}
    with StandIn(offers=offers, cloud=Cloud(reachable=True, signed_in=True, models=remote)) as server:
        server.registry.tick = 0.001
        address = f"127.0.0.1:{server.port}"
        program(tmp_path / "bin/secret-tool", f"echo {CANARY}")
        env = {"OLLAMA_HOST": address, "PATH": f"{tmp_path}/bin:/usr/bin:/bin"}
        text = shipped.read("profiles", f"{name}.yaml").replace(USUAL, address)
        yield desk(tmp_path / "desk", text, env), server


def readable(text: str, server: StandIn) -> str:
    """A plan without what differs from run to run."""
    text = text.replace(f"127.0.0.1:{server.port}", USUAL)
    text = re.sub(r"[\d.]+ [kMGT]?B free", "… free", text)
    return re.sub(r" @[0-9a-f]{8}\n", " @…\n", re.sub(r"key-[0-9a-f]+", "key-…", text))


def state(at: Desk) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in at.tree.rglob("*")}


@pytest.mark.parametrize("name", NAMES)
def test_its_plan_is_the_one_that_was_reviewed(name: str, tmp_path: Path) -> None:
    with at_home(name, tmp_path) as (person, server):
        assert person("trust", "--yes").code == 0
        said = person("plan")
        text = readable(said.out, server)
    golden = PLANS / f"{name}.txt"
    if os.environ.get("SETPOINT_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    assert (said.code, server.mutating, person.claude.exists()) == (2, 0, False)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_reached_by_one_apply_and_a_second_changes_nothing(name: str, tmp_path: Path) -> None:
    profile = meaning(name)
    with at_home(name, tmp_path) as (person, server):
        assert person("trust", "--yes").code == 0
        said = person("apply", "--yes")
        assert said.code == 0, said.out + said.err
        held = {model.name.key for model in server.store.listed()}
        assert held >= {wish.name.key for wish in wishes(profile) if not wish.name.is_cloud}
        if profile.mode is Mode.OLLAMA:
            assert held >= {parse(slot.id).key for slot in ollama_slots(profile)}
        before, asked = state(person), server.mutating
        said = person("apply", "--yes")
        assert (said.code, said.out.splitlines()[-1]) == (0, "● in place, nothing to do")
        assert (state(person), server.mutating) == (before, asked)
        assert person("plan").code == 0
        assert person("status").code == 0
        assert person("restore", "--yes", "--models").code == 0
        assert (person.claude.exists(), server.store.listed()) == (False, [])


def test_native_goes_local_by_one_word_and_pulls_nothing_again(tmp_path: Path) -> None:
    with at_home("native", tmp_path) as (person, server):
        assert person("apply", "--yes").code == 0
        pulled = server.requests["POST", "/api/pull"]
        put(person, shipped.read("profiles", "native.yaml").replace("mode: native", "mode: ollama"))
        assert person("apply", "--yes").code == 0
        assert pulled == server.requests["POST", "/api/pull"] == 3
        assert server.requests["POST", "/api/create"] == 2

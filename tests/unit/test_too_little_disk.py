"""A pull that has no room on the server's disk is not begun: said beforehand, exit 4, and all else goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fakes.desk import Desk, Said, desk
from setpoint.core.disk_fit import without_room
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ports import Room
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import manifests

PROFILE = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: 'big:1b'}}\nkeep: {keep}\nollama: {{url: '{url}'}}\n"
HUGE, TINY = 10**18, 1000
"""Bytes: more than any disk has, and less."""


@contextmanager
def near_a_full_disk(tmp_path: Path, sizes: Mapping[str, int], keep: str = "[]") -> Iterator[tuple[Desk, StandIn]]:
    """A server of this machine, whose models lie where Ollama puts them."""
    offers = {"big:1b": Published(), "small:1b": Published()}
    with StandIn(offers=offers) as server, manifests(sizes) as registry:
        person = desk(tmp_path / "desk", PROFILE.format(url=server.url, keep=keep))
        (person.home / ".ollama/models").mkdir(parents=True)
        yield replace(person, registry=registry), server


def state(at: Desk) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in at.home.rglob("*")}


def refused(said: Said) -> str:
    assert said.code == 4, said.out
    told = "✗ 0/1 models ready; big:1b: 1000000.0 TB are to be pulled, and there is no room for that   SP219\n"
    assert said.out.count(told) == 1, said.out
    assert "\n  → free some disk space, or declare smaller models; OLLAMA_MODELS names the disk" in said.out
    return said.out


def test_nothing_is_pulled_where_there_is_no_room(tmp_path: Path) -> None:
    with near_a_full_disk(tmp_path, {"big:1b": HUGE}) as (person, server):
        text = refused(person("plan"))
        assert "waits: more free disk" in text
        assert text.endswith("First see to what is marked with ✗.\n")
        text = refused(person("apply", "--yes"))
        assert "… big:1b                      waits: more free disk\n" in text
        assert "waits: until models, slots and key are ready\n" in text
        before = state(person)
        assert person("apply", "--yes", "--pending-ok").code == 4
        assert state(person) == before
        assert (server.mutating, person.claude.exists()) == (0, False)


def test_what_has_room_is_pulled_and_the_rest_follows_once_there_is_more(tmp_path: Path) -> None:
    with near_a_full_disk(tmp_path, {"big:1b": HUGE, "small:1b": TINY}, keep="['small:1b']") as (person, server):
        said = person("apply", "--yes")
        assert said.code == 4
        assert "✓ small:1b                    pulled\n" in said.out
        assert server.requests["POST", "/api/pull"] == 1
        with manifests({"big:1b": TINY}) as smaller:
            assert replace(person, registry=smaller)("apply", "--yes").code == 0
        assert (person.claude / f"configLibrary/{ENTRY_ID}.json").exists()


def test_a_model_that_is_only_kept_does_not_hold_up_the_switch(tmp_path: Path) -> None:
    with near_a_full_disk(tmp_path, {"big:1b": TINY, "small:1b": HUGE}, keep="['small:1b']") as (person, server):
        said = person("apply", "--yes")
        assert (said.code, server.requests["POST", "/api/pull"]) == (4, 1)
        assert "… small:1b                    waits: more free disk\n" in said.out
        assert (person.claude / f"configLibrary/{ENTRY_ID}.json").exists()


def test_a_pull_that_was_begun_is_gone_on_with_in_any_room(tmp_path: Path) -> None:
    """Part of it is on the disk already: how much, only the server knows."""
    with near_a_full_disk(tmp_path, {"big:1b": TINY}) as (person, server):
        server.fail("big:1b", "disk-full", times=1)
        assert person("apply", "--yes").code == 1
        with manifests({"big:1b": HUGE}) as larger:
            said = replace(person, registry=larger)("apply", "--yes")
        assert (said.code, "SP219" in said.out) == (0, False)


def test_where_it_is_not_sure_which_disk_it_is_a_warning_is_all(tmp_path: Path) -> None:
    with near_a_full_disk(tmp_path, {"big:1b": HUGE}) as (person, server):
        (person.home / ".ollama/models").rmdir()
        elsewhere = replace(person, env={"OLLAMA_MODELS": str(tmp_path / "not here")})
        said = elsewhere("plan")
        assert said.code == 2
        assert "! 1000000.0 TB are to be pulled," in said.out
        assert elsewhere("apply", "--yes").code == 0
        assert server.requests["POST", "/api/pull"] == 1


def test_each_that_fits_takes_its_part_of_the_room() -> None:
    sizes = {"a": 60, "b": 50, "c": 40, "d": None, "e": 1}
    assert without_room(sizes, Room(100, sure=True)) == ("b", "e")
    assert without_room(sizes, Room(100, sure=False)) == ()
    assert without_room(sizes, None) == ()

"""What the doctor finds about the models: context, disk, memory, cloud and pulls, each when it is well and when not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.desk import desk
from fakes.scenes import at_desk, found, scene, told, wanting
from setpoint.core.ledger import Failure, ServerMemory
from setpoint.core.names import parse
from setpoint.core.ports import Room
from setpoint.standins.ollama.asked import Cloud
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

LARGE = Published(70_000, Details(context=131072))
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(holds={"tiny": LARGE, "big": LARGE}) as made:
        yield made


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("65536", ("ok", "")),
        ("40000", ("note", "SP830")),
        ("8192", ("warning", "SP830")),
        ("server", ("note", "SP830")),
    ],
)
def test_the_context_of_slots_is_what_claude_needs(
    tmp_path: Path, server: StandIn, context: str, expected: tuple[str, str]
) -> None:
    said = found("context", tmp_path, wanting(server.url, more=f", context: {context}"))
    assert [each[:2] for each in said] == [expected]


def test_a_model_that_cannot_have_more_context_is_told(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published(70_000, Details(context=2048))}) as server:
        [(result, code, message)] = found("context", tmp_path, wanting(server.url))
    assert (result, code) == ("warning", "SP830")
    assert message.startswith("tiny: 2048 tokens")


class Shelf:
    """`Sizes`: what is to be pulled brings `size` bytes, and `free` are there."""

    def __init__(self, size: int | None, free: int, *, sure: bool) -> None:
        self._size, self._room = size, Room(free, sure)

    def download(self, name: str) -> int | None:
        return self._size

    def room(self, url: str) -> Room | None:
        return self._room


@pytest.mark.parametrize(
    ("model", "size", "sure", "expected", "part"),
    [
        ("tiny", 5, True, ("ok", ""), "nothing is to be pulled, 10 B free"),
        ("new", 5, True, ("ok", ""), "5 B to be pulled, 10 B free"),
        ("new", None, True, ("ok", ""), "size unknown: new"),
        ("new", 50, True, ("failure", "SP219"), "no room for new"),
        ("new", 50, False, ("warning", "SP219"), "50 B are to be pulled"),
    ],
)
def test_what_is_to_be_pulled_has_room_or_not(
    tmp_path: Path, server: StandIn, model: str, size: int | None, sure: bool, expected: tuple[str, str], part: str
) -> None:
    seen = scene(at_desk(desk(tmp_path, wanting(server.url, f"{{sonnet: {model}}}"))))
    sized = replace(seen, world=replace(seen.world, sizes=Shelf(size, 10, sure=sure)))
    [(result, code, message)] = told("disk", sized)
    assert (result, code) == expected
    assert part in message


def test_slots_that_need_more_memory_than_there_is_are_told(tmp_path: Path, server: StandIn) -> None:
    at = desk(tmp_path, wanting(server.url))
    for size, expected in ((8_000_000, ("ok", "")), (50, ("warning", "SP131"))):
        (tmp_path / "root/proc/meminfo").write_text(f"MemTotal: {size} kB\n")
        assert [each[:2] for each in told("memory", scene(at_desk(at)))] == [expected]


def test_loaded_models_are_told(tmp_path: Path, server: StandIn) -> None:
    assert found("loaded", tmp_path, wanting(server.url)) == [("ok", "", "no model right now")]


@pytest.mark.parametrize(
    ("cloud", "expected"),
    [
        (Cloud(True, True, models={"kimi-k2.6"}), [("ok", ""), ("ok", "")]),
        (Cloud(True, True, disabled=True), [("failure", "SP223")]),
        (Cloud(True, False, models={"kimi-k2.6"}), [("failure", "SP220")]),
        (Cloud(True, True), [("ok", ""), ("failure", "SP224")]),
        (Cloud(True, True, retired={"kimi-k2.6"}), [("ok", ""), ("failure", "SP222")]),
        (Cloud(False), [("warning", "SP226")]),
    ],
)
def test_cloud_models_are_switched_on_signed_in_and_there(
    tmp_path: Path, server: StandIn, cloud: Cloud, expected: list[tuple[str, str]]
) -> None:
    server.cloud = cloud
    said = found("cloud", tmp_path, wanting(server.url, "{sonnet: 'kimi-k2.6:cloud'}"))
    assert [each[:2] for each in said] == expected


def test_a_model_known_to_be_retired_is_told_with_its_successor_also_without_a_server(tmp_path: Path) -> None:
    [(result, code, message)] = found("cloud", tmp_path, wanting(DEAD, "{sonnet: 'glm-4.7:cloud'}"))
    assert (result, code) == ("warning", "SP238")
    assert message == "glm-4.7:cloud was to be retired on 2026-07-15, and may end any day"


def test_of_a_cloud_model_that_is_gone_one_thing_is_told(tmp_path: Path, server: StandIn) -> None:
    """And the same as by a status: neither that it is to end, nor another successor."""
    server.cloud = Cloud(True, True, retired={"glm-4.7"})
    at = desk(tmp_path, wanting(server.url, "{sonnet: 'glm-4.7:cloud'}"))
    said = [each for each in told("cloud", scene(at_desk(at))) if each[0] != "ok"]
    assert said == [("failure", "SP222", "glm-4.7:cloud: this cloud model was retired on 2026-07-15")]
    assert said[0][2] in at("status").out
    answer = at("explain", "glm-4.7:cloud").out
    assert answer.startswith("✗ glm-4.7:cloud   declared; this cloud model was retired on 2026-07-15   SP222\n")
    assert "→ use glm-5.2:cloud\n" in answer
    assert at("explain", "sonnet").out.startswith("✗ claude-sonnet-5   glm-4.7:cloud does not answer: ")


def test_of_a_cloud_model_that_is_to_end_the_same_is_told_everywhere(tmp_path: Path, server: StandIn) -> None:
    server.cloud = Cloud(True, True, models={"glm-4.7"})
    at = desk(tmp_path, wanting(server.url, "{sonnet: 'glm-4.7:cloud'}"))
    ends = "was to be retired on 2026-07-15, and may end any day"
    assert f"! glm-4.7:cloud {ends}; use glm-5.2:cloud   SP238\n" in at("status").out
    assert ("warning", "SP238", f"glm-4.7:cloud {ends}") in told("cloud", scene(at_desk(at)))
    answer = at("explain", "glm-4.7:cloud").out
    assert answer.startswith("● glm-4.7:cloud   declared; a cloud model, and it answers\n")
    assert f"ends      {ends}; use glm-5.2:cloud\n" in answer


def test_a_slot_whose_name_is_taken_is_a_failure(tmp_path: Path, server: StandIn) -> None:
    server.hold("claude-sonnet-5", LARGE)
    at = desk(tmp_path, wanting(server.url, "{sonnet: big, haiku: tiny}"))
    assert at("status").code == at("doctor", "ollama").code == 4
    assert [each[:2] for each in told("slots", scene(at_desk(at)))] == [("failure", "SP230")]
    assert at("apply", "--yes", "--adopt").code == 0
    assert told("slots", scene(at_desk(at))) == [("ok", "", "2/2 as the profile declares them")]


def test_slots_that_are_to_be_derived_are_no_failure(tmp_path: Path, server: StandIn) -> None:
    assert [each[:2] for each in found("slots", tmp_path, wanting(server.url))] == [("note", "SP850")]


def test_failed_and_unfinished_pulls_are_told(tmp_path: Path, server: StandIn) -> None:
    here = at_desk(desk(tmp_path, wanting(server.url, "{sonnet: tiny, opus: new}")))
    assert [each[:2] for each in told("pulls", scene(here))] == [("ok", "")]
    seen = scene(here)
    key = parse("new").key
    failure = Failure("SP210", "does not exist", "correct the name", "0.32.15")
    memory = ServerMemory(failures={key: failure}, begun=(parse("tiny").key,))
    seen.world.change_server(lambda _: memory)
    said = told("pulls", scene(here))
    assert [each[:2] for each in said] == [("failure", "SP210"), ("note", "SP213")]
    assert said[0][2].startswith("new failed for good: does not exist")

"""Which of the pulled models is proposed for which family, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.candidates import Candidate, LeftOut, Sifted, sift
from setpoint.core.facts.starters import SETS, SIZES
from setpoint.core.ports import Model, Shown
from setpoint.core.proposal import Pick, picks, room_in, starters

GB = 10**9
TOOLS = ("completion", "tools")
SEES = ("completion", "vision", "tools")
LARGE, MIDDLE, SMALL = "gpt-oss:20b", "qwen3.5:9b", "qwen3.5:2b"
TINY = "qwen3:1.7b"
SIZE = {TINY: 1.6, LARGE: 14, MIDDLE: 6.6, SMALL: 2.7}


def listed(name: str, size: float, digest: str = "", remote: str = "", parent: str = "") -> Model:
    return Model(name=name, digest=digest or name, size=int(size * GB), remote=remote, parent=parent)


def able(*capabilities: str, context: int | None = 131072) -> Shown:
    return Shown(parameters={}, weights="", parent="", remote="", maximum=context, capabilities=capabilities)


def sifted(models: Mapping[Model, Shown | None], room: int | None = None, *, cloud: bool | None = None) -> Sifted:
    shown = {model.name: told for model, told in models.items() if told}
    return sift(tuple(models), shown, room, cloud=cloud)


def why(found: Sifted, name: str) -> str:
    return next(one.why for one in found.left if one.name == name)


def local(name: str, *, vision: bool = False) -> Candidate:
    return Candidate(name, int(SIZE[name] * GB), vision=vision, context=131072)


def by_family(found: tuple[Pick, ...]) -> dict[str, str]:
    return {pick.key: pick.candidate.name for pick in found}


def test_what_can_neither_talk_nor_call_tools_is_left_out_and_the_reason_is_given() -> None:
    found = sifted(
        {
            listed("nomic-embed-text:latest", 0.3): able("embedding", context=2048),
            listed("llama2:7b", 3.8): able("completion"),
            listed("qwen3.5:9b", 6.6): able(*SEES),
            listed("broken:1b", 3): None,
        }
    )
    assert found.candidates == (Candidate("qwen3.5:9b", int(6.6 * GB), vision=True, context=131072),)
    assert why(found, "nomic-embed-text") == "for embeddings; it does not talk"
    assert why(found, "llama2:7b") == "cannot call tools, and Claude works by them"
    assert why(found, "broken:1b") == "the server did not say what it can do"


def test_a_server_that_tells_no_abilities_at_all_holds_nothing_against_a_model() -> None:
    assert [one.name for one in sifted({listed("old:7b", 4): able()}).candidates] == ["old:7b"]


def test_what_does_not_fit_into_memory_is_left_out_with_both_figures() -> None:
    found = sifted({listed("big:70b", 40): able(*TOOLS), listed("qwen3.5:9b", 6.6): able(*TOOLS)}, room_in(16 * GB))
    assert [one.name for one in found.candidates] == ["qwen3.5:9b"]
    assert why(found, "big:70b") == "too large: 40.0 GB, and this machine's memory has room for 12.8 GB"


def test_a_slot_and_a_second_name_of_the_same_model_are_no_choices_of_their_own() -> None:
    found = sifted(
        {
            listed("qwen3.5:9b", 6.6, digest="a"): able(*TOOLS),
            listed("my-favourite:latest", 6.6, digest="a"): able(*TOOLS),
            listed("claude-sonnet-5:latest", 6.6, digest="b", parent="qwen3.5:9b"): able(*TOOLS),
        }
    )
    assert [one.name for one in found.candidates] == ["qwen3.5:9b"]
    assert why(found, "my-favourite") == "the same as qwen3.5:9b"
    assert why(found, "claude-sonnet-5") == "made from qwen3.5:9b"


def test_the_small_and_the_forgetful_are_left_out_only_where_something_better_is_there() -> None:
    tiny = {listed("qwen3.5:0.8b", 1.0): able(*TOOLS), listed("short:7b", 4): able(*TOOLS, context=8192)}
    alone = sifted(tiny)
    assert [one.name for one in alone.candidates] == ["qwen3.5:0.8b", "short:7b"]
    assert "too small to call tools reliably" in picks(alone.candidates, None)[-1].why
    better = sifted({**tiny, listed("qwen3.5:2b", 2.7): able(*TOOLS)})
    assert [one.name for one in better.candidates] == ["qwen3.5:2b"]
    assert why(better, "short:7b") == "holds 8192 tokens, and Claude works with 65536"


def test_cloud_models_are_candidates_unless_retired_or_switched_off() -> None:
    stubs: dict[Model, Shown | None] = {
        listed("kimi-k3:cloud", 0, remote="kimi-k3"): None,
        listed("glm-4.7:cloud", 0, remote="glm-4.7"): None,
    }
    found = sifted(stubs)
    assert found.candidates == (Candidate("kimi-k3:cloud", cloud=True),)
    assert why(found, "glm-4.7:cloud") == "retired on 2026-07-15; glm-5.2:cloud came after it"
    off = sifted(stubs, cloud=False)
    assert (off.candidates, why(off, "kimi-k3:cloud")) == ((), "cloud models are switched off on this server")


def test_a_name_that_a_profile_cannot_hold_is_left_out() -> None:
    key = "me/sk-ant-abcdefghijklmnop0123456789"
    assert sifted({listed(key, 5): able(*TOOLS)}).left == (LeftOut(key, "a profile cannot hold this name"),)


def test_the_strongest_plans_the_middle_one_works_and_the_smallest_is_quick() -> None:
    found = picks([local(SMALL), local(MIDDLE, vision=True), local(LARGE)], room_in(33 * GB))
    assert by_family(found) == {"opus": LARGE, "sonnet": MIDDLE, "haiku": SMALL}
    assert [pick.why for pick in found] == [
        "the largest that fits, 14.0 GB",
        "in the middle, 6.6 GB, takes images",
        "the smallest, 2.7 GB",
    ]


def test_the_strongest_takes_turns_where_not_all_fit_at_once() -> None:
    found = picks([local(SMALL), local(MIDDLE), local(LARGE)], room_in(20 * GB))
    assert by_family(found) == {"opus": LARGE, "sonnet": MIDDLE, "haiku": SMALL}
    assert found[0].why.endswith("takes turns in memory with the others")


@pytest.mark.parametrize(
    ("models", "memory", "expected"),
    [
        ([MIDDLE], 16, {"sonnet": MIDDLE}),
        ([MIDDLE, SMALL], 16, {"sonnet": MIDDLE, "haiku": SMALL}),
        ([LARGE, MIDDLE], 20, {"opus": LARGE, "sonnet": MIDDLE}),
        ([MIDDLE, SMALL], 9, {"sonnet": MIDDLE}),
        ([LARGE, SMALL, TINY], 33, {"sonnet": LARGE, "haiku": TINY}),
        ([], 16, {}),
    ],
)
def test_each_model_answers_once_however_few_there_are(
    models: list[str], memory: int, expected: dict[str, str]
) -> None:
    assert by_family(picks([local(name) for name in models], room_in(memory * GB))) == expected


def test_one_that_takes_images_is_preferred_for_everyday_work() -> None:
    blind = Candidate("blind:12b", 8 * GB, context=131072)
    found = picks([local(SMALL), local(MIDDLE, vision=True), blind, local(LARGE)], None)
    assert by_family(found)["sonnet"] == MIDDLE
    assert found[1].why == "in the middle, 6.6 GB, takes images"


def test_nothing_leaves_the_machine_unless_no_model_here_would_do() -> None:
    cloud = Candidate("kimi-k3:cloud", cloud=True)
    assert by_family(picks([local(SMALL), cloud], None)) == {"sonnet": SMALL}
    assert by_family(picks([cloud], None)) == {"sonnet": "kimi-k3:cloud"}


@pytest.mark.parametrize(
    ("memory", "expected"),
    [(128, SETS[0]), (48, SETS[1]), (32, SETS[2]), (16, SETS[2]), (8, SETS[3]), (4, SETS[4]), (2, {})],
)
def test_what_is_to_be_pulled_fits_into_memory_all_at_once(memory: int, expected: dict[str, str]) -> None:
    assert by_family(starters(room_in(memory * GB))) == expected


def test_where_the_memory_is_not_known_the_careful_set_is_taken() -> None:
    assert by_family(starters(None)) == {"sonnet": "qwen3.5:4b"}


@given(
    sizes=st.lists(st.integers(1, 200 * GB), max_size=8, unique=True),
    memory=st.one_of(st.none(), st.integers(1, 256 * GB)),
)
def test_everyday_work_and_background_always_fit_side_by_side(sizes: list[int], memory: int | None) -> None:
    room = room_in(memory)
    models = {listed(f"m{size}", size / GB): able(*TOOLS) for size in sizes}
    found = picks(sifted(dict(models), room).candidates, room)
    assert len({pick.candidate for pick in found}) == len(found)
    assert not found or "sonnet" in by_family(found)
    together = [pick.candidate.size for pick in found if pick.key != "opus"]
    assert room is None or (sum(together) <= room and all(pick.candidate.size <= room for pick in found))


def test_every_model_of_a_set_has_a_size() -> None:
    assert {name for found in SETS for name in found.values()} == SIZES.keys()

"""A failure that is kept holds nothing of the place where it happened, however often it is raised again."""

from __future__ import annotations

import gc
import traceback
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.days import HOUR, Days, text
from setpoint.adapters.remembering import RememberingOllama
from setpoint.core.ports import Ollama
from setpoint.errors import OllamaTrouble, ProfileWrong, SetpointError
from setpoint.standins.ollama.server import StandIn


class Body(bytearray):
    """The long answer of a sick server."""


@pytest.fixture(autouse=True)
def nothing_is_collected() -> Iterator[None]:
    """What is in a circle stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def frames(error: SetpointError | None) -> int:
    return len(list(traceback.walk_tb(error.__traceback__))) if error else 0


def raised(step: Callable[[], object]) -> int:
    try:
        step()
    except SetpointError as error:
        return frames(error)
    return 0


def test_an_answer_that_was_trouble_is_not_kept_with_it() -> None:
    bodies: list[weakref.ref[Body]] = []

    def connect() -> Ollama:
        body = Body(1 << 20)
        bodies.append(weakref.ref(body))
        try:
            raise ValueError(body)
        except ValueError:
            raise OllamaTrouble("SP207", "the answer is too long") from None

    server = RememberingOllama("http://127.0.0.1:1", connect)
    numbers = {raised(server.models) for _ in range(50)}
    assert len(bodies) == 1
    assert bodies[0]() is None
    assert max(numbers) <= 3


def test_a_profile_that_stays_wrong_takes_no_more_with_each_look(tmp_path: Path) -> None:
    with StandIn() as server:
        days = Days(tmp_path, server, text(server))
        days.let(HOUR)
        days.write("setpoint: 1\nmode: gatewy\n")
        numbers = [frames(days.around.in_force().trouble) for _ in range(50)]
        assert isinstance(days.around.in_force().trouble, ProfileWrong)
        assert len(set(numbers)) == 1, numbers

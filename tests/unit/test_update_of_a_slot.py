"""What an update of a model means for its slot, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.kept import FIRST, Place, placed
from setpoint.core.names import parse
from setpoint.value import replace

DAY = 86400.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """In place, with a model that Setpoint pulled."""
    with placed(tmp_path, {}, {"small": FIRST}) as made:
        assert made("apply", "--yes").code == 0
        yield made


def test_an_update_of_the_template_alone_reaches_the_slot(place: Place) -> None:
    """Weights and parameters are the same: the slot would go on with the old template."""
    place.pass_time(DAY)
    place.publish("small", replace(FIRST, template="{{ .Prompt }} anew"))
    said = place("apply", "--yes")
    assert said.code == 0, said.out
    assert "derived again" in said.out
    slot = place.server.store.find(parse("claude-sonnet-5"))
    assert slot
    assert slot.template == "{{ .Prompt }} anew"
    mutated = place.server.mutating
    assert place("apply", "--yes").out == "● in place, nothing to do\n"
    assert place.server.mutating == mutated


def test_explain_tells_whether_a_copy_is_the_newest_and_since_when(place: Place) -> None:
    def current() -> str:
        return next((line for line in place("explain", "small").out.splitlines() if line.startswith("current")), "")

    assert current().endswith("  not compared with the registry yet") or "yes: " in current()
    place.pass_time(DAY)
    assert place("apply", "--yes").code == 0
    assert current().endswith("  yes: the registry had nothing newer")
    place.pass_time(DAY)
    place.publish("small")
    load = place.server.store.find(parse("small"))
    assert load
    place.server.store.load(load)
    assert place("apply", "--yes").code != 0  # it is loaded: found out, and not pulled yet
    assert current().endswith("  no: a newer one is in the registry")
    place.want(more="update: never")
    assert current() == ""

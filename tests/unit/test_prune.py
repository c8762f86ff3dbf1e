"""`prune: own`, sentence by sentence: what Setpoint pulled or made and nobody declares any more, never a loaded one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put
from setpoint.cli.main import main
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

MADE = Published(size=6_600_000, details=Details(context=131072))
OFFERS = {"small": MADE, "large": MADE}
PROFILE = "setpoint: 1\nmode: ollama\nmodels: {models}\nkeep: {keep}\nollama: {{url: '{url}', prune: {prune}}}\n"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(offers=OFFERS, holds={"mine": MADE}) as made:
        yield made


@pytest.fixture
def person(tmp_path: Path, server: StandIn) -> Desk:
    """`large` was pulled by Setpoint, and is a slot; so is `mine`, which the person pulled."""
    made = desk(tmp_path / "desk")
    want(made, server, models="{sonnet: small, opus: large}", keep="[mine]")
    assert made("apply", "--yes").code == 0
    return made


def want(at: Desk, server: StandIn, models: str = "{sonnet: small}", keep: str = "[]", prune: str = "own") -> None:
    put(at, PROFILE.format(models=models, keep=keep, prune=prune, url=server.url))


def held(server: StandIn) -> set[str]:
    return {model.name.listed.removesuffix(":latest") for model in server.store.listed()}


SLOTS = {"claude-sonnet-5", "claude-haiku-4-5-20251001"}


def test_only_what_setpoint_pulled_or_made_goes(person: Desk, server: StandIn) -> None:
    want(person, server)
    said = person("plan")
    assert "- remove  large " in said.out, "nobody is to lose a model of which no plan told"
    said = person("apply", "--yes")
    assert said.code == 0, said.out
    assert held(server) == {"small", "mine", *SLOTS}


def test_what_was_pulled_stays_unless_somebody_asks(person: Desk, server: StandIn) -> None:
    want(person, server, prune="never")
    assert person("apply", "--yes").code == 0
    assert held(server) == {"small", "large", "mine", *SLOTS}


def test_what_a_person_pulled_since_is_theirs(person: Desk, server: StandIn) -> None:
    server.hold("large", Published(revision=2))
    want(person, server)
    assert person("apply", "--yes").code == 0
    assert "large" in held(server)


def test_a_loaded_one_waits_until_it_is_not(person: Desk, server: StandIn) -> None:
    load(server, "large")
    want(person, server)
    said = person("apply", "--yes")
    assert said.code == 5
    assert "… large" in said.out
    assert "waits: the model is loaded; Ollama unloads it minutes after its last use" in said.out
    assert "large" in held(server)
    server.store.loaded.clear()
    assert person("apply", "--yes").code == 0
    assert "large" not in held(server)


def test_one_that_is_loaded_while_a_person_thinks_about_the_plan_stays(person: Desk, server: StandIn) -> None:
    want(person, server)
    out = io.StringIO()
    here = person.around(Thinking(lambda: load(server, "large")), out, out, interactive=True)
    assert main(["apply"], here) != 0
    assert "waits: the model is loaded" in out.getvalue()
    assert "large" in held(server)


def test_it_says_what_it_frees(person: Desk, server: StandIn) -> None:
    """A slot and its source share their weights: they go with the last of both, and are not counted twice."""
    want(person, server)
    lines = person("plan").out.splitlines()
    told = {line.split()[2]: line.partition("; ")[2] for line in lines if line.startswith("  - remove")}
    assert told == {"claude-opus-5": "frees nothing while large is there", "large": "frees 6.6 MB at most"}


def test_a_twin_that_stays_is_named(person: Desk, server: StandIn) -> None:
    large = server.store.find(parse("large"))
    assert large
    server.store.copy(large, parse("twin"))
    want(person, server)
    assert "frees nothing while twin is there" in person("plan").out


class Thinking(io.StringIO):
    """A person who says yes after a while, in which something happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]  # as a text stream's
        self._meanwhile()
        return "y\n"


def load(server: StandIn, name: str) -> None:
    model = server.store.find(parse(name))
    assert model
    server.store.load(model)

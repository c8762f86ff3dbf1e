"""The server: not up, slow, pulling."""

from __future__ import annotations

from pathlib import Path

from fakes.days import DAY, HOUR, MADE, MINUTE, PERSONS, Days, text
from setpoint.adapters.ollama import HttpOllama
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace


def test_one_that_is_not_up_is_asked_ever_more_rarely_and_then_used(tmp_path: Path) -> None:
    with StandIn(holds={"small": MADE}) as server:
        port = server.port
    days = Days(tmp_path, server, text(server))
    days.let(HOUR)
    assert not days.index.exists()
    with StandIn(holds={"small": MADE}, port=port) as server:
        days.let(MINUTE)
        assert days.ours


def test_a_slot_whose_making_was_cut_off_is_ours_all_the_same(days: Days) -> None:
    """Killed between the server's success and our memory of it."""
    profile = days.around.in_force().profile
    assert profile
    world = days.around.world(profile, halt=lambda: False)
    known = world.server.derived["claude-sonnet-5"]
    others = {name: made for name, made in world.server.derived.items() if name != "claude-sonnet-5"}
    world.change_server(lambda memory: replace(memory, derived=others, making=("claude-sonnet-5",)))
    days.agent.reload()
    days.let(1)
    assert world.server.derived["claude-sonnet-5"] == known
    assert world.server.making == ()


def test_files_are_repaired_while_a_pull_goes_on(days: Days) -> None:
    days.write(text(days.server, models="{sonnet: small, opus: large}"))
    days.agent.turn()
    days.beside.holding = True  # the question came back, the pull will not
    days.agent.turn()
    assert len(days.beside.held) == 1
    days.select(PERSONS)
    days.let(1)
    assert days.ours
    assert "claude-opus-5" not in days.entry.read_text()
    days.beside.holding = False
    days.beside.go()
    days.let(5)
    assert "claude-opus-5" in days.entry.read_text()
    assert "large:latest" in _names(days)


def test_a_pull_that_breaks_off_is_tried_again(days: Days) -> None:
    days.server.registry.failures["library/large:latest"] = "offline", 5
    days.write(text(days.server, "keep: [large]\n"))
    days.let(HOUR)
    assert days.condition("ModelsReady")["state"] == "True"


def test_a_model_that_does_not_exist_is_not_asked_for_again_and_again(days: Days) -> None:
    days.write(text(days.server, "keep: [nosuch]\n"))
    days.let(DAY)
    assert days.server.requests[("POST", "/api/pull")] <= 2
    assert days.ours


def test_files_are_repaired_while_the_server_takes_its_time_to_derive(days: Days) -> None:
    days.write(text(days.server, models="{sonnet: small, opus: {model: small, context: 8192}}"))
    days.agent.turn()  # it has asked; what it still wants of the server takes long
    days.beside.holding = True
    seen: list[bool] = []

    def meanwhile() -> None:
        if not days.beside.held:
            return
        seen.append(days.ours)
        if len(seen) == 1:
            days.select(PERSONS)
        elif seen[-2:] == [False, True]:
            days.beside.holding = False
            days.beside.go()

    days.watch.meanwhile = meanwhile
    days.let(MINUTE)
    assert False in seen
    assert days.ours
    assert "claude-opus-5:latest" in _names(days)


def test_the_server_that_it_found_by_its_own_environment_is_every_commands_from_then_on(
    tmp_path: Path, server: StandIn
) -> None:
    profile = text(server).replace(f"ollama: {{url: {server.url}}}\n", "")
    days = Days(tmp_path, server, profile, {"OLLAMA_HOST": f"127.0.0.1:{server.port}"})
    days.let(MINUTE)
    assert days.ours
    days.env = {}
    assert str(server.port) in str(days.condition("OllamaReachable")["message"])


def _names(days: Days) -> set[str]:
    return {model.name for model in HttpOllama(days.server.url).models()}

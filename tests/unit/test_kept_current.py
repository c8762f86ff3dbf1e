"""Models that a profile wants kept current: compared with the registry at most once a day, and pulled again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.kept import FIRST, SECOND, Place, placed
from setpoint.core.names import parse
from setpoint.standins.ollama.pulling import shelf
from setpoint.value import replace

NOTHING = "● in place, nothing to do\n"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """In place, with a model that Setpoint pulled."""
    with placed(tmp_path, {}, {"small": FIRST, "large": FIRST}) as made:
        assert made("apply", "--yes").code == 0
        yield made


DAY = 86400.0


def test_nobody_is_asked_where_nobody_wants_it(place: Place) -> None:
    place.want(more="update: never")
    place.registry.asked.clear()
    place.publish("small")
    assert place("plan").code == 0
    assert place("apply", "--yes").code == 0
    assert place.registry.asked == {}


def test_a_newer_one_is_planned_and_pulled_and_its_slot_derived_again(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    said = place("plan")
    assert said.code == 2
    assert "~ update  small  a newer one is in the registry, 498 kB at most, " in said.out
    old = place.digest("claude-sonnet-5")
    said = place("apply", "--yes")
    assert said.code == 0, said.out
    assert "updated" in said.out
    assert "derived again" in said.out
    assert place.digest("small") == place.ledger["pulled"]["local registry.ollama.ai/library/small:latest"]
    assert place.digest("claude-sonnet-5") != old


def test_what_is_left_of_the_old_one_goes_by_ollamas_own_pruning(place: Place) -> None:
    held = place.server.store.find(parse("small"))
    assert held
    assert held.weights
    place.pass_time(DAY)
    place.publish("small")
    assert place("apply", "--yes").code == 0
    place.server.store.sweep(held)
    assert held.weights.digest not in place.server.store.blobs


def test_a_second_pass_after_an_update_asks_and_changes_nothing(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    assert place("apply", "--yes").code == 0
    asked, mutated = place.registry.asked.total(), place.server.mutating
    before = (place.person.state / "ledger.json").read_bytes()
    for words in (("apply", "--yes"), ("plan",), ("status",)):
        assert place(*words).code == 0
    assert (place.registry.asked.total(), place.server.mutating) == (asked, mutated)
    assert (place.person.state / "ledger.json").read_bytes() == before


def test_the_registry_is_asked_once_a_day(place: Place) -> None:
    place.registry.asked.clear()
    place.publish("small")
    for _ in range(3):
        place.pass_time(DAY / 4)
        assert place("apply", "--yes").code == 0
    assert place.registry.asked == {}, "it was compared right after it was pulled"
    place.pass_time(DAY / 4)
    assert "updated" in place("apply", "--yes").out
    assert place.registry.asked == {"small:latest": 1}


def test_a_status_asks_nobody_and_tells_what_is_known(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    place.registry.asked.clear()
    assert place("status").code == 0
    assert place.registry.asked == {}


def test_a_plan_writes_nothing_not_even_what_it_found(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    before = (place.person.state / "ledger.json").read_bytes()
    assert place("plan").code == 2
    assert (place.person.state / "ledger.json").read_bytes() == before


@pytest.mark.parametrize("loaded", ["small", "claude-sonnet-5"])
def test_a_model_that_is_in_use_is_left_until_it_is_not(place: Place, loaded: str) -> None:
    place.pass_time(DAY)
    place.publish("small")
    model = place.server.store.find(parse(loaded))
    assert model
    place.server.store.load(model)
    before = place.digest("small")
    said = place("apply", "--yes")
    assert said.code == 5, said.out
    assert "waits: the model is loaded; Ollama unloads it minutes after its last use" in said.out
    assert place.digest("small") == before
    assert place("status").code == 2, "what the registry said is remembered"
    place.server.store.loaded.clear()
    assert place("apply", "--yes").code == 0
    assert place.digest("small") != before


def test_another_model_in_use_does_not_keep_a_person_waiting(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    place.server.store.load(place.server.hold("other"))
    assert place("apply", "--yes").code == 0


def test_a_registry_that_is_out_of_reach_is_no_trouble_and_asked_ever_more_rarely(place: Place) -> None:
    online, place.person = place.person, replace(place.person, registry="http://127.0.0.1:9")
    place.pass_time(DAY)
    place.publish("small")
    said = place("apply", "--yes")
    assert (said.code, said.out) == (0, NOTHING)
    key = "local registry.ollama.ai/library/small:latest"
    assert place.ledger["checked"][key]["failed"] == 1
    place.pass_time(3000)
    place.person = online
    assert "update" not in place("plan").out
    place.pass_time(700)
    assert "update" in place("plan").out


def test_what_was_known_outlives_a_registry_that_is_out_of_reach(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    loaded = place.server.store.find(parse("small"))
    assert loaded
    place.server.store.load(loaded)
    assert place("apply", "--yes").code == 5
    place.server.store.loaded.clear()
    place.person = replace(place.person, registry="http://127.0.0.1:9")
    place.pass_time(DAY)
    assert place("apply", "--yes").code == 0
    assert place.digest("small") == place.ledger["pulled"]["local registry.ollama.ai/library/small:latest"]


def test_one_whose_manifest_is_spelled_differently_is_current_if_all_its_layers_are_there(place: Place) -> None:
    place.registry.names_digests = False
    place.pass_time(DAY)
    assert place("apply", "--yes").out == NOTHING
    heads = sum(count for (method, _), count in place.server.requests.items() if method == "HEAD")
    assert heads > 1
    place.pass_time(DAY)
    assert place("apply", "--yes").code == 0
    again = sum(count for (method, _), count in place.server.requests.items() if method == "HEAD")
    assert again == heads, "it is known by now which manifest is the same"
    place.publish("small")
    place.pass_time(DAY)
    assert "update" in place("plan").out
    assert place("apply", "--yes").code == 0
    assert place("apply", "--yes").out == NOTHING


def test_layers_that_are_there_for_a_twin_do_not_make_an_old_copy_current(tmp_path: Path) -> None:
    with placed(tmp_path, {}, {"small:9b": FIRST, "small": FIRST}) as place:
        place.want("{sonnet: 'small:9b'}")
        assert place("apply", "--yes").code == 0
        place.publish("small:9b")
        place.pass_time(DAY)
        newer = place.server.hold("twin", SECOND)
        offered = SECOND.weights("library/small:9b")
        assert offered
        place.server.store.put(replace(newer, weights=offered))
        said = place("plan")
        assert "a newer one is in the registry" in said.out


def test_a_model_of_the_persons_stays_theirs_when_it_was_updated(tmp_path: Path) -> None:
    with placed(tmp_path, {"small": FIRST}, {"small": SECOND}) as place:
        place.want(more="update: daily, prune: own")
        said = place("apply", "--yes")
        assert said.code == 0, said.out
        assert "updated" in said.out
        assert place.ledger["pulled"] == {}
        place.publish("other", FIRST)
        place.want("{sonnet: other}", more="prune: own")
        assert place("apply", "--yes").code == 0
        assert place.server.store.find(parse("small")), "it was never ours to remove"


def test_a_model_that_was_made_here_is_never_compared(tmp_path: Path) -> None:
    with placed(tmp_path, {"base": FIRST}, {"small": SECOND, "base": FIRST}) as place:
        base = place.server.store.find(parse("base"))
        assert base
        place.server.store.put(replace(base, name=parse("small"), made_from="base:latest"))
        assert place("apply", "--yes").code == 0
        assert place.registry.asked == {}


@pytest.mark.parametrize("version", ["0.23.0", "0.32.15"])
@pytest.mark.parametrize("status", [401, 404])
def test_what_the_registry_does_not_show_is_said_once(tmp_path: Path, version: str, status: int) -> None:
    with placed(tmp_path, {"mine/secret": FIRST}, {"mine/secret": SECOND}) as place:
        place.server.version = version
        place.registry.refuses["mine/secret:latest"] = status
        place.want("{sonnet: mine/secret}")
        told = "! mine/secret: the registry shows no such model to everyone"
        assert told in place("apply", "--yes").out
        assert place("apply", "--yes").out == NOTHING
        place.pass_time(DAY)
        assert place("apply", "--yes").out == NOTHING


def test_only_the_default_registry_is_asked_and_only_about_models_that_are_pulled(tmp_path: Path) -> None:
    with placed(tmp_path, {"small": FIRST, "hf.co/someone/X-GGUF:Q4": FIRST}, {"small": FIRST}) as place:
        place.server.cloud.reachable = place.server.cloud.signed_in = True
        place.server.cloud.models.add("kimi-k2.6")
        place.want("{sonnet: small, opus: 'kimi-k2.6:cloud'}", "['hf.co/someone/X-GGUF:Q4']")
        assert place("apply", "--yes").code == 0
        assert place.registry.asked == {"small:latest": 1}


def test_a_model_may_say_its_own_and_of_several_entries_one_daily_is_enough(tmp_path: Path) -> None:
    held = {"a": FIRST, "b": FIRST, "c": FIRST, "d": FIRST}
    with placed(tmp_path, held, dict(held)) as place:
        place.want("{sonnet: {model: a, update: daily}, opus: b}", "[c, {model: b, update: daily}]", "update: never")
        assert place("apply", "--yes").code == 0
        assert place.registry.asked == {"a:latest": 1, "b:latest": 1}
        place.want("{sonnet: {model: a, update: never}, opus: b}", "[{model: c, update: never}, d]")
        place.registry.asked.clear()
        assert place("apply", "--yes").code == 0
        assert place.registry.asked == {"d:latest": 1}
        assert len(place.ledger["checked"]) == 2, "what nobody wants to know any more is forgotten"


def test_a_pull_that_leaves_the_copy_as_it_was_is_not_tried_for_ever(place: Place) -> None:
    """A registry in front of the real one may offer what the server does not get."""
    place.registry.published = dict(place.server.registry.offers)
    place.registry.published[shelf(parse("small"))] = SECOND
    place.pass_time(DAY)
    assert place("apply", "--yes").code == 0
    pulls = place.server.requests["POST", "/api/pull"]
    for _ in range(3):
        place.pass_time(DAY)
        assert place("apply", "--yes").out == NOTHING
    assert place.server.requests["POST", "/api/pull"] == pulls


def test_an_update_that_has_no_room_waits_for_it(place: Place) -> None:
    (place.person.home / ".ollama/models").mkdir(parents=True)
    place.pass_time(DAY)
    place.publish("small", replace(SECOND, size=10**18))
    said = place("apply", "--yes")
    assert said.code == 5
    assert "waits: more free disk" in said.out


def test_an_update_that_fails_says_why_and_is_tried_again_by_a_person(place: Place) -> None:
    place.pass_time(DAY)
    place.publish("small")
    place.server.fail("small", "needs-upgrade", times=1)
    said = place("apply", "--yes")
    assert said.code == 1
    assert "SP211" in said.out
    assert "failed before: it needs a newer Ollama server" in place("plan").out
    assert place("apply", "--yes").code == 0
    assert place.ledger["failures"] == {}


def test_a_damaged_answer_of_the_registry_is_as_good_as_none(place: Place) -> None:
    place.pass_time(DAY)
    place.registry.refuses["small:latest"] = 500
    place.publish("small")
    assert place("apply", "--yes").out == NOTHING


def test_a_wish_that_nobody_can_fulfil_is_told_where_the_profile_is_checked(place: Place) -> None:
    place.want(
        "{sonnet: small, opus: {model: 'kimi-k2.6:cloud', update: daily}}", "[{model: hf.co/a/b, update: daily}]"
    )
    said = place("validate")
    assert said.code == 0
    assert said.out.count("SP237") == 2

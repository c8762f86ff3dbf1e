"""The Ollama port, over both carriers, against the stand-in in the style of an old and of a new server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from setpoint.adapters.http import Carrier, Limits
from setpoint.adapters.loopback import LoopbackCall
from setpoint.adapters.messenger import send_message
from setpoint.adapters.ollama import HttpOllama, carrier_for
from setpoint.adapters.remote import HttpxCall
from setpoint.core.ollama_url import place
from setpoint.core.ports import Account, Messenger, Ollama
from setpoint.errors import OllamaTrouble
from setpoint.standins.ollama.published import Details, Failure, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

pytestmark = pytest.mark.timeout(30)

MADE = Published(
    size=3_000_000,
    parameters={"num_ctx": 2048, "stop": "<|im_end|>"},
    details=Details(context=262144, capabilities=("completion", "tools")),
    system="You are tiny.\nFROM /x/sha256-" + "0" * 64,
)
STUB = Published(remote="kimi-k2.6", details=Details("", "kimi", "1T", "INT4", 262144, 4096, ("completion",)))
VERSIONS = ("0.22.1", "0.23.0", "0.32.15", "0.33.0-rc2")


@pytest.fixture(params=VERSIONS)
def server(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with StandIn(version=request.param, offers={"tiny": MADE, "kimi-k2.6:cloud": STUB}) as started:
        started.registry.speed, started.registry.tick = 50e6, 0.005
        yield started


@pytest.fixture(params=[LoopbackCall, HttpxCall])
def ollama(request: pytest.FixtureRequest, server: StandIn) -> HttpOllama:
    return HttpOllama(server.url, carrier=request.param)


def go_on() -> bool:
    return False


def test_the_adapter_is_the_port() -> None:
    port: Ollama = HttpOllama("http://127.0.0.1:1")
    messenger: Messenger = send_message
    assert (port.url, messenger) == ("http://127.0.0.1:1", send_message)


def test_the_address_decides_which_carrier_is_used() -> None:
    assert carrier_for(place("http://127.0.0.1:11434")) is LoopbackCall
    assert carrier_for(place("http://[::1]:11434")) is LoopbackCall
    assert carrier_for(place("https://127.0.0.1:11434")) is HttpxCall
    assert carrier_for(place("http://10.0.0.1:11434")) is HttpxCall


def test_an_empty_server_of_any_version_is_understood(server: StandIn, ollama: HttpOllama) -> None:
    assert ollama.version() == server.version
    assert ollama.models() == ()
    assert ollama.loaded() == ()
    assert ollama.cloud_enabled() is True
    assert ollama.account() == Account(None)
    assert server.mutating == 0


def test_a_model_is_listed_and_shown(server: StandIn, ollama: HttpOllama) -> None:
    held = server.hold("tiny", MADE)
    (row,) = ollama.models()
    assert (row.name, row.digest, row.size, row.remote) == ("tiny:latest", held.digest, held.size, "")
    assert row.context == (262144 if server.version > "0.3" else None)
    shown = ollama.show("TINY")
    assert held.weights is not None
    assert shown.weights == held.weights.digest
    assert shown.parameters == {"num_ctx": "2048", "stop": '"<|im_end|>"'}
    assert (shown.maximum, shown.remote, shown.parent) == (262144, "", "")
    assert shown.capabilities == ("completion", "tools")


def test_a_slot_is_derived_again_and_removed(server: StandIn, ollama: HttpOllama) -> None:
    server.hold("tiny", MADE)
    ollama.create("claude-opus-5", "tiny", {"num_ctx": 65536})
    first = {row.name: row.digest for row in ollama.models()}
    ollama.create("claude-opus-5", "tiny", {"num_ctx": 65536})
    assert {row.name: row.digest for row in ollama.models()} == first
    slot, source = ollama.show("claude-opus-5"), ollama.show("tiny")
    assert slot.weights == source.weights
    assert slot.parent == "tiny:latest"
    assert slot.parameters["num_ctx"] == "65536"
    ollama.delete("tiny")
    assert [row.name for row in ollama.models()] == ["claude-opus-5:latest"]
    assert send_message(server.url, "claude-opus-5", {}).text
    assert [row.name for row in ollama.loaded()] == ["claude-opus-5:latest"]


def test_a_slot_of_a_cloud_model_needs_no_stub(ollama: HttpOllama) -> None:
    ollama.create("claude-opus-5", "kimi-k2.6:cloud", {})
    (row,) = ollama.models()
    assert (row.remote, row.parent, row.context) == ("kimi-k2.6", "", None)
    shown = ollama.show("claude-opus-5")
    assert (shown.remote, shown.weights, shown.maximum, shown.parameters) == ("kimi-k2.6", "", None, {})


def test_a_copy_has_the_digest_of_its_source(server: StandIn, ollama: HttpOllama) -> None:
    server.hold("tiny", MADE)
    ollama.copy("tiny", "claude-haiku-4-5")
    assert len({row.digest for row in ollama.models()}) == 1


@pytest.mark.parametrize(
    "act,code",
    [
        (lambda ollama: ollama.show("nosuch"), "SP210"),
        (lambda ollama: ollama.copy("nosuch", "x"), "SP210"),
        (lambda ollama: ollama.delete("nosuch"), "SP210"),
        (lambda ollama: ollama.delete("a b"), "SP118"),
        (lambda ollama: ollama.show("nosuch:cloud"), "SP226"),
        (lambda ollama: ollama.create("x", "nosuch", {}), "SP231"),
        (lambda ollama: ollama.create("a b", "nosuch", {}), "SP118"),
    ],
)
def test_what_is_not_there_is_said_with_its_code(
    act: Callable[[Ollama], object], code: str, ollama: HttpOllama
) -> None:
    assert trouble(lambda: act(ollama)).code == code


def test_the_cloud_in_all_its_states(server: StandIn, ollama: HttpOllama) -> None:
    server.cloud.reachable = True
    account = ollama.account()
    assert account.signed_in is False
    assert account.signin_url.startswith("https://ollama.com/connect")
    server.cloud.signed_in = True
    assert ollama.account() == Account(signed_in=True, plan="free")
    server.cloud.models.add("kimi-k2.6")
    server.cloud.retired.add("glm-4.7")
    assert ollama.show("kimi-k2.6:cloud").maximum == 262144
    gone = trouble(lambda: ollama.show("glm-4.7:cloud"))
    assert (gone.code, gone.permanent) == ("SP222", True)
    assert "glm-5.2:cloud" in gone.hint
    assert trouble(lambda: ollama.show("nosuch:cloud")).code == "SP224"
    server.cloud.disabled = True
    assert ollama.cloud_enabled() is False
    assert trouble(lambda: ollama.show("kimi-k2.6:cloud")).code == "SP223"


def test_a_pull_adds_up_its_layers_and_ends_whole(server: StandIn) -> None:
    seen = list(HttpOllama(server.url).pull("tiny", go_on))
    assert seen[0].status == "pulling manifest"
    assert seen[-1].status == "success"
    assert seen[-1].completed == seen[-1].total >= 3_000_000
    totals = [one.total for one in seen]
    assert totals == sorted(totals)
    assert [model.name for model in HttpOllama(server.url).models()] == ["tiny:latest"]
    again = list(HttpOllama(server.url).pull("tiny", go_on))
    assert again[-1].completed == again[-1].total > 0


def test_a_stopped_pull_resumes_where_it_was(server: StandIn) -> None:
    server.registry.speed = 20e6
    ollama = HttpOllama(server.url)
    reached = {"bytes": 0}

    def pull_a_third() -> None:
        for one in ollama.pull("tiny", lambda: reached["bytes"] > 1_000_000):
            reached["bytes"] = one.completed

    assert trouble(pull_a_third).code == "SP240"
    assert ollama.models() == ()
    first = next(one for one in ollama.pull("tiny", go_on) if one.total)
    assert first.completed >= reached["bytes"] > 1_000_000


def test_a_pull_survives_a_server_that_goes_away(server: StandIn) -> None:
    server.fail("tiny", "drop", 1)
    ollama = HttpOllama(server.url)
    broken = trouble(lambda: list(ollama.pull("tiny", go_on)))
    assert (broken.code, broken.permanent) == ("SP213", False)
    assert list(ollama.pull("tiny", go_on))[-1].status == "success"


@pytest.mark.parametrize(
    "failure,code,permanent",
    [
        ("missing", "SP210", True),
        ("needs-upgrade", "SP211", True),
        ("disk-full", "SP212", False),
        ("busy", "SP213", False),
        ("broken", "SP213", False),
        ("html", "SP213", False),
        ("offline", "SP213", False),
        ("retries", "SP213", False),
        ("read-only", "SP213", True),
        ("stall", "SP214", False),
        ("unauthorized", "SP215", True),
        ("denied", "SP215", True),
        ("damaged", "SP217", False),
        ("empty-part", "SP218", True),
    ],
)
def test_a_pull_that_goes_wrong_has_its_code(failure: Failure, code: str, *, permanent: bool) -> None:
    with StandIn(offers={"tiny": MADE}) as server:
        server.registry.tick = 0.005
        server.registry.stall_seconds = 0.1 if failure == "retries" else 60
        server.fail("tiny", failure, 1)
        ollama = HttpOllama(server.url, limits=replace(Limits(), stall=0.4))
        found = trouble(lambda: list(ollama.pull("tiny", go_on)))
        assert (found.code, found.permanent) == (code, permanent)
        assert list(ollama.pull("tiny", go_on))[-1].status == "success"


def test_a_pull_that_never_comes_to_its_end_is_begun_anew_and_resumes() -> None:
    with StandIn(offers={"big": Published(size=10**9)}) as server:
        server.registry.speed, server.registry.tick = 1e6, 0.01
        ollama = HttpOllama(server.url, limits=replace(Limits(), pull=0.5))
        found = trouble(lambda: list(ollama.pull("big", go_on)))
        assert (found.code, found.permanent) == ("SP214", False)
        assert "not whole after" in found.message
        before = sum(server.store.partial.values())
        again = next(each for each in HttpOllama(server.url).pull("big", go_on) if each.completed)
        assert again.completed >= before > 0


def test_a_stopped_server_ends_a_pull_as_broken_off() -> None:
    with StandIn(offers={"big": Published(size=10**9)}) as server:
        server.registry.speed, server.registry.tick = 1e6, 0.01
        timer = threading.Timer(0.3, server.__exit__, (None, None, None))
        timer.start()
        found = trouble(lambda: list(HttpOllama(server.url).pull("big", go_on)))
        timer.join()
    assert found.code == "SP213"


def test_a_cancelled_pull_is_noticed_by_the_server(server: StandIn) -> None:
    server.registry.speed = 1e6
    progress = HttpOllama(server.url).pull("tiny", go_on)
    assert next(progress).status == "pulling manifest"
    next(progress)
    progress.close()  # type: ignore[attr-defined]
    time.sleep(0.1)
    before = dict(server.store.partial)
    time.sleep(0.1)
    assert server.store.partial == before


def test_one_message_goes_the_route_of_the_app(server: StandIn) -> None:
    server.hold("claude-opus-5", MADE)
    reply = send_message(server.url, "claude-opus-5", {"Authorization": "Bearer ollama"})
    assert reply.text == "Yes, this is the stand-in."
    assert 0 < reply.seconds < 10
    assert trouble(lambda: send_message(server.url, "nosuch", {})).code == "SP210"
    assert trouble(lambda: send_message(server.url, "kimi-k2.6:cloud", {})).code == "SP226"


def test_a_wrong_host_is_told_from_a_wrong_program(server: StandIn) -> None:
    found = trouble(HttpOllama(server.url, {"Host": "evil.example"}).version)
    assert (found.code, found.permanent) == ("SP203", True)


@pytest.mark.parametrize("carrier", [LoopbackCall, HttpxCall])
def test_proxy_variables_do_not_lead_away_from_this_machine(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with StandIn() as server:
        assert HttpOllama(server.url, carrier=carrier).version() == server.version


def test_500_models_take_as_many_requests_as_5() -> None:
    with StandIn() as server:
        for count in (5, 500):
            for at in range(count):
                server.hold(f"m{at}", MADE)
            server.requests.clear()
            assert len(HttpOllama(server.url).models()) == count
            assert sum(server.requests.values()) == 1


def trouble(act: Callable[[], object]) -> OllamaTrouble:
    with pytest.raises(OllamaTrouble) as caught:
        act()
    return caught.value

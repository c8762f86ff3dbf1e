"""The states that the recorded servers were in, built up in a stand-in: by the number of the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from setpoint.core.names import parse
from setpoint.standins.ollama.published import Details, Failure, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.ollama.store import from_registry
from setpoint.value import replace

HERE = "127.0.0.1:5055/library/"
TINY = Published(
    parameters={"num_ctx": 2048, "temperature": 0.5},
    template="{{ .System }} {{ .Prompt }}",
    system="You are tiny.",
    licence="test licence",
)
BIG = Published(size=210212768, details=Details(parameter_size="52.55M"), template="")
CLOUD = Published(
    details=Details("", "gptoss", "20.9B", "MXFP4", 131072, 2880, ("completion", "tools", "thinking")),
    remote="gpt-oss:20b",
)
STUBS = {"gpt-oss:20b-cloud": CLOUD, "gpt-oss:cloud": CLOUD}
OFFERS = {
    "tiny": TINY,
    "small": replace(TINY, revision=2),
    "big": BIG,
    "noredir": TINY,
    "upd": replace(TINY, revision=2),
    **STUBS,
}
SCRIPTED: dict[str, Failure] = {
    "needsupgrade": "needs-upgrade",
    "err500": "broken",
    "err429": "busy",
    "err403": "denied",
    "err401": "unauthorized",
    "html200": "html",
    "noredir": "no-redirect",
}
DEFAULT_REGISTRY = "registry.ollama.ai"

Prepare = Callable[[StandIn], None]


def hold(*names: str) -> Prepare:
    """Models under these names; `big` is big, a cloud name a stub, all others are tiny."""

    def prepare(server: StandIn) -> None:
        for name in names:
            offer = BIG if name.split("/")[-1].startswith("big") else STUBS.get(name, TINY)
            server.hold(name, offer)

    return prepare


def derived(name: str, source: str) -> Prepare:
    def prepare(server: StandIn) -> None:
        model = from_registry(parse(source), TINY)
        server.store.put(replace(model, name=parse(name), made_from=model.name.listed))

    return prepare


def going_wrong(model: str, failure: Failure) -> Prepare:
    def prepare(server: StandIn) -> None:
        server.fail(model, failure, 1)
        server.registry.stall_seconds = 0.05

    return prepare


def pulled_badly(server: StandIn) -> None:
    server.store.bad.update(layer.digest for layer in from_registry(parse(HERE + "tiny"), TINY).layers[1:])
    server.store.blobs.update(server.store.bad)


def half_there(server: StandIn) -> None:
    weights = from_registry(parse("big"), BIG).layers[0]
    server.store.partial[weights.digest] = weights.size // 3


def unreachable(server: StandIn) -> None:
    server.registry.unreachable += (DEFAULT_REGISTRY,)


def cloud_off(server: StandIn) -> None:
    server.cloud.disabled = True
    unreachable(server)


def loaded(server: StandIn) -> None:
    hold("tiny", "claude-sonnet-4-5")(server)
    for model in server.store.listed():
        server.store.load(model)


def from_a_file(server: StandIn) -> None:
    """0.23 names the blob of a model made from a file as its parent (b07); later versions do not."""
    model = from_registry(parse("tiny"), TINY)
    path = "" if server.version > "0.3" else f"<HOME>/models/blobs/sha256-{model.layers[0].digest}"
    server.store.put(replace(model, made_from=path))


def both(*steps: Prepare) -> Prepare:
    def prepare(server: StandIn) -> None:
        for step in steps:
            step(server)

    return prepare


LONG = "x" * 80
COPIES = ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "anthropic/claude-opus-4-1", "Claude-Haiku-4-5")
FOUR = both(hold("tiny", "big", "small"), derived("tiny2", "tiny"))


def own_child(server: StandIn) -> None:
    """In b05 a model was created from itself."""
    model = from_registry(parse("tiny2"), TINY)
    server.store.put(replace(model, made_from="tiny2:latest"))


def bad_tiny(server: StandIn) -> None:
    server.store.put(replace(from_registry(parse(HERE + "tiny"), TINY), damaged=True))


TINY2 = both(hold("tiny", "small", "big"), own_child)

STATES: Mapping[str, Prepare] = {
    "b04": hold("tiny"),
    "b05": hold("tiny", "tiny2"),
    "b06": TINY2,
    "b07": from_a_file,
    "b09": hold("tiny"),
    "b10": FOUR,
    "b11": hold("tiny"),
    "c01": hold("tiny", "small"),
    "c02": both(TINY2, hold(*COPIES, HERE + "tinycopy", LONG, "foo:cloud", "foo:8b-cloud")),
    "c03": hold("claude-sonnet-4-5", "claude-haiku-4-5"),
    "c04": both(FOUR, hold(*COPIES, HERE + "tinycopy", LONG, "foo:cloud", "foo:8b-cloud")),
    "c05": hold("tiny"),
    "d01": hold(*COPIES[1:], HERE + "tinycopy", LONG),
    "e01": hold("claude-sonnet-4-5"),
    "e03": loaded,
    "e04": hold("tiny"),
    "e07": hold("tiny", HERE + "tiny"),
    "p03b": hold(HERE + "tiny"),
    "p06": hold(HERE + "tiny"),
    "p11": hold(HERE + "big"),
    "p12": going_wrong("big", "drop"),
    "p13": half_there,
    "p17": going_wrong("tiny", "damaged-all"),
    "p17b": pulled_badly,
    "p17c": pulled_badly,
    "p17d": both(pulled_badly, bad_tiny),
    "p19": going_wrong("big", "stall"),
    "p20": going_wrong("big", "drop"),
    "p20b": going_wrong("big", "drop"),
    "p21": half_there,
    "p21b": half_there,
    "p24": hold(HERE + "upd"),
    "s02": hold("tiny", *STUBS),
    "s03": hold("tiny", *STUBS),
    "x01": unreachable,
    "x01b": unreachable,
    "x03": cloud_off,
    "x04": going_wrong("big", "disk-full"),
    "x04b": both(half_there, going_wrong("big", "disk-full")),
    "x05": going_wrong("tiny", "read-only"),
    "x06": going_wrong("big", "unavailable"),
    "x07": going_wrong("small", "retries"),
    "x08": going_wrong("big", "stall"),
    "y01": hold(HERE + "tiny"),
    "y02": both(derived("claude-sonnet-5", HERE + "tiny"), hold("claude-haiku-4-5-20251001"), unreachable),
}


def prepared(case: str, version: str) -> StandIn:
    """A stand-in of this version in the state of the case; fast, but not too fast for progress lines."""
    server = StandIn(version=version, offers=OFFERS)
    server.registry.speed, server.registry.tick = 20e9, 0.001
    for model, failure in SCRIPTED.items():
        server.fail(model, failure)
    number = re.match(r"[a-z]\d\d[a-z]?(?=-)", case)
    prepare = STATES.get(number[0] if number else "")
    if prepare:
        prepare(server)
    return server

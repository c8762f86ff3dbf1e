"""A key that must not be seen: in no output, no file but the one that was asked for, no list of arguments."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Self

import pytest

from e2e.household import Household
from e2e.installed import household
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

CANARY = "canary-7f3a91c2e5d8b046"
"""Of no form that any check knows: what is not recognised must not leak either."""

TOLD = {"CANARY_KEY": CANARY}
FORMS = {
    "file": "file:{home}/key",
    "command": "{{command: [{python}, {home}/tell.py]}}",
    "static": "{{env: CANARY_KEY, delivery: static}}",
}


class Watcher:
    """Reads every process's list of arguments, again and again. What is too short-lived for it, it does not see."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(5)

    def _watch(self) -> None:
        while not self._ended.wait(0.04):
            for place in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    words = place.read_bytes()
                except OSError:
                    continue
                if CANARY.encode() in words:
                    self.found.add(words.decode("utf-8", "replace"))


@pytest.fixture
def secretive(tmp_path: Path, server: StandIn) -> Iterator[Household]:
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    with household(tmp_path, server.url) as (house, _):
        (house.home / "key").write_text(CANARY, encoding="utf-8")
        (house.home / "key").chmod(0o600)
        (house.home / "tell.py").write_text(f"print(open({str(house.home / 'key')!r}).read())", encoding="utf-8")
        house.more = TOLD
        yield house


def holding(house: Household) -> set[str]:
    """The files that hold the key, but for the one that is the key."""
    files = [path for path in house.top.rglob("*") if path.is_file() and path.name != "key"]
    return {path.name for path in files if CANARY.encode() in path.read_bytes()}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_seen_nowhere_but_where_it_was_asked_for(secretive: Household, server: StandIn, form: str) -> None:
    house = secretive
    key = FORMS[form].format(home=house.home, python=sys.executable)
    gateway = f"gateway: {{url: {server.url}, key: {key}, models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))
    server.hold("claude-sonnet-5")
    asked_for = {house.entry.name} if form == "static" else set()
    with Watcher() as watcher:
        house.trust()
        for words in (("plan", "-v"), ("plan", "--json"), ("status", "--json")):
            assert CANARY not in house.call(*words).said
        house.run("apply", "--yes", "-v")
        assert house.run("test", "--yes").code == 0
        if form == "file":
            assert house.run("key", "check", key).code == 0
        assert house.entry.exists(), "it came that far"
        assert holding(house) == asked_for
        house.run("restore", "--yes", "-v")
    assert watcher.found == set()
    assert holding(house) == set(), "neither in a backup"


@pytest.mark.parametrize("form", ["file", "static"])
def test_the_key_of_an_ollama_server_is_seen_nowhere_either(secretive: Household, form: str) -> None:
    house = secretive
    key = FORMS[form].format(home=house.home, python=sys.executable)
    house.write_profile(house.usual().replace(f"url: {house.url}", f"url: {house.url}, key: {key}"))
    asked_for = {house.entry.name} if form == "static" else set()
    with Watcher() as watcher:
        house.trust()
        for words in ("plan -v", "status --json", "apply --yes --log-format json", "status -v"):
            ended = house.call(*words.split())
            assert ended.code in (0, 2), ended.said
            assert CANARY not in ended.said
        assert house.entry.exists(), "it came that far"
        assert holding(house) == asked_for
        house.run("restore", "--yes", "--models", "-v")
    assert watcher.found == set()
    assert holding(house) == set()


def test_a_key_in_an_answer_that_cannot_be_understood_is_not_repeated(secretive: Household) -> None:
    house = secretive
    (house.home / "tell.py").write_text(
        f"import sys; print('{CANARY}'); sys.exit('failed with {CANARY}')", encoding="utf-8"
    )
    key = FORMS["command"].format(home=house.home, python=sys.executable)
    gateway = f"gateway: {{url: https://llm.acme.example, key: {key}, models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))
    house.trust()
    ended = house.run("apply", "--yes", "-v")
    assert ended.code == 4, ended.said
    assert CANARY not in ended.said
    assert holding(house) == {"tell.py"}

"""What goes wrong with a key on its way: its tool fails or kills us, its server repeats it, its address changes."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from e2e.household import Household
from faults.cases import LONG
from faults.hiding import CANARY, COMMANDS, holding, program, too_open
from setpoint import process
from setpoint.errors import CommandFailed
from setpoint.keyrefs import file
from setpoint.standins.ollama.server import StandIn

pytestmark = [pytest.mark.long, pytest.mark.timeout(120)]

FILE = "file:{home}/key"
MORE = ("status --json", "explain KeyAvailable", "explain sonnet", "apply --yes --log-format json")
ASKED = ("plan -v", "apply --yes -v", "status -v", "doctor", "test --yes", *(MORE if LONG else ()))

Keyed = Callable[[Household, str], None]
"""Writes a profile that sends the key to this address."""


def of_ollama(house: Household, url: str, key: str = FILE) -> None:
    house.write_profile(house.usual().replace(house.url, f"{url}, key: {key.format(home=house.home)}"))


def of_gateway(house: Household, url: str, key: str = FILE) -> None:
    gateway = f"gateway: {{url: {url}, key: {key.format(home=house.home)}, models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))


# --- its tool ---------------------------------------------------------------------------------------------------------

TOOLS = {
    "prints it and fails": "cat {key}; cat {key} >&2; exit 1",
    "prints too much": "cat {key}; echo ' and more'; cat {key} >&2",
    "prints a page": "echo '<html>'; cat {key}",
    "prints nothing but complains": "cat {key} >&2",
}


@pytest.mark.parametrize("what", TOOLS if LONG else list(TOOLS)[:1])
def test_a_tool_that_goes_wrong_brings_no_key_to_light(house: Household, what: str) -> None:
    tool = program(house.home / "tool", TOOLS[what].format(key=house.home / "key"))
    for profile in (of_gateway, of_ollama):
        profile(house, house.url, f"{{{{command: [{tool}]}}}}")
        house.trust()
        for words in (*ASKED, "key check gateway"):
            assert CANARY not in house.call(*words.split()).said, words
    assert holding(house, "key") == set()


def test_a_tool_that_prints_the_key_and_hangs_is_told_without_it(tmp_path: Path) -> None:
    tool = program(tmp_path / "tool", f"echo {CANARY}; echo {CANARY} >&2; sleep 60")
    with pytest.raises(CommandFailed) as failure:
        process.run([str(tool)], seconds=0.5)
    told = f"{failure.value!r} {failure.value.args} {failure.value.message} {failure.value.hint} {failure.value.where}"
    assert CANARY not in told
    assert failure.value.code == "SP705"


# --- the end of us ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("signal", ["KILL", "SEGV", "ABRT"] if LONG else ["SEGV"])
def test_a_death_with_the_key_in_memory_leaves_no_trace_of_it(house: Household, signal: str) -> None:
    """The reference resolves; the second time the tool kills whoever asks."""
    tool = program(
        house.home / "tool",
        f'if [ -e "$0.told" ]; then kill -{signal} $PPID; fi; touch "$0.told"; cat {house.home}/key',
    )
    of_gateway(house, house.url, f"{{{{command: [{tool}], delivery: static}}}}")
    house.trust()
    begun = house.begin("apply", "--yes", "-v", "--log-format", "json")
    ended = begun.wait()
    assert ended.code < 0, ended.said
    assert CANARY not in ended.said
    assert holding(house, "key", house.entry.name) == set(), "no dump, no temporary file, no log"
    assert too_open(house) == {}


@pytest.mark.parametrize("profile", [of_gateway, of_ollama])
def test_a_bug_with_the_key_at_hand_is_told_and_kept_without_it(
    house: Household, monkeypatch: pytest.MonkeyPatch, profile: Keyed
) -> None:
    profile(house, house.url)
    house.trust()

    def resolve(*_: object) -> None:
        key = (house.home / "key").read_text(encoding="utf-8")
        raise RuntimeError(f"cannot go on with {key}") from ValueError(key)

    monkeypatch.setattr(file.File, "resolve", resolve)
    begun = house.state / "last-crash.txt"
    for words in ("apply --yes -v", "status -v", "key check gateway", "test --yes"):
        with pytest.raises(AssertionError, match="SP900") if not begun.exists() else _nothing():
            house.call(*words.split())
    assert begun.exists()
    assert "RuntimeError" in begun.read_text(encoding="utf-8") or "resolve" in begun.read_text(encoding="utf-8")
    assert holding(house, "key") == set()


@contextmanager
def _nothing() -> Iterator[None]:
    try:
        yield
    except AssertionError as told:
        assert CANARY not in str(told)  # noqa: PT017  the household's own, of SP900


# --- its server -------------------------------------------------------------------------------------------------------


class Echo(ThreadingHTTPServer):
    """Repeats what it was sent as key, in everything that it says. `status`: of every answer; `to`: a redirect."""

    daemon_threads = True
    status = 200
    to = ""
    keys: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Echoing(BaseHTTPRequestHandler):
    server: Echo

    def do_GET(self) -> None:
        sent = f"{self.headers.get('Authorization', '')} {self.headers.get('x-api-key', '')}".strip()
        self.server.keys.append(sent)
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        said = json.dumps(_saying(self.path, sent.removeprefix("Bearer "), self.server.status)).encode()
        self.send_response(self.server.status, f"as you say {sent}")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("X-Echo", sent)
        if self.server.to:
            self.send_header("Location", self.server.to + self.path)
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815  http.server looks these names up
    do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _saying(path: str, key: str, status: int) -> object:
    if status != 200:
        return {"error": f"refused {key}", "signin_url": f"https://ollama.com/connect?key={key}"}
    digest = "sha256:" + "0" * 64
    return {
        "/api/version": {"version": f"0.32.15-{key}"},
        "/api/tags": {"models": [{"name": f"{key}:latest", "digest": digest, "size": 5}, {"name": "small:latest"}]},
        "/api/ps": {"models": [{"name": f"{key}:latest"}]},
        "/api/show": {"parameters": f"stop {key}", "capabilities": ["completion", key], "model_info": {key: key}},
        "/api/pull": {"status": f"pulling {key}", "error": f"no {key}"},
        "/v1/messages": {"content": [{"type": "text", "text": f"your key is {key}"}]},
    }.get(path, {"status": key, "id": key, "plan": key})


@contextmanager
def echo(status: int = 200, to: str = "") -> Iterator[Echo]:
    server = Echo(("127.0.0.1", 0), _Echoing)
    server.status, server.to, server.keys = status, to, []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [200, 401, 500] if LONG else [200, 500])
@pytest.mark.parametrize("profile", [of_gateway, of_ollama])
def test_a_server_that_repeats_the_key_is_not_repeated(house: Household, profile: Keyed, status: int) -> None:
    with echo(status) as server:
        profile(house, server.url)
        house.trust()
        for words in (*ASKED, "doctor --bundle report.zip"):
            assert CANARY not in house.call(*words.split()).said, words
        assert any(CANARY in sent for sent in server.keys), "it was sent the key"
    assert holding(house, "key") == set()


@pytest.mark.parametrize("status", [301, 302, 307, 308] if LONG else [307])
@pytest.mark.parametrize("profile", [of_gateway, of_ollama])
def test_a_redirect_takes_no_key_anywhere(house: Household, profile: Keyed, status: int) -> None:
    with echo() as elsewhere, echo(status, elsewhere.url) as server:
        profile(house, server.url)
        house.trust()
        for words in ("status", "apply --yes", "test --yes"):
            house.call(*words.split())
        assert any(CANARY in sent for sent in server.keys)
        assert elsewhere.keys == [], "nobody came there"


# --- its address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [of_gateway, of_ollama])
def test_an_address_that_changed_gets_no_key_before_another_yes(
    house: Household, server: StandIn, profile: Keyed
) -> None:
    profile(house, server.url)
    house.trust()
    house.call("apply", "--yes")
    with echo() as elsewhere:
        profile(house, elsewhere.url)
        for words in COMMANDS if LONG else ASKED:
            if words.split()[0] not in ("trust", "init"):
                house.call(*words.split())
        assert [sent for sent in elsewhere.keys if CANARY in sent] == []


def test_another_ollama_host_gets_no_key_before_another_yes(house: Household, server: StandIn) -> None:
    house.more = {"OLLAMA_HOST": server.url}
    house.write_profile(house.usual().replace(f"url: {house.url}", f"key: {house.home}/key".replace(": /", ": file:/")))
    house.trust()
    with echo() as elsewhere:
        house.more = {"OLLAMA_HOST": elsewhere.url}
        for words in ("plan", "status", "apply --yes", "test --yes", "doctor"):
            house.call(*words.split())
        assert [sent for sent in elsewhere.keys if CANARY in sent] == []

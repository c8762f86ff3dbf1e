"""What the doctor finds about Ollama, each when it is well and when it is not."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fakes.desk import desk
from fakes.scenes import at_desk, found, on, scene, told, wanting
from fakes.sick import Sick, sick_server
from setpoint import wiring
from setpoint.cli import doctor
from setpoint.core.check import Heard, Scene
from setpoint.core.facts.ollama_program import GATEWAY
from setpoint.core.ollama_client import client_version
from setpoint.core.ports import Ran, System
from setpoint.errors import CommandFailed
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

LARGE = Published(70_000, Details(context=131072))
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(holds={"tiny": LARGE, "big": LARGE}) as made:
        yield made


def test_a_server_that_answers_is_told_with_its_url_and_where_that_came_from(tmp_path: Path, server: StandIn) -> None:
    assert found("ollama_server", tmp_path, wanting(server.url)) == [("ok", "", f"answers at {server.url} (profile)")]


def test_a_server_that_does_not_answer_keeps_the_profile_from_being_carried_out(tmp_path: Path) -> None:
    [(result, code, message)] = found("ollama_server", tmp_path, wanting(DEAD))
    assert (result, code) == ("failure", "SP201")
    assert DEAD in message


def test_no_server_is_asked_for_where_none_is_wanted(tmp_path: Path) -> None:
    seen = scene(at_desk(desk(tmp_path, "setpoint: 1\nmode: native\n")))
    checks = [name for name, check in wiring.checks() if check.area == "ollama" and name != "other-server"]
    assert {name: told(name.replace("-", "_"), seen) for name in checks} == {name: [] for name in checks}


def test_a_shell_that_means_another_server_than_the_last_apply_is_told(tmp_path: Path, server: StandIn) -> None:
    text = "setpoint: 1\nmode: ollama\nmodels: {sonnet: tiny}\n"
    at = desk(tmp_path, text, {"OLLAMA_HOST": server.url})
    here = at_desk(at)
    assert told("ollama_server", scene(here)) == [("ok", "", f"answers at {server.url} (OLLAMA_HOST)")]
    wiring.ledger(here).change(lambda ledger: replace(ledger, url=(server.url, "OLLAMA_HOST")))
    other = replace(here, machine=replace(here.machine, env={**here.env, "OLLAMA_HOST": "127.0.0.1:4"}))
    well, (result, code, message) = told("ollama_server", scene(other))
    assert well[0] == "ok"
    assert (result, code) == ("warning", "SP832")
    assert "means http://127.0.0.1:4;" in message


def test_an_address_of_the_shell_that_is_none_is_told_and_ends_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: ollama\nmodels: {sonnet: tiny}\n", {"OLLAMA_HOST": "ftp://x"})
    assert "SP905" in at("doctor").out
    here = at_desk(at)
    wiring.ledger(here).change(lambda ledger: replace(ledger, url=(DEAD, "OLLAMA_HOST")))
    assert [each[:2] for each in told("ollama_server", scene(here))] == [("failure", "SP201"), ("failure", "SP905")]


@pytest.mark.parametrize(
    ("version", "result", "code"),
    [("0.32.15", "ok", ""), ("0.22.1", "failure", "SP204"), ("0.0.0", "warning", "SP205")],
)
def test_the_server_is_compared_with_the_floor(
    tmp_path: Path, server: StandIn, version: str, result: str, code: str
) -> None:
    server.version = version
    assert [each[:2] for each in found("ollama_version", tmp_path, wanting(server.url))] == [(result, code)]


@pytest.mark.parametrize(
    ("version", "models", "expected"),
    [
        ("0.32.15", "{sonnet: tiny}", [("ok", "")]),
        ("0.30.0", "{sonnet: tiny}", [("note", "SP834")]),
        ("0.13.0", "{sonnet: 'kimi-k2.6:cloud'}", [("failure", "SP834"), ("note", "SP834"), ("warning", "SP834")]),
        ("0.0.0", "{sonnet: tiny}", []),
    ],
)
def test_abilities_count_where_the_profile_makes_use_of_them(
    tmp_path: Path, server: StandIn, version: str, models: str, expected: list[tuple[str, str]]
) -> None:
    server.version = version
    said = found("abilities", tmp_path, wanting(server.url, models, ', version: ">=0.12"'))
    assert sorted({each[:2] for each in said}) == expected


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("ollama version is 0.33.0-rc2\n", "0.33.0-rc2"),
        ("ollama version is 0.32.15\nWarning: client version is 0.22.1\n", "0.22.1"),
        (
            "Warning: could not connect to a running Ollama instance\nWarning: client version is 0.23.0\n",
            "0.23.0",
        ),
        ("something else\n", ""),
    ],
)
def test_the_version_of_the_program_is_read_in_each_of_its_forms(said: str, version: str) -> None:
    assert client_version(said) == version


@pytest.mark.parametrize(
    ("client", "result", "part"),
    [
        ("0.32.15", "ok", "is 0.32.15"),
        ("0.33.0", "warning", "is 0.33.0, and the server is 0.32.15"),
        ("0.22.1", "warning", "is 0.22.1, and the server is 0.32.15"),
        ("", "note", "does not tell"),
    ],
)
def test_the_program_is_compared_with_the_server(
    tmp_path: Path, server: StandIn, client: str, result: str, part: str
) -> None:
    at = desk(tmp_path, wanting(server.url))
    (tmp_path / "root/usr/bin/ollama").touch()
    said = f"ollama version is 0.32.15\nWarning: client version is {client}\n" if client else "?"
    [(seen, _, message)] = told("ollama_client", scene(at_desk(at, {"ollama": Ran(0, said, "")})))
    assert seen == result
    assert part in message
    assert "root/usr/bin/ollama" in message


def test_a_program_that_hangs_or_stands_beside_another_is_told(tmp_path: Path, server: StandIn) -> None:
    def hangs(_: Sequence[str]) -> Ran:
        raise CommandFailed("SP705", "ollama took too long", hint="-")

    at = desk(tmp_path, wanting(server.url))
    assert told("ollama_client", scene(at_desk(at))) == [
        ("ok", "", "no `ollama` program is here; only the server counts")
    ]
    for folder in ("usr/bin", "usr/local/bin"):
        (tmp_path / "root" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / folder / "ollama").touch()
    [(result, code, _)] = told("ollama_client", scene(at_desk(at, {"ollama": hangs})))
    assert (result, code) == ("note", "SP705")
    both = told("ollama_client", scene(at_desk(at, {"ollama": Ran(0, "ollama version is 0.32.15\n", "")})))
    assert [each[:2] for each in both] == [("ok", ""), ("note", "SP831")]


@pytest.mark.parametrize(("system", "method"), [("linux", "linux-script"), ("macos", "macos-app")])
def test_the_way_of_upgrading_is_that_of_the_install(
    tmp_path: Path, server: StandIn, system: System, method: str
) -> None:
    here = on(system, tmp_path / "m", wanting(server.url))
    assert "nothing here tells how" in told("ollama_install", scene(here))[0][2]
    for place in ("usr/local/bin/ollama", "usr/local/lib/ollama/x", "Applications/Ollama.app/Contents/x"):
        if ("Applications" in place) == (system == "macos"):
            (tmp_path / "m" / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "m" / place).touch()
    assert told("ollama_install", scene(here))[0][2].startswith(f"by {method}; upgrade: ")


def test_a_server_elsewhere_is_upgraded_there(tmp_path: Path) -> None:
    text = wanting("https://ollama.lan.example")
    here = at_desk(desk(tmp_path, text))
    seen = scene(replace(here, machine=replace(here.machine, env={**here.env, "HTTPS_PROXY": DEAD})))
    assert "on another machine" in told("ollama_install", seen)[0][2]


def heard(seen: Scene, **answers: Heard) -> Scene:
    table = {"usual": "http://127.0.0.1:11434/api/version", "gateway": GATEWAY}
    by_url = {table[name]: answer for name, answer in answers.items()}
    return replace(seen, around=replace(seen.around, hear=by_url.get))


def test_other_servers_beside_ours_are_told(tmp_path: Path, server: StandIn) -> None:
    seen = scene(at_desk(desk(tmp_path, wanting(server.url))))
    sign = Heard(204, {"x-ollama-claude-gateway": "1"})
    assert told("other_server", heard(seen)) == []
    assert told("other_server", heard(seen, gateway=Heard(204))) == [], "some other program"
    both = told("other_server", heard(seen, usual=Heard(200), gateway=sign))
    assert [each[:2] for each in both] == [("note", "SP833"), ("warning", "SP849")]


def test_what_answers_at_another_port_is_heard_over_http(server: StandIn) -> None:
    from setpoint.adapters.hearing import hear

    assert hear(f"{server.url}/api/version") is not None
    assert hear(f"{DEAD}/x") is None
    assert hear("http://192.0.2.1/x") is None, "never another machine"


def test_a_server_that_hangs_takes_a_few_seconds_and_no_more(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        at = desk(tmp_path, wanting(f"http://127.0.0.1:{listening.getsockname()[1]}"))
        begun = time.monotonic()
        said = at("doctor")
    assert time.monotonic() - begun < 10
    assert said.code == 4
    assert "SP201" in said.out


@pytest.mark.long
def test_a_server_that_hangs_after_its_version_takes_no_longer(tmp_path: Path) -> None:
    body = b'{"version":"0.32.15"}'
    says = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with sick_server(Sick(says, holds=60)) as url:
        here = at_desk(desk(tmp_path, wanting(url, "{sonnet: tiny, opus: 'kimi-k2.6:cloud'}")))
        begun = time.monotonic()
        seen = scene(here)
        found = [each.found for each in doctor.examined(seen)]
        assert time.monotonic() - begun < 10
    assert seen.ollama_answers
    assert "SP201" in {each.code for each in found}
    assert "SP900" not in {each.code for each in found}

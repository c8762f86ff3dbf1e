"""Whatever answers at Ollama's address: one clear message, the right exit code, in bounded time."""

from __future__ import annotations

import socket
import time

import pytest

from e2e.household import Household
from fakes.sick import Sick, chunked, http_answer, sick_server
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(90)

VERSION = http_answer(b'{"version":"0.32.15"}')
SICK: dict[str, tuple[Sick, str, int]] = {
    "html": (Sick(http_answer(b"<html>hello</html>", kind="text/html")), "SP202", 4),
    "nothing": (Sick(), "SP201", 5),
    "half a line": (Sick(b"HTTP/1.1 2"), "SP201", 5),
    "half a body": (Sick(VERSION[:-4]), "SP201", 5),
    "an error in a 200": (Sick(http_answer(b'{"error":"boom"}')), "SP202", 4),
    "a redirect": (
        Sick(http_answer(b"", status="302 Found", extra="Location: http://127.0.0.1:9/\r\n")),
        "SP202",
        4,
    ),
    "another protocol": (Sick(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "SP202", 4),
    "another api": (Sick(http_answer(b'{"hello":"world"}')), "SP202", 4),
    "steers the terminal": (Sick(http_answer(b'{"version":"\\u001b[2J"}')), "SP202", 4),
    "huge": (Sick(http_answer(b" " * (40 << 20))), "SP207", 4),
    "very slow": (Sick(http_answer(b'{"version":"0.32.15"}' + b" " * 5000), drip=0.05), "SP201", 5),
}


@pytest.mark.parametrize("case", SICK)
def test_one_message_and_nothing_half_done(house: Household, case: str) -> None:
    sick, code, exit_code = SICK[case]
    before = house.taken()
    with sick_server(sick) as url:
        house.write_profile(house.usual().replace(house.url, url))
        begun = time.monotonic()
        ended = house.call("apply", "--yes")
        assert time.monotonic() - begun < 25
    assert ended.code == exit_code, ended.said
    assert ended.said.count(code) == 1, ended.said
    assert url in ended.said
    assert "→" in ended.said
    assert not any(ord(char) < 32 and char != "\n" for char in ended.said)
    assert house.taken() == before


def test_nobody_there_is_waiting(house: Household) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    house.write_profile(house.usual().replace(house.url, f"http://127.0.0.1:{port}"))
    for command in (("status",), ("apply", "--yes")):
        ended = house.call(*command)
        assert ended.code == 5, ended.said
        assert "SP201" in ended.said


PULLS = {
    "an error in a 200": ("disk-full", "SP212"),
    "an unknown name": ("missing", "SP210"),
    "hangs up": ("drop", "SP213"),
    "too old": ("needs-upgrade", "SP211"),
    "html at the registry": ("html", "SP21"),
}


@pytest.mark.parametrize("case", ["an error in a 200", "an unknown name", "too old", "html at the registry"])
def test_a_pull_that_fails_leaves_the_app_on_its_route(house: Household, server: StandIn, case: str) -> None:
    failure, code = PULLS[case]
    server.fail("big", failure)  # type: ignore[arg-type]
    house.write_profile(house.usual(models="{sonnet: big, haiku: small}"))
    before = house.taken()
    ended = house.call("apply", "--yes")
    assert ended.code in (1, 4), ended.said
    assert code in ended.said, ended.said
    assert house.taken() == before


def test_a_pull_that_breaks_off_once_is_taken_up_again(house: Household, server: StandIn) -> None:
    server.fail("big", "drop", times=1)
    house.write_profile(house.usual(models="{sonnet: big}"))
    ended = house.call("apply", "--yes")
    assert ended.code == 0, ended.said
    assert "again in" in ended.out


def test_an_error_line_within_a_pull_is_shown_without_its_control_characters(house: Household) -> None:
    says = chunked(b'{"status":"pulling manifest"}\n', b'{"error":"\\u001b[2Jbad"}\n')
    with sick_server(Sick(says)) as url:
        house.write_profile(house.usual().replace(house.url, url))
        ended = house.call("apply", "--yes")
    assert "\033" not in ended.said

"""The stand-in answers as real servers did: every recorded request is sent to it, and the answers are compared."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.wire import Said, ask, first_lines, normal_body, normal_lines, recorded
from fakes.wire_states import HERE, going_wrong, hold, prepared
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

CHECKOUT = Path(__file__).resolve().parents[2]
WIRE = Path(os.environ.get("SETPOINT_WIRE") or CHECKOUT.parent / "shared" / "facts" / "ollama-wire")
CASES = sorted(path.relative_to(WIRE).with_suffix("").as_posix() for path in WIRE.glob("v*/*.json"))

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]

CLI = "what Ollama's own command line prints; Setpoint speaks HTTP"
UPLOAD = "blobs are uploaded to make models from files, which Setpoint never does"
OUT_OF_SCOPE = {
    **dict.fromkeys(("a11", "b12", "e06", "l01", "s04", "u01", "u02", "u03", "u04", "v01", "x02"), CLI),
    **dict.fromkeys(("b01", "b02", "b03"), UPLOAD),
    "b08": "verbose output was cut in the recording, and is never asked for",
    "c06": "the order within one second is random in Ollama; the stand-in need not be",
    "e02": "inference calls that neither Setpoint nor Claude Desktop makes",
    "e05": "an inference call that neither Setpoint nor Claude Desktop makes",
    **dict.fromkeys(("p01b", "p10b"), "what the registry saw; the stand-in has its registry inside"),
    **dict.fromkeys(
        ("p13b", "p22", "p22b"), "files of a server and its requests to a registry; the stand-in has neither"
    ),
    "x10": "how Python's clients see a stopped server: the adapter's own tests show it",
}
OTHER_REQUESTS = {
    "GET recommendations": "an experimental list that Setpoint does not read",
    "chat cloud": "an inference call that neither Setpoint nor Claude Desktop makes",
    "missing blob": UPLOAD,
}
EMPTY_OBJECT = ("empty object", "no model", "{}")
"""Requests that were recorded without their body `{}`; e01's `no model` has one."""


def load(case: str) -> dict[str, Any]:
    found = json.loads((WIRE / f"{case}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def number(case: str) -> str:
    return case.partition("/")[2].partition("-")[0]


def exchanges(found: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for one in [found] if "request" in found else found["requests"]:
        request = dict(one["request"])
        if one.get("label") in EMPTY_OBJECT and "body" not in request:
            request["body"] = "{}"
        if one.get("label") not in OTHER_REQUESTS:
            yield request, one["response"]


SPECIAL = ("n01", "p14", "p15", "p16", "p23", "p30", "s01", "x09")
"""Recordings of another form, each with a test of its own."""


def cases(*numbers: str) -> list[str]:
    """Without the recordings one placeholder, so that the skip has its reason and not "empty parameter set"."""
    return [one for one in CASES if number(one) in numbers] or ["none"]


def test_every_recording_is_compared_or_left_out_for_a_reason() -> None:
    for case in CASES:
        plain = "request" in load(case) or "requests" in load(case)
        assert plain or number(case) in (*SPECIAL, *OUT_OF_SCOPE), case
    assert CASES
    assert OUT_OF_SCOPE.keys() - {number(case) for case in CASES} == set(), "left out, but there is no such recording"


@pytest.mark.parametrize("case", cases(*({number(one) for one in CASES} - {*SPECIAL, *OUT_OF_SCOPE})))
def test_each_recorded_request_gets_the_recorded_answer(case: str) -> None:
    found = load(case)
    with prepared(case.split("/")[1], found["ollama_version"]) as server:
        for request, response in exchanges(found):
            expected = recorded(response)
            got = ask(server.port, request, lines="events" in response)
            if expected.body == "<cut>":
                got = replace(got, body="<cut>")
            assert got == expected, request


@pytest.mark.parametrize("case", cases("n01"))
def test_names_are_stored_and_printed_as_recorded(case: str) -> None:
    found = load(case)
    with prepared("n01-", found["ollama_version"]) as server:
        for at, one in enumerate(found["pulls"]):
            if "pull" not in one:
                assert (
                    ask(server.port, {"method": "DELETE", "path": "/api/delete", "body": {"model": "tiny"}}).status
                    == 200
                )
                assert names(server) == one["tags"]
                continue
            said = ask(server.port, {"method": "POST", "path": "/api/pull", "body": one["pull"]}, lines=True)
            assert said.status == one["status"], one
            assert last(said) == normal_lines([one["last"]])[-1], one
            assert sorted(names(server)) == sorted(one["ollama_list_first_column"]), one
            if at < len(found["pulls"]) - 4:
                empty(server)


@pytest.mark.parametrize("case", cases("s01"))
def test_source_suffixes_lead_to_the_recorded_stubs(case: str) -> None:
    found = load(case)
    with prepared("s01-", found["ollama_version"]) as server:
        for one in found["pulls"]:
            said = ask(server.port, {"method": "POST", "path": "/api/pull", "body": {"model": one["pull"]}}, lines=True)
            assert said.body == normal_lines(event["line"] for event in one["events"]), one["pull"]
            assert sorted(names(server)) == sorted(one["tags"])


@pytest.mark.parametrize("case", cases("p14", "p15"))
def test_a_second_pull_looks_like_a_first_one_that_started_further_on(case: str) -> None:
    found = load(case)
    body = {"model": HERE + "big:latest", "insecure": True}
    with prepared("p13-", found["ollama_version"]) as server:
        said = ask(server.port, {"method": "POST", "path": "/api/pull", "body": body})
        assert said == recorded(found["B"])


@pytest.mark.parametrize("case", cases("p16"))
def test_a_model_that_is_being_pulled_is_not_there_yet(case: str) -> None:
    found = load(case)
    with prepared("p16-", found["ollama_version"]) as server:
        hold(HERE + "tiny")(server)
        going_wrong("big", "stall")(server)
        server.registry.stall_seconds = 5
        assert len(first_lines(server.port, HERE + "big", 2)) == 2
        for one in found["side_calls_at_1.5s"]:
            method, path, body = one["request"]
            said = ask(server.port, {"method": method, "path": path, "body": body})
            assert (said.status, said.body) == (one["status"], normal_body(one["body"]))


@pytest.mark.parametrize("case", cases("p23"))
def test_pulling_again_after_hanging_up_goes_on_where_it_was(case: str) -> None:
    found = load(case)
    with prepared("p23-", found["ollama_version"]) as server:
        server.registry.speed = 1e9
        done = 0
        for one in found["tries"][:4]:
            lines = first_lines(server.port, HERE + "big", 3)
            assert normal_lines(lines) == normal_lines(one["first_lines"])
            assert json.loads(lines[2])["completed"] > done
            done = json.loads(lines[2])["completed"]


@pytest.mark.parametrize("case", cases("x09"))
def test_an_empty_part_file_blocks_every_pull(case: str) -> None:
    found = load(case)
    with prepared("x09-", found["ollama_version"]) as server:
        server.fail("big", "empty-part", 3)
        for one in found["steps"]:
            if one["step"].startswith("delete"):
                request = {"method": "DELETE", "path": "/api/delete", "body": {"model": HERE + "big:latest"}}
                assert ask(server.port, request).body == normal_body(one["lines"])
                continue
            body = {"model": HERE + "big:latest", "insecure": True}
            said = ask(server.port, {"method": "POST", "path": "/api/pull", "body": body}, lines=True)
            assert last(said) == normal_lines(one["lines"])[-1]


@pytest.mark.parametrize("case", cases("p30"))
def test_streams_end_on_the_wire_as_recorded(case: str) -> None:
    found = load(case)
    with prepared("p30-", found["ollama_version"]) as server:
        server.fail("big", "drop")
        for model, kind in (
            ("tiny", "success"),
            ("nosuch", "error in stream"),
            ("big", "server gets SIGTERM mid-pull"),
        ):
            raw = raw_pull(server.port, model)
            assert raw.endswith(b"0\r\n\r\n") is found[kind]["ends_with_terminating_chunk"], kind


def raw_pull(port: int, model: str) -> bytes:
    body = json.dumps({"model": HERE + model, "insecure": True}).encode()
    head = f"POST /api/pull HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(head.encode() + body)
        raw = bytearray()
        while chunk := connection.recv(1 << 16):
            raw += chunk
    return bytes(raw)


def names(server: StandIn) -> list[str]:
    return [model.name.listed for model in server.store.listed()]


def empty(server: StandIn) -> None:
    for model in server.store.listed():
        server.store.remove(model.name)


def last(said: Said) -> object:
    return said.body[-1] if isinstance(said.body, list) else said.body

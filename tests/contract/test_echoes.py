"""A server that repeats the key it was sent, wherever it can: the answer counts, and the key is in none of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from fakes.sick import Sick, chunked, http_answer, sick_server
from setpoint.adapters.http import Carrier, Limits
from setpoint.adapters.loopback import LoopbackCall
from setpoint.adapters.ollama import HttpOllama
from setpoint.adapters.remote import HttpxCall
from setpoint.errors import OllamaTrouble

pytestmark = pytest.mark.timeout(30)

QUICK = Limits(connect=2, answer=2, models=2, show=2, change=2, create=2, manifest=2, stall=2, quiet=2)
KEY = "echo-5e2b7f90c1d84a36"
BOTH = pytest.mark.parametrize("carrier", [LoopbackCall, HttpxCall])


def asked(says: bytes, carrier: Carrier, question: Callable[[HttpOllama], object], key: str = KEY) -> str:
    """All that is left of an answer, or of the trouble that it makes."""
    with sick_server(Sick(says)) as url:
        ollama = HttpOllama(url, {"Authorization": f"Bearer {key}"}, limits=QUICK, carrier=carrier)
        try:
            return repr(question(ollama))
        except OllamaTrouble as trouble:
            return f"{trouble!r} {trouble.message} {trouble.where} {trouble.hint} {trouble.args}"


WHOLE: dict[str, tuple[object, Callable[[HttpOllama], object]]] = {
    "a version": ({"version": f"0.32.15-{KEY}"}, HttpOllama.version),
    "a name": ({"models": [{"name": f"{KEY}:latest", "digest": KEY, "size": 1}]}, HttpOllama.models),
    "a loaded model": ({"models": [{"name": "small", "remote_model": KEY}]}, HttpOllama.loaded),
    "parameters": ({"parameters": f"stop {KEY}", "capabilities": [KEY]}, lambda ollama: ollama.show("small")),
    "a count": ({"model_info": {"general.architecture": KEY, f"{KEY}.context_length": "x"}}, lambda o: o.show("s")),
    "a plan": ({"id": "1", "plan": KEY}, HttpOllama.account),
    "an error in a 200": ({"error": f"refused {KEY}"}, HttpOllama.models),
}


@BOTH
@pytest.mark.parametrize("what", WHOLE)
def test_no_answer_brings_our_key_back(what: str, carrier: Carrier) -> None:
    body, question = WHOLE[what]
    plain = json.dumps(body).encode()
    escaped = plain.replace(b"echo-", b"\\u0065cho-")
    for says in (plain, escaped):
        left = asked(http_answer(says), carrier, question)
        assert KEY not in left
        assert "…" in left or "OllamaTrouble" in left


@BOTH
@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "500 Oh", "503 Not Now"])
def test_no_refusal_brings_our_key_back(status: str, carrier: Carrier) -> None:
    body = {"error": f"no {KEY}", "signin_url": f"https://ollama.com/connect?key={KEY}"}
    says = http_answer(json.dumps(body).encode(), status=status)
    for question in (HttpOllama.version, HttpOllama.models, HttpOllama.account):
        assert KEY not in asked(says, carrier, question)


@BOTH
def test_no_page_of_a_proxy_brings_our_key_back(carrier: Carrier) -> None:
    page = f"<html>Authorization: Bearer {KEY}</html>".encode()
    for status in ("403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"):
        says = http_answer(page, status=status, kind="text/html", extra=f"X-Echo: Bearer {KEY}\r\n")
        assert KEY not in asked(says, carrier, HttpOllama.version)


@pytest.mark.parametrize("end", [{"status": "success"}, {"error": f"EOF {KEY}"}, {"status": f"stuck {KEY}"}])
def test_no_line_of_a_pull_brings_our_key_back(end: dict[str, str]) -> None:
    lines = [{"status": f"pulling {KEY}"}, {"status": f"pulling {KEY}", "digest": KEY, "total": 9, "completed": 9}, end]
    says = chunked(*[json.dumps(line).encode() + b"\n" for line in lines])
    left = asked(says, HttpxCall, lambda ollama: list(ollama.pull("big", lambda: False)))
    assert KEY not in left


def test_a_short_key_takes_no_model_out_of_a_list() -> None:
    says = http_answer(b'{"models":[{"name":"ollama/small:latest"}]}')
    assert "ollama/small:latest" in asked(says, LoopbackCall, HttpOllama.models, key="ollama")


def test_an_answer_too_deep_to_be_looked_through_is_none() -> None:
    deep = b'{"version":' + b"[" * 900 + b"]" * 900 + b"}"
    assert "something other than Ollama" in asked(http_answer(deep), LoopbackCall, HttpOllama.version)

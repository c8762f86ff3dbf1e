"""Whatever answers at Ollama's address: one clear trouble, in bounded time, over both carriers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from fakes.sick import Sick, chunked, http_answer, sick_server
from setpoint.adapters.http import Carrier, Limits
from setpoint.adapters.loopback import LoopbackCall
from setpoint.adapters.messenger import send_message
from setpoint.adapters.ollama import HttpOllama
from setpoint.adapters.remote import HttpxCall
from setpoint.errors import OllamaTrouble

pytestmark = pytest.mark.timeout(30)

QUICK = Limits(
    connect=2,
    answer=0.6,
    models=0.6,
    show=0.6,
    change=0.6,
    create=2,
    manifest=1,
    stall=0.7,
    quiet=1,
    body=1 << 16,
    line=1 << 12,
)
CANARY = "sk-canary-0123456789"

BOTH = pytest.mark.parametrize("carrier", [LoopbackCall, HttpxCall])

ONE_SHOT = {
    "hangs up": (Sick(), "SP201"),
    "says nothing": (Sick(holds=5), "SP201"),
    "half a status line": (Sick(b"HTTP/1.1 2"), "SP201"),
    "half a header": (Sick(b"HTTP/1.1 200 OK\r\nContent-Ty"), "SP201"),
    "drips its header": (Sick(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, drip=0.05), "SP201"),
    "drips its body": (Sick(http_answer(b'{"version":"0.32.15"}' + b" " * 500), drip=0.02), "SP201"),
    "body shorter than announced": (Sick(http_answer(b'{"version":"0.3')[:-3]), "SP201"),
    "broken chunk": (Sick(chunked(b'{"version"', whole=False)), "SP201"),
    "another protocol": (Sick(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "SP202"),
    "html": (Sick(http_answer(b"<html>hello</html>", kind="text/html")), "SP202"),
    "html error page": (Sick(http_answer(b"<html>no</html>", status="404 Not Found", kind="text/html")), "SP202"),
    "bad gateway": (Sick(http_answer(b"<html>no</html>", status="502 Bad Gateway", kind="text/html")), "SP201"),
    "redirect": (Sick(http_answer(b"", status="302 Found", extra="Location: http://127.0.0.1:9/\r\n")), "SP202"),
    "no content": (Sick(http_answer(b"")), "SP202"),
    "half json": (Sick(http_answer(b'{"version":')), "SP202"),
    "nested without end": (Sick(http_answer(b"[" * 60000)), "SP202"),
    "invalid utf-8": (Sick(http_answer(b'{"version":"\xff\xfe"}')), "SP202"),
    "a json list": (Sick(http_answer(b"[]")), "SP202"),
    "json null": (Sick(http_answer(b"null")), "SP202"),
    "wrong type": (Sick(http_answer(b'{"version":5}')), "SP202"),
    "control characters": (Sick(http_answer(b'{"version":"0.3\\u001b[2J"}')), "SP202"),
    "another protocol, as asked": (
        Sick(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nx"),
        "SP202",
    ),
    "another api": (Sick(http_answer(b'{"hello":"world"}')), "SP202"),
    "huge": (Sick(http_answer(b" " * (1 << 17))), "SP207"),
    "huge, chunked": (Sick(chunked(*[b" " * 4096] * 40)), "SP207"),
    "host check": (Sick(http_answer(b"", status="403 Forbidden")), "SP203"),
    "asks for a key": (Sick(http_answer(b"", status="401 Unauthorized")), "SP208"),
    "an error as json": (Sick(http_answer(b'{"error":"boom"}', status="500 Internal Server Error")), "SP207"),
}


@BOTH
@pytest.mark.parametrize("case", ONE_SHOT)
def test_a_sick_server_gives_one_trouble_in_bounded_time(case: str, carrier: Carrier) -> None:
    sick, code = ONE_SHOT[case]
    with sick_server(sick) as url:
        begun = time.monotonic()
        trouble = _trouble(HttpOllama(url, limits=QUICK, carrier=carrier).version)
        assert time.monotonic() - begun < 3
    assert trouble.code in code.split()
    assert trouble.where == url


ANSWER = http_answer(b'{"version":"0.32.15"}')
MORE = {
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER,
    "hints": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3 + ANSWER,
    "bytes behind it": ANSWER + b"and more",
    "a refusal behind it": ANSWER + http_answer(b'{"error":"no"}', status="500 Internal Server Error"),
    "headers behind it": chunked(b'{"version":"0.32.15"}')[:-2] + b"X-Sum: 3\r\n\r\n",
}


@BOTH
@pytest.mark.parametrize("case", MORE)
def test_what_comes_around_an_answer_does_not_change_it(case: str, carrier: Carrier) -> None:
    with sick_server(Sick(MORE[case])) as url:
        assert HttpOllama(url, limits=QUICK, carrier=carrier).version() == "0.32.15"


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b'{"models":{}}',
        b'{"models":[5]}',
        b'{"models":[{}]}',
        b'{"models":[{"name":5}]}',
        b'{"models":[{"name":"a\\u0000b"}]}',
        b'{"models":[{"name":"a","size":"big"}]}',
        b'{"models":[{"name":"a","size":-1}]}',
        b'{"models":[{"name":"a","details":[1]}]}',
        b'"models"',
    ],
)
def test_a_list_of_wrong_types_is_not_understood(body: bytes, carrier: Carrier) -> None:
    with sick_server(Sick(http_answer(body))) as url:
        ollama = HttpOllama(url, limits=QUICK, carrier=carrier)
        assert _trouble(ollama.models).code == "SP207"


@BOTH
@pytest.mark.parametrize("what", ["models", "loaded", "show", "delete"])
def test_an_error_inside_a_200_is_no_answer_and_no_success(what: str, carrier: Carrier) -> None:
    """What could not be read is unknown, never empty: an empty list would have slots made anew."""
    said = f'{{"error":"scan failed for {CANARY}"}}'.encode()
    with sick_server(Sick(http_answer(said))) as url:
        ollama = HttpOllama(url, {"Authorization": f"Bearer {CANARY}"}, limits=QUICK, carrier=carrier)
        asks = {"models": ollama.models, "loaded": ollama.loaded}
        named = {"show": ollama.show, "delete": ollama.delete}
        trouble = _trouble(asks[what] if what in asks else partial(named[what], "a"))
    assert (trouble.code, trouble.permanent) == ("SP207", False)
    assert "scan failed" in trouble.message
    assert CANARY not in trouble.message


@BOTH
def test_a_list_that_is_not_there_is_empty(carrier: Carrier) -> None:
    for body in (b'{"models":null}', b"{}"):
        with sick_server(Sick(http_answer(body))) as url:
            assert HttpOllama(url, limits=QUICK, carrier=carrier).models() == ()


@BOTH
def test_a_list_that_fails_is_told_from_a_server_that_is_down(carrier: Carrier) -> None:
    with sick_server(Sick(http_answer(b'{"error":"scan failed"}', status="500 Internal Server Error"))) as url:
        assert _trouble(lambda: HttpOllama(url, limits=QUICK, carrier=carrier).models()).code == "SP206"


@BOTH
def test_nobody_there_is_said_at_once(carrier: Carrier) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    trouble = _trouble(HttpOllama(f"http://127.0.0.1:{port}", limits=QUICK, carrier=carrier).version)
    assert (trouble.code, trouble.message) == ("SP201", "no answer: the connection is refused")


@pytest.mark.parametrize("host", ["xn--", "xn--.x", "xn--a"])
def test_a_name_that_cannot_be_one_is_nobody(host: str) -> None:
    """To `idna`, what begins with xn-- is Punycode or nothing."""
    trouble = _trouble(HttpOllama(f"http://{host}", limits=QUICK, carrier=HttpxCall).version)
    assert (trouble.code, trouble.message) == ("SP201", "no answer: there is no host of this name")


@BOTH
def test_a_key_that_the_server_repeats_is_not_repeated_by_us(carrier: Carrier) -> None:
    said = f'{{"error":"bad key {CANARY} given"}}'.encode()
    with sick_server(Sick(http_answer(said, status="400 Bad Request"))) as url:
        ollama = HttpOllama(url, {"Authorization": f"Bearer {CANARY}"}, limits=QUICK, carrier=carrier)
        trouble = _trouble(ollama.version)
    assert CANARY not in trouble.message + trouble.hint + trouble.where + repr(trouble)
    assert "bad key" in trouble.message


def test_a_header_that_cannot_be_sent_is_refused_without_its_value() -> None:
    for headers in ({"X-Key": f"{CANARY}\r\nX: y"}, {"X-Key": f"{CANARY}é"}, {"X Key": CANARY}):
        trouble = _trouble(partial(HttpOllama, "http://127.0.0.1:1", headers))
        assert trouble.code == "SP208"
        assert CANARY not in trouble.message


LINE = b'{"status":"pulling 57c81ef7ad62","digest":"sha256:57c8","total":1000,"completed":10}\n'
MANIFEST = b'{"status":"pulling manifest"}\n'

STREAMS = {
    "hangs up": (Sick(), "SP201"),
    "says nothing": (Sick(holds=5), "SP214"),
    "drips its header": (Sick(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 80, drip=0.05), "SP214"),
    "ends without success": (Sick(chunked(MANIFEST)), "SP213"),
    "is dropped": (Sick(chunked(MANIFEST, LINE, whole=False)), "SP213"),
    "half a line": (Sick(chunked(MANIFEST, LINE[:20])), "SP213"),
    "half a success": (Sick(chunked(MANIFEST, b'{"status":"success"')), "SP213"),
    "an error in a 200": (Sick(chunked(MANIFEST, b'{"error":"pull model manifest: file does not exist"}\n')), "SP210"),
    "a line that is no json": (Sick(chunked(MANIFEST, b"oops\n")), "SP207"),
    "a line that is no object": (Sick(chunked(MANIFEST, b"[1]\n")), "SP207"),
    "invalid utf-8": (Sick(chunked(MANIFEST, b'{"status":"\xff"}\n')), "SP207"),
    "wrong types": (Sick(chunked(MANIFEST, b'{"status":"x","digest":"d","completed":"much"}\n')), "SP207"),
    "an endless line": (Sick(chunked(*[b"x" * 1000] * 50)), "SP207"),
    "html": (Sick(http_answer(b"<html></html>", kind="text/html")), "SP202"),
    "a redirect": (Sick(http_answer(b"", status="307 Temporary Redirect", extra="Location: /x\r\n")), "SP202"),
    "another protocol": (Sick(b"220 smtp.example ESMTP\r\n\r\n"), "SP202"),
    "host check": (Sick(http_answer(b"", status="403 Forbidden")), "SP203"),
    "a bad name": (Sick(http_answer(b'{"error":"invalid model name"}', status="400 Bad Request")), "SP118"),
    "not there": (Sick(http_answer(b"404 page not found", status="404 Not Found", kind="text/plain")), "SP202"),
    "no byte grows": (Sick(chunked(MANIFEST, *[LINE] * 200), drip=0.001), "SP214"),
    "silence in mid-download": (Sick(chunked(MANIFEST, LINE, whole=False), holds=5), "SP214"),
    "verifying without end": (
        Sick(chunked(MANIFEST, b'{"status":"verifying sha256 digest"}\n', whole=False), holds=5),
        "SP214",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("case", STREAMS)
def test_a_sick_pull_gives_one_trouble_in_bounded_time(case: str) -> None:
    sick, code = STREAMS[case]
    with sick_server(sick) as url:
        begun = time.monotonic()
        trouble = _trouble(lambda: list(HttpOllama(url, limits=QUICK).pull("tiny", lambda: False)))
        assert time.monotonic() - begun < 5
    assert trouble.code == code
    assert _readers() == []


@pytest.mark.parametrize(
    "sick,code",
    [
        (Sick(chunked(MANIFEST), holds=5), "SP231"),
        (Sick(chunked(b'{"status":"writing manifest"}\n')), "SP231"),
        (Sick(chunked(b'{"error":"something new"}\n')), "SP231"),
        (Sick(holds=5), "SP231"),
        (Sick(http_answer(b'{"error":"invalid model name"}', status="400 Bad Request")), "SP118"),
    ],
)
def test_a_sick_create_gives_one_trouble_and_never_becomes_a_pull(sick: Sick, code: str) -> None:
    with sick_server(sick) as url:
        trouble = _trouble(lambda: HttpOllama(url, limits=QUICK).create("claude-opus-5", "tiny", {"num_ctx": 1}))
    assert trouble.code == code
    assert _readers() == []


def test_a_silent_pull_is_stopped_within_half_a_second() -> None:
    with sick_server(Sick(chunked(MANIFEST, whole=False), holds=10)) as url:
        ollama = HttpOllama(url)
        wanted = threading.Event()
        timer = threading.Timer(0.4, wanted.set)
        timer.start()
        begun = time.monotonic()
        trouble = _trouble(lambda: list(ollama.pull("tiny", wanted.is_set)))
        took = time.monotonic() - begun
    assert trouble.code == "SP240"
    assert took < 1.2
    assert _readers() == []


def test_a_pull_that_nobody_reads_on_leaves_nothing_behind() -> None:
    with sick_server(Sick(chunked(MANIFEST, *[LINE] * 2000, whole=False), holds=10)) as url:
        progress = HttpOllama(url).pull("tiny", lambda: False)
        assert next(progress).status == "pulling manifest"
        progress.close()  # type: ignore[attr-defined]
    assert _readers() == []


@pytest.mark.parametrize(
    "sick,code",
    [
        (Sick(), "SP201"),
        (Sick(holds=5), "SP201"),
        (Sick(http_answer(b"<html></html>", kind="text/html")), "SP202"),
        (Sick(http_answer(b"404 page not found", status="404 Not Found", kind="text/plain")), "SP202"),
        (Sick(http_answer(b'{"content":5}')), "SP207"),
        (Sick(http_answer(b"[]")), "SP207"),
        (Sick(http_answer(b'{"type":"error","error":{"message":"bad key"}}', status="401 No")), "SP208"),
        (Sick(http_answer(b'{"error":"unauthorized","signin_url":"https://x.example/c"}', status="401 No")), "SP220"),
        (Sick(http_answer(b"", status="302 Found", extra="Location: http://evil.example/\r\n")), "SP202"),
    ],
)
def test_a_message_to_a_sick_server_gives_one_trouble(sick: Sick, code: str) -> None:
    with sick_server(sick) as url:
        headers = {"Authorization": f"Bearer {CANARY}"}
        trouble = _trouble(lambda: send_message(url, "claude-opus-5", headers, seconds=0.6))
    assert trouble.code == code
    assert CANARY not in trouble.message + trouble.hint


def _trouble(act: Callable[[], object]) -> OllamaTrouble:
    with pytest.raises(OllamaTrouble) as caught:
        act()
    return caught.value


def _readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "setpoint-stream"]

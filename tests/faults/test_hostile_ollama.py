"""Every question to a server, and every way to answer it badly: one clear trouble or the truth, in bounded time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults.cases import LONG
from faults.lying import Asked, Liar
from faults.oddities import BODIES, ENDLESS, ODD, RAW, TRICKS, answer, places, put, stream
from faults.questions import ALL, CANARY, LOCAL, SLOWEST, STREAMS, well_answers
from setpoint.adapters.offers import SECONDS
from setpoint.core.codes import CODES
from setpoint.errors import OllamaTrouble

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 if LONG else 60)]

EXAMPLES: Final = 20_000 if LONG else 30
GENTLE: Final = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EACH: Final = pytest.mark.parametrize("question", ALL)


def pairs(cases: Iterable[str], step: int) -> pytest.MarkDecorator:
    """Every question with every case; in a sample every so many-th of them."""
    every = [(question, case) for case in cases for question in ALL]
    return pytest.mark.parametrize("question, case", every if LONG else every[::step])


@pytest.fixture(scope="module")
def well() -> Mapping[str, bytes]:
    return well_answers()


@pytest.fixture
def liar() -> Iterator[Liar]:
    with Liar() as made:
        yield made


def asked(liar: Liar, question: str, says: bytes | Callable[[Asked], Iterable[bytes]]) -> object:
    """What became of a question: its value, or its trouble. AssertionError: something that nobody should meet."""
    liar.say = (lambda _: [says]) if isinstance(says, bytes) else says
    begun = time.monotonic()
    try:
        found = ALL[question](liar.url)
    except OllamaTrouble as trouble:
        found = trouble
        fit_to_be_told(trouble)
    took = time.monotonic() - begun
    assert took < SLOWEST + (SECONDS if question == "size" else 0), f"{question} took {took:.1f} s"
    assert CANARY not in repr(found)
    return found


def fit_to_be_told(trouble: OllamaTrouble) -> None:
    for text in (trouble.message, trouble.hint):
        assert text.isprintable(), repr(text)
        assert len(text) < 500, text
        assert CANARY not in text
    assert trouble.message
    assert trouble.code in CODES
    assert trouble.code != "SP900"


@EACH
def test_a_well_answer_is_understood(question: str, liar: Liar, well: Mapping[str, bytes]) -> None:
    """Else the other tests would prove nothing."""
    assert not isinstance(asked(liar, question, well[question]), OllamaTrouble)


@EACH
def test_an_answer_cut_at_any_byte_is_never_taken_for_whole(
    question: str, liar: Liar, well: Mapping[str, bytes]
) -> None:
    whole = well[question]
    ends = whole.rindex(b"success") + len(b'success"}\n') if question in STREAMS else len(whole)
    for length in range(0, len(whole), 1 if LONG else max(7, len(whole) // 20)):
        found = asked(liar, question, whole[:length])
        if question == "size":
            assert found is None, length
        elif length < ends:
            assert isinstance(found, OllamaTrouble), f"cut after {length} bytes: {whole[:length][-60:]!r}"


STATUSES: Final = (
    [status for status in range(100, 600) if status != 200]
    if LONG
    else (100, 101, 103, 199, 201, 204, 205, 206, 226, 299, 301, 304, 307, 308, 399)
)
MORE_STATUSES: Final = () if LONG else (400, 401, 402, 403, 404, 407, 410, 412, 418, 429, 451, 499, 500, 502, 503, 599)
ODD_STATUSES: Final = (0, 1, 99, 600, 999, 1000, -1, 10**9)


@pairs(BODIES, 5)
def test_no_status_but_200_is_taken_for_success(
    question: str, case: str, liar: Liar, well: Mapping[str, bytes]
) -> None:
    head, _, good = well[question].partition(b"\r\n\r\n")
    kind = b"application/json" if case != "a page" else b"text/html"
    text = BODIES[case]
    for status in (*STATUSES, *MORE_STATUSES, *ODD_STATUSES):
        line = b"HTTP/1.1 %d said so\r\n" % status
        if text is None:
            answer = line + head.partition(b"\r\n")[2] + b"\r\n\r\n" + good
        else:
            answer = line + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(text)) + text
        found = asked(liar, question, answer)
        known = (question, status) in (("cloud", 404), ("account", 404), ("account", 401))
        known |= question == "account" and status >= 500
        if question == "size":
            assert found is None, status
        else:
            assert known or isinstance(found, OllamaTrouble), f"{status}: {found!r}"


def _json_of(answer: bytes) -> Any:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize("question", [name for name in ALL if name not in ("copy", "delete", *STREAMS)])
def test_anything_at_any_place_of_an_answer_is_trouble_or_harmless(
    question: str, liar: Liar, well: Mapping[str, bytes]
) -> None:
    good = _json_of(well[question])
    everywhere = list(places(good))

    @GENTLE
    @given(st.data())
    def with_anything(data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(everywhere))
        body = json.dumps(put(good, place, data.draw(ODD)), ensure_ascii=data.draw(st.booleans()))
        asked(liar, question, answer(body.encode("utf-8", "surrogatepass")))

    with_anything()


@pytest.mark.parametrize("question", STREAMS)
def test_anything_at_any_place_of_a_line_is_trouble_or_harmless(
    question: str, liar: Liar, well: Mapping[str, bytes]
) -> None:
    text = well[question].partition(b"\r\n\r\n")[2]
    lines = [json.loads(line) for line in text.split(b"\r\n") if line.startswith(b"{")]
    lines.insert(1, {"error": "no"})

    @settings(GENTLE, max_examples=EXAMPLES // 10)
    @given(st.data())
    def with_anything(data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(lines) - 1))
        place = data.draw(st.sampled_from(list(places(lines[number]))))
        odd = put(lines[number], place, data.draw(ODD))
        said = [json.dumps(line).encode() + b"\n" for line in [*lines[:1], *lines[2:-1], odd]]
        found = asked(liar, question, stream(*said))
        won = isinstance(odd, dict) and odd.get("status") == "success"
        assert won or isinstance(found, OllamaTrouble)

    with_anything()


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "500 Internal Server Error"])
@pairs(RAW, 29)
def test_odd_json_is_trouble_or_harmless(status: str, question: str, case: str, liar: Liar) -> None:
    body = RAW[case]
    says = answer(body + b"\n").replace(b"200 OK", status.encode(), 1)
    found = asked(liar, question, says)
    assert question not in STREAMS or isinstance(found, OllamaTrouble)


@pairs(TRICKS, 11)
def test_tricks_of_the_wire_change_no_answer(question: str, case: str, liar: Liar) -> None:
    says, expected = TRICKS[case]
    found = asked(liar, question, says)
    if question == "version" and expected:
        assert (found.code if isinstance(found, OllamaTrouble) else str(found)).startswith(expected), repr(found)
    assert question not in STREAMS or isinstance(found, OllamaTrouble)


@pairs(ENDLESS, 47)
def test_an_answer_without_an_end_is_given_up(question: str, case: str, liar: Liar) -> None:
    if case == "nothing":
        return slowly(question, b"", liar)
    asked(liar, question, ENDLESS[case])
    return None


def slowly(question: str, says: bytes, liar: Liar, pause: float = 0.1) -> None:
    def drip(_asked: Asked) -> Iterator[bytes]:
        for at in range(len(says)):
            yield says[at : at + 1]
            time.sleep(pause)
        time.sleep(SLOWEST + SECONDS)

    found = asked(liar, question, drip)
    assert found is None if question == "size" else isinstance(found, OllamaTrouble)


@pairs(["drips"], 9)
def test_an_answer_that_drips_is_given_up(question: str, case: str, liar: Liar, well: Mapping[str, bytes]) -> None:
    assert case
    slowly(question, well[question], liar)


@pairs(["301", "302", "303", "307", "308"], 9)
def test_a_redirect_is_never_followed_and_no_key_goes_elsewhere(question: str, case: str, liar: Liar) -> None:
    with Liar() as elsewhere:
        to = elsewhere.url.encode()
        asked(liar, question, b"HTTP/1.1 %s Go\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n" % (case.encode(), to))
        refresh = b"Refresh: 0; url=%s\r\nLocation: %s\r\nContent-Location: %s\r\n" % (to, to, to)
        asked(liar, question, answer(b"{}", refresh))
        assert not elsewhere.asked
    if question in LOCAL:
        assert CANARY.encode() in liar.asked[0].raw, "the key went where it belongs"
    if question == "size":
        assert not any(CANARY.encode() in one.raw for one in liar.asked)

"""What an Ollama server sends: lines of a pull, however they are cut, and bodies of answers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random
from typing import Any, Final, cast
from zlib import crc32

from faults.target import Target
from setpoint.adapters import pull, stream
from setpoint.adapters.http import Ask, Head, Limits
from setpoint.adapters.remote import HttpxCall
from setpoint.core import ollama_answers as answers
from setpoint.core.agent_state import Pulling
from setpoint.core.figures import size_text
from setpoint.core.ollama_url import place
from setpoint.errors import OllamaTrouble
from setpoint.telling.agent_text import pulled_text
from setpoint.telling.voice import PlainSteps

LONGEST: Final = 4096
KEY: Final = "sk-canary-4711"
ASK: Final = Ask(place("127.0.0.1"), "POST", "/api/pull", headers={"Authorization": f"Bearer {KEY}"})
WHERE: Final = ASK.where


class Chunks:
    """As much of `HttpxCall` as lines are read from."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts

    def chunks(self) -> Iterator[bytes]:
        return iter(self._parts)


def lines(data: bytes) -> None:
    """However the bytes are cut, the lines are the same, and each is followed or refused."""
    whole = _lines([data])
    assert _lines(_cut(data)) == whole
    if whole is None:
        return
    assert whole == [line for line in data.split(b"\n")[:-1] if line.strip()]
    steps, watch = PlainSteps(io.StringIO()), pull._Watch("x", cast("Any", ASK), Limits())
    try:
        items: list[stream.Item] = [Head(200, {}), *whole]
        for event in pull._events(items, ASK, "x"):
            assert event is not None
            watch.see(event)
            now = watch.progress
            assert now.status.isprintable()
            assert now.completed >= 0
            steps.show("x", now.status, now.completed, now.total)
            pulled_text(Pulling("x", now.completed, now.total, 0.5))
            watch.check()
    except OllamaTrouble as trouble:
        _fit(trouble)


def _lines(parts: list[bytes]) -> list[bytes] | None:
    try:
        return list(stream._lines(cast("HttpxCall", Chunks(parts)), LONGEST))
    except stream.TooLong:
        return None


def _cut(data: bytes) -> list[bytes]:
    chance, parts, at = Random(crc32(data)), [], 0
    while at < len(data):
        end = at + chance.choice((1, 1, 2, 7, 100, 5000))
        parts.append(data[at:end])
        at = end
    return parts


def answer(data: bytes) -> None:
    """One body as the answer to every question."""
    text, link = answers.error_of(data)
    assert link.isascii()
    answers.told(text)
    answers.parameters(text)
    try:
        plain = answers.decoded(data, WHERE)
    except OllamaTrouble as trouble:
        _fit(trouble)
        return
    account = answers.account(plain)
    assert account.plan.isprintable()
    assert answers.cloud_enabled(plain) in (None, True, False)
    for read in (answers.version, answers.models, answers.shown, answers.first_words):
        try:
            found = read(plain, WHERE)
        except OllamaTrouble as trouble:
            _fit(trouble)
            continue
        if read is answers.models:
            assert isinstance(found, tuple)
            for model in found:
                assert model.name.isprintable()
                size_text(model.size)


def _fit(trouble: OllamaTrouble) -> None:
    assert trouble.code
    assert trouble.message.isprintable()
    assert len(trouble.message) < 1000
    assert KEY not in trouble.message


_PULL: Final = (
    b'{"status":"pulling manifest"}\n{"status":"pulling aabb","digest":"sha256:aabb",'
    b'"total":100}\n{"status":"pulling aabb","digest":"sha256:aabb","total":100,"completed":40}\n'
    b'{"status":"pulling ccdd","digest":"sha256:ccdd","total":7,'
    b'"completed":7}\n{"status":"verifying sha256 digest"}\n{"status":"success"}\n'
)
_FAILED: Final = (
    b'{"status":"pulling manifest"}\n'
    b'{"error":"pull model manifest: file does not exist, Bearer sk-canary-4711"}\n\n \n{"status":'
)
_BODIES: Final = (
    b'{"version":"0.24.0"}', b'{"models":null}',
    b'{"error":"not found","signin_url":"https://ollama.com/connect?x=1"}', b'{"error":{"message":"no"}}',
    b'{"cloud":{"disabled":true}}',
    b'{"id":"1","name":"ann","email":"a@example.org","plan":"pro"}',
    b'{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hello"}]}',
    (b'{"models":[{"name":"qwen3.5:9b","model":"qwen3.5:9b","size":6600000000,"digest":"sha256:ab",'
    b'"details":{"parent_model":"qwen3.5:9b","context_length":4096},"remote_model":"x"}]}'),
    (b'{"modelfile":"FROM /blobs/sha256-0123","parameters":"num_ctx 65536\\nstop \\"a\\"\\nstop b",'
    b'"model_info":{"general.architecture":"q","q.context_length":4096},"capabilities":["tools"],'
    b'"details":{}}'),
)  # fmt: skip

TARGETS: Final = (Target("lines of a pull", lines, (_PULL, _FAILED), 40), Target("answers", answer, _BODIES, 40))

"""Readers of single words: model names, versions, addresses, times, key references."""

from __future__ import annotations

import json
import math
from argparse import ArgumentTypeError
from contextlib import suppress
from typing import Final

from faults.pieces import NUMBERS, WORDS
from faults.target import Target, lines_of, text_of
from setpoint.cli import typed
from setpoint.core import duration, keyref, names, ollama_url, urls, versions

NOW: Final = 1_795_000_000.0
SCHEMES: Final = ("command", "env", "file", "keyring", "op", "systemd")
_WRITTEN: Final = tuple(text.encode() for text in (*WORDS, *NUMBERS[:20]))


def name(data: bytes) -> None:
    text = text_of(data)
    try:
        read = names.parse(text)
    except ValueError:
        assert not names.same(text, text)
        return
    again = names.parse(read.listed)
    assert (again.key, again.listed, again.is_cloud) == (read.key, read.listed, read.is_cloud)
    assert read.listed.isascii()
    assert read.listed.isprintable()
    assert ".." not in read.listed
    assert len(read.listed) <= 350 + 3 * 80 + 3
    assert names.same(text, text)
    assert names.same(text, text.upper())
    assert names.same(names.short(read.listed), text) or read.tag != "latest"


def version(data: bytes) -> None:
    """Any versions have one order: total, transitive, and the same whichever way it is asked for."""
    read = [versions.parse(line) for line in lines_of(data)]
    for one in read:
        for other in read:
            assert (one < other) + (one == other) + (one > other) == 1
            assert one != other or hash(one) == hash(other)
    ranked = sorted(read)
    assert all(one <= other for at, one in enumerate(ranked) for other in ranked[at:])
    for one in read:
        assert one == versions.parse(one.text)
        _floor(one)
        numbers = versions.numbers(one.text)
        assert versions.numbers(".".join(map(str, numbers))) == numbers


def _floor(one: versions.Version) -> None:
    try:
        least = versions.parse_floor(f">={one.text}")
    except ValueError:
        return
    assert least == one
    assert versions.satisfies(one, f">={one.text}") is True


def address(data: bytes) -> None:
    text = text_of(data)
    try:
        url, source = ollama_url.resolve_url(None, text)
    except ValueError as error:
        assert len(text) < 12 or text not in str(error)
    else:
        assert ollama_url.resolve_url(url, None)[0] == url, "another address at the second reading"
        assert source == ("OLLAMA_HOST" if text.strip("\"' \t") else "default")
        assert url.isascii()
        assert url.isprintable()
        _can_be_asked(url)
    try:
        origin = urls.parse(text).origin
    except ValueError:
        return
    assert urls.parse(origin).origin == origin


def _can_be_asked(url: str) -> None:
    """What we take for an address, the library that asks there takes too."""
    import httpx

    assert httpx.URL(f"{url}/api/version").raw_host


def moment(data: bytes) -> None:
    text = text_of(data)
    with suppress(ValueError):
        assert duration.seconds(text) > 0
    with suppress(ArgumentTypeError):
        assert 0 < typed.span(text) <= typed.LONGEST
    with suppress(ArgumentTypeError):
        assert math.isfinite(typed.moment(text, NOW))
    try:
        said = typed.sentence(text)
    except ArgumentTypeError:
        return
    assert typed.sentence(said) == said
    assert said.isprintable()


def reference(data: bytes) -> None:
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        value = text_of(data)
    try:
        ref = keyref.parse(value, SCHEMES)
    except ValueError as error:
        assert not isinstance(value, str) or len(value) < 20 or value not in str(error), "repeats what may be a key"
        return
    assert ref.scheme in SCHEMES
    assert ref.ttl > 0
    assert keyref.pair_hash("https://a", ref) != keyref.pair_hash("https://b", ref)
    if isinstance(ref.rest, str):
        assert keyref.parse({ref.scheme: ref.rest}, SCHEMES).scheme == ref.scheme
    keyref.token_problem(text_of(data))


_VERSIONS: Final = (
    b"0.24.0\n0.24.0-rc9\n0.24.0-rc10\n0.23.0-rc1-12-g0123abc", b"v0.9\n0.9.0\n0.9.0+build\n0.0.0",
    b"0.22.1-5-gdeadbee\n0.22.1\n0123abcd\n1.19367.0.0",
    b"2.31226.1\n2.31226.1.0\n2.31226\nunknown",
)  # fmt: skip
_REFERENCES: Final = tuple(
    json.dumps(value).encode()
    for value in (
        "keyring:acme/llm", "op://vault/item/field", "sk-ant-api03-" + "A" * 60,
        {"keyring": "acme/llm", "ttl": "10m"}, {"env": "ACME_KEY", "delivery": "static"},
        {"command": ["pass", "show", "acme"], "ttl": "30m"}, {"command": {"macos": ["a"], "linux": ["b", "c"]}},
        {"windows": ["x"], "linux": ["y"]}, {"file": "~/key", "ttl": 60},
    )
)  # fmt: skip

TARGETS: Final = (
    Target("names", name, _WRITTEN, 220),
    Target("versions", version, _VERSIONS, 100),
    Target("addresses", address, _WRITTEN, 90),
    Target("times", moment, _WRITTEN, 120),
    Target("key references", reference, (*_REFERENCES, *_WRITTEN), 100),
)

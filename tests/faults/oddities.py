"""What a hostile server may say: values, texts, tricks of the wire, and answers without an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from hypothesis import strategies as st

from faults.lying import Asked
from faults.questions import CANARY

ODD: Final = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**400, -1, 2**63, 2**64, 10**15, float("nan"), float("inf"), -0.0, 1e400]),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(
            [
                "../../x",
                "-rf",
                "--help",
                "\x1b[2J",
                "\x1b]0;owned\x07",
                "a\x00b",
                "a\r\nb",
                "\u202egnp.exe",
                "\ud800",
                "\ufeff",
                "x" * 5000,
                "http://127.0.0.1:9/",
                "$(touch x)",
                "`x`",
                "{0}%s",
                "Bearer " + CANARY,
                "[red]x[/red]",
            ]
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


def places(value: object, here: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield here
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*here, key))


def put(value: Any, place: tuple[Any, ...], odd: object) -> Any:
    if not place:
        return odd
    step, rest = place[0], place[1:]
    members = dict(value) if isinstance(value, dict) else list(value)
    members[step] = put(members[step], rest, odd)
    return members


def answer(body: bytes, head: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(body), head) + body


def stream(*lines: bytes) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(line), line) for line in lines)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"


DEEP: Final = 100_000
RAW: Final = {
    "half of a character": b'{"version":"\xc3"}',
    "a byte order mark": b'\xef\xbb\xbf{"version":"0.32.15"}',
    "utf-16": '{"version":"0.32.15"}'.encode("utf-16"),
    "utf-16 with half a character": b"\xff\xfe{",
    "utf-32": '{"version":"0.32.15"}'.encode("utf-32"),
    "nothing but NUL": b"\0" * 64,
    "a list of lists": b"[" * DEEP + b"]" * DEEP,
    "objects in objects": b'{"models":' * DEEP + b"1" + b"}" * DEEP,
    "an error of errors": b'{"error":' * 900 + b"1" + b"}" * 900,
    "an error of lists": b'{"error":' + b"[" * 950 + b"]" * 950 + b"}",
    "a number of 5,000 digits": b'{"models":[{"name":"a","size":' + b"9" * 5000 + b"}]}",
    "a number of 4,000 digits": b'{"models":[{"name":"a","size":' + b"9" * 4000 + b"}]}",
    "1e999999999": b'{"models":[{"name":"a","size":1e999999999}]}',
    "not a number": b'{"models":[{"name":"a","size":NaN}]}',
    "twice the same key": b'{"version":"0.32.15","version":5,"models":[],"models":5}',
    "an error of many quotes": b'{"error":"' + b'name \\"' * 200_000 + b'"}',
    "an error of many names": b'{"error":"' + b"you (" * 500_000 + b'"}',
    "an error of blanks": b'{"error":"' + b" " * 2_000_000 + b'"}',
    "an error that tells the key": json.dumps({"error": " " * 200 + f"Bearer {CANARY}"}).encode(),
    "several": b"{}{}",
}


BODIES: Final = {
    "of a well answer": None,
    "empty": b"",
    "an error": b'{"error":"no \\u001b[2J","signin_url":"https://ollama.com/connect"}',
    "a page": b"<html>no</html>",
}


SECOND: Final = answer(b'{"version":"6.6.6"}')
FIRST: Final = answer(b'{"version":"0.32.15"}')
TRICKS: Final[dict[str, tuple[bytes, str]]] = {
    "extra bytes": (FIRST + b"and more", "0.32.15"),
    "a second answer": (FIRST + SECOND, "0.32.15"),
    "a second answer after a 404": (FIRST.replace(b"200 OK", b"404 No") + SECOND, "SP202"),
    "a refusal after the answer": (FIRST + SECOND.replace(b"200 OK", b"500 No"), "0.32.15"),
    "two after keep-alive": (FIRST.replace(b"\r\n", b"\r\nConnection: keep-alive\r\n", 1) + SECOND, "0.32.15"),
    "continue first": (b"HTTP/1.1 100 Continue\r\n\r\n" + FIRST, "0.32.15"),
    "hints first": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + FIRST, "0.32.15"),
    "continue and nothing": (b"HTTP/1.1 100 Continue\r\n\r\n", "SP201"),
    "continue without end": (b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, "SP20"),
    "another protocol": (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + FIRST,
        "SP202",
    ),
    "an upgrade with a 200": (FIRST.replace(b"\r\n", b"\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n", 1), ""),
    "HTTP/1.0": (b'HTTP/1.0 200 OK\r\n\r\n{"version":"0.32.15"}', "0.32.15"),
    "HTTP/0.9": (b'{"version":"0.32.15"}', "SP202"),
    "HTTP/2": (b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64\0\4\0\xa0\0\0\0\2\0\0\0\0", "SP202"),
    "TLS": (b"\x15\3\1\0\2\2\x46", "SP202"),
    "two lengths": (FIRST.replace(b"\r\n", b"\r\nContent-Length: 5\r\n", 1), "SP20"),
    "a length below zero": (FIRST.replace(b"Length: 21", b"Length: -1"), "SP20"),
    "a length of words": (FIRST.replace(b"Length: 21", b"Length: much"), "SP20"),
    "a length beyond counting": (FIRST.replace(b"Length: 21", b"Length: " + b"9" * 40), "SP20"),
    "a length of a gigabyte": (FIRST.replace(b"Length: 21", b"Length: 1073741824"), "SP201"),
    "length and chunks": (FIRST.replace(b"\r\n", b"\r\nTransfer-Encoding: chunked\r\n", 1), "SP20"),
    "a chunk beyond counting": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{}",
        "SP20",
    ),
    "a chunk below zero": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}", "SP20"),
    "gzip that was not asked for": (FIRST.replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1), ""),
    "a header of NUL": (FIRST.replace(b"\r\n", b"\r\nX: \0\r\n", 1), ""),
    "a header of half a character": (FIRST.replace(b"\r\n", b"\r\nX-\xff: \xff\r\n", 1), ""),
    "a folded header": (FIRST.replace(b"\r\n", b"\r\nX: a\r\n b\r\n", 1), ""),
    "a header without a name": (FIRST.replace(b"\r\n", b"\r\n: a\r\n", 1), ""),
    "an odd kind": (FIRST.replace(b"\r\n", b"\r\nContent-Type: x; charset=nosuch\r\n", 1), ""),
    "an odd cookie": (
        FIRST.replace(b"\r\n", b"\r\nSet-Cookie: a=b; expires=" + b"9" * 500 + b"; domain=..;;\r\n", 1),
        "",
    ),
    "lines without returns": (b'HTTP/1.1 200 OK\nContent-Length: 21\n\n{"version":"0.32.15"}', ""),
}


def endless(first: bytes, piece: bytes) -> Callable[[Asked], Iterator[bytes]]:
    def says(_asked: Asked) -> Iterator[bytes]:
        yield first
        while True:
            yield piece

    return says


HEAD: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GIGABYTE: Final = HEAD + b"Content-Length: 1073741824\r\n\r\n"
BLANKS: Final = b" " * (1 << 16)
ENDLESS: Final = {
    "a status line": endless(b"HTTP/1.1 200 ", b"x" * 4096),
    "headers": endless(HEAD, b"X: y\r\n" * 500),
    "one header": endless(HEAD + b"X: ", b"y" * 4096),
    "continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "a body without a length": endless(HEAD + b"\r\n", BLANKS),
    "a gigabyte": endless(GIGABYTE, BLANKS),
    "chunks": endless(CHUNKED, b"10000\r\n" + BLANKS + b"\r\n"),
    "tiny chunks": endless(CHUNKED, b"1\r\n \r\n" * 1000),
    "the name of a chunk": endless(CHUNKED + b"1;", b"x" * 4096),
    "trailers": endless(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n" * 500),
    "empty lines": endless(CHUNKED, b"2710\r\n" + b"\n" * 10_000 + b"\r\n"),
    "words that mean nothing": endless(CHUNKED, b"d\r\n" + b'{"status":1}\n' + b"\r\n"),
    "answers": endless(b"", FIRST),
    "nothing": endless(b"", b""),
}

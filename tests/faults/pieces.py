"""What has been trouble for programs that read text: pieces that a mutation puts into a real file."""

from __future__ import annotations

import json
import math
from typing import Any, Final

NUMBERS: Final = (
    "0", "-0", "-1", "1e3", "1E400", "-1e400", "0.1", "1e-400", "010", "0x1F", "1_000", "12:30", "1.", ".5", "+1",
    "2147483648",
    "9223372036854775808", "18446744073709551616", "65536.0", "65535.5", "9" * 308, "9" * 400, "9" * 5000, "NaN",
    "Infinity", "-Infinity", ".nan",
    ".inf", "٣", "²",
)  # fmt: skip
"""As they are spelled. JSON of the standard library reads NaN and Infinity; Python writes no integer of 5000 digits."""

YAML: Final = (
    "no", "off", "on", "y", "~", "null", "True", "&a", "*a", "&a [*a]", "<<", "<<: *a",
    "!!python/object/apply:os.system [id]", "!!binary", "!!str",
    "---", "...", "%YAML 1.2", "? ", ": ", "- ", "| ", ">-", ">=0.23", "@", "`", "#", " #", "\t", "  ", "{", "}", "[",
    "]", "'", '"', "\\x", "\\u", "\\uD800", "\\N",
    "{a: 1, a: 2}", "[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]", "? {a: b}", "{[]: 1}",
    "!<tag:yaml.org,2002:str>", "<<: [*a, *a]", "=", "2026-11-22",
)  # fmt: skip

JSON: Final = (
    "{", "}", "[", "]", ",", ",,", ":", "null", "true", "false", "{}", "[]", '""', '"\\ud800"', '"\\udc00\\ud800"',
    '"\\u0000"', '"\\u0061"', "//", "/**/", '"a":1,"a":2',
    '{"a":', "[" * 199, "[" * 201, "]" * 199, "[" * 5000, '{"a":' * 5000, "\\", '\\"', "\x0b", "\u2028", "\x00",
    "undefined",
)  # fmt: skip

WORDS: Final = (
    "opus", "sonnet", "haiku", "fable", "claude-opus-5", "claude-sonnet-5", "claude-haiku-4-5-20251001",
    "claude-opus-4-1[1m]", "qwen3.5:9b",
    "gpt-oss:120b-cloud", "registry.ollama.ai/library/x:latest", "hf.co/a/b:Q4_K_M", ":cloud", ":local", "-cloud",
    "LATEST", "x:cloud:local",
    "https://h/n/m", "a/b/c/d", "..", "../../etc/passwd", "~", "~root/x", "@sha256:0", "ollama", "gateway", "native",
    "off", "never", "notify", "auto",
    "keyring:acme/llm", "file:~/key", "op://vault/item/field", "env:KEY", "systemd:KEY", "command:",
    "sk-ant-api03-" + "A" * 60, "http://127.0.0.1:11434",
    "http://[::1]:11434", "http://[fe80::1%25eth0]", "http://[1.2.3.4:5]", "http://[::::::]", "https://user:word@h",
    "ollama.com", "0.0.0.0", "h:99999", "h:-1",
    "http://..", "http://xn--", "http://a..b", "http://h/%zz", "ftp://h", "5m", "0s", "999999d", "9999999d", "1h30m",
    "2026-11-22", "2026-11-22T10:07:31+23:59", "0001-01-01",
    "9999-12-31T23:59:59-12:00", "v0.24.0-rc10", "0.23.0-rc1-12-g0123abc", "0.0.0", "1.2.3+build", ">=0.23",
    ">= 0.23", "success", "pulling manifest",
)  # fmt: skip

ODD: Final = (
    "\ufeff", "\u202e", "\u200b", "\u00a0", "\u0085", "\x1b[2J", "\x07", "\r", "\r\n", "\n", "\x00", "é", "e\u0301",
    "İ", "ß", "ﬁ", "😀", "\U0010ffff",
    "a" * 81, "a" * 351, "a" * 10_000, "😀" * 300, " " * 300, "\n" * 300, "/" * 200, "." * 200, ":" * 200, "-" * 200,
    "%s%n", "{0.__class__}", "$(id)", "`id`",
)  # fmt: skip

BYTES: Final = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00", b"\x00\x00", b"\x80", b"\xc0\x80",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe9", b"\xff" * 8,
)  # fmt: skip
"""No text: halves of characters, surrogates, and the marks of other encodings."""

VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**308, 10**400, 0.5, -0.0, 1e308, math.inf, -math.inf,
    math.nan, 253402300800, -62135596801,
    "", " ", "\x00", "\ud800", "a\nb", "\x1b[2J", "a" * 5000, "nan", "1e999", "٣", [], {}, [[]], [None], {"": None},
    {"a": {"a": {}}}, [0] * 300, "null", "[", "{}",
)  # fmt: skip
"""What may stand in place of any value of a JSON tree, and what no program of ours writes there."""

TEXTS: Final = (*NUMBERS, *YAML, *JSON, *WORDS, *ODD)
PIECES: Final = (*(text.encode() for text in TEXTS), *BYTES)


def spelled(tree: object) -> bytes:
    """A tree as JSON; an integer that Python would not write is there in `NUMBERS`."""
    return json.dumps(tree).encode()

from __future__ import annotations

import pytest

from setpoint.core.keyref import pair_hash, parse, token_problem
from setpoint.core.profile import KeyRef

SCHEMES = ("keyring", "file", "command", "op", "env", "systemd")
SECRET = "hunter2-Zk3v9QpL2mXw7RtY"


@pytest.mark.parametrize(
    "value, expected",
    [
        ("keyring:acme/llm", KeyRef("keyring", "acme/llm")),
        ("op://vault/item/field", KeyRef("op", "//vault/item/field")),
        ("file:~/keys/acme", KeyRef("file", "~/keys/acme")),
        ("file:C:\\keys\\acme", KeyRef("file", "C:\\keys\\acme")),
        ({"keyring": "acme/llm", "ttl": "10m"}, KeyRef("keyring", "acme/llm", ttl=600)),
        ({"op": "op://vault/item/field", "ttl": "90s"}, KeyRef("op", "//vault/item/field", ttl=90)),
        ({"env": "ACME", "delivery": "static"}, KeyRef("env", "ACME", "static")),
        ({"command": ["pass", "show"], "ttl": "1h"}, KeyRef("command", {"command": ["pass", "show"]}, ttl=3600)),
        ({"command": {"linux": ["pass"]}, "ttl": 45}, KeyRef("command", {"linux": ["pass"]}, ttl=45)),
        ({"linux": ["pass"], "macos": ["op"]}, KeyRef("command", {"linux": ["pass"], "macos": ["op"]})),
    ],
)
def test_a_reference_is_read_in_each_of_its_spellings(value: object, expected: KeyRef) -> None:
    assert parse(value, SCHEMES) == expected


@pytest.mark.parametrize(
    "value, says",
    [
        ("keyrng:acme/llm", 'did you mean "keyring"?'),
        ("wallet:acme", "known are command, env"),
        ("sk-ant-" + SECRET, "looks like an Anthropic key"),
        (SECRET, "is a word such as"),
        ("user:" + SECRET, "unknown kind"),
        ("keyring:", "nothing follows"),
        ("command:pass show", "written as a mapping"),
        (7, "is a word such as"),
        (None, "is a word such as"),
        ({}, "is a word such as"),
        ({"ttl": "1h"}, "is a word such as"),
        ({"keyring": "a/b", "file": "/c"}, "exactly one place"),
        ({"keyring": ["a"]}, "needs a text"),
        ({"keyring": "a/b", "tll": "1h"}, 'did you mean "ttl"?'),
        ({"command": "pass show acme"}, "never a line for a shell"),
        ({"command": []}, "never a line for a shell"),
        ({"command": ["pass", 3]}, "every word"),
        ({"command": {"beos": ["pass"]}}, "each of macos, windows and linux"),
        ({"command": {}}, "each of macos, windows and linux"),
        ({"keyring": "a/b", "delivery": "mail"}, "helper or static"),
        ({"keyring": "a/b", "ttl": "soon"}, "a time such as"),
        ({"keyring": "a/b", "ttl": True}, "a time such as"),
        ({"keyring": "a/b", "ttl": 0}, "a time such as"),
        ({"keyring": "a/b", "ttl": -5}, "a time such as"),
        ({"keyring": "a/b", "ttl": 1.5}, "a time such as"),
    ],
)
def test_what_is_no_reference_is_refused_with_a_reason_and_without_repeating_it(value: object, says: str) -> None:
    with pytest.raises(ValueError) as failure:  # noqa: PT011  the text is looked at below
        parse(value, SCHEMES)
    assert says in str(failure.value)
    assert "hunter2" not in str(failure.value)


def test_each_pair_of_endpoint_and_reference_has_a_hash_of_its_own() -> None:
    refs = [
        KeyRef("keyring", "acme/llm"),
        KeyRef("file", "acme/llm"),
        KeyRef("command", {"command": ["a", "b"]}),
        KeyRef("command", {"command": ["a b"]}),
        KeyRef("command", {"linux": ["a", "b"]}),
    ]
    pairs = {pair_hash(url, ref) for url in ("https://a.example", "https://b.example") for ref in refs}
    assert len(pairs) == 10


def test_how_a_key_is_delivered_does_not_change_its_pair() -> None:
    one = pair_hash("https://a.example", KeyRef("keyring", "acme/llm"))
    assert one == pair_hash("https://a.example", KeyRef("keyring", "acme/llm", ttl=60))


@pytest.mark.parametrize(
    "text, problem",
    [
        ("sk-abc", ""),
        ("", "is empty"),
        (" \n", "is empty"),
        ("a\nb", "has several lines"),
        ("a b", "has a blank in it"),
        ("käse", "has characters that no HTTP header can hold"),
        ("a\x00b", "has characters that no HTTP header can hold"),
    ],
)
def test_only_one_word_of_printable_ascii_is_a_key(text: str, problem: str) -> None:
    assert token_problem(text) == problem

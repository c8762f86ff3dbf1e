"""The address of Ollama, in every form that its own client reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.ollama_url import place, resolve_url

FORMS = [
    ("1.2.3.4", "http://1.2.3.4:11434"),
    (":1234", "http://127.0.0.1:1234"),
    ("1.2.3.4:1234", "http://1.2.3.4:1234"),
    ("example.com", "http://example.com:11434"),
    ("example.com:1234", "http://example.com:1234"),
    (":0", "http://127.0.0.1:11434"),
    (":66000", "http://127.0.0.1:11434"),
    (":-1", "http://127.0.0.1:11434"),
    ("host:abc", "http://host:11434"),
    ("[::1]", "http://[::1]:11434"),
    ("::1", "http://[::1]:11434"),
    ("[::1]:1337", "http://[::1]:1337"),
    ("[::]", "http://[::1]:11434"),
    ("::", "http://[::1]:11434"),
    ("0.0.0.0", "http://127.0.0.1:11434"),
    ("0.0.0.0:8080", "http://127.0.0.1:8080"),
    ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
    (" 1.2.3.4 ", "http://1.2.3.4:11434"),
    ('"1.2.3.4"', "http://1.2.3.4:11434"),
    ('" 1.2.3.4 "', "http://1.2.3.4:11434"),
    ("'1.2.3.4'", "http://1.2.3.4:11434"),
    ("http://1.2.3.4", "http://1.2.3.4"),
    ("http://1.2.3.4:4321", "http://1.2.3.4:4321"),
    ("https://1.2.3.4", "https://1.2.3.4"),
    ("https://1.2.3.4:4321", "https://1.2.3.4:4321"),
    ("https://example.com/ollama", "https://example.com/ollama"),
    ("https://example.com/ollama/", "https://example.com/ollama"),
    ("ollama.com", "https://ollama.com"),
    ("HTTP://LOCALHOST:11434/", "http://localhost:11434"),
    ("http://:1234", "http://127.0.0.1:1234"),
]


@pytest.mark.parametrize("value,url", FORMS)
def test_every_form_of_ollama_host_is_understood(value: str, url: str) -> None:
    assert resolve_url(None, value) == (url, "OLLAMA_HOST")


def test_the_profile_comes_before_the_environment_and_the_default_last() -> None:
    assert resolve_url("http://localhost:1", "http://localhost:2") == ("http://localhost:1", "profile")
    assert resolve_url(None, None) == ("http://127.0.0.1:11434", "default")
    assert resolve_url("", ' "" ') == ("http://127.0.0.1:11434", "default")


@pytest.mark.parametrize(
    "value",
    ["http://me:hunter2@host", "ftp://host", "a b", "host\n", "http://host/?q=1", "http://host/#x", "\x00"],
)
def test_what_is_no_address_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(ValueError, match="address of Ollama") as caught:
        resolve_url(None, value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "http://..", "http://a..b", ".a", "[1.2.3.4:5]", "[::::::]", "fe80::1%25eth0]", "0100.0.0.0", "1.2.3.256",
        f"http://{'a' * 64}.example.com",
    ],
)  # fmt: skip
def test_what_no_connection_can_be_made_to_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="address of Ollama"):
        place(text)


@pytest.mark.parametrize(
    "text", ["[fe80::1%eth0]", "ollama.lan.", f"{'a' * 63}.example.com", "my_host", "xn--bcher-kva.ch"]
)
def test_unusual_hosts_are_addresses_too(text: str) -> None:
    assert str(place(text)) == f"http://{text}:11434"


def test_loopback_is_this_machine_only() -> None:
    assert all(place(one).loopback for one in ("localhost", "127.0.0.1", "127.1.2.3", "[::1]:1", ":80", "0.0.0.0"))
    assert not any(place(one).loopback for one in ("10.0.0.1", "127.0.0.1.example.com", "localhost.example.com"))


@given(st.text())
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    try:
        url, _source = resolve_url(None, text)
    except ValueError:
        return
    assert resolve_url(url, None)[0] == url

"""What a bundle must not tell is taken out of every text, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.outline import of_profile, outline, reference
from setpoint.core.veil import Veil, veil

OVER = veil(["/home/ada", "C:\\Users\\Ada"], ["ada", "Ada"], ["forge.lan.example"], ["canary-7f3a91c2", "short"])
DIGEST = "6488c96fa5faab64bb65cbd30d4289e20e6130ef535a93ef9a49f42eda893ea7"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("the key is canary-7f3a91c2.", "the key is (key)."),
        ("/home/ada/.config/setpoint", "~/.config/setpoint"),
        ("/home/ada", "~"),
        ("/home/adam/x", "/home/adam/x"),
        ("C:\\Users\\ada\\AppData and C:/Users/Ada/x", "~\\AppData and ~/x"),
        ('{"path": "C:\\\\Users\\\\Ada\\\\x"}', '{"path": "~\\\\x"}'),
        ("user Ada on forge, forge.lan.example", "user (user) on (host), (host)"),
        ("metadata of an adapter", "metadata of an adapter"),
        ("ask ada.lovelace@acme.example now", "ask (e-mail) now"),
        ("https://me:pass@llm.example/v1", "https://(key)@llm.example/v1"),
        ("Authorization: Bearer hunter22", "Authorization: Bearer (key)"),
        ("sk-ant-REDACTED-1234567890", "(key)"),
        ("https://llm.example/sk-proj-a1b2c3d4e5f6g7h8/v1", "https://llm.example/(key)/v1"),
        (f"digest {DIGEST}", "digest 6488c96f…"),
        (f"sha256:{DIGEST}", "sha256:6488c96f…"),
        ("setpoint: apply --take-over; 00000000-0000-4000-8000-000000000114", None),
        ("hf.co/unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:Q4_K_M", None),
        ("claude-haiku-4-5-20251001   ← qwen3.5:2b  65536", None),
    ],
)
def test_a_text_is_told_without_what_names_a_person_a_machine_or_a_key(text: str, clean: str | None) -> None:
    assert OVER.text(text) == (text if clean is None else clean)
    assert not OVER.leaks(OVER.text(text))


def test_names_of_members_are_texts_too() -> None:
    assert OVER.plain({"/home/ada/x": [1, None, "ada", {"canary-7f3a91c2": True}]}) == {
        "~/x": [1, None, "(user)", {"(key)": True}]
    }


def test_names_that_name_nobody_stay() -> None:
    over = veil(["/srv"], ["root", ""], ["localhost", ""], ["", "12"])
    assert over.text("root at localhost in /srv/x: 12") == "root at localhost in ~/x: 12"


def test_a_longer_secret_goes_whole_where_a_shorter_one_is_part_of_it() -> None:
    over = veil([], [], [], ["secret-1", "secret-1-and-more"])
    assert over.text("secret-1-and-more") == "(key)"


def test_what_was_not_taken_through_the_veil_is_noticed() -> None:
    for text in ("canary-7f3a91c2", "in /home/ADA/x", "for Ada", "at FORGE"):
        assert OVER.leaks(text), text


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_known_secret_never_stays(before: str, after: str) -> None:
    text = OVER.text(f"{before}canary-7f3a91c2{after}")
    assert "canary-7f3a91c2" not in text


LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_an_outline_holds_no_value(thing: object) -> None:
    def texts(each: object) -> set[str]:
        if isinstance(each, dict):
            return {text for member in each.values() for text in texts(member)}
        if isinstance(each, list):
            return {text for member in each for text in texts(member)}
        return {each} if isinstance(each, str) else {"a value"}

    words = {"text", "true or false", "number", "null"}
    assert all(each in words or each.startswith(("list of", "object of")) for each in texts(outline(thing)))
    json.dumps(outline(thing))


def test_an_outline_keeps_what_is_named_and_only_outermost() -> None:
    entry = {"inferenceProvider": "gateway", "mcpServers": {"notes": {"env": {"KEY": "x"}}}, "deep": {"kept": "y"}}
    assert outline(entry, {"inferenceProvider", "kept"}) == {
        "inferenceProvider": "gateway",
        "mcpServers": {"notes": {"env": {"KEY": "text"}}},
        "deep": {"kept": "text"},
    }


def test_a_profile_keeps_what_is_known_to_be_harmless() -> None:
    told = {
        "setpoint": 1,
        "mode": "ollama",
        "models": {"opus": "a", "sonnet": {"model": "b", "label": "B", "context": 65536, "odd": "hidden"}},
        "keep": ["c"],
        "ollama": {"url": "http://x", "headers": {"X-Key": "hidden"}, "key": "keyring:acme/llm"},
        "gateway": {"url": "https://y", "key": {"command": ["pass", "show", "z"]}, "models": {"opus": {"id": "i"}}},
        "claude": {"settings": {"chatTabEnabled": True, "other": "hidden"}},
        "apikey": "hidden",
    }
    shown = of_profile(told)
    assert isinstance(shown, dict)
    assert "hidden" not in json.dumps(shown)
    assert shown["models"]["sonnet"] == {"model": "b", "label": "B", "context": 65536, "odd": "text"}
    assert shown["keep"] == ["c"]
    assert shown["ollama"] == {"url": "http://x", "headers": {"X-Key": "text"}, "key": "keyring:…"}
    assert shown["gateway"] == {"url": "https://y", "key": "command:…", "models": {"opus": {"id": "i"}}}
    assert shown["claude"] == {"settings": {"chatTabEnabled": True, "other": "text"}}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("keyring:acme/llm", "keyring:…"),
        ("op://vault/item/field", "op:…"),
        ({"env": "NAME", "delivery": "static"}, "delivery/env:…"),
        ("sk-ant-x", "text"),
        ("canary:7f3a", "text"),
        (None, "null"),
    ],
)
def test_of_a_reference_its_scheme_is_told(written: object, shown: str) -> None:
    assert reference(written) == shown


def test_a_veil_of_nothing_changes_nothing() -> None:
    assert Veil((), (), (), ()).text("plain words stay") == "plain words stay"

"""Ollama's names: the vectors of OL 2 and of the recording n01, and what must hold for every name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.names import parse, same

LISTED = [
    ("qwen3.5", "qwen3.5:latest"),
    ("library/qwen3.5", "qwen3.5:latest"),
    ("registry.ollama.ai/library/qwen3.5:latest", "qwen3.5:latest"),
    ("Qwen3.5", "Qwen3.5:latest"),
    ("kimi-k2.6:cloud", "kimi-k2.6:cloud"),
    ("kimi-k2.6:CLOUD", "kimi-k2.6:cloud"),
    ("gpt-oss:120b:cloud", "gpt-oss:120b-cloud"),
    ("gpt-oss:120b-cloud", "gpt-oss:120b-cloud"),
    ("my-cloud-model", "my-cloud-model:latest"),
    ("qwen3:8b:local", "qwen3:8b"),
    ("tiny:local", "tiny:latest"),
    ("hf.co/user/X-GGUF:Q4_K_M", "hf.co/user/X-GGUF:Q4_K_M"),
    ("ollama.com/library/qwen3.5", "ollama.com/library/qwen3.5:latest"),
    ("apple/OpenELM", "apple/OpenELM:latest"),
    # n01, as a real server printed them
    ("TINY", "TINY:latest"),
    ("Tiny:Latest", "Tiny:Latest"),
    ("LIBRARY/tiny", "tiny:latest"),
    ("https://registry.ollama.ai/library/tiny", "tiny:latest"),
    (" tiny", "tiny:latest"),
    ("127.0.0.1:5055/library/TINY", "127.0.0.1:5055/library/TINY:latest"),
    ("LOCALHOST:5055/library/tiny", "LOCALHOST:5055/library/tiny:latest"),
    ("http://127.0.0.1:5055/library/tiny:latest", "127.0.0.1:5055/library/tiny:latest"),
    # c01
    ("x" * 80, "x" * 80 + ":latest"),
    ("anthropic/claude-opus-4-1:latest", "anthropic/claude-opus-4-1:latest"),
]

REFUSED = [
    ("", "empty"),
    ("tiny:", "tag is empty"),
    ("tiny/", "model is empty"),
    ("tiny@sha256:" + "0" * 64, "digest"),
    ("tiny:latest:x", "character"),
    ("a/b/c/d", "more parts"),
    ("../tiny", r"\.\."),
    ("a..b", r"\.\."),
    ("127.0.0.1:5055/tiny", "namespace"),
    ("hf.co/tiny", "namespace"),
    ("a b", "character"),
    ("-bad", "character"),
    (".bad", "character"),
    ("claude-opus-4-1[1m]", "character"),
    ("x" * 81, "more than 80"),
    ("x:" + "t" * 81, "more than 80"),
    ("x:" + "t" * 78 + ":cloud", "more than 80"),
    ("h" * 351 + "/library/x", "more than 350"),
    ("tiny\n", "control"),
    ("ti\x00ny", "control"),
    ("tiny\x1b[2J", "control"),
    ("tinÿ", "character"),
    ("x:cloud:local", "not both"),
    ("x:8b-cloud:cloud", "not both"),
    ("x:-cloud", "tag is empty"),
    ("ftp://h/n/m", "scheme"),
    ("https://library/x", "scheme"),
]


@pytest.mark.parametrize("written,listed", LISTED)
def test_a_name_is_listed_as_the_server_lists_it(written: str, listed: str) -> None:
    assert parse(written).listed == listed


@pytest.mark.parametrize("written,why", REFUSED)
def test_what_ollama_would_refuse_is_refused_with_a_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(written)


@pytest.mark.parametrize(
    "one,other",
    [
        ("qwen3.5", "registry.ollama.ai/library/qwen3.5:latest"),
        ("Qwen3.5", "qwen3.5:LATEST"),
        ("kimi-k2.6:cloud", "kimi-k2.6:CLOUD"),
        ("gpt-oss:120b:cloud", "gpt-oss:120b-cloud"),
        ("qwen3:8b:local", "qwen3:8b"),
    ],
)
def test_spellings_of_one_model_have_one_key(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    "one,other",
    [
        ("qwen3.5", "qwen3.5:9b"),
        ("qwen3.5", "ollama.com/library/qwen3.5"),
        ("hf.co/user/x", "huggingface.co/user/x"),
        ("qwen3.5", "qwen3.5:cloud"),
        ("qwen3.5", "not a name"),
    ],
)
def test_different_models_have_different_keys(one: str, other: str) -> None:
    assert not same(one, other)


def test_only_a_tag_makes_a_cloud_name() -> None:
    assert parse("kimi-k2.6:cloud").is_cloud
    assert parse("gpt-oss:20b-Cloud").is_cloud
    assert not parse("my-cloud-model").is_cloud
    assert not parse("cloud").is_cloud


def test_a_source_suffix_never_reaches_the_server() -> None:
    assert parse("foo:local").pull_name == "foo:latest"
    assert parse("gpt-oss:20b:cloud").pull_name == "gpt-oss:20b-cloud"


_WORD = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,20}", fullmatch=True)
_HOST = st.from_regex(r"[A-Za-z0-9]{1,9}(\.[a-z]{1,4}){0,2}(:[0-9]{1,5})?", fullmatch=True)
_PATH = st.one_of(_WORD, st.tuples(_WORD, _WORD).map("/".join), st.tuples(_HOST, _WORD, _WORD).map("/".join))
_TAG = st.one_of(st.just(""), _WORD.map(":{}".format), st.just(":cloud"), st.just(":q4_0-CLOUD"), st.just(":8b:local"))
NAMES = st.tuples(_PATH, _TAG).map("".join)


@given(NAMES)
def test_a_listed_name_reads_back_as_the_same_model(written: str) -> None:
    name = parse(written)
    again = parse(name.listed)
    assert again.key == name.key
    assert again.listed == name.listed


@given(NAMES)
def test_case_makes_no_difference(written: str) -> None:
    assert parse(written.upper()).key == parse(written.lower()).key == parse(written).key


@given(st.text())
def test_any_text_is_a_name_or_a_value_error(text: str) -> None:
    try:
        listed = parse(text).listed
    except ValueError:
        return
    assert listed.isascii()
    assert listed.isprintable()
    assert ".." not in listed

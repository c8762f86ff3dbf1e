"""Reading what Ollama answers: what a version leaves out, and what makes no sense."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core import ollama_answers as answers
from setpoint.core.ports import Account, Model
from setpoint.errors import OllamaTrouble

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["models", "name", "details", "size", "model_info", "parameters", "content"]) | st.text(),
            inner,
        )
    ),
    max_leaves=12,
)


@given(ANY)
def test_no_answer_can_do_more_than_be_misunderstood(answer: object) -> None:
    for read in (answers.models, answers.shown, answers.version, answers.first_words):
        assert code_of(partial(read, answer, "http://h")) in ("", "SP202", "SP207")
    answers.account(answer)
    answers.cloud_enabled(answer)


@given(st.binary())
def test_no_body_can_do_more_than_be_no_json(body: bytes) -> None:
    assert all(isinstance(text, str) for text in answers.error_of(body))
    assert code_of(partial(answers.decoded, body, "http://h")) in ("", "SP202")


@pytest.mark.parametrize(
    "body",
    [b"[" + b"{}," * 400_000 + b"1]", b'{"models":[' + b'"\xe2\x82\xac",' * 600_000 + b"1]}"],
    ids=["objects", "texts"],
)
def test_a_small_text_that_would_be_huge_in_memory_is_not_read(body: bytes) -> None:
    begun = time.monotonic()
    assert code_of(partial(answers.decoded, body, "http://h")) == "SP207"
    assert answers.error_of(body) == ("", "")
    assert time.monotonic() - begun < 1


def test_a_count_that_no_server_can_mean_is_none() -> None:
    """It would fit no float: showing it ended in an OverflowError."""
    for size in (1 << 63, 10**400):
        listed = {"models": [{"name": "a", "size": size}]}
        assert code_of(partial(answers.models, listed, "http://h")) == "SP207"
    assert answers.models({"models": [{"name": "a", "size": (1 << 63) - 1}]}, "http://h")[0].size == (1 << 63) - 1


def test_a_name_that_no_model_can_have_is_not_kept() -> None:
    assert code_of(partial(answers.models, {"models": [{"name": "x" * 5000}]}, "http://h")) == "SP207"


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except OllamaTrouble as trouble:
        return trouble.code
    return ""


def test_a_stub_of_an_old_server_is_a_model_without_context() -> None:
    row = {
        "name": "gpt-oss:cloud",
        "model": "gpt-oss:cloud",
        "remote_model": "gpt-oss:20b",
        "size": 384,
        "digest": "a65e",
        "details": {"parent_model": "", "families": None},
    }
    found = answers.models({"models": [row]}, "")
    assert found == (Model("gpt-oss:cloud", "a65e", 384, "gpt-oss:20b"),)


def test_a_parent_is_a_model_and_never_a_file() -> None:
    for parent, read in (("tiny:latest", "tiny:latest"), ("/x/.ollama/models/blobs/sha256-00", ""), ("C:\\a\\b", "")):
        assert answers.shown({"details": {"parent_model": parent}}, "").parent == read


def test_parameters_are_read_line_by_line() -> None:
    text = 'num_ctx                        8192\nstop                           "<a b>"\nstop    "c"\n\n'
    assert answers.parameters(text) == {"num_ctx": "8192", "stop": '"<a b>"\n"c"'}
    assert answers.parameters("") == {}


@pytest.mark.parametrize("link", ["http://ollama.com/x", "javascript:alert(1)", "https://x y", "https://x\n", 5, None])
def test_only_a_proper_link_is_shown_to_a_person(link: object) -> None:
    assert answers.error_of(json.dumps({"error": "unauthorized", "signin_url": link}).encode()) == ("unauthorized", "")


def test_nobody_signed_in_is_not_known_rather_than_no() -> None:
    assert answers.account(None) == Account(None)
    assert answers.account({"id": "", "email": "", "name": ""}) == Account(None)
    assert answers.account({"name": "jo", "email": "jo@example.com", "plan": "pro"}) == Account(True, "pro")

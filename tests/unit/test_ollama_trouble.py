"""Ollama's refusals, in the words that real servers used, and what they mean."""

from __future__ import annotations

import time

import pytest

from setpoint.core.ollama_answers import told
from setpoint.core.ollama_trouble import pull_trouble, status_trouble

PULLS = [
    ("pull model manifest: file does not exist", "SP210", True),
    ("pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version", "SP211", True),
    ('pull model manifest: 500: {"errors": [{"code": "UNKNOWN", "message": "internal error"}]}', "SP213", False),
    ('pull model manifest: 429: {"errors": [{"code": "TOOMANYREQUESTS"}]}', "SP213", False),
    ('pull model manifest: 403: {"errors": [{"code": "DENIED", "message": "access denied"}]}', "SP215", True),
    ("pull model manifest: unauthorized: access denied", "SP215", True),
    ("pull model manifest: invalid character '<' looking for beginning of value", "SP213", False),
    ('pull model manifest: Get "http://127.0.0.1:5999/v2/x": dial tcp: connect: connection refused', "SP213", False),
    ("pull model manifest: Get ...: lookup registry.ollama.ai on 127.0.0.1:53: no such host", "SP213", False),
    ("max retries exceeded: EOF", "SP213", False),
    ("max retries exceeded: unexpected EOF", "SP213", False),
    ("read tcp 10.0.0.2:5432: connection reset by peer", "SP213", False),
    ("net/http: TLS handshake timeout", "SP213", False),
    ("EOF", "SP218", True),
    ("digest mismatch, file must be downloaded again: want sha256:7bd0, got sha256:b2c1", "SP217", False),
    ("write <HOME>/models/blobs/sha256-57c8-partial: no space left on device", "SP212", False),
    ("write C:\\blobs\\sha256-57c8-partial: There is not enough space on the disk.", "SP212", False),
    ("open <HOME>/models/blobs/sha256-7bd0-partial-0: read-only file system", "SP213", True),
    ("this model requires MLX support, which is not available", "SP216", True),
    ("invalid model name", "SP118", True),
    ("something that nobody has seen yet", "SP213", False),
]


@pytest.mark.parametrize("text,code,permanent", PULLS)
def test_an_error_line_of_a_pull_has_a_code_and_a_way_on(text: str, code: str, *, permanent: bool) -> None:
    trouble = pull_trouble(text, "tiny", "http://127.0.0.1:11434")
    assert (trouble.code, trouble.permanent) == (code, permanent)
    assert trouble.message.startswith("tiny: ")
    assert trouble.message.isprintable()


@pytest.mark.parametrize(
    "status,text,name,code,permanent",
    [
        (404, "model 'x:latest' not found", "x", "SP210", True),
        (404, "model 'x' not found", "x:cloud", "SP224", True),
        (410, "gone", "glm-4.7:cloud", "SP222", True),
        (403, "ollama cloud is disabled: remote model is unavailable", "x:cloud", "SP223", True),
        (403, "this model requires a subscription, upgrade for access: https://ollama.com/upgrade", "x", "SP221", True),
        (429, "you (Jo) have reached your weekly usage limit, upgrade", "x:cloud", "SP225", False),
        (502, 'Post "https://ollama.com:443/api/show?ts=1": dial tcp: refused', "x:cloud", "SP226", False),
        (500, 'Post "https://ollama.com:443/api/chat?ts=1": dial tcp: refused', "claude-opus-5", "SP226", False),
        (502, "", "", "SP201", False),
        (404, "", "", "SP202", True),
        (401, "unauthorized", "x:cloud", "SP220", True),
        (401, "", "", "SP208", True),
        (400, "invalid model name", "a b", "SP118", True),
        (500, "model requires more system memory (31 GiB) than is available", "x", "SP216", True),
        (503, "server busy, please try again.  maximum pending requests exceeded", "x", "SP207", False),
    ],
)
def test_a_status_that_says_no_has_a_code(status: int, text: str, name: str, code: str, *, permanent: bool) -> None:
    trouble = status_trouble(status, text, "http://h", name=name)
    assert (trouble.code, trouble.permanent, trouble.status) == (code, permanent, status)
    assert "Jo" not in trouble.message


def test_a_retired_model_names_its_successor() -> None:
    assert "glm-5.2:cloud" in status_trouble(410, "gone", "", name="glm-4.7:cloud").hint
    assert "glm-5.2:cloud" in pull_trouble("pull model manifest: file does not exist", "glm-4.7", "").hint


def test_a_cloud_only_model_is_told_with_its_suffix() -> None:
    assert "kimi-k2.6:cloud" in pull_trouble("pull model manifest: file does not exist", "kimi-k2.6:latest", "").hint


def test_a_servers_words_are_made_fit_to_show() -> None:
    assert told("a\n\tb\x1b[2J\x00") == "a b�[2J�"
    assert len(told("x" * 9999)) == 200
    assert told("you (jo@example.com) have reached") == "you have reached"


@pytest.mark.parametrize("text", ['name "' * 100_000, "you (" * 200_000, " " * 1_000_000 + "x", "EOF" * 300_000])
def test_long_words_of_a_server_are_understood_in_no_time(text: str) -> None:
    """An expression that goes back and forth took the square of their length: an hour for a megabyte."""
    begun = time.monotonic()
    for trouble in (status_trouble(400, text, "http://h"), pull_trouble(text, "tiny", "http://h")):
        assert len(trouble.message) < 300
    assert time.monotonic() - begun < 1

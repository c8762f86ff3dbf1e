"""Parts of a URL in a profile."""

from __future__ import annotations

import pytest

from setpoint.core.urls import parse


@pytest.mark.parametrize("text", ["http://.", "http://..", "https://./x", "http://", "http://:80", "http://a:0"])
def test_a_url_without_a_host_or_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a host"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["https://llm.acme.example./v1", "http://[::1]:1", "https://u:p@h?x#y", "http://H:8080"]
)
def test_an_origin_reads_back_as_itself(text: str) -> None:
    assert parse(parse(text).origin).origin == parse(text).origin

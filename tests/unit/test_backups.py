"""Copies of what is about to be changed."""

from __future__ import annotations

from setpoint.core.backups import MASK, masked


def test_a_copy_is_the_same_bytes() -> None:
    data = b'{"mcpServers": {"a": {"env": {"X": 1.0}}},\r\n "deploymentMode":"3p"}\r\n'
    assert masked(data) == data


def test_a_key_that_stands_in_an_entry_is_not_copied() -> None:
    copy = masked(b'{"inferenceProvider": "gateway", "inferenceGatewayApiKey": "canary", "chatTabEnabled": true}')
    assert (
        copy
        == f'{{"inferenceProvider": "gateway", "inferenceGatewayApiKey": "{MASK}", "chatTabEnabled": true}}'.encode()
    )


def test_what_is_no_json_is_copied_as_it_is() -> None:
    assert masked(b"{") == b"{"


def test_no_key_of_the_nested_shape_is_copied() -> None:
    group = b'{"gatewayApiKey": "canary", "customHeaders": {"X": "canary"}, "baseUrl": "https://one.example"}'
    copy = masked(b'{"$schemaVersion": 2, "inference": {"gateway": ' + group + b"}}")
    assert b"canary" not in copy
    assert b"https://one.example" in copy

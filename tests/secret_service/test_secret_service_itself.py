"""What `keyring:` relies on, asked of a real Secret Service: the library and the native tool find the same secret."""

from __future__ import annotations

import uuid

import pytest

from setpoint.process import run

pytestmark = pytest.mark.secret_service

CANARY = "sk-canary-a71e"


@pytest.fixture
def service() -> str:
    return f"setpoint-test-{uuid.uuid4()}"


def test_what_the_library_stores_the_native_tool_finds(service: str) -> None:
    from keyring.backends.SecretService import Keyring

    Keyring().set_password(service, "llm", CANARY)
    found = run(["secret-tool", "lookup", "service", service, "username", "llm"])
    assert (found.status, found.out) == (0, CANARY)


def test_what_the_native_tool_stores_the_library_finds(service: str) -> None:
    from keyring.backends.SecretService import Keyring

    stored = run(["secret-tool", "store", "--label", "Setpoint", "service", service, "username", "llm"], stdin=CANARY)
    assert stored.status == 0
    assert Keyring().get_password(service, "llm") == CANARY


def test_what_is_not_there_is_no_secret(service: str) -> None:
    from keyring.backends.SecretService import Keyring

    assert Keyring().get_password(service, "llm") is None
    assert run(["secret-tool", "lookup", "service", service, "username", "llm"]).status == 1

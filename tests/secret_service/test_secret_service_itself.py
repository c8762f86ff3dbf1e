"""What `keyring:` relies on, asked of a real Secret Service: the library and the native tool find the same secret."""

from __future__ import annotations

import uuid
from types import ModuleType

import pytest

from setpoint.process import run

pytestmark = pytest.mark.secret_service

CANARY = "sk-canary-a71e"


@pytest.fixture
def service() -> str:
    """A name that no other run has used."""
    return f"setpoint-test-{uuid.uuid4()}"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The library, held to the Secret Service: no other store may stand in."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.SecretService.Keyring")
    import keyring

    return keyring


def test_what_the_library_stores_the_native_tool_finds(service: str, keyring: ModuleType) -> None:
    keyring.set_password(service, "llm", CANARY)
    found = run(["secret-tool", "lookup", "service", service, "username", "llm"])
    assert (found.status, found.out) == (0, CANARY)


def test_what_the_native_tool_stores_the_library_finds(service: str, keyring: ModuleType) -> None:
    stored = run(["secret-tool", "store", "--label", "Setpoint", "service", service, "username", "llm"], stdin=CANARY)
    assert stored.status == 0
    assert keyring.get_password(service, "llm") == CANARY


def test_what_is_not_there_is_no_secret(service: str, keyring: ModuleType) -> None:
    assert keyring.get_password(service, "llm") is None
    assert run(["secret-tool", "lookup", "service", service, "username", "llm"]).status == 1

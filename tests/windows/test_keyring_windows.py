"""`keyring:` against the Credential Manager of a real Windows, or of Wine."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fakes.keys import CANARY, machine
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import KeyUnavailable
from setpoint.keyrefs.keyring import SCHEME

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(os.name != "nt", reason="the Credential Manager is part of Windows"),
]
SERVICE = "setpoint-test it's %^&"
REFS = [KeyRef("keyring", f"{SERVICE}/{name}") for name in ("one", "two")]


@pytest.fixture
def vault() -> Iterator[Any]:
    """The library's own view of the store; what the test left there is removed."""
    backend = importlib.import_module("keyring.backends.Windows").WinVaultKeyring()
    yield backend
    for name in ("one", "two"):
        with suppress(Exception):
            backend.delete_password(SERVICE, name)


def test_a_stored_key_resolves_and_is_gone_after_deletion(vault: Any, tmp_path: Path) -> None:
    here = machine(tmp_path, system="windows")
    SCHEME.store(REFS[0], Secret(CANARY), here)
    assert SCHEME.resolve(REFS[0], here) == Secret(CANARY)
    vault.delete_password(SERVICE, "one")
    with pytest.raises(KeyUnavailable) as failure:
        SCHEME.resolve(REFS[0], here)
    assert failure.value.code == "SP701"


def test_two_names_of_one_service_keep_their_own_keys(vault: Any, tmp_path: Path) -> None:
    here = machine(tmp_path, system="windows")
    for number, ref in enumerate(REFS):
        SCHEME.store(ref, Secret(f"{CANARY}-{number}"), here)
    assert [SCHEME.resolve(ref, here) for ref in REFS] == [Secret(f"{CANARY}-{number}") for number in range(2)]
    assert vault.get_password(SERVICE, "one") == f"{CANARY}-0"


def test_the_credential_lies_where_the_script_for_the_app_looks(vault: Any, tmp_path: Path) -> None:
    """Target name: the service for the newest name, `name@service` for the one before; the blob UTF-16."""
    win32cred = importlib.import_module("win32ctypes.pywin32.win32cred")
    here = machine(tmp_path, system="windows")
    for ref in REFS:
        SCHEME.store(ref, Secret(CANARY), here)
    for target, name in ((SERVICE, "two"), (f"one@{SERVICE}", "one")):
        found = win32cred.CredRead(TargetName=target, Type=win32cred.CRED_TYPE_GENERIC)
        assert (found["UserName"], found["CredentialBlob"]) == (name, CANARY.encode("utf-16-le"))
    assert vault.get_password(SERVICE, "two") == CANARY

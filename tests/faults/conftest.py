"""The shim is built once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults import shim


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that are marked `gcc`."""
    return shim.built(tmp_path_factory.mktemp("shim"))

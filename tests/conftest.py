"""For every test: a throw-away home, a tripwire around the real one, and skips that CI may forbid.

`SETPOINT_REQUIRE=secret-service,windows,wire,chromium,gcc,shells,drives` makes a failure of a skip of tests so marked.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

import tripwire

CHECKOUT = Path(__file__).resolve().parent.parent
WIRE = Path(os.environ.get("SETPOINT_WIRE") or CHECKOUT.parent / "shared" / "facts" / "ollama-wire")
DRIVERS = ("lowntfs-3g", "mkntfs", "mount.exfat-fuse", "mkfs.exfat", "losetup", "mkfs.btrfs", "btrfs", "sshfs")
HOME = Path(tempfile.mkdtemp(prefix="setpoint-home-"))

# No deadline per example: the time limit per test is enough, and a busy machine is no finding. CI repeats itself.
settings.register_profile("setpoint", deadline=None, max_examples=80, derandomize=bool(os.environ.get("CI")))
# `make check` takes fewer and other ones each time; so does Wine, where laws that hold on Linux are slow and no news.
settings.register_profile("everyday", settings.get_profile("setpoint"), max_examples=25)
settings.load_profile("setpoint")


def pytest_configure() -> None:
    real = Path(os.environ.get(tripwire.REAL_HOME) or Path.home())
    exceptions = tripwire.needed(CHECKOUT)
    tripwire.move_home(os.environ, real, HOME)
    tripwire.install(real, exceptions)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    browser = [name for name in ("chromium", "Xvfb") if shutil.which(name) is None]
    shells = [name for name in ("bash", "zsh", "fish", "mandoc", "groff") if shutil.which(name) is None]
    drivers = [name for name in DRIVERS if shutil.which(name) is None]
    lacking = {
        "chromium": f"not installed: {', '.join(browser)}" if browser else "",
        "drives": f"not installed: {', '.join(drivers)}" if drivers else "",
        "gcc": "" if sys.platform == "linux" and shutil.which("gcc") else "there is no gcc, or this is not Linux",
        "windows": "" if sys.platform == "win32" else "this is not Windows",
        "editor": "" if os.environ.get("SETPOINT_EDITOR") else "nobody installed an editor's tools: .ci/editor.sh does",
        "secret_service": "" if os.environ.get("DBUS_SESSION_BUS_ADDRESS") else "there is no session bus",
        "shells": f"not installed: {', '.join(shells)}" if shells else "",
        "systemd": "" if os.environ.get("SETPOINT_STAGE") else "nobody booted a systemd: .ci/systemd.sh does",
        "wire": "" if WIRE.is_dir() else f"the recordings are not at {WIRE}",
    }
    for item in items:
        for marker, reason in lacking.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = os.environ.get("SETPOINT_REQUIRE", "").replace("-", "_").split(",")
    if report.skipped and any(marker.name in required for marker in item.iter_markers()):
        why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{why}; SETPOINT_REQUIRE forbids that"
    return report


@pytest.fixture
def home() -> Path:
    """The throw-away home of this session: shared by all tests, so prefer `tmp_path` for files of your own."""
    return HOME


@pytest.fixture
def wire() -> Path:
    """The folder of recorded answers of a real Ollama. Mark the test with `wire`, so that it is skipped without."""
    return WIRE

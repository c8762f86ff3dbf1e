"""What is built from a checkout: it holds all that is shipped, and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import setpoint

TOP = Path(__file__).resolve().parents[2]
FOLDERS = ("schemas", "profiles", "systemd", "launchd", "windows")


def build(source: Path, target: Path, kind: str) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 0, done.stderr
    return next(target.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(TOP, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source archive."""
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build(TOP, place / "built", "sdist")) as archive:
        archive.extractall(place, filter="data")
    return place / f"setpoint-{setpoint.__version__}"


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_bears_the_version_that_the_code_says(wheel: Path) -> None:
    assert wheel.name == f"setpoint-{setpoint.__version__}-py3-none-any.whl"


def test_every_data_file_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    shipped = {
        f"setpoint/data/{path.relative_to(TOP).as_posix()}"
        for folder in FOLDERS
        for path in (TOP / folder).rglob("*")
        if path.is_file()
    }
    assert shipped <= names(wheel)


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    name = f"setpoint-{setpoint.__version__}"
    assert tops == {"setpoint", f"{name}.dist-info", f"{name}.data"}
    data = {each for each in names(wheel) if each.startswith(f"{name}.data/")}
    assert data == {f"{name}.data/data/share/man/man1/setpoint.1"}
    assert "setpoint/py.typed" in names(wheel)


def test_a_wheel_built_from_the_source_archive_is_the_same(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    assert names(build(sdist, tmp_path, "wheel")) == names(wheel)


def test_the_source_archive_can_run_its_own_tests(sdist: Path) -> None:
    for file in ("tests/conftest.py", "Makefile", "README.md", "LICENSE", "daemon/hatch_build.py"):
        assert (sdist / file).is_file()
    assert not list(sdist.rglob(".wine"))


def test_data_is_found_inside_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    here = [folder for folder in FOLDERS if (TOP / folder).is_dir()]
    asked = f"import setpoint.shipped as s; print(*map(s.folder, {here}), sep='\\n')"
    command = [sys.executable, "-c", asked]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    found = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=20
    )
    assert found.stdout.split() == [str(tmp_path / "setpoint" / "data" / folder) for folder in here]

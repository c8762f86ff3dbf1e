"""Parts are found by lying in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from setpoint import discovery


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A package of its own for each test, so that no import of another test is in the way."""
    name = f"parts_of_{request.node.name.split('[')[0]}"
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "red.py").write_text("PART: str = 'red'\n")
    (package / "blue.py").write_text("PART: str = 'blue'\n")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_every_module_of_the_folder_is_a_part(folder: str) -> None:
    assert discovery.parts(folder, "PART") == {"blue": "blue", "red": "red"}


def test_names_are_known_without_importing_a_part(folder: str) -> None:
    assert discovery.names(folder) == ("blue", "red")
    assert f"{folder}.red" not in sys.modules


def test_one_part_imports_no_other(folder: str) -> None:
    assert discovery.part(folder, "red", "PART") == "red"
    assert f"{folder}.blue" not in sys.modules


@pytest.mark.parametrize("name", ["green", "", "../red", "red.PART", "1password", "rot\0"])
def test_a_name_that_is_no_part_is_a_lookup_error(folder: str, name: str) -> None:
    with pytest.raises(LookupError):
        discovery.part(folder, name, "PART")


def test_a_part_without_its_constant_is_named(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder / "grey.py").write_text("")
    with pytest.raises(TypeError, match=rf"{folder}\.grey lacks its last line, PART"):
        discovery.part(folder, "grey", "PART")


def test_a_part_that_lacks_a_library_does_not_pass_for_missing(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder / "broken.py").write_text("import no_such_library_anywhere\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_library_anywhere"):
        discovery.part(folder, "broken", "PART")


def test_parts_are_found_in_a_zip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "parts.zip"
    with ZipFile(archive, "w") as made:
        made.writestr("zipped_parts/__init__.py", "")
        made.writestr("zipped_parts/red.py", "PART: str = 'red'\n")
    monkeypatch.syspath_prepend(archive)
    assert discovery.parts("zipped_parts", "PART") == {"red": "red"}

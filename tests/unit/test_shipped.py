"""Data is found in a wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from setpoint import shipped
from setpoint.errors import Failed


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The tree of a checkout; the package in it is returned."""
    package = tmp_path / "daemon" / "setpoint"
    package.mkdir(parents=True)
    (tmp_path / "daemon" / "hatch_build.py").touch()
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "profile.schema.json").write_text('{"from": "the checkout"}')
    return package


def test_a_checkout_is_read_where_it_lies(checkout: Path) -> None:
    assert shipped.read("schemas", "profile.schema.json", package=checkout) == '{"from": "the checkout"}'


def test_what_lies_inside_the_package_comes_first(checkout: Path) -> None:
    inside = checkout / "data" / "schemas"
    inside.mkdir(parents=True)
    (inside / "profile.schema.json").write_text('{"from": "the wheel"}')
    assert shipped.read("schemas", "profile.schema.json", package=checkout) == '{"from": "the wheel"}'


def test_a_folder_above_site_packages_is_not_ours(checkout: Path) -> None:
    (checkout.parent / "hatch_build.py").unlink()
    with pytest.raises(Failed, match="lacks schemas") as caught:
        shipped.folder("schemas", package=checkout)
    assert caught.value.code == "SP906"


def test_a_file_that_is_missing_is_named(checkout: Path) -> None:
    with pytest.raises(Failed, match=r"lacks schemas/status\.schema\.json"):
        shipped.read("schemas", "status.schema.json", package=checkout)


def test_names_are_sorted_and_of_one_ending(checkout: Path) -> None:
    folder = checkout.parent.parent / "profiles"
    (folder / "old").mkdir(parents=True)
    for name in ("tiered.yaml", "local.yaml", "README.md"):
        (folder / name).touch()
    assert shipped.names("profiles", ".yaml", package=checkout) == ("local.yaml", "tiered.yaml")

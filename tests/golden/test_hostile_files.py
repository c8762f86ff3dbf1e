"""Files that are too big, too deep or too odd to be kept in a folder: one clear message, and nothing is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from golden.case import HERE, read
from golden.stage import Stage
from golden.staging import staged
from golden.systems import put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks")

PLACES = ("3p/claude_desktop_config.json", "3p/configLibrary/_meta.json")
HOSTILE = {
    "nested 10,000 deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a list nested 100,000 deep": b'{"a":' + b"[" * 100_000,
    "100 MB": b'{"a":"' + b"x" * 100_000_000 + b'"}',
    "a NUL byte": b'{"a":\x001}',
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "empty": b"",
    "our own key twice": b'{"deploymentMode":"1p","deploymentMode":"3p","appliedId":"","appliedId":""}',
}


def _path(here: Stage, place: str) -> Path:
    top, _, rest = place.partition("/")
    return here.places[top] / rest


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_left_untouched(what: str, place: str, tmp_path: Path) -> None:
    with staged(read(HERE / "fresh-folder"), "linux", tmp_path) as here:
        path = put(_path(here, place), HOSTILE[what])
        for command in ("plan", "apply --yes", "status"):
            said = here.run(command)
            assert said.code in (1, 4), f"{command}: {said.code} {said.text[:500]}"
            assert said.text.count("SP305") == 1, said.text[:500]
            assert "SP900" not in said.text
            assert path.name in said.text
        said = here.run("restore --yes")
        assert (said.code, "SP315" in said.text) == (0, True), "nothing of ours is there, whatever else may be"
        assert list(path.parent.iterdir()) == [path]
        assert path.read_bytes() == HOSTILE[what]


@pytest.mark.parametrize("place", PLACES)
def test_something_that_is_no_file_is_left_alone(place: str, tmp_path: Path) -> None:
    with staged(read(HERE / "fresh-folder"), "linux", tmp_path) as here:
        path = _path(here, place)
        path.parent.mkdir(parents=True)
        if sys.platform != "win32":
            os.mkfifo(path)
        said = here.run("apply --yes")
        assert said.code in (1, 4)
        assert path.name in said.text
        assert list(path.parent.iterdir()) == [path]


def test_a_settings_file_that_is_a_link_into_a_checkout_stays_one(tmp_path: Path) -> None:
    with staged(read(HERE / "fresh-folder"), "linux", tmp_path) as here:
        real = put(tmp_path / "dotfiles/claude.json", b'{"mcpServers": {}}\n')
        link = _path(here, PLACES[0])
        link.parent.mkdir(parents=True)
        link.symlink_to(real)
        assert here.run("apply --yes").code == 0
        assert link.readlink() == real
        assert real.read_bytes() == b'{"mcpServers": {}, "deploymentMode": "3p"}\n'
        assert here.run("restore --yes").code == 0
        assert link.readlink() == real
        assert real.read_bytes() == b'{"mcpServers": {}}\n'

"""Our own side of the disk: no room for what we write, or no right to read and write it. Nothing is lost or torn."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.desk import Desk, Said, desk
from setpoint.core.facts.claude import ENTRY_ID

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of another kind")

PROFILE = "setpoint: 1\nmode: gateway\ngateway: {url: https://llm.example, models: {sonnet: claude-sonnet-5}}\n"
PERSONS = "c0ffee00-1111-4222-8333-444455556666"
NOBODY = 65534
"""A user that owns nothing. Root, who runs these tests in CI, may read everything."""


def furnished(tree: Path) -> Desk:
    """A person's own entry is applied; the files are longer than any limit below."""
    person = desk(tree, PROFILE)
    library = person.claude / "configLibrary"
    library.mkdir(parents=True)
    (library / "_meta.json").write_text(f'{{"appliedId":"{PERSONS}","entries":[{{"id":"{PERSONS}","name":"Mine"}}]}}')
    (library / f"{PERSONS}.json").write_text('{"inferenceProvider":"gateway"}')
    (person.claude / "claude_desktop_config.json").write_text(f'{{"deploymentMode":"1p","notes":"{"x" * 2000}"}}')
    return person


def claudes(at: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(at.claude.rglob("*")) if path.is_file()}


def told(said: Said) -> None:
    assert said.code in (1, 4), said.out + said.err
    assert "SP900" not in said.out + said.err
    assert "SP30" in said.out + said.err or "SP80" in said.out + said.err


@contextmanager
def no_file_longer_than(limit: int) -> Iterator[None]:
    """To whoever writes it looks as a full disk does: so much of the file is there, then an error."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    caches, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # Python would keep a cut-off cache (gh-126606)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        sys.dont_write_bytecode = caches
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [600, *(pytest.param(each, marks=pytest.mark.long) for each in (0, 100, 300, 1500))])
def test_where_the_disk_is_full_all_is_old_or_new_and_goes_back(limit: int, tmp_path: Path) -> None:
    person = furnished(tmp_path / "desk")
    before = claudes(person)
    with no_file_longer_than(limit):
        told(person("apply", "--yes"))
    now = claudes(person)
    assert now["claude_desktop_config.json"] == before["claude_desktop_config.json"], "the flag comes last"
    assert {*now} - {*before} <= {f"{ENTRY_ID}.json"}, "and nothing half written lies beside"
    assert person("restore", "--yes").code == 0
    assert claudes(person) == before
    assert person("apply", "--yes").code == 0
    with no_file_longer_than(limit):
        told(person("restore", "--yes"))
    assert person("restore", "--yes").code == 0
    assert claudes(person) == before


@contextmanager
def as_a_person_without_rights() -> Iterator[None]:
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def guest() -> Iterator[Desk]:
    """A desk of somebody who is not root, in a folder that such a one can reach."""
    top = Path(tempfile.mkdtemp(prefix="setpoint-guest-"))
    person = furnished(top / "desk")
    if sys.platform != "win32" and os.geteuid() == 0:
        for path in (top, *top.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    # root's imports are done by then: a guest may not look into root's home, where Python may live
    for words in (("apply", "--yes"), ("status",), ("restore", "--yes")):
        with as_a_person_without_rights():
            person(*words)
    yield person
    shutil.rmtree(top, ignore_errors=True)


NAMES = ("claude_desktop_config.json", "configLibrary/_meta.json")


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_may_not_be_read_is_unknown_and_nothing_is_done(name: str, guest: Desk) -> None:
    path, before = guest.claude / name, claudes(guest)
    path.chmod(0)
    for words in (("plan",), ("apply", "--yes"), ("status",)):
        with as_a_person_without_rights():
            said = guest(*words)
        told(said)
        assert path.name in said.out
    assert claudes(guest) == before
    path.chmod(0o600)
    with as_a_person_without_rights():
        assert guest("apply", "--yes").code == 0


@pytest.mark.long
@pytest.mark.parametrize("where", ["claude", "library", "state"])
def test_a_folder_that_may_not_be_written_is_told(where: str, guest: Desk) -> None:
    folder = {"claude": guest.claude, "library": guest.claude / "configLibrary", "state": guest.state}[where]
    before = claudes(guest)
    folder.chmod(0o500)
    with as_a_person_without_rights():
        said = guest("apply", "--yes")
    told(said)
    now = claudes(guest)
    torn = [name for name in before if now[name] != before[name]]
    assert torn in ([], ["_meta.json"]), "the flag is last"
    folder.chmod(0o700)
    with as_a_person_without_rights():
        assert guest("restore", "--yes").code == 0
    assert claudes(guest) == before

"""The habits of the code base, kept true by looking at it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tripwire
from setpoint.core.codes import CODES

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "daemon" / "setpoint"
SKIPPED = {"__pycache__", "build", "dist", "node_modules"}

RESERVED: dict[str, str] = {}
"""Codes that nothing uses yet, each with the reason why it is there all the same."""

PARTS = {"resources": "RESOURCE", "platforms": "PLATFORM", "keyrefs": "SCHEME", "checks": "CHECK"}


def files(top: Path, ending: str = "") -> Iterator[Path]:
    """The files of the project; caches and hidden folders but `.ci` are not part of it, nor entered."""
    for folder, inside, found in os.walk(top):
        inside[:] = sorted(name for name in inside if name not in SKIPPED and (name[0] != "." or name == ".ci"))
        yield from (Path(folder, name) for name in sorted(found) if name.endswith(ending))


PYTHON = [*files(TOP / "daemon", ".py"), *files(TOP / "tests", ".py")]


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    for path in files(TOP):
        try:
            yield name_of(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_is_too_long_to_live_in() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = re.compile(r"(^|_)(manager|helper|util|base|common|misc)s?(_|$)")
    assert [name_of(path) for path in PYTHON if drawers.search(path.stem)] == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    places = {os.environ[tripwire.REAL_HOME], str(TOP), "/" + "work", "/" + "root"} - {"/"}
    found = re.compile("|".join(rf"(?<![\w.$}}-]){re.escape(place)}/" for place in sorted(places)))
    assert [name for name, text in texts() if found.search(text)] == []


def test_nothing_names_a_package_registry() -> None:
    hosts = re.compile(r"(pypi|pythonhosted|npmjs|debian)\." + r"(org|com)\b")
    assert [name for name, text in texts() if hosts.search(text)] == []


def test_every_code_in_the_source_is_explained() -> None:
    mentioned = {
        (name_of(path), code)
        for path in PYTHON
        for code in re.findall(r"\bSP\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert {(name, code) for name, code in mentioned if code not in CODES} == set()


def test_every_code_is_used_or_reserved_for_a_reason() -> None:
    texts = [
        node.value
        for path in files(PACKAGE, ".py")
        if path.name != "codes.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    unused = CODES.keys() - set(re.findall(r"\bSP\d{3}\b", " ".join(texts)))
    assert sorted(unused - RESERVED.keys()) == []
    assert sorted(RESERVED.keys() - unused) == [], "reserved, but in use"


def test_no_mock_library_stands_in_for_a_port() -> None:
    mocks = re.compile(r"^\s*(from|import)\s+(unittest(\.mock)?\b|mock\b|pytest_mock\b)|\bmocker\b", re.MULTILINE)
    offenders = [name_of(path) for path in PYTHON if mocks.search(path.read_text(encoding="utf-8"))]
    assert [name for name in offenders if name != "tests/test_house.py"] == []


@pytest.mark.parametrize("room", PARTS)
def test_every_part_ends_in_its_annotated_constant(room: str) -> None:
    for path in [*(PACKAGE / room).glob("[!_]*.py"), *(PACKAGE / room).glob("*/__init__.py")]:
        last = ast.parse(path.read_text(encoding="utf-8")).body[-1]
        assert isinstance(last, ast.AnnAssign), f"{name_of(path)} must end in {PARTS[room]}: … = …"
        assert isinstance(last.target, ast.Name), name_of(path)
        assert last.target.id == PARTS[room], name_of(path)


def test_facts_that_may_age_say_how_old_they_are() -> None:
    dated = re.compile(r'^AS_OF(: [\w\[\]]+)? = "\d{4}-\d{2}-\d{2}"$', re.MULTILINE)
    modules = [path for path in files(PACKAGE / "core" / "facts", ".py") if path.name != "__init__.py"]
    assert [name_of(path) for path in modules if not dated.search(path.read_text(encoding="utf-8"))] == []

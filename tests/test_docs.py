"""What the pages say about the program is what the program is."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.desk import desk
from setpoint import errors, shipped
from setpoint.cli.main import COMMANDS
from setpoint.core.codes import CODES
from setpoint.core.report import PRECEDENCE

TOP = Path(__file__).resolve().parent.parent
PAGES = [TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").glob("*.md"))]
README = (TOP / "README.md").read_text(encoding="utf-8")
SPOKEN = "|".join(COMMANDS)


def spans(text: str) -> Iterator[str]:
    """What stands in `backticks`, and each line of the fenced and indented blocks."""
    inline = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", inline)
    for block in re.findall(r"^```\w*\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE):
        yield from block.splitlines()


def spoken(text: str) -> list[tuple[str, list[str]]]:
    """Every command that is written out, with or without the program's name, and the options behind it."""
    found = (re.match(rf"(?:\$ )?(?:\S*/)?setpoint (\w+)(.*)|({SPOKEN})( --.*)", span) for span in spans(text))
    return [(each[1] or each[3], re.findall(r"(?<!\S)--[a-z-]+", each[2] or each[4] or "")) for each in found if each]


def test_every_code_is_explained_in_order_under_its_heading() -> None:
    page = (TOP / "docs" / "codes.md").read_text(encoding="utf-8")
    explained: list[tuple[str, str]] = []
    for part in page.split("\n## ")[1:]:
        low, high = re.match(r"(SP\d+) to (SP\d+): ", part).groups()  # type: ignore[union-attr]
        rows = re.findall(r"^\| (SP\d+) \| (.+) \|$", part, re.MULTILINE)
        assert (rows[0][0], rows[-1][0]) == (low, high)
        explained += rows
    assert explained == list(CODES.items())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_code_that_a_page_names_exists(page: Path) -> None:
    assert set(re.findall(r"\bSP\d{3}\b", page.read_text(encoding="utf-8"))) - CODES.keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_names_exists(page: Path, tmp_path: Path) -> None:
    at = desk(tmp_path)
    for command, options in spoken(page.read_text(encoding="utf-8")):
        assert command in COMMANDS, f"setpoint {command}"
        helped = at(command, "--help").out if options else ""
        assert [option for option in options if option not in helped] == [], f"setpoint {command}"


def test_every_command_that_a_hint_or_an_example_names_exists() -> None:
    texts = [shipped.read("profiles", name) for name in shipped.names("profiles", ".yaml")]
    for path in (TOP / "daemon" / "setpoint").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts += [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    named = {word for text in texts for word in re.findall(r"(?:^|[`:;,] ?|\bor )setpoint ([a-z]+)", text)}
    assert {"apply", "init", "key", "trust"} <= named
    assert named - COMMANDS.keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_key_of_a_profile_that_the_readme_names_is_in_the_schema() -> None:
    tops = "ollama|gateway|claude|agent|models"
    named = {span for span in spans(README) if re.fullmatch(rf"({tops})(\.\w+)+", span)}
    assert named
    assert {name for name in named if not _known(name.split("."))} == set()


def _known(path: list[str]) -> bool:
    schema: Any = json.loads(shipped.read("schemas", "profile.schema.json"))
    node = schema
    for step in path:
        node = node.get("properties", {}).get(step)
        if node is None:
            return False
        node = schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    return True


def test_the_exit_codes_are_those_of_the_program(tmp_path: Path) -> None:
    line = next(line for line in README.splitlines() if line.startswith("Exit codes: "))
    told = {int(number): text for number, text in re.findall(r"(\d+) ([^·.]+?)(?: ·|\.|$)", line)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    failures = {kind.exit_code for kind in kinds if issubclass(kind, errors.SetpointError)}
    assert set(told) == failures | set(PRECEDENCE) | {0, 130}
    helped = " ".join(desk(tmp_path)("--help").out.partition("exit codes: ")[2].split())
    briefly = dict(re.findall(r"(\d+) ([^,]+)", helped))
    assert {int(number): text for number, text in briefly.items()} == {
        number: text.partition(" (")[0] for number, text in told.items() if str(number) in briefly
    }
    assert f"Several at once: {', '.join(map(str, PRECEDENCE))} in this order" in README

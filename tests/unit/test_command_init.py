"""`setpoint init`, `setpoint validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import GATEWAY, desk
from setpoint import shipped

EXAMPLES = [name.removesuffix(".yaml") for name in shipped.names("profiles", ".yaml")]
BAD = "setpoint: 1\nmode: olama\nmodels:\n  sonet: x\n  opus: a b\n"

NATIVE = "setpoint: 1\nmode: native\n"


def everything(top: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_becomes_a_valid_profile_where_it_is_looked_for(name: str, tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = at("init", "--from", name)
    path = at.home / ".config/setpoint/profile.yaml"
    assert (said.code, said.err) == (0, "")
    assert "setpoint validate" in said.out
    assert path.read_text().endswith(shipped.read("profiles", f"{name}.yaml"))
    assert at("validate").code == 0


def test_an_editor_finds_the_schema_by_the_first_line(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at("init", "--from", "local")
    folder = at.home / ".config/setpoint"
    first = (folder / "profile.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=profile.schema.json"
    assert (folder / "profile.schema.json").read_text() == shipped.read("schemas", "profile.schema.json")


def test_a_named_profile_is_started_there_and_the_next_step_names_it(tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = at("init", "--from", "native", "--profile", "dotfiles/claude.yaml")
    assert said.code == 0
    assert f"setpoint --profile {tmp_path}/dotfiles/claude.yaml plan" in said.out
    assert (tmp_path / "dotfiles/claude.yaml").is_file()


@pytest.mark.parametrize("there", ["file", "folder", "dangling link"])
def test_what_is_there_is_never_overwritten(there: str, tmp_path: Path) -> None:
    at = desk(tmp_path)
    place, elsewhere = tmp_path / "mine.yaml", tmp_path / "elsewhere.yaml"
    if there == "file":
        place.write_text("mine")
    elif there == "folder":
        place.mkdir()
    else:
        place.symlink_to(elsewhere)
    before = everything(tmp_path)
    said = at("init", "--from", "local", "--profile", "mine.yaml")
    assert (said.code, "SP904" in said.err) == (4, True)
    assert everything(tmp_path) == before
    assert not elsewhere.exists()


def test_the_help_lists_the_examples_with_what_they_are(tmp_path: Path) -> None:
    said = desk(tmp_path)("init", "--help")
    listed = said.out.partition("examples for --from:\n")[2].splitlines()
    assert said.code == 0
    assert [line.split()[0] for line in listed] == EXAMPLES
    assert "All local: every answer is computed on this machine." in said.out


def test_an_example_is_taken_as_it_is(tmp_path: Path) -> None:
    said = desk(tmp_path)("init", "--from", "local", "--mode", "native", "--opus", "x")
    assert (said.code, "no --mode, --opus with --from" in said.err) == (64, True)


def test_a_misspelled_example_gives_the_nearest(tmp_path: Path) -> None:
    said = desk(tmp_path)("init", "--from", "locl")
    assert (said.code, 'did you mean "local"?' in said.err) == (64, True)


def test_every_error_is_told_at_once_with_place_and_nearest_spelling(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "bad.yaml").write_text(BAD)
    said = at("validate", "bad.yaml")
    assert said.code == 3
    for text in ("bad.yaml:2:1  mode", 'did you mean "ollama"?', "bad.yaml:4:3  models.sonet", "bad.yaml:5:3"):
        assert text in said.out
    assert "bad.yaml: 3 errors" in said.out


def test_many_profiles_are_checked_in_one_go_and_one_bad_one_fails_them(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.yaml").write_text(GATEWAY.format(url="https://llm.acme.example"))
    said = at("validate", "good.yaml", "bad.yaml", "none.yaml")
    assert said.code == 3
    assert "✓ good.yaml: valid, mode gateway, 2 slots" in said.out
    assert "✗ none.yaml: 1 error" in said.out
    assert at("validate", "good.yaml", "good.yaml").code == 0


def test_machines_get_the_same_verdicts_as_the_schema_says(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "bad.yaml").write_text(BAD)
    for name, text in {"good.yaml": GATEWAY.format(url="https://llm.acme.example"), "native.yaml": NATIVE}.items():
        (tmp_path / name).write_text(text)
    said = at("validate", "--json", "good.yaml", "bad.yaml", "none.yaml", "native.yaml")
    told = json.loads(said.out)
    Draft202012Validator(json.loads(shipped.read("schemas", "validate.schema.json"))).validate(told)
    assert (said.code, told["exit"]) == (3, 3)
    assert [(each["valid"], each["mode"], each["slots"]) for each in told["profiles"]] == [
        (True, "gateway", 2),
        (False, None, None),
        (False, None, None),
        (True, "native", None),
    ]
    places = [(each["line"], each["key"]) for each in told["profiles"][1]["problems"]]
    assert ((2, "mode") in places, (4, "models.sonet") in places) == (True, True)


def test_warnings_are_shown_and_fail_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: native\nclaude: {settings: {noSuchSettingHere: 1}}\n")
    said = at("validate")
    assert (said.code, "SP125" in said.out, "valid, mode native" in said.out) == (0, True, True)


def test_machines_get_the_same(tmp_path: Path) -> None:
    at = desk(tmp_path)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.yaml").write_text("setpoint: 1\nmode: off\n")
    told = json.loads(at("validate", "--json", "bad.yaml", "good.yaml").out)
    bad, good = told["profiles"]
    assert (told["exit"], bad["valid"], good["valid"], good["mode"]) == (3, False, True, "off")
    assert [problem["code"] for problem in bad["problems"]] == ["SP111", "SP112", "SP118"]


def test_validating_writes_nothing_at_all(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY.format(url="https://llm.acme.example"))
    before = everything(tmp_path)
    at("validate")
    assert everything(tmp_path) == before
    assert not at.state.exists()

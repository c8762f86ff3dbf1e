"""Completion scripts say what the parsers understand. tests/shells/ runs them in real shells, but for PowerShell."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from fakes.desk import desk
from setpoint.cli.completion import SHELLS
from setpoint.cli.grammar import grammar
from setpoint.cli.main import COMMANDS, program, spoken_parser
from setpoint.core.grammar import Given, Grammar, Spoken, Word
from setpoint.telling import for_powershell


def understood() -> Mapping[str, ArgumentParser]:
    return {"": program()} | {name: spoken_parser(name, import_module(f"setpoint.cli.{name}")) for name in COMMANDS}


def script(shell: str, tmp_path: Path) -> str:
    said = desk(tmp_path)("completion", shell)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_every_command_and_option_of_the_parsers_is_in_the_grammar() -> None:
    found = {spoken.name: {name for option in spoken.options for name in option.names} for spoken in grammar().spoken()}
    assert found == {name: set(parser._option_string_actions) for name, parser in understood().items()}


def test_no_option_takes_a_value_here_and_none_there() -> None:
    """Scripts look for the command before they know it, and must know which words are values."""
    valued = set(grammar().valued())
    options = [option for spoken in grammar().spoken() for option in spoken.options]
    assert [option.names for option in options if not option.given and valued & set(option.names)] == []


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_option_and_word_is_in_each_script(shell: str, tmp_path: Path) -> None:
    text = script(shell, tmp_path).replace("\\:", ":")
    prefix = "-l " if shell == "fish" else "--"
    for spoken in grammar().spoken():
        places = [*spoken.places, *(option.given for option in spoken.options if option.given)]
        words = [word.text for place in places for word in place.words]
        words += [prefix + name[2:] for option in spoken.options for name in option.names if name.startswith("--")]
        assert [word for word in (spoken.name, *words) if word not in text] == [], spoken.name


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_of_a_template_is_left(shell: str, tmp_path: Path) -> None:
    text = script(shell, tmp_path)
    assert re.findall(r"\{(?:version|valued|cases|program|branches|functions|lines|offers)\}", text) == []
    assert f"setpoint completion {shell}\n" in "\n".join(text.splitlines()[:2]) + "\n"


def test_the_examples_keys_and_modes_are_offered(tmp_path: Path) -> None:
    text = script("bash", tmp_path)
    assert "'init --from') words='cloud gateway local native private tiered' ;;" in text
    assert "'use 0') words='ollama gateway native off profile' ;;" in text
    assert "keyring:" in text
    assert "'doctor '[0-9]*) words='profile claude ollama keys agent setpoint' ;;" in text
    assert "'doctor --bundle') kind=file ;;" in text
    assert "'explain 0') words='opus sonnet haiku fable ProfileValid " in text


def test_for_powershell_all_is_quoted_and_ascii(tmp_path: Path) -> None:
    text = script("powershell", tmp_path)
    assert text.isascii()
    hostile = Word("it's", "$(Get-Date) `n “quoted” …")
    place = Given("X", "", words=(hostile,))
    made = for_powershell.script(Grammar("1", "", (), (Spoken("try", "", (), (place,)),)))
    assert made.isascii()
    assert "('it''s'), ('$(Get-Date) `n ' + [string][char]8220 + 'quoted' + [string][char]8221" in made


def test_for_powershell_what_is_opened_is_closed(tmp_path: Path) -> None:
    bare = re.sub(r"'(?:[^']|'')*'|#.*", "", script("powershell", tmp_path))
    open_ = []
    for sign in re.findall(r"[][(){}]", bare):
        if sign in "([{":
            open_.append(sign)
        else:
            assert "([{"[")]}".index(sign)] == open_.pop()
    assert open_ == []


def test_a_tab_starts_no_python(tmp_path: Path) -> None:
    assert [
        shell for shell in SHELLS if re.search(r"\$\(setpoint|\(setpoint |& ?setpoint", script(shell, tmp_path / shell))
    ] == []


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    said = desk(tmp_path)("completion", "tcsh")
    assert said.code == 64
    assert "SP905" in said.err

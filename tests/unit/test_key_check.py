from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.keys import CANARY, StepClock, machine, program
from setpoint.adapters.files import DiskFiles
from setpoint.core.key_check import check_key, set_key
from setpoint.core.key_script import put, scripts
from setpoint.core.ports import Machine, Ran, Scheme
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import CommandFailed, KeyUnavailable
from setpoint.keyrefs.command import SCHEME as COMMAND
from setpoint.keyrefs.env import SCHEME as ENV
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.value import replace

posix = pytest.mark.skipif(sys.platform == "win32", reason="sh scripts")
FILE_REF = KeyRef("file", "~/key")
COMMAND_REF = KeyRef("command", {"command": ["show"]})


def helper(home: Path, scheme: Scheme, ref: KeyRef) -> Path:
    return put(DiskFiles(), home / "helpers", scripts("https://a.example", ref, scheme, "linux", sys.executable))


def key(home: Path) -> Machine:
    (home / "key").write_text(CANARY)
    (home / "key").chmod(0o600)
    return machine(home)


@posix
def test_a_key_that_both_find_is_told_without_a_word_about_it(tmp_path: Path) -> None:
    found = check_key(FILE, FILE_REF, key(tmp_path), StepClock(0.1), helper(tmp_path, FILE, FILE_REF))
    assert (found.here.resolves, found.app.resolves) == (True, True)
    assert (found.here.code, found.app.code) == ("", "")
    assert found.app.seconds == pytest.approx(0.1)
    assert CANARY not in repr(found)
    assert str(len(CANARY)) not in repr(found)


@posix
def test_each_side_tells_why_it_has_no_key(tmp_path: Path) -> None:
    found = check_key(FILE, FILE_REF, machine(tmp_path), StepClock(), helper(tmp_path, FILE, FILE_REF))
    assert (found.here.resolves, found.here.code) == (False, "SP701")
    assert (found.app.resolves, found.app.code) == (False, "SP701")
    assert found.app.message == "the key file is not there, or cannot be read"


@posix
def test_a_tool_that_only_our_shell_knows_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{program(tmp_path / 'bin/show', f'echo {CANARY}').parent}:/usr/bin:/bin")
    found = check_key(COMMAND, COMMAND_REF, machine(tmp_path), StepClock(), helper(tmp_path, COMMAND, COMMAND_REF))
    assert (found.here.resolves, found.app.resolves) == (True, False)
    assert "not on the PATH" in found.app.message


@posix
def test_the_path_of_a_login_shell_is_the_apps_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = program(tmp_path / "bin/show", f"echo {CANARY}").parent
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    (tmp_path / ".profile").write_text(f'echo "welcome"\nPATH="{folder}:$PATH"\n')
    here = machine(tmp_path, {"SHELL": "/bin/sh"})
    found = check_key(COMMAND, COMMAND_REF, here, StepClock(), helper(tmp_path, COMMAND, COMMAND_REF))
    assert found.app.resolves is True


@posix
def test_the_variables_of_our_shell_do_not_reach_the_helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME", CANARY)
    ref = KeyRef("command", {"command": ["/bin/sh", "-c", 'echo "$ACME$CLAUDE_HELPER_CONTEXT"']})
    here = machine(tmp_path, {"ACME": CANARY})
    found = check_key(COMMAND, ref, here, StepClock(), helper(tmp_path, COMMAND, ref))
    assert found.app.message == "the app gets a different key than you do here"
    assert CANARY not in repr(found)


@posix
def test_a_helper_that_was_tampered_with_cannot_make_us_print_what_it_says(tmp_path: Path) -> None:
    script = program(tmp_path / "helper", f"echo {CANARY} >&2; echo {CANARY}; exit 7")
    found = check_key(FILE, FILE_REF, key(tmp_path), StepClock(), script)
    assert found.app.message == "the helper ended with status 7"
    assert CANARY not in repr(found)


@posix
def test_an_answer_too_slow_for_a_conversation_is_a_warning(tmp_path: Path) -> None:
    found = check_key(FILE, FILE_REF, key(tmp_path), StepClock(25), helper(tmp_path, FILE, FILE_REF))
    assert (found.app.resolves, found.app.code) == (True, "SP705")
    assert found.app.message == "in a conversation the app waits only 20 s"


@pytest.mark.parametrize("code, says", [("SP705", "longer than the app's 60 s"), ("SP805", "could not be started")])
def test_a_helper_that_does_not_end_or_start_is_told(tmp_path: Path, code: str, says: str) -> None:
    def broken(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        raise CommandFailed(code, f"{argv} {seconds} {stdin}")

    here = replace(key(tmp_path), run=broken)
    found = check_key(FILE, FILE_REF, here, StepClock(), tmp_path / "helper")
    assert found.app.resolves is False
    assert says in found.app.message


def test_a_key_that_is_written_for_the_app_has_no_script_to_try(tmp_path: Path) -> None:
    ref = KeyRef("env", "ACME", "static")
    found = check_key(ENV, ref, machine(tmp_path, {"ACME": CANARY}), StepClock(), None)
    assert (found.here.resolves, found.app.resolves) == (True, None)


@posix
def test_a_key_that_was_typed_is_stored(tmp_path: Path) -> None:
    set_key(FILE, FILE_REF, Secret(CANARY), machine(tmp_path))
    assert FILE.resolve(FILE_REF, machine(tmp_path)) == Secret(CANARY)


@pytest.mark.parametrize("typed", ["", " ", f"{CANARY} ", f"{CANARY}\n"])
def test_what_is_no_key_is_not_stored(tmp_path: Path, typed: str) -> None:
    with pytest.raises(KeyUnavailable) as failure:
        set_key(FILE, FILE_REF, Secret(typed), machine(tmp_path))
    assert failure.value.code == "SP706"
    assert CANARY not in str(failure.value)
    assert not (tmp_path / "key").exists()


def test_a_reference_that_is_none_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable) as failure:
        set_key(FILE, KeyRef("file", "key"), Secret(CANARY), machine(tmp_path))
    assert failure.value.code == "SP701"

"""Each scheme on real files and with real programs, of which the foreign ones are stand-ins on the PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.keys import CANARY, machine, program
from setpoint.core.ports import Scheme
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import KeyUnavailable
from setpoint.keyrefs.command import SCHEME as COMMAND
from setpoint.keyrefs.env import SCHEME as ENV
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.keyrefs.keyring import SCHEME as KEYRING
from setpoint.keyrefs.op import SCHEME as OP
from setpoint.keyrefs.systemd import SCHEME as SYSTEMD

ALL = (COMMAND, ENV, FILE, KEYRING, OP, SYSTEMD)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are sh scripts, the modes POSIX modes")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder at the front of the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def refused(scheme: Scheme, ref: KeyRef, home: Path, **env: str) -> KeyUnavailable:
    with pytest.raises(KeyUnavailable) as failure:
        scheme.resolve(ref, machine(home, env))
    told = f"{failure.value!r} {failure.value} {failure.value.hint} {failure.value.where} {failure.value.args}"
    assert CANARY not in told
    return failure.value


# --- every scheme ---------------------------------------------------------------------------------------------------

GOOD = [
    (KEYRING, "acme/llm"),
    (KEYRING, "https://llm.acme.example/me@acme"),
    (FILE, "/etc/key"),
    (FILE, "~/key"),
    (FILE, "C:\\key"),
    (OP, "//vault/item/field"),
    (OP, "//My Vault/item/section/field"),
    (ENV, "ACME_KEY"),
    (SYSTEMD, "acme.key"),
]
BAD = [
    (KEYRING, "acme"),
    (KEYRING, "/llm"),
    (KEYRING, "acme/"),
    (KEYRING, "acme\n/llm"),
    (KEYRING, "käse/llm"),
    (FILE, "key"),
    (FILE, "../key"),
    (FILE, "~anna/key"),
    (FILE, "/a\0b"),
    (OP, "vault/item/field"),
    (OP, "//vault/item"),
    (OP, "//vault//field"),
    (ENV, "A B"),
    (ENV, "1A"),
    (SYSTEMD, "../../etc/shadow"),
    (SYSTEMD, ".."),
    (COMMAND, "pass show"),
]


@pytest.mark.parametrize("scheme, rest", GOOD)
def test_a_well_formed_reference_has_nothing_wrong(scheme: Scheme, rest: str) -> None:
    assert scheme.check(KeyRef(scheme.name, rest)) == ""


@pytest.mark.parametrize("scheme, rest", BAD)
def test_a_malformed_reference_is_refused_before_anything_is_touched(scheme: Scheme, rest: str, tmp_path: Path) -> None:
    ref = KeyRef(scheme.name, rest)
    assert scheme.check(ref)
    assert refused(scheme, ref, tmp_path).code == "SP701"


@pytest.mark.parametrize("scheme", [COMMAND, ENV, OP, SYSTEMD])
def test_what_can_only_be_read_says_so_when_asked_to_store(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable) as failure:
        scheme.store(KeyRef(scheme.name, "X"), Secret(CANARY), machine(tmp_path))
    assert failure.value.code == "SP707"
    assert failure.value.hint


@pytest.mark.parametrize("scheme", ALL)
def test_only_what_the_app_can_resolve_has_a_script(scheme: Scheme) -> None:
    assert scheme.in_app == (scheme not in (ENV, SYSTEMD))
    if not scheme.in_app:
        with pytest.raises(KeyUnavailable) as failure:
            scheme.script(KeyRef(scheme.name, "X"), "linux", "python3")
        assert failure.value.code == "SP704"
        assert "delivery: static" in failure.value.hint


def test_only_a_command_lets_the_profile_name_a_program() -> None:
    assert [scheme.name for scheme in ALL if scheme.runs_programs] == ["command"]


# --- env, systemd ---------------------------------------------------------------------------------------------------


def test_a_variable_gives_its_key(tmp_path: Path) -> None:
    assert ENV.resolve(KeyRef("env", "ACME"), machine(tmp_path, {"ACME": CANARY})) == Secret(CANARY)


def test_a_variable_that_is_not_set_or_no_key_is_refused(tmp_path: Path) -> None:
    assert "not set" in refused(ENV, KeyRef("env", "ACME"), tmp_path).message
    assert "blank" in refused(ENV, KeyRef("env", "ACME"), tmp_path, ACME=f"{CANARY} x").message


def test_systemd_hands_over_a_credential_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "acme").write_text(f"{CANARY}\n")
    here = machine(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert SYSTEMD.resolve(KeyRef("systemd", "acme"), here) == Secret(CANARY)


def test_systemd_without_credentials_says_what_the_unit_lacks(tmp_path: Path) -> None:
    assert "LoadCredential=acme:" in refused(SYSTEMD, KeyRef("systemd", "acme"), tmp_path).hint
    env = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert "LoadCredential=acme:" in refused(SYSTEMD, KeyRef("systemd", "acme"), tmp_path, **env).hint


# --- file -----------------------------------------------------------------------------------------------------------


def key_file(folder: Path, content: str = f"{CANARY}\n", mode: int = 0o600) -> KeyRef:
    path = folder / "acme.key"
    path.write_bytes(content.encode())
    path.chmod(mode)
    return KeyRef("file", "~/acme.key")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_gives_its_key_without_the_line_ending(tmp_path: Path, ending: str) -> None:
    assert FILE.resolve(key_file(tmp_path, CANARY + ending), machine(tmp_path)) == Secret(CANARY)


def test_a_file_is_found_by_its_full_path(tmp_path: Path) -> None:
    key_file(tmp_path)
    ref = KeyRef("file", str(tmp_path / "acme.key"))
    assert FILE.resolve(ref, machine(tmp_path / "elsewhere")) == Secret(CANARY)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602, 0o660, 0o777])
def test_a_file_open_to_others_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    failure = refused(FILE, key_file(tmp_path, mode=mode), tmp_path)
    assert failure.code == "SP702"
    assert failure.hint == "chmod 600 ~/acme.key"


@posix
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    from dataclasses import replace

    ref, here = key_file(tmp_path), machine(tmp_path)
    with pytest.raises(KeyUnavailable) as failure:
        FILE.resolve(ref, replace(here, uid=here.uid + 1))
    assert failure.value.code == "SP702"


def test_on_windows_the_mode_is_not_looked_at(tmp_path: Path) -> None:
    ref = key_file(tmp_path, mode=0o644)
    assert FILE.resolve(ref, machine(tmp_path, system="windows")) == Secret(CANARY)


@pytest.mark.parametrize("content", ["", "\n", f"{CANARY}\n{CANARY}\n", f"{CANARY} x", f"{CANARY}é", f"{CANARY}\n\n"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(FILE, key_file(tmp_path, content), tmp_path).code == "SP701"


@posix
def test_neither_a_missing_file_nor_a_folder_nor_a_pipe_makes_us_wait(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    subprocess.run(["mkfifo", str(tmp_path / "pipe")], check=True, timeout=10)
    for name in ("missing", "folder", "pipe"):
        assert "no file" in refused(FILE, KeyRef("file", f"~/{name}"), tmp_path).message


def test_a_huge_file_is_no_key(tmp_path: Path) -> None:
    assert "too long" in refused(FILE, key_file(tmp_path, "x" * 100_000), tmp_path).message


@posix
def test_a_stored_key_file_is_private_and_resolves(tmp_path: Path) -> None:
    ref, here = KeyRef("file", "~/keys/acme"), machine(tmp_path)
    FILE.store(ref, Secret(CANARY), here)
    assert (tmp_path / "keys/acme").stat().st_mode & 0o777 == 0o600
    assert FILE.resolve(ref, here) == Secret(CANARY)


@posix
def test_a_key_is_not_stored_into_a_file_that_others_can_read(tmp_path: Path) -> None:
    ref = key_file(tmp_path, "old\n", 0o644)
    with pytest.raises(KeyUnavailable) as failure:
        FILE.store(ref, Secret(CANARY), machine(tmp_path))
    assert failure.value.code == "SP702"
    assert (tmp_path / "acme.key").read_text() == "old\n"


# --- command, op ----------------------------------------------------------------------------------------------------


def command(*argv: str) -> KeyRef:
    return KeyRef("command", {"command": list(argv)})


@posix
def test_a_command_gives_the_first_line_of_its_output(tmp_path: Path) -> None:
    script = program(tmp_path / "show", f"printf '\\n  {CANARY} \\nuser: anna\\n'")
    assert COMMAND.resolve(command(str(script)), machine(tmp_path)) == Secret(CANARY)


@posix
def test_a_command_gets_its_arguments_as_they_stand(tmp_path: Path) -> None:
    script = program(tmp_path / "count", "printf %s \"$#.$2\" | tr ' $()' ____")
    assert COMMAND.resolve(command(str(script), "a b", "$(id)"), machine(tmp_path)) == Secret("2.__id_")


@posix
def test_a_command_may_start_in_the_home_and_differ_by_system(tmp_path: Path) -> None:
    program(tmp_path / "show", f"echo {CANARY}")
    ref = KeyRef("command", {"linux": ["~/show"], "macos": ["/nowhere"]})
    assert COMMAND.resolve(ref, machine(tmp_path)) == Secret(CANARY)
    assert "no command for windows" in _failure(ref, tmp_path)


def _failure(ref: KeyRef, home: Path) -> str:
    with pytest.raises(KeyUnavailable) as failure:
        COMMAND.resolve(ref, machine(home, system="windows"))
    return failure.value.message


@posix
def test_a_command_that_fails_or_is_missing_is_told_without_its_output(tmp_path: Path) -> None:
    script = program(tmp_path / "show", f"echo {CANARY}; echo {CANARY} >&2; exit 3")
    assert refused(COMMAND, command(str(script)), tmp_path).message == "the command ended with status 3"
    assert refused(COMMAND, command(str(tmp_path / "missing")), tmp_path).code == "SP703"
    several = program(tmp_path / "words", f"echo {CANARY} is the key")
    assert "blank" in refused(COMMAND, command(str(several)), tmp_path).message


@pytest.mark.parametrize("argv", [["./show"], ["-x"], [""], ["a\0b"], ["~anna/x"], ["key.cmd"], [], [3], "pass"])
def test_what_is_no_safe_program_is_refused(argv: object) -> None:
    assert COMMAND.check(KeyRef("command", {"command": argv}))


@posix
def test_1password_is_asked_by_its_own_tool(tmp_path: Path, tools: Path) -> None:
    program(tools / "op", f'[ "$*" = "read --no-newline op://My Vault/item/field" ] && printf %s {CANARY}')
    assert OP.resolve(KeyRef("op", "//My Vault/item/field"), machine(tmp_path)) == Secret(CANARY)
    assert "status 1" in refused(OP, KeyRef("op", "//Other/item/field"), tmp_path).message


def test_without_its_tool_1password_is_told_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    failure = refused(OP, KeyRef("op", "//vault/item/field"), tmp_path)
    assert failure.code == "SP703"
    assert failure.message == "op is not installed, or not on the PATH"


# --- keyring, with stand-ins; the real store is in tests/secret_service and tests/windows ---------------------------

STORE = """
case $1 in
  store) cat > "{folder}/$5-$7" ;;
  lookup) cat "{folder}/$4-$6" 2>/dev/null ;;
esac
"""
SECURITY = """
if [ "$1" = -i ]; then
  read -r line
  eval "set -- $line"
  printf '%s\\n' "$8" > "{folder}/$4-$6"
else
  cat "{folder}/$3-$5" 2>/dev/null || exit 44
fi
"""


@posix
@pytest.mark.parametrize("service", ["acme", "a b", "it's", '"$(id)"', "-n", "%^&"])
def test_the_store_of_linux_is_reached_by_its_tool(tmp_path: Path, service: str) -> None:
    program(tmp_path / "bin/secret-tool", STORE.format(folder=tmp_path))
    here = machine(tmp_path, {"PATH": str(tmp_path / "bin")})
    ref = KeyRef("keyring", f"{service}/llm")
    with pytest.raises(KeyUnavailable, match="no such key"):
        KEYRING.resolve(ref, here)
    KEYRING.store(ref, Secret(CANARY), here)
    assert KEYRING.resolve(ref, here) == Secret(CANARY)


@posix
@pytest.mark.parametrize("service", ["acme", "a b", "it's", '"$(id)"', "%^&"])
def test_the_keychain_of_macos_is_reached_by_its_tool(tmp_path: Path, service: str) -> None:
    program(tmp_path / "usr/bin/security", SECURITY.format(folder=tmp_path))
    here = machine(tmp_path, system="macos", root=tmp_path)
    ref = KeyRef("keyring", f"{service}/llm")
    with pytest.raises(KeyUnavailable, match="no such key"):
        KEYRING.resolve(ref, here)
    KEYRING.store(ref, Secret(CANARY), here)
    assert KEYRING.resolve(ref, here) == Secret(CANARY)


@posix
def test_a_store_that_keeps_another_key_is_found_out(tmp_path: Path) -> None:
    program(tmp_path / "bin/secret-tool", '[ "$1" = store ] || echo older')
    with pytest.raises(KeyUnavailable) as failure:
        KEYRING.store(KeyRef("keyring", "a/b"), Secret(CANARY), machine(tmp_path, {"PATH": str(tmp_path / "bin")}))
    assert failure.value.code == "SP706"
    assert "older" not in str(failure.value)


def test_a_system_without_its_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable) as failure:
        KEYRING.resolve(KeyRef("keyring", "a/b"), machine(tmp_path, system="macos", root=tmp_path))
    assert failure.value.code == "SP703"

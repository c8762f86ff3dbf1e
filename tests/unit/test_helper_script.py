"""The scripts that the app would call, run for real with an environment like the app's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakes.keys import CANARY, program
from setpoint.adapters.files import DiskFiles
from setpoint.core.helper_script import name, put, scripts
from setpoint.core.ports import Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.keyrefs.command import SCHEME as COMMAND
from setpoint.keyrefs.file import SCHEME as FILE
from setpoint.keyrefs.keyring import SCHEME as KEYRING
from setpoint.keyrefs.op import SCHEME as OP

URL = "https://llm.acme.example"
HOSTILE = ["acme", "a b", "it's", '"$(touch x)"', "`touch x`", "-n", "%PATH%^&|", "*", "a\\b", "@BODY@", "a$b!"]
REFS: list[tuple[Scheme, KeyRef]] = [
    (KEYRING, KeyRef("keyring", "acme/llm")),
    (FILE, KeyRef("file", "~/acme.key")),
    (OP, KeyRef("op", "//vault/item/field")),
    (COMMAND, KeyRef("command", {"command": ["pass", "show", "acme"]})),
]
SYSTEMS: tuple[System, ...] = ("linux", "macos", "windows")

posix = pytest.mark.skipif(sys.platform == "win32", reason="sh scripts")


def laid_out(folder: Path, scheme: Scheme, ref: KeyRef, system: System = "linux") -> Path:
    return put(DiskFiles(), folder, scripts(URL, ref, scheme, system, "/nowhere/python3"))


def called(
    script: Path, home: Path, *tools: Path, context: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    path = ":".join([*map(str, tools), "/usr/bin", "/bin"])
    env = {"HOME": str(home), "PATH": path, **more}
    if context:
        env["CLAUDE_HELPER_CONTEXT"] = context
    return subprocess.run([script], check=False, env=env, capture_output=True, text=True, timeout=30, cwd=home)


def without_tools(folder: Path, *names: str) -> Path:
    """A PATH of the small programs that the scripts use, and none that could hold a key."""
    folder.mkdir()
    for tool in ("cat", "find", "id", "sed", "sleep", *names):
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


# --- what a script is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("scheme, ref", REFS)
def test_a_script_says_what_it_is_and_holds_only_the_reference(scheme: Scheme, ref: KeyRef, system: System) -> None:
    made = scripts(URL, ref, scheme, system, "/usr/bin/python3")
    text = "".join(script.text for script in made)
    assert URL in text
    assert str(ref).partition(":")[0] in text
    assert text.isascii()
    assert not re.search(r"@[A-Z]+@", text)
    assert [script.name.rpartition(".")[2] for script in made] == (["cmd", "ps1"] if system == "windows" else ["sh"])


def test_each_pair_has_a_file_of_its_own() -> None:
    one, other = KeyRef("keyring", "acme/llm"), KeyRef("keyring", "acme/other")
    names = {name(URL, one), name(URL, other), name("https://b.example", one)}
    assert len(names) == 3
    assert all(re.fullmatch(r"key-[0-9a-f]{16}", each) for each in names)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("url", ["https://a.example/\nrm -rf ~", "https://@BODY@@ATTENDED@", "https://é\u2028"])
def test_an_endpoint_stays_inside_its_comment(url: str, system: System) -> None:
    made = scripts(url, KeyRef("file", "/key"), FILE, system, "python3")[-1]
    plain = scripts(URL, KeyRef("file", "/key"), FILE, system, "python3")[-1]
    ours, theirs = ([line for line in text.splitlines() if "For: " not in line] for text in (made.text, plain.text))
    assert ours == theirs


@posix
def test_scripts_are_private_programs_and_written_once(tmp_path: Path) -> None:
    ref = KeyRef("file", "~/key")
    path = laid_out(tmp_path / "helpers", FILE, ref)
    assert path.stat().st_mode & 0o777 == 0o700
    before = path.stat().st_mtime_ns
    assert laid_out(tmp_path / "helpers", FILE, ref) == path
    assert path.stat().st_mtime_ns == before


@posix
@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
@pytest.mark.parametrize("system", ["linux", "macos"])
@pytest.mark.parametrize("scheme, ref", REFS)
def test_every_shell_can_read_the_scripts(scheme: Scheme, ref: KeyRef, system: System, shell: str) -> None:
    program_of_shell = shutil.which(shell)
    if not program_of_shell:
        pytest.skip(f"{shell} is not installed")
    text = scripts(URL, ref, scheme, system, "python3")[0].text
    argv = [program_of_shell, "sh", "-n"] if shell == "busybox" else [program_of_shell, "-n"]
    checked = subprocess.run(argv, check=False, input=text, capture_output=True, text=True, timeout=10)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_on_windows_the_app_is_pointed_at_a_batch_file_that_calls_its_neighbour() -> None:
    batch, inner = scripts(URL, KeyRef("file", "C:\\it's ’"), FILE, "windows", "python")
    assert '-File "%~dpn0.ps1"' in batch.text
    assert "-NoProfile -NonInteractive -ExecutionPolicy Bypass" in batch.text
    assert batch.text.count("\n") == batch.text.count("\r\n")
    assert batch.name.removesuffix(".cmd") == inner.name.removesuffix(".ps1")


# --- file -------------------------------------------------------------------------------------------------------------


def answer(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    assert done.stderr == ""
    return done.returncode, done.stdout


def reason(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    assert done.stdout == ""
    assert CANARY not in done.stderr
    assert re.fullmatch(r"setpoint: .*\n", done.stderr), done.stderr
    return done.stderr


@posix
@pytest.mark.parametrize("file_name", [*HOSTILE, "a'b\"c"])
@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_is_printed_without_its_line_ending(tmp_path: Path, file_name: str, ending: str) -> None:
    key = tmp_path / file_name
    key.write_bytes((CANARY + ending).encode())
    key.chmod(0o600)
    for rest in (f"~/{file_name}", str(key)):
        script = laid_out(tmp_path / "helpers", FILE, KeyRef("file", rest))
        assert answer(called(script, tmp_path)) == (0, f"{CANARY}\n")
    assert not (tmp_path / "x").exists()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_a_file_open_to_others_is_not_printed(tmp_path: Path, mode: int) -> None:
    (tmp_path / "key").write_text(CANARY)
    (tmp_path / "key").chmod(mode)
    script = laid_out(tmp_path / "helpers", FILE, KeyRef("file", "~/key"))
    assert "chmod 600" in reason(called(script, tmp_path))


@posix
@pytest.mark.parametrize("content", ["", "\n", f"{CANARY}\n\n", f"{CANARY} x", f"{CANARY}\nmore", f"{CANARY}é", "\t"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_what_is_no_key_is_not_printed(tmp_path: Path, content: str, locale: str) -> None:
    (tmp_path / "key").write_text(content)
    (tmp_path / "key").chmod(0o600)
    script = laid_out(tmp_path / "helpers", FILE, KeyRef("file", "~/key"))
    reason(called(script, tmp_path, LC_ALL=locale))


@posix
def test_a_missing_file_gives_one_line_of_reason(tmp_path: Path) -> None:
    assert "not there" in reason(called(laid_out(tmp_path, FILE, KeyRef("file", "~/key")), tmp_path))


# --- keyring ----------------------------------------------------------------------------------------------------------

OPEN = """
case $1 in
  lookup) [ "$*" = "lookup -- service {service} username llm" ] && printf %s {key} ;;
  search) [ "$*" = "search -- service {service} username llm" ] && printf '[/1]\\nlabel = x\\nsecret = {key}\\n' ;;
esac
"""
LOCKED = """
case $1 in
  lookup) touch "$HOME/asked"; exit 1 ;;
  search) echo 'secret-tool: Cannot get secret of a locked object' >&2; printf '[/1]\\nlabel = x\\n' ;;
esac
"""


def escaped(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


@posix
@pytest.mark.parametrize("service", HOSTILE)
@pytest.mark.parametrize("context", ["interactive", "background", None])
def test_a_keyring_is_read_by_secret_tool(tmp_path: Path, service: str, context: str | None) -> None:
    tool = program(tmp_path / "bin/secret-tool", OPEN.format(service=escaped(service), key=CANARY))
    script = laid_out(tmp_path / "helpers", KEYRING, KeyRef("keyring", f"{service}/llm"))
    assert answer(called(script, tmp_path, tool.parent, context=context)) == (0, f"{CANARY}\n")
    assert not (tmp_path / "x").exists()


@posix
@pytest.mark.parametrize("context", ["background", "scheduled-task", "mid-session-refresh", "a-word-of-tomorrow"])
def test_nothing_is_asked_where_nobody_looks_on(tmp_path: Path, context: str) -> None:
    tool = program(tmp_path / "bin/secret-tool", LOCKED)
    script = laid_out(tmp_path / "helpers", KEYRING, KeyRef("keyring", "acme/llm"))
    assert "nobody is there" in reason(called(script, tmp_path, tool.parent, context=context))
    assert not (tmp_path / "asked").exists()


@posix
def test_a_person_who_looks_on_may_be_asked(tmp_path: Path) -> None:
    tool = program(tmp_path / "bin/secret-tool", LOCKED)
    script = laid_out(tmp_path / "helpers", KEYRING, KeyRef("keyring", "acme/llm"))
    reason(called(script, tmp_path, tool.parent, context="interactive"))
    assert (tmp_path / "asked").exists()


@posix
def test_a_name_with_a_line_break_still_arrives_as_one_word(tmp_path: Path) -> None:
    from setpoint.core.keyring_script import body

    show = program(tmp_path / "bin/secret-tool", 'printf "%s.%s" "$#" "$4" | tr "\\n" _')
    [outer] = scripts(URL, KeyRef("keyring", "acme/llm"), KEYRING, "linux", "python3")
    plain, hostile = (body(service, "llm", "linux", "python3").strip("\n") for service in ("acme", "a\nb"))
    script = program(tmp_path / "try", outer.text.replace(plain, hostile))
    assert answer(called(script, tmp_path, show.parent)) == (0, "6.a_b\n")


@posix
def test_without_secret_tool_the_interpreter_answers(tmp_path: Path) -> None:
    tools = without_tools(tmp_path / "tools", "timeout")
    python = program(tmp_path / "my python", f'[ "$1$2$4$5$6" = "-I-cacmellm1" ] && echo {CANARY}')
    made = scripts(URL, KeyRef("keyring", "acme/llm"), KEYRING, "linux", str(python))
    script = put(DiskFiles(), tmp_path / "helpers", made)
    done = subprocess.run(
        [script],
        check=False,
        env={"PATH": str(tools), "HOME": str(tmp_path), "CLAUDE_HELPER_CONTEXT": "background"},
        capture_output=True,
        text=True,
        timeout=10,
    )
    assert answer(done) == (0, f"{CANARY}\n")


@posix
@pytest.mark.parametrize("service", HOSTILE)
def test_a_keychain_is_read_by_security(tmp_path: Path, service: str) -> None:
    wanted = escaped(f"find-generic-password -s {service} -a llm -w")
    security = program(tmp_path / "security", f'[ "$*" = "{wanted}" ] && echo {CANARY}')
    [made] = scripts(URL, KeyRef("keyring", f"{service}/llm"), KEYRING, "macos", "python3")
    script = program(tmp_path / "try", made.text.replace("/usr/bin/security", str(security)))
    assert answer(called(script, tmp_path)) == (0, f"{CANARY}\n")


# --- op, command ------------------------------------------------------------------------------------------------------

SIGNED_IN = (
    'case "$1" in whoami) exit {whoami} ;; read) [ "$3" = "op://My Vault/it\'s/field" ] && printf %s {key} ;; esac'
)


def op(folder: Path, whoami: int) -> Path:
    return program(folder / "bin/op", SIGNED_IN.format(whoami=whoami, key=CANARY)).parent


@posix
@pytest.mark.parametrize(
    "context, whoami, token, works",
    [
        ("interactive", 1, "", True),
        ("setup-test", 1, "", True),
        ("background", 0, "", True),
        ("background", 1, "", False),
        ("mid-session-refresh", 1, "", False),
        ("background", 1, "ops_x", True),
    ],
)
def test_1password_is_unlocked_only_when_somebody_looks_on(
    tmp_path: Path, context: str, whoami: int, token: str, works: bool
) -> None:
    script = laid_out(tmp_path / "helpers", OP, KeyRef("op", "//My Vault/it's/field"))
    done = called(script, tmp_path, op(tmp_path, whoami), context=context, OP_SERVICE_ACCOUNT_TOKEN=token)
    if works:
        assert answer(done) == (0, f"{CANARY}\n")
    else:
        assert "nobody is there" in reason(done)


@posix
def test_a_missing_op_is_told(tmp_path: Path) -> None:
    script = laid_out(tmp_path / "helpers", OP, KeyRef("op", "//vault/item/field"))
    assert "not on the PATH" in reason(called(script, tmp_path))


@posix
@pytest.mark.parametrize("word", HOSTILE)
def test_a_command_gets_every_argument_as_it_stands(tmp_path: Path, word: str) -> None:
    shown = program(tmp_path / "bin/show", 'printf "%s\\n" "$1" > "$HOME/got"; echo ' + f"'  {CANARY}  '; echo more")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show", word]}))
    assert answer(called(script, tmp_path, shown.parent)) == (0, f"{CANARY}\n")
    assert (tmp_path / "got").read_text() == f"{word}\n"


@posix
def test_a_command_in_the_home_is_found_there(tmp_path: Path) -> None:
    program(tmp_path / "my tools/it's", f"echo {CANARY}")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"linux": ["~/my tools/it's"]}))
    assert answer(called(script, tmp_path)) == (0, f"{CANARY}\n")


@posix
def test_a_failing_command_is_told_without_what_it_printed(tmp_path: Path) -> None:
    shown = program(tmp_path / "bin/show", f"echo {CANARY}; echo {CANARY} >&2; exit 3")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    assert "failed" in reason(called(script, tmp_path, shown.parent))


@posix
def test_a_command_cannot_read_what_the_app_would_send(tmp_path: Path) -> None:
    shown = program(tmp_path / "bin/show", f"cat; echo {CANARY}")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    env = {"HOME": str(tmp_path), "PATH": f"{shown.parent}:/usr/bin:/bin"}
    done = subprocess.run([script], check=False, env=env, input="sent", capture_output=True, text=True, timeout=10)
    assert answer(done) == (0, f"{CANARY}\n")


@posix
@pytest.mark.parametrize("limiter", ["timeout", "perl"])
def test_a_tool_that_hangs_is_ended_before_the_app_would_end_us(tmp_path: Path, limiter: str) -> None:
    tools = without_tools(tmp_path / "tools", limiter)
    program(tools / "show", "sleep 60")
    script = laid_out(tmp_path / "helpers", COMMAND, KeyRef("command", {"command": ["show"]}))
    # The limits are a matter of seconds, the test shortens them.
    script.write_text(re.sub(r"limit=\d+", "limit=1", script.read_text()))
    start = time.monotonic()
    done = subprocess.run(
        [script], check=False, env={"PATH": str(tools), "HOME": "/"}, capture_output=True, text=True, timeout=20
    )
    assert "took too long" in reason(done)
    assert time.monotonic() - start < 8


def test_the_limits_are_below_those_of_the_app() -> None:
    text = scripts(URL, KeyRef("file", "/key"), FILE, "linux", "python3")[0].text
    assert re.findall(r"limit=(\d+)", text) == ["55", "15"]

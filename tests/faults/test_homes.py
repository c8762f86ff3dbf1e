"""Homes, names and languages as few have them: everything works there, or it is said what does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from e2e.household import Household
from e2e.installed import Claude
from faults import mounts
from setpoint.core.facts.claude import ENTRY_ID

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(60),
    pytest.mark.skipif(sys.platform != "linux", reason="names and variables as Linux has them"),
]

KEY: Final = "sk-made-up-canary"
HOMES: Final = {
    "blanks": "my home  folder ",
    "emoji": "домой 🏡 ñandú",
    "quotes": 'it\'s "mine" `now`',
    "words of a shell": "$(touch pwned) ${HOME} %h %% \\n * ~ ; & |",
    "a newline": "two\nlines",
    "a dash": "-rf",
    "long": "x" * 250,
}


@pytest.mark.parametrize("name", HOMES)
def test_a_home_of_any_name(name: str, tmp_path: Path) -> None:
    """The whole way there and back; and the script gives the key, whatever its path is."""
    house = Household(tmp_path / HOMES[name], "")
    app = Path(tmp_path / "claude")
    outside = Household(tmp_path, "")
    Claude(outside)
    house.write_profile(f"{mounts.PROFILE}claude: {{app: {app}}}\n")
    house.furnish()
    (house.home / "key").write_text(f"{KEY}\n", encoding="utf-8")
    (house.home / "key").chmod(0o600)
    before = house.bytes_of()
    for words in (("trust", "--yes"), ("plan",), ("apply", "--yes"), ("status",)):
        ended = house.call(*words) if words[0] != "apply" else house.run(*words)
        assert ended.code in (0, 2), ended.said
        assert KEY not in ended.said
    entry = json.loads(house.entry.read_bytes())
    script = entry["inferenceCredentialHelper"]
    told = subprocess.run([script], env=house.env, capture_output=True, check=False, timeout=20, cwd=tmp_path)
    assert told.stdout == f"{KEY}\n".encode(), told.stderr
    assert house.call("restore", "--yes").code == 0
    assert house.bytes_of() == before
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("last", ["restore", "off"])
@pytest.mark.parametrize("names", [("link", "home"), ("home", "link")], ids="-then-".join)
def test_a_home_of_two_names(names: tuple[str, str], last: str, tmp_path: Path) -> None:
    """A shell may come by a link, and a service not: what one of them has applied the other knows, and gives back."""
    house = mounts.settled(tmp_path)
    (tmp_path / "link").symlink_to("home")
    one, two = ({"HOME": str(tmp_path / name)} for name in names)
    house.write_profile(house.profile.read_text(encoding="utf-8").replace("file:~", f"file:{house.home}"))
    assert house.run("trust", "--yes", env=one).code == 0
    before = house.bytes_of()
    assert house.run("apply", "--yes", env=one).code == 0
    after = house.taken()
    for words in (("status",), ("plan",), ("apply", "--yes")):
        ended = house.run(*words, env=two)
        assert ended.code == 0, ended.said
    assert house.taken() == after
    if last == "off":
        house.write_profile(house.profile.read_text(encoding="utf-8").replace("mode: gateway", "mode: off"))
    ended = house.run(*(("apply", "--yes") if last == "off" else ("restore", "--yes")), env=two)
    assert ended.code == 0, ended.said
    assert house.bytes_of() == before
    assert json.loads((house.state / "ledger.json").read_bytes())["claude"] == {}


@pytest.mark.parametrize(
    "more",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "POSIX"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "xx_YY.nonsense"},
    ],
    ids=lambda more: " ".join(f"{name}={text}" for name, text in more.items()),
)
def test_in_any_language(more: dict[str, str], tmp_path: Path) -> None:
    """A profile with signs beyond ASCII, in a folder of such a name, and Claude's files with such keys.

    Who forbids Python UTF-8 by force forbids it such names too.
    """
    house = mounts.settled(tmp_path / ("house" if "PYTHONUTF8" in more else "Zoë 🏡"))
    text = house.profile.read_text(encoding="utf-8")
    house.write_profile(text.replace("sonnet: claude-sonnet-5", 'sonnet: {id: claude-sonnet-5, label: "Große Zoë"}'))
    before = house.bytes_of()
    env = {**house.env, **more}
    for words in (("apply", "--yes"), ("restore", "--yes")):
        ended = subprocess.run(
            [sys.executable, "-m", "setpoint", *words],
            env=env,
            capture_output=True,
            check=False,
            timeout=30,
            cwd=tmp_path,
        )
        assert ended.returncode == 0, ended.stderr
        assert b"Traceback" not in ended.stderr
        if words[0] == "apply":
            assert "Große Zoë".encode() in house.entry.read_bytes()
    assert house.bytes_of() == before


def test_a_home_whose_name_is_no_text(tmp_path: Path) -> None:
    """Its bytes are no UTF-8, and Claude's files hold nothing else: the path of the key's script has no spelling."""
    house = mounts.settled(tmp_path / "house")
    before = house.bytes_of()
    home = house.top / os.fsdecode(b"caf\xe9")
    house.home.rename(home)
    env = {"HOME": str(home)}
    for words in (("plan",), ("status",), ("apply", "--yes"), ("doctor",), ("restore", "--yes")):
        ended = house.run(*words, env=env)
        assert ended.code in (0, 1, 2, 4), ended.said
        assert words[0] != "apply" or (ended.code, "SP306" in ended.said) == (4, True), ended.said
    home.rename(house.home)
    assert house.bytes_of() == before


def test_no_home_at_all(tmp_path: Path) -> None:
    house = mounts.settled(tmp_path / "house")
    for home, words in (("", "absolute path"), ("relative/home", "absolute path"), ("../x", "absolute path")):
        ended = house.run("status", env={"HOME": home})
        assert (ended.code, words in ended.err, "SP905" in ended.err) == (64, True, True), ended.said
    missing = house.run("status", env={"HOME": str(tmp_path / "missing")})
    assert (missing.code, "SP100" in missing.said) == (3, True), missing.said
    assert not (tmp_path / "missing").exists()
    assert not list(house.top.glob("relative*"))


def test_a_folder_that_is_gone_under_our_feet(tmp_path: Path) -> None:
    house = mounts.settled(tmp_path / "house")
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && exec "$2" -m setpoint status'
    words = ["sh", "-c", script, "sh", str(gone), sys.executable]
    ended = subprocess.run(words, env=house.env, capture_output=True, text=True, check=False, timeout=30)
    assert ended.returncode in (0, 2), ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("variable", ["XDG_STATE_HOME", "XDG_CONFIG_HOME"])
@pytest.mark.parametrize("place", ["x" * 256, "/".join(["d" * 200] * 30), "sub/" * 60], ids=["name", "path", "deep"])
def test_paths_as_long_as_they_may_be_and_longer(variable: str, place: str, tmp_path: Path) -> None:
    house = mounts.settled(tmp_path / "house")
    before = house.bytes_of()
    profile = ("--profile", str(house.profile))
    ended = house.run("apply", "--yes", *profile, env={variable: str(tmp_path / place)})
    assert ended.code in (0, 1, 4), ended.said
    assert not ended.code or "SP" in ended.said
    assert ended.code == 0 or house.bytes_of() == before


@pytest.mark.parametrize("when", [0.0, 4e9, 2**33], ids=["1970", "2096", "2242"])
def test_a_clock_that_jumped(when: float, tmp_path: Path) -> None:
    """Files of 1970, and of a time to come: nothing is taken for stale or fresh that then is lost."""
    house = mounts.settled(tmp_path / "house")
    before = house.bytes_of()
    for path in (*house.home.rglob("*"), house.app):
        os.utime(path, (when, when))
    assert house.call("apply", "--yes").code == 0
    for path in (*house.home.rglob("*"), house.app):
        os.utime(path, (when, when))
    ended = house.call("status")
    assert ended.code == 0, ended.said
    assert house.call("apply", "--yes").code == 0
    for words in (("history",), ("doctor",)):
        assert house.run(*words).code in (0, 1, 2, 4, 5)
    mounts.back(house, before)


def test_another_spelling_of_claudes_folder_is_another_folder(tmp_path: Path) -> None:
    """Where names differ by their case; where they do not, the disk finds the same folder by both."""
    house = mounts.settled(tmp_path / "house")
    other = house.data / "CONFIGLIBRARY"
    other.mkdir()
    (other / "_META.JSON").write_text('{"appliedId": "x"}', encoding="utf-8")
    (house.index.parent / f"{ENTRY_ID.upper()}.json").write_text('{"mine": 1}', encoding="utf-8")
    assert house.call("apply", "--yes").code == 0
    assert (house.index.parent / f"{ENTRY_ID.upper()}.json").read_text(encoding="utf-8") == '{"mine": 1}'
    assert (other / "_META.JSON").read_text(encoding="utf-8") == '{"appliedId": "x"}'
    assert house.call("restore", "--yes").code == 0
    assert not house.entry.exists()


def test_names_in_claudes_folder_that_are_no_text(tmp_path: Path) -> None:
    house = mounts.settled(tmp_path / "house")
    odd = os.fsencode(house.index.parent) + b"/caf\xe9-\xff\n.json"
    with open(odd, "wb") as file:  # noqa: PTH123  a name in bytes
        file.write(b"{}")
    before = house.bytes_of()
    for words in (("plan",), ("apply", "--yes"), ("doctor",), ("status",), ("restore", "--yes")):
        assert house.run(*words).code in (0, 1, 2, 4)
    assert house.bytes_of() == before


ENCODED: Final = {
    "UTF-16": ("utf-16", 3, "SP102"),
    "UTF-32": ("utf-32", 3, "SP102"),
    "UTF-8 with its mark": ("utf-8-sig", 0, ""),
    "latin-1": ("latin-1", 3, "SP102"),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_profile_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    house = mounts.settled(tmp_path / "house")
    name, code, told = ENCODED[encoding]
    house.profile.write_bytes((house.profile.read_text(encoding="utf-8") + "# Zoë\n").encode(name))
    ended = house.call("apply", "--yes")
    assert (ended.code, told in ended.said) == (code, True), ended.said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_claudes_files_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    """A mark of UTF-8 is kept; what is no UTF-8 is left alone."""
    house = mounts.settled(tmp_path / "house")
    house.settings.write_bytes('{"name": "Zoë", "deploymentMode": "1p"}'.encode(encoding))
    before = house.bytes_of()
    ended = house.call("apply", "--yes")
    if encoding == "utf-8-sig":
        assert ended.code == 0, ended.said
        assert house.settings.read_bytes().startswith(b"\xef\xbb\xbf")
        mounts.back(house, before)
    else:
        assert (ended.code in (1, 4), "SP305" in ended.said) == (True, True), ended.said
        assert house.settings.read_bytes() == before[house.settings.name]

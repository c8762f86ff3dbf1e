"""The doctor about Claude Desktop: which one, its folder, whether it runs, what IT says, who else switches it."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import time
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, Desk, desk, put
from fakes.doctoring import GOOD, NATIVE, OTHER, OWN, URL, briefly, changed, doctored, lay, routed, write
from setpoint import wiring
from setpoint.cli.main import main
from setpoint.core.facts.claude import NEWEST, OLDEST
from setpoint.core.ledger import Contested
from setpoint.core.ports import Installed, Machine, Platform
from setpoint.errors import FileTrouble
from setpoint.value import replace

PID = 4_200_812


class Silent:
    """A platform that does not let us look at what is installed."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def __getattr__(self, name: str) -> object:
        return getattr(self._platform, name)

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        raise FileTrouble("SP306", "no access", where="dpkg")


def versioned(at: Desk, version: str) -> None:
    text = f"Package: claude-desktop\nStatus: install ok installed\nVersion: {version}\n\n"
    (at.tree / "root/var/lib/dpkg/status").write_text(text)


def runs(at: Desk, seconds_ago: float, exe: str = "/usr/lib/claude-desktop/claude-desktop") -> None:
    """Claude Desktop among the processes, since then."""
    proc = at.tree / "root/proc"
    started = time.time() - seconds_ago
    (proc / "stat").write_text(f"btime {int(started) - 100}\n")
    one = proc / str(PID)
    one.mkdir()
    (one / "stat").write_text(f"{PID} (claude-desktop) S 1 {'0 ' * 17}10000 0 0\n")
    (one / "cmdline").write_text("/usr/lib/claude-desktop/claude-desktop\0")
    (one / "exe").symlink_to(exe)


def managed(at: Desk, values: object) -> None:
    path = write(at.tree / "root/etc/claude-desktop/managed-settings.json", values)
    path.chmod(0o644)
    path.parent.chmod(0o755)


def test_a_machine_on_which_all_is_well_is_told_of_calmly(tmp_path: Path) -> None:
    at = dataclasses.replace(routed(tmp_path), python="/usr/bin/python3")  # a checkout below /tmp would be warned of
    found = doctored(at)
    assert {each.result for checks in found.values() for each in checks} == {"ok", "note"}
    assert [name for name, checks in found.items() if checks[0].result == "note"] == ["mode", "service"]
    said = at("doctor")
    assert (said.code, said.out.splitlines()[-1]) == (0, "nothing is wrong")
    assert len(said.out.splitlines()) < 36


def test_the_version_is_held_against_those_that_the_tables_know(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    assert briefly(doctored(at)["app"]) == [("ok", "")]
    versioned(at, "2.40000.1")
    (newer,) = doctored(at)["app"]
    assert (newer.result, newer.code) == ("note", "SP810")
    assert NEWEST in newer.message
    versioned(at, "1.6259.1")
    (older,) = doctored(at)["app"]
    assert (older.result, older.code) == ("warning", "SP811")
    assert OLDEST in older.message
    versioned(at, "")
    assert "version not readable" in doctored(at)["app"][0].message


def test_where_claude_is_not_installed_only_that_is_said_of_it(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    lay(at, OTHER)
    (at.tree / "root/usr/bin/claude-desktop").unlink()
    found = doctored(at)
    assert briefly(found["app"]) == [("note", "SP304")]
    assert not found.keys() & {"folder", "process", "policy", "entry", "switchers", "library", "mode", "values"}


def test_an_app_of_unknown_origin_that_runs_is_looked_at_like_any_other(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    (at.tree / "root/usr/bin/claude-desktop").unlink()
    runs(at, 60)
    found = doctored(at)
    assert "it is not known where" in found["app"][0].message
    assert f"pid {PID}" in found["process"][0].message


def test_the_folder_that_is_read_and_the_one_that_is_not(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE, {"XDG_CONFIG_HOME": str(tmp_path / "home/elsewhere")})
    write(tmp_path / "home/elsewhere/setpoint/profile.yaml", NATIVE)
    (first,) = doctored(at)["folder"]
    assert first.message.endswith("elsewhere/Claude-3p (XDG_CONFIG_HOME; Claude has written nothing there yet)")
    write(at.claude / "Local State", "{}")
    (alive,) = doctored(at)["folder"]
    assert alive.message.endswith(".config/Claude-3p (default, the one with signs of life)")
    write(tmp_path / "home/elsewhere/Claude-3p/Local State", "{}")
    old = time.time() - 30 * 86400
    os.utime(tmp_path / "home/elsewhere/Claude-3p/Local State", (old, old))
    chosen, other = doctored(at)["folder"]
    assert (chosen.result, other.result, other.code) == ("ok", "note", "SP813")
    assert "elsewhere/Claude-3p" in other.message


def test_two_folders_that_are_alive_are_for_a_person_to_sort_out(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE, {"XDG_CONFIG_HOME": str(tmp_path / "home/elsewhere")})
    write(tmp_path / "home/elsewhere/setpoint/profile.yaml", NATIVE)
    for folder in (at.claude, tmp_path / "home/elsewhere/Claude-3p"):
        write(folder / "Local State", "{}")
    found = doctored(at)
    assert briefly(found["folder"]) == [("failure", "SP303")]
    assert "CLAUDE_USER_DATA_DIR" in found["folder"][0].hint
    assert not found.keys() & {"library", "mode", "values"}
    assert at("doctor").code == 4


def test_an_app_that_started_before_our_last_write_still_uses_the_old_route(tmp_path: Path) -> None:
    at = routed(tmp_path)
    assert "closed" in doctored(at)["process"][0].message
    runs(at, 3600)
    (before,) = doctored(at)["process"]
    assert (before.result, before.code) == ("warning", "SP402")
    assert f"pid {PID} since " in before.message


def test_an_app_that_started_after_it_is_well(tmp_path: Path) -> None:
    at = routed(tmp_path)
    runs(at, -30)
    assert briefly(doctored(at)["process"]) == [("ok", "")]


def test_an_update_below_the_running_app_is_seen(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    runs(at, 60, exe="/usr/lib/claude-desktop/claude-desktop (deleted)")
    assert briefly(doctored(at)["process"]) == [("ok", ""), ("warning", "SP812")]


def test_that_it_cannot_be_told_whether_it_runs_is_a_warning(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    for path in sorted((at.tree / "root/proc").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert briefly(doctored(at)["process"]) == [("warning", "SP405")]


def test_a_policy_that_leaves_the_route_and_one_that_agrees_are_well(tmp_path: Path) -> None:
    at = routed(tmp_path)
    managed(at, {"disableAutoUpdates": True})
    (free,) = doctored(at)["policy"]
    assert (free.result, "disableAutoUpdates, and leaves the route" in free.message) == ("ok", True)
    entry = json.loads((at.claude / "configLibrary").glob("51c2*.json").__next__().read_text())
    keys = ("inferenceProvider", "inferenceGatewayBaseUrl", "inferenceModels")
    managed(at, {key: entry[key] for key in keys})
    (same,) = doctored(at)["policy"]
    assert (same.result, "as the profile does" in same.message) == ("ok", True)


def test_a_policy_that_differs_is_told_with_both_values(tmp_path: Path) -> None:
    at = routed(tmp_path)
    managed(at, {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": "https://it.example"})
    (differs,) = doctored(at)["policy"]
    assert (differs.result, differs.code) == ("failure", "SP601")
    assert URL in differs.message
    assert "https://it.example" in differs.message
    assert "managed-settings.json" in differs.message


def test_a_policy_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    at = routed(tmp_path)
    managed(at, "no json")
    assert briefly(doctored(at)["policy"]) == [("failure", "SP602")]


@pytest.mark.parametrize(("profile", "result"), [(NATIVE, "note"), ("", "failure")])
def test_a_hybrid_pointer_is_let_be(tmp_path: Path, profile: str, result: str) -> None:
    at = desk(tmp_path, profile) if profile else routed(tmp_path)
    index = at.claude / "configLibrary/_meta.json"
    write(index, {"hybridPointer": {"url": "https://a.example"}, "appliedId": ""})
    assert briefly(doctored(at)["policy"]) == [("ok", ""), (result, "SP309")]


def test_the_applied_entry_is_told_with_its_owner(tmp_path: Path) -> None:
    at = routed(tmp_path)
    assert doctored(at)["entry"][0].message == "Setpoint's entry is applied, as the profile says"
    lay(at, OTHER, name="Ollama")
    found = doctored(at)
    assert briefly(found["entry"]) == [("failure", "SP308")]
    assert "--take-over" in found["entry"][0].hint
    (other,) = found["switchers"]
    assert (other.result, other.code) == ("note", "SP816")
    assert other.message.startswith("Ollama's entry is in the library and applied")


def test_without_a_profile_the_applied_entry_is_held_against_none(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: sideways\n")
    lay(at, OWN)
    (found,) = doctored(at)["entry"]
    assert (found.result, found.message) == ("ok", '"Work proxy" is applied')


def test_an_entry_that_a_person_picked_is_not_what_the_profile_says_yet(tmp_path: Path) -> None:
    at = routed(tmp_path)
    lay(at, OWN)
    (found,) = doctored(at)["entry"]
    assert found.result == "note"
    assert found.message.startswith('"Work proxy" is applied; that is not what')


def test_a_change_that_waits_for_the_open_app_says_so(tmp_path: Path) -> None:
    at = routed(tmp_path)
    runs(at, -30)
    changed(at.claude / "claude_desktop_config.json", deploymentMode="1p")
    assert briefly(doctored(at)["entry"]) == [("note", "SP401")]


def test_a_choice_of_the_person_that_holds_is_a_note(tmp_path: Path) -> None:
    at = routed(tmp_path)
    put(at, f"{GATEWAY.format(url=URL)}agent: {{on_user_switch: yield}}\n")
    lay(at, OWN)
    assert briefly(doctored(at)["entry"]) == [("note", "SP506")]


def test_a_fight_is_a_failure_with_the_likely_other_writer(tmp_path: Path) -> None:
    at = routed(tmp_path)
    here = at.around(io.StringIO(), io.StringIO(), io.StringIO(), interactive=False)
    generation = doctored(at)["profile"][0].message.partition("@")[2].partition(",")[0]
    fight = Contested(time.time(), 4, 180.0, "Ollama (…0114)", "Ollama", generation)
    wiring.ledger(here).change(lambda ledger: replace(ledger, contested={"appliedId": fight}))
    (found,) = doctored(at)["entry"]
    assert (found.result, found.code) == ("failure", "SP501")
    assert "likely Ollama" in found.message
    assert "sync --force" in found.hint


def test_what_the_system_would_not_tell_is_not_taken_for_nothing(tmp_path: Path) -> None:
    out = io.StringIO()
    here = desk(tmp_path, NATIVE).around(io.StringIO(), out, out, interactive=False)
    silent: Platform = Silent(here.platform)  # type: ignore[assignment]  # it hands on all the rest
    main(["doctor"], replace(here, platform=silent))
    assert "! app            cannot be found out: dpkg: no access   SP306" in out.getvalue()
    assert "✓ process        Claude is closed" in out.getvalue()


def test_other_switchers_are_told_with_the_program_that_runs(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    assert "switchers" not in doctored(at)
    write(at.claude / f"configLibrary/{OTHER}.json", GOOD)
    lay(at, OWN, name="opencodex")
    proc = at.tree / "root/proc/633"
    proc.mkdir()
    (proc / "stat").write_text(f"633 (ollama) S 1 {'0 ' * 17}1000 0 0\n")
    (proc / "cmdline").write_text("/usr/local/bin/ollama\0serve\0")
    (proc / "exe").symlink_to("/usr/local/bin/ollama")
    first, second = doctored(at)["switchers"]
    assert first.message == "Ollama's entry is in the library, not applied; ollama runs, pid 633"
    assert second.message == "opencodex's entry is in the library and applied"

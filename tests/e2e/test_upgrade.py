"""An Ollama that is too old, as a person meets it: the plan, the upgrade, and what it says when it cannot be."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import MODEL
from e2e.household import Ended, Household, until
from fakes.upgrading import FAILS, NEW, OLD, STAYS, UPGRADES, Upgradable, homebrew, program, runs
from setpoint.adapters.lock import held
from setpoint.core.names import parse
from setpoint.value import EMPTY

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Upgradable]:
    with Upgradable(holds={"small": MODEL}, offers={"big": MODEL}, says=tmp_path / "version") as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, old: Upgradable) -> Iterator[Household]:
    """Without a Claude: what counts is Ollama's half."""
    made = Household(tmp_path / "top", old.url, EMPTY)
    yield made
    made.end()


def wish(house: Household, upgrade: str, argv: list[str] | None = None, models: str = "{sonnet: small}") -> None:
    own = f", upgrade_command: {json.dumps(argv)}" if argv else ""
    ollama = f"ollama: {{url: {house.url}, upgrade: {upgrade}{own}}}\n"
    house.write_profile(f"setpoint: 1\nmode: ollama\nmodels: {models}\n{ollama}")
    if argv:
        house.trust()


def said(ended: Ended, *texts: str) -> None:
    for text in texts:
        assert text in ended.said, ended.said


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def test_the_plan_shows_it_with_what_comes_after(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, UPGRADES), "{sonnet: big}")
    plan = house.call("plan")
    assert plan.code == 2, plan.said
    said(plan, "~ upgrade", f"{OLD} → >=0.23 ({sys.executable}", "upgrade.py)", "+ pull", "big")
    assert "✗" not in plan.said, plan.said
    assert runs(own) == []


def test_an_upgrade_that_is_planned_is_no_failure_anywhere(house: Household, old: Upgradable, own: Path) -> None:
    """Plan, status, doctor and explain agree: there is something to do, and nothing in its way."""
    wish(house, "auto", program(own, old, UPGRADES))
    too_old = f"the server is {OLD}, the profile demands >=0.23"
    assert [house.call(word).code for word in ("plan", "status")] == [2, 2]
    doctor = house.call("doctor", "ollama")
    assert doctor.code == 0, doctor.said
    said(doctor, f"· ollama-version {too_old}", "it is to be upgraded   SP204", "→ setpoint plan")
    explain = house.call("explain", "OllamaVersion")
    said(
        explain,
        "◐ OllamaVersion   False (Upgrades)",
        too_old,
        f"to do    upgrade Ollama  {OLD} → >=0.23",
        "→ setpoint plan",
    )
    small = old.store.find(parse("small"))
    assert small
    old.store.load(small)
    doctor = house.call("doctor", "ollama")
    assert doctor.code == 0, doctor.said
    said(doctor, "! ollama-version", "its upgrade waits while small:latest is loaded   SP233")


def test_apply_upgrades_and_then_pulls(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, UPGRADES), "{sonnet: big}")
    ended = house.run("apply", "--yes")
    assert ended.code == 0, ended.said
    said(ended, "✓ Ollama", "upgraded", "✓ big", "pulled")
    assert runs(own) == [""]
    again = house.call("apply", "--yes")
    said(again, "in place, nothing to do")
    assert runs(own) == [""]


def test_notify_names_the_command_and_runs_nothing(house: Household, old: Upgradable, own: Path) -> None:
    argv = program(own, old, UPGRADES)
    wish(house, "notify", argv)
    for command in (("plan",), ("apply", "--yes"), ("status",)):
        ended = house.call(*command)
        assert ended.code == 4, ended.said
        said(ended, "SP204", f"→ upgrade with: {argv[0]} {argv[1]}")
    assert runs(own) == []


def test_never_says_the_version_only(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "never", program(own, old, UPGRADES))
    ended = house.call("plan")
    assert ended.code == 4, ended.said
    said(ended, "SP204", f"the server is {OLD}", "demand less in `ollama.version`")
    assert "upgrade.py" not in ended.said
    assert runs(own) == []


def test_a_program_that_fails_is_told_with_its_last_words(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, FAILS))
    ended = house.call("apply", "--yes")
    assert ended.code == 4, ended.said
    said(ended, "SP232", "ended with status 3: no bottle available!", "run it in a terminal:")
    status = house.call("status")
    assert status.code == 4, status.said
    said(status, "SP232", "no bottle available!")


def test_a_program_that_is_not_there_is_a_failure(house: Household, own: Path) -> None:
    wish(house, "auto", [str(own / "absent"), "upgrade"])
    ended = house.call("apply", "--yes")
    assert ended.code == 4, ended.said
    said(ended, "SP232", "absent is not installed")


def test_a_version_that_stays_asks_for_a_restart(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, STAYS))
    ended = house.call("apply", "--yes", hurry=60)
    assert ended.code == 4, ended.said
    said(ended, "SP234", f"still is {OLD}", "restart the Ollama server")


def test_a_loaded_model_is_waited_for(house: Household, old: Upgradable, own: Path) -> None:
    small = old.store.find(parse("small"))
    assert small
    old.store.load(small)
    wish(house, "auto", program(own, old, UPGRADES))
    for command in (("apply", "--yes"), ("status",)):
        ended = house.call(*command)
        assert ended.code == 5, ended.said
        said(ended, "SP233", "small:latest is loaded", "ollama stop small")
    assert runs(own) == []


def test_two_at_once_are_one(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, UPGRADES))
    with held(house.state / "upgrade.lock", seconds=0):
        ended = house.call("apply", "--yes")
    assert ended.code == 5, ended.said
    said(ended, "SP503")
    assert runs(own) == []


def test_what_nobody_allowed_is_not_run(house: Household, old: Upgradable, own: Path) -> None:
    wish(house, "auto", program(own, old, UPGRADES))
    assert house.call("trust", "--revoke").code == 0
    ended = house.call("apply", "--yes")
    assert ended.code == 4, ended.said
    said(ended, "SP132", "ollama.upgrade_command runs")
    assert runs(own) == []


def test_an_ollama_of_unknown_origin_is_left_to_a_person(house: Household) -> None:
    wish(house, "auto")
    ended = house.call("apply", "--yes")
    assert ended.code == 4, ended.said
    said(ended, "SP204", "SP235", "`upgrade: auto` runs nothing", "ollama.upgrade_command")


def test_what_looks_like_a_key_is_not_repeated(house: Household, old: Upgradable, own: Path) -> None:
    key = "sk-ant-api03-" + "q7Zt2LmX9" * 6
    wish(house, "auto", program(own, old, f"print('denied for {key}'); sys.exit(1)"))
    ended = house.call("apply", "--yes")
    said(ended, "SP232", "status 1: …")
    kept = b"".join(path.read_bytes() for path in house.state.rglob("*") if path.is_file())
    assert key not in ended.said
    assert key.encode() not in kept


@pytest.mark.skipif(sys.platform != "linux", reason="a made-up Homebrew of Linux")
class TestHomebrew:
    @pytest.fixture
    def brew(self, house: Household, tmp_path: Path) -> Path:
        house.more = {"PATH": f"{tmp_path / 'brew/bin'}:/usr/bin:/bin"}
        wish(house, "auto")
        return tmp_path / "brew"

    def test_the_formula_is_upgraded_and_its_service_restarted(
        self, house: Household, old: Upgradable, brew: Path
    ) -> None:
        homebrew(brew, house.home, old, UPGRADES)
        said(house.call("plan"), "~ upgrade", "(brew upgrade ollama && brew services restart ollama)")
        ended = house.call("apply", "--yes")
        assert ended.code == 0, ended.said
        assert runs(brew) == ["upgrade ollama", "services restart ollama"]
        assert old.world().version == NEW

    def test_a_failure_ends_it_before_the_restart(self, house: Household, old: Upgradable, brew: Path) -> None:
        homebrew(brew, house.home, old, FAILS)
        ended = house.call("apply", "--yes")
        assert ended.code == 4, ended.said
        said(ended, "SP232", f"{brew / 'bin/brew'} upgrade ollama && {brew / 'bin/brew'} services restart ollama")
        assert runs(brew) == ["upgrade ollama"]

    def test_a_server_that_is_not_the_installed_one_is_left_alone(
        self, house: Household, old: Upgradable, brew: Path
    ) -> None:
        homebrew(brew, house.home, old, UPGRADES, version="0.20.4")
        ended = house.call("apply", "--yes")
        assert ended.code == 4, ended.said
        said(ended, "SP235", f"the program installed here is 0.20.4, the server is another one ({OLD})")
        assert runs(brew) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches one process alone there only by a console")
def test_ctrl_c_does_not_cut_it_off(house: Household, old: Upgradable, own: Path) -> None:
    begun = "(server.parent / 'begun').touch(); import time; time.sleep(1); "
    wish(house, "auto", program(own, old, begun + UPGRADES))
    apply = house.begin("apply", "--yes")
    until((old.says.parent / "begun").exists)
    apply.process.send_signal(signal.SIGINT)
    assert "Traceback" not in apply.wait().said
    until(old.says.exists)
    assert house.call("apply", "--yes").code == 0
    assert runs(own) == [""]

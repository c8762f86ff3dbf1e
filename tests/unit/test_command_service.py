"""`setpoint service` and `setpoint uninstall`, at a desk whose systemd is a stand-in."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, Desk, Said, desk, put_key
from fakes.machine import Programs
from fakes.systemd import RUNTIME, Manager, booted
from setpoint import process
from setpoint.cli.main import main
from setpoint.errors import CommandFailed
from setpoint.value import replace

PROFILE = GATEWAY.format(url="https://llm.acme.example")


class Seat:
    """A desk with a session. What systemd is asked goes to the stand-in, all else to the real programs."""

    def __init__(self, tree: Path, profile: str = "", **env: str) -> None:
        self.desk: Desk = desk(tree, profile, {"XDG_RUNTIME_DIR": RUNTIME, **env})
        booted(tree / "root")
        self.manager = Manager(self.desk.home / ".config/systemd/user")

    @property
    def unit(self) -> Path:
        return self.manager.units / "setpoint.service"

    def __call__(self, *words: str, answers: str | None = None) -> Said:
        out, err = io.StringIO(), io.StringIO()
        here = self.desk.around(io.StringIO(answers or ""), out, err, interactive=answers is not None)
        here = replace(here, machine=replace(here.machine, run=Programs(self.manager.programs)), python="/opt/s/python")
        return Said(main(words, here), out.getvalue(), err.getvalue())


def test_installing_says_what_was_done_and_what_is_still_to_do(tmp_path: Path) -> None:
    seat = Seat(tmp_path)
    said = seat("service", "install")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "✓ ~/.config/systemd/user/setpoint.service written",
        "✓ confined: few system calls, and of the home only the folders around Claude's and ours can be written",
        "✓ started, and at every login from now on",
        "… there is no profile yet: setpoint init",
    ]
    assert "\nExecStart=/opt/s/python -P -m setpoint run\n" in seat.unit.read_text()


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_profile_that_was_named_goes_along(tmp_path: Path, way: str) -> None:
    seat = Seat(tmp_path, **({"SETPOINT_PROFILE": "mine.yaml"} if way == "variable" else {}))
    (tmp_path / "mine.yaml").write_text(PROFILE)
    said = seat("service", "install", *(("--profile", "mine.yaml") if way == "option" else ()))
    assert "no profile" not in said.out
    assert f"\nExecStart=/opt/s/python -P -m setpoint --profile {tmp_path}/mine.yaml run\n" in seat.unit.read_text()


def test_a_suspended_agent_is_told_of(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    seat("restore", "--yes")
    assert "suspended; nothing is written until" in seat("service", "install").out


def test_uninstalling_says_what_stays(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    seat("service", "install")
    said = seat("service", "uninstall")
    assert said.code == 0
    assert "✓ the agent is stopped" in said.out
    assert "what is applied stays" in said.out
    assert not seat.unit.exists()
    assert "no service was installed" in seat("service", "uninstall").out


def test_the_status_is_told_to_persons_and_machines(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    absent = seat("service", "status")
    assert (absent.code, absent.out) == (2, "· no service is installed: setpoint service install\n")
    seat("service", "install")
    said = seat("service", "status")
    assert said.code == 0
    assert said.out.startswith("● the agent runs, pid 812\n")
    plain = json.loads(seat("service", "status", "--json").out)
    assert (plain["installed"], plain["enabled"], plain["running"], plain["pid"]) == (True, True, True, 812)
    seat.manager.active = False
    failed = seat("service", "status")
    assert (failed.code, "SP412" in failed.out) == (2, True)


def test_where_no_systemd_runs_nothing_is_installed(tmp_path: Path) -> None:
    said = desk(tmp_path, PROFILE)("service", "install")
    assert (said.code, said.out) == (4, "")
    assert "SP410" in said.err


@pytest.mark.parametrize("words", [(), ("start",), ("install", "--json"), ("logs", "-n", "many")])
def test_other_words_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert desk(tmp_path)("service", *words).code == 64


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_program_is_shown_on_our_own_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    assert process.show(["/bin/sh", "-c", "echo said; exit 3"]) == 3
    assert capfd.readouterr().out == "said\n"
    with pytest.raises(CommandFailed) as error:
        process.show(["setpoint-no-such-program"])
    assert error.value.code == "SP703"


# --- uninstall ---


def applied(seat: Seat) -> dict[str, bytes]:
    """Claude's folder before our first apply, which is done then."""
    put_key(seat.desk, "sk-of-acme-0001")
    seat.desk.claude.mkdir(parents=True)
    (seat.desk.claude / "claude_desktop_config.json").write_text('{"preferences": {}}')
    before = contents(seat)
    assert seat.desk("trust", "--yes").code == 0
    said = seat.desk("apply", "--yes")
    assert said.code == 0, said.out + said.err
    assert contents(seat) != before
    return before


def contents(seat: Seat) -> dict[str, bytes]:
    top = seat.desk.claude
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


def test_everything_is_given_back_and_only_what_is_remembered_stays(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    before = applied(seat)
    seat("service", "install")
    said = seat("uninstall", answers="y\n")
    assert said.code == 0, said.out + said.err
    assert "service   the agent stops" in said.out.partition("?")[0], "said before it is asked"
    assert contents(seat) == before
    assert not seat.unit.exists()
    assert list(seat.desk.state.rglob("key-*")) == []
    assert (seat.desk.state / "ledger.json").exists()
    assert "SP502" in seat.desk("status").out, "suspended"


def test_a_no_leaves_all_as_it_is(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    applied(seat)
    seat("service", "install")
    before = contents(seat)
    assert seat("uninstall", answers="n\n").code == 4
    assert seat("uninstall").code == 4, "nobody to ask"
    assert (contents(seat), seat.manager.active) == (before, True)


def test_without_a_service_there_is_only_the_rest(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    before = applied(seat)
    said = seat("uninstall", "--yes")
    assert (said.code, contents(seat)) == (0, before)
    assert "service" not in said.out
    assert desk(tmp_path / "other")("uninstall", "--yes").code == 0


def test_a_service_that_stays_is_told_and_everything_else_is_given_back(tmp_path: Path) -> None:
    seat = Seat(tmp_path, PROFILE)
    before = applied(seat)
    seat("service", "install")
    seat.manager.refuses = {"disable": "Access denied"}
    said = seat("uninstall", "--yes")
    assert (said.code, contents(seat)) == (4, before)
    assert "SP411" in said.err

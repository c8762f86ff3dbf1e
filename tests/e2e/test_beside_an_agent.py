"""Commands beside a real agent: it is called by each, and what it tells is shown."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator

import jsonschema
import pytest

from e2e.household import PERSONS, Command, Household, put, until
from setpoint import shipped
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.ollama.server import StandIn

pytestmark = pytest.mark.timeout(60)

WRONG = "setpoint: 1\nmode: oll\n"


@pytest.fixture
def agent(house: Household) -> Iterator[Command]:
    """At work, and everything in place."""
    house.furnish()
    house.trust()
    running = house.begin("run")
    until(lambda: applied(house) == ENTRY_ID)
    assert house.call("sync").code == 0
    yield running
    house.end()


def applied(house: Household) -> object:
    return json.loads(house.index.read_text()).get("appliedId") if house.index.exists() else None


def test_status_says_that_an_agent_is_at_work(house: Household, agent: Command) -> None:
    assert " s ago · agent running\n" in house.call("status").out
    told = json.loads(house.call("status", "--json").out)
    jsonschema.Draft202012Validator(json.loads(shipped.read("schemas", "status.schema.json"))).validate(told)
    assert told["agent"]["pid"] == agent.process.pid
    agent.process.terminate()
    agent.wait()
    assert "agent" not in house.call("status").out
    assert json.loads(house.call("status", "--json").out)["agent"] is None


@pytest.mark.usefixtures("agent")
def test_sync_waits_for_a_look_that_began_after_it(house: Household) -> None:
    for _ in range(5):
        called = time.time()
        told = json.loads(house.call("sync", "--json").out)
        assert told["agent"]["whole"] >= called


@pytest.mark.usefixtures("agent")
def test_another_mode_is_carried_out_and_given_up_again(house: Household) -> None:
    assert "the agent does it now" in house.call("use", "native", "--for", "7d").out
    until(lambda: applied(house) == PERSONS)
    assert house.call("sync").code == 0
    house.call("use", "profile")
    until(lambda: applied(house) == ENTRY_ID)


def test_a_pause_holds_over_a_restart_of_the_agent(house: Household, agent: Command) -> None:
    house.call("pause", "--because", "a demo")
    agent.process.kill()
    agent.process.wait()
    house.begin("run")
    until(lambda: house.call("sync").code != 4)
    put(house.index, json.loads(house.index.read_text()) | {"appliedId": PERSONS})
    assert "suspended" in house.call("sync").out
    assert applied(house) == PERSONS
    assert "the agent does it now" in house.call("resume").out
    until(lambda: applied(house) == ENTRY_ID)
    until(lambda: '"corrective"' in house.call("history", "--json").out)  # what was done is told after it is done
    rows = [json.loads(line) for line in house.call("history", "--json").out.splitlines()]
    assert [row["verb"] for row in rows if row["by"] == "you"] == ["pause", "resume"]


@pytest.mark.usefixtures("agent")
def test_a_restore_holds_and_resume_ends_it(house: Household) -> None:
    assert house.call("restore", "--yes").code == 0
    assert applied(house) == PERSONS
    house.call("sync")
    assert applied(house) == PERSONS
    house.call("resume")
    until(lambda: applied(house) == ENTRY_ID)


@pytest.mark.usefixtures("agent")
def test_while_a_profile_is_wrong_the_last_good_one_is_told_about(house: Household) -> None:
    good = json.loads(house.call("status", "--json").out)["profile"]["generation"]
    house.write_profile(WRONG)
    said = house.call("sync")
    assert said.code == 3
    assert said.out.startswith(f"● in place   profile.yaml @{good}, the last good one · looked ")
    assert "SP111" in said.err
    house.profile.unlink()
    assert "SP100" in house.call("status").err
    house.write_profile()
    assert house.call("sync").code == 0


@pytest.mark.usefixtures("agent")
def test_a_profile_that_nobody_trusts_is_told_beside_the_one_in_force(house: Household) -> None:
    gateway = 'gateway: {url: https://llm.example, key: "file:~/key", models: {sonnet: claude-sonnet-5}}\n'
    house.write_profile(house.usual(more=gateway).replace("mode: ollama", "mode: gateway"))
    said = house.call("sync")
    assert said.code == 4
    assert ", the last good one · looked " in said.out
    assert "SP132" in said.err


@pytest.mark.usefixtures("agent")
def test_what_was_given_up_is_tried_anew_when_a_person_says_so(house: Household) -> None:
    for _ in range(4):
        until(lambda: applied(house) == ENTRY_ID)
        put(house.index, json.loads(house.index.read_text()) | {"appliedId": PERSONS})
        time.sleep(0.5)
    said = house.call("sync")
    assert said.code == 4
    lines = said.out.splitlines()
    assert lines[0] == "✗ contested   something else keeps setting appliedId   SP501"
    assert lines[1].startswith("seen     4 times in ")
    assert "→ find the other program, then: setpoint sync --force" in lines
    house.call("sync", "--force")
    until(lambda: applied(house) == ENTRY_ID)


@pytest.mark.usefixtures("agent")
def test_a_pull_that_failed_for_good_is_tried_anew_when_a_person_says_so(house: Household, server: StandIn) -> None:
    house.write_profile(house.usual(models="{sonnet: small, haiku: gone}"))
    until(lambda: "SP210" in house.call("sync").out)
    asked = server.requests[("POST", "/api/pull")]
    house.call("sync")
    assert server.requests[("POST", "/api/pull")] == asked
    house.call("sync", "--force")
    until(lambda: server.requests[("POST", "/api/pull")] > asked)


@pytest.mark.usefixtures("agent")
def test_in_a_pipe_watching_prints_a_line_a_change_and_ends_well(house: Household) -> None:
    watching = house.begin("status", "--watch")
    until(lambda: watching.says("● in place"))
    house.call("pause", "--because", "a demo")
    until(lambda: watching.says("Suspended True") and watching.says("until `setpoint resume`: a demo"))
    house.call("resume")
    until(lambda: watching.says("Suspended False"))
    watching.process.send_signal(signal.SIGINT)
    ended = watching.wait(5)
    assert (ended.code, ended.err) == (0, "")
    assert "\033" not in ended.out


def test_on_a_terminal_watching_draws_a_picture_that_follows(house: Household, agent: Command, server: StandIn) -> None:
    server.registry.speed = 10e6
    screen = Screen(house)
    screen.shows("agent pid ")
    house.write_profile(house.usual(models="{sonnet: big}"))
    screen.shows("pulling  big", "MB/s", "━")
    house.write_profile(WRONG)
    screen.shows("the last good one", "SP111")
    agent.process.kill()
    screen.shows("not running; setpoint service install")
    code = screen.end()
    assert code == 0
    assert "\033[?1049l" in screen.seen, "the terminal's other screen is left"
    assert "\033[?25h" in screen.seen, "the cursor is there again"
    assert "Traceback" not in screen.seen


def on_a_terminal(house: Household, *words: str) -> tuple[int, int]:
    """Pid, and the terminal's other side."""
    if sys.platform == "win32":
        pytest.skip("needs a pseudo-terminal")
    import pty

    pid, screen = pty.fork()
    if pid == 0:
        everything = {**house.env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
        os.execve(sys.executable, [sys.executable, "-m", "setpoint", *words], everything)  # noqa: S606 - our own
    return pid, screen


class Screen:
    """`status --watch` on a terminal of 100 columns."""

    def __init__(self, house: Household) -> None:
        self.seen = ""
        self._pid, self._screen = on_a_terminal(house, "status", "--watch")

    def shows(self, *texts: str, seconds: float = 15) -> None:
        """Once all of them have come to the screen from now on."""
        begun, end = len(self.seen), time.monotonic() + seconds
        while not all(text in self.seen[begun:] for text in texts):
            assert time.monotonic() < end, self.seen[-3000:]
            self._read()

    def end(self) -> int:
        """By Ctrl-C."""
        os.write(self._screen, b"\x03")
        while self._read():
            pass
        os.close(self._screen)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _read(self) -> bool:
        ready, _, _ = select.select([self._screen], [], [], 0.1)
        try:
            data = os.read(self._screen, 1 << 16) if ready else b" "
        except OSError:  # so Linux says that the other side is closed
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)

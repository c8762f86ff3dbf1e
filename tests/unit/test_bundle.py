"""The zip for a bug report: complete, and without a key, a home, a user or a host's name anywhere in it."""

from __future__ import annotations

import io
import json
import re
import socket
import stat
import sys
import time
import zipfile
from pathlib import Path

import pytest

from fakes.desk import Desk, Said, desk, put
from fakes.scenes import on
from setpoint.cli.main import main
from setpoint.core.facts.claude import ENTRY_ID, OTHER_TOOLS
from setpoint.core.ports import System
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the desk is a Linux one")

CANARY = "canary-7f3a91c2e5d8b046"
"""Of no form that any check knows: what is not recognised must not leak either."""

OTHER = "other-canary-19c0ffee3b"
"""The same, in files that are not the profile: what is found in one place helps to find it in none of the others."""

SHAPED = "sk-ant-api03-Zk3v9Qm2Xw7Rt5Yp8Ls4"
"""Of a form that is recognised: for places where nobody could know what is a key."""

USER, HOST = "lovelace", "babbage"

MEMBERS = {
    *("about.json", "doctor.json", "status.json", "plan.json", "profile.json", "ledger.json", "claude.json"),
    *("history.jsonl", "agent.log"),
}

NATIVE = "setpoint: 1\nmode: native\n"


def named(tree: Path, profile: str, **env: str) -> Desk:
    """A desk of a person whose name and machine stand in its paths and variables."""
    return desk(tree / USER, profile, {"USER": USER, "LOGNAME": USER, **env})


def call(at: Desk, *words: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    here = at.around(io.StringIO(), out, err, interactive=False)
    code = main(words, replace(here, machine=replace(here.machine, hostname=f"{HOST}.lan.example")))
    return Said(code, out.getvalue(), err.getvalue())


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def assert_silent(told: dict[str, str], *more: str) -> None:
    for name, text in told.items():
        for word in (CANARY, OTHER, SHAPED, str(HOST), *more):
            assert word not in text, f"{word} in {name}"
        assert not re.search(rf"(?<![a-z]){USER}(?![a-z])", text, re.IGNORECASE), name
        assert "@acme.example" not in text, name


def test_a_bundle_holds_what_a_report_needs_and_says_so_in_five_lines(tmp_path: Path) -> None:
    at = named(tmp_path, NATIVE)
    said = call(at, "doctor", "--bundle", "report.zip")
    assert (said.code, said.err) == (0, "")
    assert len(said.out.splitlines()) == 5
    assert "read it before you send it" in said.out.splitlines()[-1]
    path = at.tree / "report.zip"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = texts(path)
    assert told.keys() == MEMBERS
    plain = {name: json.loads(text) for name, text in told.items() if name.endswith(".json")}
    assert plain["about.json"]["claude"][0] == "2.31226.1"
    assert plain["profile.json"] == {"setpoint": 1, "mode": "native"}
    assert {each["area"] for each in plain["doctor.json"]["checks"]} >= {"profile", "agent", "setpoint"}
    assert "journalctl --user" in told["agent.log"]
    assert_silent(told, str(at.home))


def test_the_words_of_an_upgrade_command_are_no_secrets(tmp_path: Path) -> None:
    """Else `ollama` would be taken out of the whole bundle."""
    command = f"[brew, upgrade, ollama, --token={CANARY}]"
    with StandIn() as server:
        text = f"setpoint: 1\nmode: ollama\nmodels: {{sonnet: small}}\nollama: {{url: '{server.url}', "
        at = named(tmp_path, f"{text}upgrade_command: {command}}}\n")
        assert call(at, "doctor", "--bundle", str(tmp_path / "b.zip")).code == 0
    found = texts(tmp_path / "b.zip")
    assert json.loads(found["about.json"])["ollama"] == server.version
    assert '"resource": "ollama_models"' in found["plan.json"]
    assert CANARY not in "".join(found.values())


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    at = named(tmp_path, NATIVE)
    (at.tree / "there.zip").write_text("precious")
    said = call(at, "doctor", "--bundle", "there.zip")
    assert said.code == 4
    assert "SP904" in said.err
    assert (at.tree / "there.zip").read_text() == "precious"
    assert call(at, "doctor", "--bundle", "no/such/folder.zip").code != 0
    assert call(at, "doctor", "--bundle", "x.zip", "--json").code == 64


def littered(at: Desk) -> None:
    """Keys in every file that a bundle has something to tell of."""
    library = at.claude / "configLibrary"
    library.mkdir(parents=True)
    headers = {"X-Other": f"Token {OTHER}"}
    foreign = {"inferenceGatewayApiKey": OTHER, "inferenceCustomHeaders": headers, "note": SHAPED}
    ollamas = next(iter(OTHER_TOOLS))
    (library / f"{ollamas}.json").write_text(json.dumps(foreign))
    (library / "_meta.json").write_text(json.dumps({"appliedId": ollamas, "entries": [{"id": ollamas, "name": USER}]}))
    settings = {"mcpServers": {"notes": {"command": "x", "env": {"NOTES_TOKEN": OTHER}}}, "owner": "ada@acme.example"}
    (at.claude / "claude_desktop_config.json").write_text(json.dumps(settings))
    at.state.mkdir(parents=True, exist_ok=True)
    happened = {"at": 1.0, "kind": "event", "resource": "agent", "verb": "x", "target": f"{at.home}/x", "by": USER}
    with (at.state / "history.jsonl").open("a") as history:
        for detail in (SHAPED, f"Bearer {OTHER}", f"https://{USER}:{OTHER}@{HOST}.lan.example"):
            history.write(json.dumps({**happened, "detail": detail}) + "\n")
        history.write(f"broken line with {OTHER} and {USER}@acme.example\n")
    (at.state / "last-crash.txt").write_text(f"Traceback: {at.home}/lib.py in {OTHER} on {HOST}\n")


MODELS = "models: {sonnet: claude-sonnet-5}"

FORMS = {
    "in-the-environment": 'gateway: {{url: "{url}", key: "env:ACME_TOKEN", {models}}}',
    "file": 'gateway: {{url: "{url}", key: "file:~/key", {models}}}',
    "command": 'gateway: {{url: "{url}", key: {{command: [/bin/echo, {canary}]}}, {models}}}',
    "static": 'gateway: {{url: "{url}", key: {{env: ACME, delivery: static}}, {models}}}',
    "header": 'gateway: {{url: "{url}", headers: {{X-Key: {canary}}}, {models}}}',
    "header-with-a-form": 'gateway: {{url: "{url}", headers: {{X-Key: {shaped}}}, {models}}}',
    "no-reference": 'gateway: {{url: "{url}", key: {canary}, {models}}}',
    "unknown-key": 'gateway: {{url: "{url}", apikey: {canary}, {models}}}',
    "in-the-url": 'gateway: {{url: "https://me:{canary}@llm.acme.example", {models}}}',
    "no-yaml": 'gateway: {{url: "{url}", key: {canary}',
    "setting": 'claude: {{settings: {{inferenceGatewayApiKey: {canary}}}}}\ngateway: {{url: "{url}"}}',
}


ENVIRONMENT = {"static": {"ACME": CANARY}, "in-the-environment": {"ACME_TOKEN": CANARY}}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_in_no_bundle_wherever_it_stood(tmp_path: Path, form: str) -> None:
    with StandIn(holds={"claude-sonnet-5": Published(70_000)}) as server:
        text = FORMS[form].format(url=server.url, models=MODELS, canary=CANARY, shaped=SHAPED)
        at = named(tmp_path, f"setpoint: 1\nmode: gateway\n{text}\n", **ENVIRONMENT.get(form, {}))
        (at.home / "key").write_text(f"{CANARY}\n")
        (at.home / "key").chmod(0o600)
        littered(at)
        if form in ("file", "command", "static"):
            call(at, "trust", "--yes")
            applied = call(at, "apply", "--yes", "--take-over")
            assert (at.claude / "configLibrary" / f"{ENTRY_ID}.json").exists(), applied.out + applied.err
        said = call(at, "doctor", "--bundle", str(at.tree / "b.zip"))
    assert said.code == 0, said.out + said.err
    told = texts(at.tree / "b.zip")
    assert told.keys() == {*MEMBERS, "last-crash.txt"}
    assert_silent(told, str(at.home))
    assert CANARY not in said.out
    withheld = [name for name, each in told.items() if '"left out":' in each]
    assert withheld == [], "cleaned, not dropped"


def test_of_claudes_files_names_and_kinds_are_told_and_values_of_ours(tmp_path: Path) -> None:
    with StandIn(holds={"tiny": Published(70_000)}) as server:
        text = f"setpoint: 1\nmode: ollama\nmodels: {{sonnet: tiny}}\nollama: {{url: '{server.url}'}}\n"
        at = named(tmp_path, text)
        littered(at)
        call(at, "apply", "--yes", "--take-over")
        call(at, "doctor", "--bundle", "b.zip")
    told = texts(at.tree / "b.zip")
    [folder] = json.loads(told["claude.json"])
    ours = folder["entries"][f"{ENTRY_ID}.json"]
    assert ours["inferenceGatewayBaseUrl"] == server.url
    assert ours["inferenceGatewayApiKey"] == "text"
    foreign = folder["entries"][f"{next(iter(OTHER_TOOLS))}.json"]
    assert foreign == {"inferenceGatewayApiKey": "text", "inferenceCustomHeaders": {"X-Other": "text"}, "note": "text"}
    assert folder["index"]["appliedId"] == ENTRY_ID
    assert folder["settings"]["mcpServers"] == {"notes": {"command": "text", "env": {"NOTES_TOKEN": "text"}}}
    assert folder["settings"]["deploymentMode"] == "3p"
    ledger = json.loads(told["ledger.json"])
    assert ledger["salt"] == "text", "with it the hashes of short values could be guessed"
    assert '"before": "\\"' not in told["ledger.json"]


def test_a_long_history_is_told_from_its_end(tmp_path: Path) -> None:
    at = named(tmp_path, NATIVE)
    at.state.mkdir(parents=True)
    line = {"at": 1.0, "kind": "event", "resource": "agent", "verb": "x", "detail": ""}
    lines = [json.dumps({**line, "target": f"n{number}"}) for number in range(1000)]
    (at.state / "history.jsonl").write_text("\n".join(lines) + "\n")
    call(at, "doctor", "--bundle", "b.zip")
    kept = texts(at.tree / "b.zip")["history.jsonl"].splitlines()
    assert len(kept) == 200
    assert json.loads(kept[-1])["target"] == "n999"


@pytest.mark.parametrize("trouble", ["profile", "ledger", "library"])
def test_a_bundle_is_made_whatever_is_broken(tmp_path: Path, trouble: str) -> None:
    at = named(tmp_path, NATIVE)
    littered(at)
    if trouble == "profile":
        put(at, "setpoint: [1\n  mode: {")
    elif trouble == "ledger":
        (at.state / "ledger.json").write_text('{"version": 99}')
    else:
        (at.claude / "configLibrary/_meta.json").write_text("{ no json")
    assert call(at, "doctor", "--bundle", "b.zip").code == 0
    told = texts(at.tree / "b.zip")
    assert told.keys() == {*MEMBERS, "last-crash.txt"}
    assert_silent(told, str(at.home))


@pytest.mark.parametrize("system", ["macos", "windows"])
def test_the_agents_log_is_taken_where_it_is_a_file(tmp_path: Path, system: System) -> None:
    here = on(system, tmp_path / "m", NATIVE)
    place = {"macos": "Library/Logs/Setpoint/agent.log", "windows": "AppData/Local/setpoint/agent.log"}[system]
    try:
        argv = here.platform.service().logs(here.machine, lines=1, follow=False)
    except Exception as error:  # noqa: BLE001 - where it is looked for is what the failure says
        place = str(getattr(error, "where", place))
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).write_text("".join(f"line {number} {here.machine.home}\n" for number in range(300)))
        argv = here.platform.service().logs(here.machine, lines=1, follow=False)
    assert argv
    assert main(("doctor", "--bundle", str(tmp_path / "b.zip")), here) == 0
    lines = texts(tmp_path / "b.zip")["agent.log"].splitlines()
    assert (len(lines), lines[-1]) == (200, "line 299 ~")


@pytest.mark.long
def test_a_server_that_hangs_keeps_no_bundle_waiting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        at = named(tmp_path, f"setpoint: 1\nmode: ollama\nmodels: {{sonnet: tiny}}\nollama: {{url: '{url}'}}\n")
        begun = time.monotonic()
        assert call(at, "doctor", "--bundle", "b.zip").code == 0
    assert time.monotonic() - begun < 10
    assert "SP201" in texts(at.tree / "b.zip")["doctor.json"]

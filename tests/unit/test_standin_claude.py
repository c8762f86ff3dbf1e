"""The stand-in for Claude Desktop does to its files what is known of the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from setpoint.standins.claude.app import App, write
from setpoint.standins.claude.deciding import Places, Route, decide
from setpoint.standins.claude.desktop import StandinDesktop, places_in

ID = "7d2f0c1e-5b44-4c0a-9b1e-2f6a8c3d9e10"
ENTRY = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "http://127.0.0.1:11434",
    "inferenceGatewayApiKey": "placeholder",
    "inferenceModels": [{"name": "claude-sonnet-5", "labelOverride": "Small"}],
}


def settled(home: Path, *, flag: str = "", entry: dict[str, object] | None = None, **index: object) -> Places:
    places = places_in(home)
    write(places.index, {"appliedId": ID, "entries": [{"id": ID, "name": "x"}], **index})
    write(places.entry(ID), ENTRY if entry is None else {**ENTRY, **entry})
    write(places.flag, {"mcpServers": {}, **({"deploymentMode": flag} if flag else {})})
    return places


@pytest.mark.parametrize("flag", ["", "3p"])
def test_an_applied_entry_is_used_unless_the_flag_says_native(tmp_path: Path, flag: str) -> None:
    route = decide(settled(tmp_path, flag=flag))
    assert route.third_party
    assert (route.url, route.models) == ("http://127.0.0.1:11434", (("claude-sonnet-5", "Small"),))
    assert not decide(settled(tmp_path, flag="1p")).third_party


@pytest.mark.parametrize(
    "changed",
    [
        {"entry": {"inferenceGatewayBaseUrl": "http://elsewhere.example"}},
        {"entry": {"inferenceGatewayApiKey": ""}},
        {"entry": {"inferenceProvider": ""}},
        {"entry": {"inferenceModels": ["qwen3.5:9b"]}},
        {"appliedId": ID.upper()},
        {"appliedId": "../../x"},
        {"entries": []},
        {"hybridPointer": {}},
    ],
    ids=str,
)
def test_what_cannot_be_used_ends_in_native_mode(tmp_path: Path, changed: dict[str, object]) -> None:
    route = decide(settled(tmp_path, flag="3p", **changed))  # type: ignore[arg-type]
    assert not route.third_party
    assert route.why


def test_what_is_written_while_it_runs_is_lost_at_its_end(tmp_path: Path) -> None:
    places = settled(tmp_path, flag="3p")
    before = places.flag.read_bytes()
    app = App(places)
    write(places.flag, {"mine": 1})
    app.save()
    assert places.flag.read_bytes() == before


def test_settings_that_it_could_not_read_are_left(tmp_path: Path) -> None:
    places = settled(tmp_path)
    places.flag.write_bytes(b"{")
    app = App(places)
    app.prefer("theme", "dark")
    assert places.flag.read_bytes() == b"{"


def test_apply_changes_saves_the_entry_again_with_defaults(tmp_path: Path) -> None:
    places = settled(tmp_path)
    App(places).apply_changes()
    entry = json.loads(places.entry(ID).read_bytes())
    assert entry["chatTabEnabled"] is False
    assert entry["inferenceCredentialKind"] == "static"
    assert {key: entry[key] for key in ENTRY} == ENTRY


def test_the_one_inside_our_process_quits_after_a_moment(tmp_path: Path) -> None:
    starts: list[Route] = []
    settled(tmp_path, flag="3p")
    desktop = StandinDesktop(tmp_path, starts.append, quitting=0.05)
    assert desktop.running() is None
    desktop.start()
    desktop.start()
    assert [route.third_party for route in starts] == [True]
    seen = desktop.running()
    assert seen is not None
    assert seen.profile == "third-party"
    desktop.ask_to_quit()
    assert desktop.running() == seen
    desktop.quit()
    assert desktop.running() is None

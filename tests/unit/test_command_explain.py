"""`setpoint explain`: why something is as it is, for people and for machines, whatever else is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from fakes.desk import Desk, desk, put
from setpoint import shipped
from setpoint.core.codes import CODES
from setpoint.core.explain.conditions import MEANINGS
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

PROFILE = """\
setpoint: 1
mode: ollama
models:
  opus: big
  sonnet: {model: "small:9b", label: Small}
keep: [extra]
claude: {settings: {chatTabEnabled: true}}
"""
MODEL = Published(size=6_600_000, details=Details(context=131072))
DOWN = "http://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(version="0.34.2", holds={"extra": MODEL}, offers={"big": MODEL, "small:9b": MODEL}) as made:
        yield made


@pytest.fixture
def at(tmp_path: Path, server: StandIn) -> Desk:
    """Applied."""
    made = desk(tmp_path, PROFILE, {"OLLAMA_HOST": server.url})
    assert made("apply", "--yes").code == 0
    return made


def told(at: Desk, word: str) -> list[str]:
    """Without what differs from run to run: moments, ports, digests, states of the profile."""
    said = at("explain", word)
    assert (said.code, said.err) == (0, "")
    plain = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:11434", said.out)
    plain = re.sub(r"@[0-9a-f]{8}", "@…", re.sub(r"digest [0-9a-f]{12}", "digest …", plain))
    return re.sub(r"(?m)^(\w*\s+)\d\d:\d\d  ", r"\1…  ", plain).splitlines()


def answer(at: Desk, word: str) -> dict[str, object]:
    said = at("explain", word, "--json")
    assert (said.code, said.err) == (0, "")
    plain = json.loads(said.out)
    jsonschema.Draft202012Validator(json.loads(shipped.read("schemas", "explain.schema.json"))).validate(plain)
    assert isinstance(plain, dict)
    return plain


def test_a_key_of_claude_is_told_with_its_place_its_origin_and_its_past(at: Desk) -> None:
    assert told(at, "deploymentMode") == [
        "● deploymentMode   as the profile says",
        'means    whether Claude Desktop starts in third-party mode ("3p") or natively ("1p")',
        'now      "3p"   ~/.config/Claude-3p/claude_desktop_config.json:2:21',
        'wanted   "3p"',
        "from     mode: ollama   ~/.config/setpoint/profile.yaml:2:1",
        "before   nothing",
        "since    …  ours, by profile @…",
        'changed  …  intended: none → "3p", by profile @…',
    ]


def test_rows_of_the_picker_come_from_one_line_each(at: Desk) -> None:
    entry = "~/.config/Claude-3p/configLibrary/51c2b0de-5e70-4017-8a11-5e7901475e70.json"
    assert told(at, "inferenceModels")[2:6] == [
        f"now      claude-sonnet-5, claude-opus-5   {entry}:8:22",
        "wanted   claude-sonnet-5, claude-opus-5",
        "from     models.opus: claude-opus-5 ← big   ~/.config/setpoint/profile.yaml:4:3",
        "         models.sonnet: claude-sonnet-5 ← small:9b   ~/.config/setpoint/profile.yaml:5:3",
    ]


def test_what_the_profile_does_not_say_has_another_origin(at: Desk) -> None:
    profile = "~/.config/setpoint/profile.yaml"
    variable = f"from     the variable OLLAMA_HOST; the profile has no ollama.url   {profile}"
    assert variable in told(at, "inferenceGatewayBaseUrl")
    assert "now      a fixed placeholder, no key: the server needs none" in told(at, "inferenceGatewayApiKey")[2]
    assert f"from     claude.settings.chatTabEnabled   {profile}:7:21" in told(at, "chatTabEnabled")


def test_a_key_that_is_not_ours_is_said_to_be_somebody_elses(at: Desk) -> None:
    path = next((at.claude / "configLibrary").glob("51c2*.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"coworkTabEnabled": True, "odd": 1}))
    assert told(at, "odd")[0] == "odd   not Setpoint's: somebody else's, and left as it is"
    assert told(at, "coworkTabEnabled")[0] == (
        "coworkTabEnabled   not Setpoint's: Claude Desktop adds it when it saves an entry"
    )
    assert "not set, and Setpoint does not set it" in told(at, "dictationEnabled")[0]


def test_what_somebody_changed_is_told_as_that_and_a_repair_with_whose_doing_it_was(at: Desk) -> None:
    path = at.claude / "claude_desktop_config.json"
    path.write_text(path.read_text().replace("3p", "1p"))
    lines = told(at, "deploymentMode")
    assert lines[0] == "◐ deploymentMode   changed by somebody else since Setpoint wrote it"
    assert lines[-1] == "→ setpoint plan shows what would be done"
    assert at("apply", "--yes").code == 0
    assert 'changed  …  corrective: "1p" → "3p", changed by somebody else' in told(at, "deploymentMode")


def test_after_a_restore_nothing_is_ours_and_a_suspension_explains_it(at: Desk) -> None:
    assert at("restore", "--yes").code == 0
    lines = told(at, "appliedId")
    assert lines[0] == "◐ appliedId   not as the profile says: Setpoint is suspended and writes nothing"
    assert lines[-1] == "→ setpoint resume"
    assert not any(line.startswith(("before", "since")) for line in lines)
    assert "changed  …  intended: removed with our entry, by you" in told(at, "inferenceModels")


def test_a_key_of_the_profile_is_told_with_its_line_or_its_default(at: Desk) -> None:
    assert told(at, "keep[0]")[0] == 'keep[0]   "extra"'
    assert told(at, "keep[0]")[-1] == "from     the profile   ~/.config/setpoint/profile.yaml:6:8"
    assert told(at, "ollama.context")[0] == "ollama.context   65536"
    assert "the default; the profile does not say it" in told(at, "ollama.context")[-1]
    assert told(at, "models.sonnet.context")[-1].startswith("from     the default of ollama.context")
    assert told(at, "models.opus.model")[0] == 'models.opus.model   "big"'
    assert told(at, "models.opus.label")[0] == 'models.opus.label   "big"'
    assert told(at, "default")[0] == 'default   "sonnet"'


def test_a_part_of_the_profile_is_told_with_all_that_may_stand_in_it(at: Desk) -> None:
    lines = told(at, "ollama")
    assert lines[0] == "ollama   not in the profile; all of it has its defaults"
    assert '  url              "http://127.0.0.1:11434"  OLLAMA_HOST' in [
        re.sub(" {3,}(?=OLLAMA)", "  ", x) for x in lines
    ]
    assert any(re.fullmatch(r"  context +65536 +default", line) for line in lines)


def test_another_mode_for_a_while_is_what_is_in_force(at: Desk) -> None:
    assert at("use", "native").code == 0
    lines = told(at, "mode")
    assert lines[0] == 'mode   "ollama"'
    assert any("native, by `setpoint use`" in line for line in lines)
    assert any("`setpoint use native`, whatever the profile says" in line for line in told(at, "appliedId"))


def test_a_model_is_told_with_who_declares_it_who_pulled_it_and_whether_it_would_go(at: Desk) -> None:
    assert told(at, "small:9b") == [
        "● small:9b   kept: the profile declares it",
        "declared  models.sonnet   ~/.config/setpoint/profile.yaml:5:3",
        "serves    claude-sonnet-5, context 65536, the default",
        "          claude-haiku-4-5-20251001, context 65536, in the background",
        "there     6.6 MB, digest …, at most 131072 tokens   http://127.0.0.1:11434",
        "loaded    no",
        "pulled    …  by Setpoint, for profile @…",
        "removed   no: it is declared",
    ]
    assert "pulled    by somebody else, or before Setpoint" in told(at, "extra")


def test_a_model_that_is_no_longer_declared_says_why_it_stays_or_goes(at: Desk) -> None:
    put(at, PROFILE.replace("opus: big", "opus: extra"))
    assert told(at, "big")[0] == "big   no longer declared; Setpoint pulled it once"
    assert "removed  no: ollama.prune is never, the default" in told(at, "big")
    put(at, PROFILE.replace("opus: big", "opus: extra") + "ollama: {prune: own}\n")
    lines = told(at, "big")
    assert any(line.startswith("removed  yes: ollama.prune is own") for line in lines)


def test_a_slot_may_be_asked_for_by_its_family(at: Desk) -> None:
    lines = told(at, "opus")
    assert lines[:4] == [
        "● claude-opus-5   big answers, on this machine",
        "declared  models.opus   ~/.config/setpoint/profile.yaml:4:3",
        "slot      family opus, in the picker, as big",
        "context   65536 tokens",
    ]
    assert lines[-1] == "made      …  by Setpoint from big, context 65536"
    assert told(at, "claude-opus-5") == lines
    assert told(at, "fable")[0] == "claude-fable-5   no slot: the profile declares no model for it"


def test_a_condition_is_told_with_its_meaning_its_state_and_what_makes_it_well(at: Desk) -> None:
    assert told(at, "restartpending") == [
        "● RestartPending   False (AppClosed)",
        f"means    {MEANINGS['RestartPending'].says}",
        f"healthy  {MEANINGS['RestartPending'].well}",
        "since    …  this state, as the last pass found it",
    ]


def test_every_condition_of_a_status_can_be_explained(at: Desk) -> None:
    shown = {each["name"] for each in json.loads(at("status", "--json").out)["conditions"]}
    assert shown - {"Contested"} <= MEANINGS.keys()
    assert all(answer(at, name)["kind"] == "condition" for name in MEANINGS)


def test_what_keeps_all_from_being_in_place_is_named(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE + f"ollama: {{url: '{DOWN}'}}\n")
    lines = told(at, "Converged")
    assert lines[0].startswith("◐ Converged   False") or lines[0].startswith("✗ Converged   False")
    assert any("OllamaReachable: False" in line for line in lines)


def test_a_code_is_told_with_its_cure(tmp_path: Path) -> None:
    assert told(desk(tmp_path), "sp402") == [
        "SP402   the running Claude Desktop still uses the old route",
        "page     docs/codes.md",
        "→ restart it",
    ]
    assert answer(desk(tmp_path / "other"), "SP100")["hint"] == CODES["SP100"].partition("; ")[2]


@pytest.mark.parametrize(
    "word, near",
    [
        ("Restartpendng", "did you mean RestartPending?"),
        ("appliedID", "did you mean appliedId?"),
        ("ollama.contxt", "did you mean ollama.context?"),
        ("context", "did you mean ollama.context or models.opus.context?"),
        ("smal:9b", "did you mean small:9b?"),
        ("complete-nonsense-of-a-word", "setpoint explain lists what can be asked"),
    ],
)
def test_an_unknown_word_is_a_usage_error_with_the_nearest_spelling(at: Desk, word: str, near: str) -> None:
    said = at("explain", word)
    assert (said.code, said.out) == (64, "")
    assert said.err == f'✗ nothing is known of "{word}"   SP905\n  → {near}\n'


def test_without_a_word_it_lists_what_can_be_asked(at: Desk) -> None:
    lines = at("explain").out.splitlines()
    assert lines[0] == "setpoint explain WORD: where it comes from, what it was before, since when"
    assert "models      big, small:9b, extra" in lines
    plain = json.loads(at("explain", "--json").out)
    jsonschema.Draft202012Validator(json.loads(shipped.read("schemas", "explain.schema.json"))).validate(plain)
    assert plain["topics"]["conditions"] == list(MEANINGS)


@pytest.mark.parametrize(
    "word", ["appliedId", "inferenceModels", "ollama", "models.sonnet", "small:9b", "sonnet", "Converged", "SP402"]
)
def test_machines_get_the_same_by_a_schema(at: Desk, word: str) -> None:
    plain = answer(at, word)
    assert plain["word"] == word
    assert str(plain["summary"]) in at("explain", word).out


def test_nothing_is_written(at: Desk) -> None:
    def stamps() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in at.tree.rglob("*")}

    before = stamps()
    for word in ("appliedId", "mode", "small:9b", "opus", "Converged", "SP402"):
        told(at, word)
    assert stamps() == before


def test_a_terminal_is_not_steered_by_what_was_asked(at: Desk) -> None:
    said = at("explain", "\x1b[2Jodd")
    assert said.code == 64
    assert "\x1b" not in said.err

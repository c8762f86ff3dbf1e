"""The doctor about Claude's files: their form, who can read them, what is selected, values that Claude refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.desk import desk
from fakes.doctoring import (
    FOREIGN_KEY,
    GOOD,
    KEY,
    NATIVE,
    OTHER,
    OWN,
    STATIC,
    URL,
    briefly,
    changed,
    doctored,
    lay,
    ours,
    routed,
    write,
)


def test_files_that_are_well_are_one_line(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    assert "library" not in doctored(at)
    lay(at)
    found = doctored(at)
    assert briefly(found["library"]) == [("ok", "")]
    assert briefly(found["values"]) == [("ok", "")]
    assert briefly(found["mode"]) == [("note", "SP301")]


@pytest.mark.parametrize(
    "name", ["configLibrary/_meta.json", "claude_desktop_config.json", f"configLibrary/{OWN}.json"]
)
def test_each_file_that_is_no_json_is_told_by_its_place(tmp_path: Path, name: str) -> None:
    at = desk(tmp_path, NATIVE)
    lay(at)
    write(at.claude / name, '{"a": 1,\n  b}')
    (found,) = doctored(at)["library"]
    assert (found.result, found.code) == ("failure", "SP305")
    assert f"{at.claude / name}:2:3" in found.message


def test_every_broken_file_is_told_at_once(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    lay(at)
    for name in ("configLibrary/_meta.json", "claude_desktop_config.json"):
        write(at.claude / name, "[]")
    assert briefly(doctored(at)["library"]) == [("failure", "SP305")] * 2


def test_an_id_that_is_no_safe_file_name_is_never_followed(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    lay(at)
    index = at.claude / "configLibrary/_meta.json"
    write(index, {"appliedId": OWN, "entries": [{"id": OWN, "name": "a"}, {"id": "../../x", "name": "b"}]})
    write(at.claude / "configLibrary/UPPER.json", GOOD)
    found = doctored(at)["library"]
    assert briefly(found) == [("note", "SP316")] * 2
    assert '"../../x"' in found[0].message


@pytest.mark.parametrize(
    ("mode", "code"), [(0o600, ""), (0o640, "SP815"), (0o604, "SP815"), (0o620, "SP815"), (0o602, "SP815")]
)
def test_a_key_that_others_can_read_is_a_warning(tmp_path: Path, mode: int, code: str) -> None:
    at = desk(tmp_path, NATIVE)
    entry = lay(at)
    for folder in (at.home, *entry.parents[:3]):
        folder.chmod(0o755)
    entry.chmod(mode)
    (found,) = doctored(at)["library"]
    assert (found.result, found.code) == ("warning" if code else "ok", code)
    if code:
        assert found.hint == f"chmod 600 {entry}"


def test_what_is_shut_further_up_or_holds_no_key_may_be_readable(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    entry = lay(at)
    entry.chmod(0o644)
    entry.parent.chmod(0o700)
    assert briefly(doctored(at)["library"]) == [("ok", "")]
    lay(at, entry={**GOOD, "inferenceGatewayApiKey": "setpoint-no-key-needed"}).chmod(0o644)
    entry.parent.chmod(0o755)
    assert briefly(doctored(at)["library"]) == [("ok", "")]


def test_a_library_that_everybody_may_write_is_a_warning(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    entry = lay(at)
    for folder in (at.home, *entry.parents[:3]):
        folder.chmod(0o755)
    entry.parent.chmod(0o777)
    found = doctored(at)["library"]
    assert {(each.result, each.code) for each in found} == {("warning", "SP815")}


@pytest.mark.parametrize(
    ("flag", "profile", "result"),
    [("3p", NATIVE, ("note", "SP301")), (None, NATIVE, ("note", "SP301")), ("2p", NATIVE, ("warning", "SP814"))],
)
def test_a_selection_and_the_stored_mode(
    tmp_path: Path, flag: str | None, profile: str, result: tuple[str, str]
) -> None:
    at = desk(tmp_path, profile)
    lay(at, flag=flag)
    assert briefly(doctored(at)["mode"])[0] == result


def test_an_entry_that_the_stored_mode_overrules_hurts_only_who_wants_it(tmp_path: Path) -> None:
    at = desk(tmp_path / "native", NATIVE)
    lay(at, flag="1p")
    assert "mode" not in doctored(at)
    at = routed(tmp_path / "routed")
    changed(at.claude / "claude_desktop_config.json", deploymentMode="1p")
    (found,) = doctored(at)["mode"]
    assert (found.result, found.code, found.hint) == ("warning", "SP814", "setpoint apply")


def test_third_party_mode_with_nothing_selected_is_a_warning(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    lay(at)
    write(at.claude / "configLibrary/_meta.json", {"entries": []})
    assert briefly(doctored(at)["mode"]) == [("warning", "SP814")]


@pytest.mark.parametrize("missing", ["file", "row"])
def test_a_selection_that_leads_nowhere_is_a_warning(tmp_path: Path, missing: str) -> None:
    at = desk(tmp_path, NATIVE)
    entry = lay(at)
    if missing == "file":
        entry.unlink()
    else:
        write(at.claude / "configLibrary/_meta.json", {"appliedId": OWN, "entries": []})
    found = doctored(at)["mode"][0]
    assert (found.result, found.code) == ("warning", "SP817")
    assert f"has no {missing}" in found.message


def test_values_of_somebody_elses_entry_are_warnings(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    bad = {
        **GOOD,
        "inferenceGatewayBaseUrl": "http://far.example",
        "inferenceGatewayHeaders": ["a: b"],
        "isDxtEnabled": True,
    }
    lay(at, OTHER, bad, name="Ollama")
    found = doctored(at)["values"]
    assert sorted(briefly(found)) == [("note", "SP819"), ("warning", "SP818"), ("warning", "SP818")]
    assert all(each.message.startswith('"Ollama": ') for each in found)


def test_a_value_of_ours_that_claude_refuses_is_a_failure(tmp_path: Path) -> None:
    at = routed(tmp_path)
    changed(ours(at), inferenceModels=[{"name": "claude-vs-gpt"}], inventedYesterday=1)
    found = doctored(at)["values"]
    assert sorted(briefly(found)) == [("failure", "SP818"), ("warning", "SP819")]
    assert "claude-vs-gpt" in found[0].message
    assert at("doctor").code == 4


def test_a_helper_that_is_not_there_gives_no_key(tmp_path: Path) -> None:
    at = desk(tmp_path, NATIVE)
    entry = {**GOOD, "inferenceCredentialKind": "helper-script", "inferenceCredentialHelper": str(tmp_path / "gone")}
    del entry["inferenceGatewayApiKey"]
    lay(at, entry=entry)
    (found,) = doctored(at)["values"]
    assert (found.result, found.code) == ("warning", "SP818")
    write(tmp_path / "gone", "")
    assert briefly(doctored(at)["values"]) == [("ok", "")]


def test_no_key_is_ever_said(tmp_path: Path) -> None:
    """Keys in the applied entry, in its headers, in its url, in odd places of it, in a file, in a variable."""
    bad = {
        **GOOD,
        "inferenceGatewayBaseUrl": f"http://ada:{FOREIGN_KEY}@far.example/v1?token={FOREIGN_KEY}",
        "inferenceCustomHeaders": [f"Authorization: Bearer {FOREIGN_KEY}"],
        "inferenceGatewayHeaders": f"x-api-key: {FOREIGN_KEY}",
        "inferenceCredentialHelper": f"/bin/echo --key {FOREIGN_KEY}",
        "inferenceModels": [FOREIGN_KEY, {"name": f"claude {FOREIGN_KEY}", "anthropicFamilyTier": FOREIGN_KEY}],
        "inferenceGatewayAuthScheme": FOREIGN_KEY,
        "defaultModelEffort": FOREIGN_KEY,
        "otlpProtocol": FOREIGN_KEY,
        FOREIGN_KEY: FOREIGN_KEY,
    }
    static = STATIC.format(url=URL, key="file: ~/key")
    for number, profile in enumerate((NATIVE, static, "setpoint: 1\nmode: [" + KEY)):
        at = desk(tmp_path / str(number), profile, {"ACME": KEY})
        write(at.home / "key", f"{KEY}\n")
        at("trust", "--yes")
        at("apply", "--yes")
        entry = lay(at, entry=bad, name=f"a {FOREIGN_KEY}", flag=FOREIGN_KEY)
        entry.chmod(0o666)
        write(at.claude / f"configLibrary/{FOREIGN_KEY}.json", bad)
        for words in (("doctor",), ("doctor", "--json")):
            said = at(*words)
            for key in (KEY, FOREIGN_KEY):
                assert key not in said.out + said.err
